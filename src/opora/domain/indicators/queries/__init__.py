"""Reads of indicators for pages."""
