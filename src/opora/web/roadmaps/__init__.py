"""Roadmaps: the table, its other views, one measure, editions and amendments, files."""
