"""Lists of organisations and people brought from files, and who has which role."""
