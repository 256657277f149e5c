"""What may happen to files of results, to codes of schools and to what is counted."""
