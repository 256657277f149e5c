"""Deadlines: the words of a cell → clauses of a schedule. See README.md beside this file."""

from opora.reading.deadlines.read import DeadlineReading, Unread, read_deadline, read_schedule

__all__ = ["DeadlineReading", "Unread", "read_deadline", "read_schedule"]
