"""Changes of diagnostics."""
