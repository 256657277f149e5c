"""Опора: roadmaps that support schools with low educational results, read, lived and proved."""
