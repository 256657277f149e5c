"""Meetings, seminars, visits, consultations: planned, held, who came, what follows."""
