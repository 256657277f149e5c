"""Obligations in lists: filters in the address, reminders, many accepted at once."""
