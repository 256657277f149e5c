"""Packages between installations: what a municipality sent, what its region received."""
