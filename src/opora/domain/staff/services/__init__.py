"""Changes of the staff of an organisation."""
