"""Identification: runs, verdicts, replies of schools, decisions, status of a school."""
