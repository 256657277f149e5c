"""Search over measures and schools."""
