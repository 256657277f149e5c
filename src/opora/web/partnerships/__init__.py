"""Agreements between schools."""
