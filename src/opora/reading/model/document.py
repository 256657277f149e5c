"""What a document means as a whole: requisites, points, sections, measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from opora.reading.model.layout import Layout, Place
from opora.reading.model.values import Actor, Clause, Finding, Guess, Indicator


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
