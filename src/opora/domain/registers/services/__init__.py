"""Changes of the traces of work."""
