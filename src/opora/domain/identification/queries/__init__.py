"""Reads of identification for pages, files and the programming interface."""
