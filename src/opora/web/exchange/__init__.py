"""Pages of packages between a municipality and its region."""
