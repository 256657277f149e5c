"""Changes of definitions, values and targets."""
