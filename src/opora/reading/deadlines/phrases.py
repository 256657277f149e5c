"""What one phrase of a deadline says, before it is known which year is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opora.reading.deadlines.stretches import Stretch

Side = Literal["within", "by", "not_later", "since"]
Every = Literal[
    "day", "week", "month", "quarter", "half", "year", "school_year", "term", "plan"
]
Relation = Literal["at", "after", "before", "each", "according_to"]


@dataclass(frozen=True, slots=True)
class When:
    """Stretches of the calendar, and whether the work is done within, by or since them."""

    stretches: tuple[Stretch, ...]
    side: Side = "within"
    inclusive: bool | None = None
    during: bool = False


@dataclass(frozen=True, slots=True)
class PlanYear:
    """«Год» or «учебный год» without figures; ``part`` for its beginning, middle or end."""

    school: bool
    side: Side = "within"
    part: str | None = None
    during: bool = False


@dataclass(frozen=True, slots=True)
class Often:
    """How often: every ``step`` units, so many times in each."""

    unit: Every
    step: int = 1
    times: int | None = None
    at_least: bool = False
    name: str = ""
    """The word for a unit that has no calendar: «четверть»."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """On days of the week, as in BYDAY."""

    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Monthly:
    """On a day of every month, or of the months of a quarter that are named.

    ``rule`` is the part of a recurrence rule that picks the day; ``duration`` is None for a due
    date.
    """

    rule: str
    duration: str | None
    of_quarter: int | None = None
    """Which month of the quarter; 4 is the month after it."""
    late: bool = False
    """Whether the day is late in the month: «до 25 числа» of a quarter means its last month."""
    bare: bool = False
    """«Первая неделя» without «месяца»: means one only beside «ежемесячно»."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term counted from an event or to it."""

    duration: str
    side: Literal["after", "before"]


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole period of the plan; ``continuous`` for «постоянно»."""

    continuous: bool


@dataclass(frozen=True, slots=True)
class Then:
    """«Затем», «далее»: what follows holds after the first date; ``yearly``: every year."""

    yearly: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    time: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word with a meaning of its own; ``impossible`` for «35 числа», «0 раз»."""

    kind: Literal["inclusive", "ditto", "nothing", "impossible"]


@dataclass(frozen=True, slots=True)
class Event:
    """Work tied to an event."""

    name: str
    relation: Relation
    offset: str | None = None
    bare: bool = False
    """Whether nothing but a noun says that it is an event."""
    printed: str = ""
    """The words of the cell, their preposition too."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Work done when there is a need."""

    trigger: str | None


@dataclass(frozen=True, slots=True)
class Sign:
    """A separator between phrases."""

    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words that say nothing about time."""

    text: str


Phrase = When | PlanYear | Often | Weekly | Monthly | Term | Whole | Then | Clock | Word
Said = Phrase | Event | Needed | Sign | Words


@dataclass(frozen=True, slots=True)
class Item:
    """Something said, its place [start, end) in the normal text, how deep it is in brackets."""

    said: Said
    start: int
    end: int
    depth: int = 0
    misspelt: bool = False
    approximate: bool = False
