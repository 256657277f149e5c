"""File formats → layout: paragraphs and tables in reading order, nothing understood yet."""

from __future__ import annotations

from opora.reading.formats.reader import read_layout

__all__ = ["read_layout"]
