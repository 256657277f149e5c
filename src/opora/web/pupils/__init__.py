"""Pages of pupils: names inside their school only, counts for everybody above it."""
