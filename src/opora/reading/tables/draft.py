"""The roadmap as a structure: which cell of which measure says what, nothing understood yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from opora.reading.model import Column, ColumnRole, Finding, Place, Section


@dataclass(frozen=True, slots=True)
class DraftCell:
    """What one column says of a measure.

    ``text`` is in the form of ``wording.lined``. ``shared_with`` is the row (``DraftItem.row``)
    of the measure whose printed cell this one shares, None for a cell of its own.
    ``inferred`` marks a merge that is not printed but follows from the shape of the table.
    """

    text: str
    place: Place
    shared_with: int | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A measure with its cells by role; columns without a role of their own by header."""

    row: int
    table_row: int
    section: int | None
    number: str | None
    cells: Mapping[ColumnRole, DraftCell]
    extra: Mapping[str, DraftCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoadmapDraft:
    """The structure of a roadmap and what was repaired to get it.

    ``tables`` are the blocks of the layout that the roadmap takes up.
    """

    title: str | None = None
    columns: tuple[Column, ...] = ()
    sections: tuple[Section, ...] = ()
    items: tuple[DraftItem, ...] = ()
    findings: tuple[Finding, ...] = ()
    tables: tuple[int, ...] = ()
