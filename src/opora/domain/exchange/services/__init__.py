"""Everything that may happen to keys and packages."""
