"""Verbs of identification, a module for each noun."""
