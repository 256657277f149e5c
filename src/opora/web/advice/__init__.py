"""Pages of recommendations, practices and publications."""
