"""Changes of activities."""
