"""Traces of work: one table that roadmaps and indicators read, written by every register."""
