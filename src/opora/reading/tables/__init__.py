"""Tables → roadmap: the structure first, then the meaning of every cell."""

from opora.reading.tables.draft import DraftCell, DraftItem, RoadmapDraft
from opora.reading.tables.numbers import number_norm
from opora.reading.tables.structure import find_roadmap

__all__ = ["DraftCell", "DraftItem", "RoadmapDraft", "find_roadmap", "number_norm"]
