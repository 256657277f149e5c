"""What a document says and where it says it: the records every part of the reader speaks.

Two layers. *Layout* is what a file format gives: paragraphs and tables in reading order, not
understood yet. *Reading* is what the layout means: requisites, points, measures, schedules,
actors, indicators, findings. Every value of a reading carries its place in the layout and a
confidence in [0, 1]; a value that is not printed is marked as inferred.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# --- places ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of one text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a block of the layout, a cell if it is a table, characters."""

    block: int
    row: int | None = None
    column: int | None = None
    span: Span | None = None


# --- layout: what a file format gives ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as printed; a forced line break inside it is a line feed.

    ``level`` is a heading level (1 is the highest) or None; ``page`` counts from 1 where known.
    """

    index: int
    text: str
    level: int | None = None
    bold: bool = False
    align: Literal["left", "center", "right", "justify"] | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at its grid position. Paragraphs of the cell are separated by line feeds.

    A merged cell stands once, at its top left corner, with ``rowspan`` and ``colspan`` > 1; the
    grid positions it covers hold no cell of their own.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the file holds it; a table torn by a page may still be two of these."""

    index: int
    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]
    page: int | None = None

    def grid(self) -> list[list[Cell | None]]:
        """Rows of cells, None where a merged cell covers or nothing stands."""
        rows: list[list[Cell | None]] = [[None] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            rows[cell.row][cell.column] = cell
        return rows


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Layout:
    """A file as paragraphs and tables in reading order; ``blocks[i].index == i``."""

    format: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    notes: tuple[str, ...] = ()
    """Plain Russian sentences on what the format could not give (no text layer, …)."""


# --- reading: what the layout means ---------------------------------------------------------

ClauseType = Literal[
    "deadline", "window", "recurring", "whole_period", "school_year", "event",
    "unspecified", "as_needed", "same_as_above",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a schedule (the types and keys are those of the glossary, «Срок»).

    Days are calendar days, both ends included. ``rrule`` is RFC 5545 without its bounds, which
    are ``from_`` and ``until``; ``duration`` is an ISO 8601 duration of each occurrence or None
    for a due date. ``alternatives`` are other readings of the same words, likeliest first.
    """

    type: ClauseType
    date: dt.date | None = None
    inclusive: bool | None = None
    precision: Literal["day", "month"] | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    year: str | None = None
    rrule: str | None = None
    from_: dt.date | None = None
    until: dt.date | None = None
    duration: str | None = None
    event: str | None = None
    relation: Literal["at", "after", "before", "each", "according_to"] | None = None
    as_needed: bool = False
    trigger: str | None = None
    according_to: str | None = None
    inferred: bool = False
    year_inferred: bool = False
    approximate: bool = False
    open_end: bool = False
    continuous: bool = False
    after_first: bool = False
    times: int | None = None
    at_least: bool = False
    offset: str | None = None
    scope: str | None = None
    time: str | None = None
    alternatives: tuple[Clause, ...] = ()
    span: Span | None = None
    confidence: float = 1.0


ActorType = Literal["person", "role", "organization"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is responsible, as printed and in one form for counting (``norm``, nominative)."""

    text: str
    type: ActorType
    norm: str
    post: str | None = None
    of: str | None = None
    condition: str | None = None
    scope: str | None = None
    count: int | None = None
    ellipsis: str | None = None
    inherited_from: str | None = None
    span: Span | None = None
    confidence: float = 1.0


IndicatorKind = Literal["share", "count", "boolean", "document", "event", "qualitative"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measurable promise of a cell: what is counted, in what unit, up to what target."""

    text: str
    kind: IndicatorKind
    unit: str | None = None
    target: float | tuple[float, float] | None = None
    comparator: Literal[">=", "<=", "delta", "to", "range"] | None = None
    subject: str | None = None
    number: str | None = None
    unit_source: Literal["printed", "implied"] | None = None
    unit_printed: str | None = None
    target_ref: str | None = None
    per: str | None = None
    source: Literal["indicators", "expected_result"] = "indicators"
    span: Span | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Guess:
    """A value chosen from a reviewed list by words, with its confidence and the runners-up."""

    value: str
    confidence: float
    others: tuple[tuple[str, float], ...] = ()
    words: tuple[str, ...] = ()
    """The lemmas that decided, for the person who asks why."""


Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction or a gap, in plain Russian, with where it stands and what to do."""

    code: str
    severity: Severity
    message: str
    suggestion: str = ""
    places: tuple[Place, ...] = ()
    rows: tuple[int, ...] = ()
    """Measures concerned, counted from 1 as ``Item.row``."""


@dataclass(frozen=True, slots=True)
class Basis:
    """An act on which the document rests."""

    text: str | None
    number: str | None
    date: dt.date | None
    kind: str | None = None
    issuer: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point or sub-point of an order with its addressee and its own deadline."""

    number: str
    text: str
    responsible: tuple[Actor, ...] = ()
    schedule: tuple[Clause, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A post and a name as printed."""

    post: str | None
    name: str
    text: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """Who controls the execution; ``self_`` for «оставляю за собой»."""

    text: str
    who: str | None
    self_: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment named or attached, with its approval stamp."""

    number: str | None
    label: str | None
    title: str | None
    stamp_text: str | None = None
    stamp_number: str | None = None
    stamp_date: dt.date | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days a plan covers, and on what each end rests («напечатано», «дата приказа», …)."""

    start: dt.date | None
    end: dt.date | None
    printed: str | None
    start_basis: str
    end_basis: str
    inferred: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Requisites:
    """The requisites of a document; None where they are not printed."""

    kind: str | None = None
    title: str | None = None
    organization: str | None = None
    organization_printed: str | None = None
    organization_inferred: str | None = None
    number: str | None = None
    number_norm: str | None = None
    date: dt.date | None = None
    date_printed: str | None = None
    place: str | None = None
    territory: str | None = None
    preamble: str | None = None
    operative_word: str | None = None
    basis: tuple[Basis, ...] = ()
    orders: tuple[Point, ...] = ()
    signatory: Signature | None = None
    control: Control | None = None
    acquaintance: tuple[Signature, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    period: Period | None = None
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Short form → long form, where the document itself says «(далее – …)»."""
    places: Mapping[str, Place] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SupportModel:
    """A model of support with its schools, as the document assigns them."""

    name: str
    number: str | None = None
    description: str | None = None
    start: str | None = None
    target_group: str | None = None
    schools: tuple[str, ...] = ()
    plan_section: int | None = None
    place: Place | None = None


ColumnRole = Literal[
    "number", "measure", "task", "criterion", "indicator", "deadline", "deadline_end",
    "responsible", "expected_result", "evidence_form", "execution", "participants", "direction",
    "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the roadmap table: its printed header and what it means."""

    header: str
    role: ColumnRole
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Section:
    """A section row of the table, with the schools it names."""

    index: int
    """Counted from 1 in reading order."""
    number: str | None
    title: str
    prefix: str | None = None
    direction: str | None = None
    schools: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One measure of a roadmap.

    Texts: ``""`` where the column exists and the cell is empty, None where there is no column.
    ``places`` and ``confidence`` are keyed by field name.
    """

    row: int
    table_row: int
    section: int | None
    number: str | None
    measure: str
    task: str | None = None
    criteria: str | None = None
    indicators_text: str | None = None
    indicators: tuple[Indicator, ...] = ()
    deadline_text: str | None = None
    schedule: tuple[Clause, ...] = ()
    responsible_text: str | None = None
    responsible: tuple[Actor, ...] = ()
    expected_result: str | None = None
    execution_info: str | None = None
    evidence_urls: tuple[str, ...] = ()
    evidence_form: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    """Printed header → text of columns that have no role of their own."""
    kind: Guess | None = None
    evidence_kind: Guess | None = None
    shared_with: Mapping[str, int] = field(default_factory=dict)
    """Field → row whose printed cell (a merged one) this item shares."""
    places: Mapping[str, Place] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The plan: its columns, sections and measures in printed order."""

    title: str | None
    columns: tuple[Column, ...] = ()
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything understood of one file: a draft until a person confirms it."""

    layout: Layout
    document: Requisites
    roadmap: Roadmap
    support_models: tuple[SupportModel, ...] = ()
    findings: tuple[Finding, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell is read against: the period of the plan and the date of the document."""

    plan_start: dt.date | None = None
    plan_end: dt.date | None = None
    document_date: dt.date | None = None
