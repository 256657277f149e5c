"""The staff lists of organisations."""
