"""Pages of diagnostics: surveys, risk profiles, deficits of teachers, staff."""
