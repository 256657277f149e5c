"""Analyses that people write: a list, a new one, its page with approval and withdrawal."""
