"""What a measure promises: figures with unit and target, documents, events, qualities."""

from opora.reading.indicators.cells import read_indicator_cell, read_indicators

__all__ = ["read_indicator_cell", "read_indicators"]
