"""Tables → roadmap: the structure first, then the meaning of every cell."""

from opora.reading.tables.draft import DraftCell, DraftItem, RoadmapDraft
from opora.reading.tables.items import Filled, fill
from opora.reading.tables.numbers import number_norm
from opora.reading.tables.structure import find_roadmap

__all__ = [
    "DraftCell",
    "DraftItem",
    "Filled",
    "RoadmapDraft",
    "fill",
    "find_roadmap",
    "number_norm",
]
