"""Sign-in, profile, notices."""
