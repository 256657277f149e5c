"""Everything that may happen to recommendations, practices and publications."""
