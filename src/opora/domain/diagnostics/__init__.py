"""Diagnostics: anonymous surveys, risk profiles, deficits of teachers, analysis of staff."""
