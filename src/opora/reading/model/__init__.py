"""What a document says and where it says it: the records every part of the reader speaks.

Two layers. *Layout* is what a file format gives: paragraphs and tables in reading order, not
understood yet. *Reading* is what the layout means: requisites, points, measures, schedules,
actors, indicators, findings. Every value of a reading carries its place in the layout and a
confidence in [0, 1]; a value that is not printed is marked as inferred.
"""

from __future__ import annotations

from opora.reading.model.document import (
    Attachment,
    Basis,
    Column,
    ColumnRole,
    Context,
    Control,
    Item,
    Period,
    Point,
    Reading,
    Requisites,
    Roadmap,
    Section,
    Signature,
    SupportModel,
)
from opora.reading.model.layout import (
    Block,
    Cell,
    Layout,
    Paragraph,
    Place,
    Span,
    Table,
)
from opora.reading.model.values import (
    Actor,
    ActorType,
    Clause,
    ClauseType,
    Finding,
    Guess,
    Indicator,
    IndicatorKind,
    Severity,
)

__all__ = [
    "Actor",
    "ActorType",
    "Attachment",
    "Basis",
    "Block",
    "Cell",
    "Clause",
    "ClauseType",
    "Column",
    "ColumnRole",
    "Context",
    "Control",
    "Finding",
    "Guess",
    "Indicator",
    "IndicatorKind",
    "Item",
    "Layout",
    "Paragraph",
    "Period",
    "Place",
    "Point",
    "Reading",
    "Requisites",
    "Roadmap",
    "Section",
    "Severity",
    "Signature",
    "Span",
    "SupportModel",
    "Table",
]
