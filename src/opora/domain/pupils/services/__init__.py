"""Changes of what a school keeps of its pupils."""
