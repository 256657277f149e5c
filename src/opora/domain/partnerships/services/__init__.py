"""Changes of agreements, and suggestions with whom to conclude them."""
