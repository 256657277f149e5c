"""What a cell or a sentence means: schedules, actors, indicators, choices and findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from opora.reading.model.layout import Place, Span

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
