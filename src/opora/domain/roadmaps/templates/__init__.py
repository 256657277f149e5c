"""Roadmaps to begin with, as reviewed data."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from opora.domain.organisations.school_years import SchoolYear
from opora.domain.roadmaps import labels
from opora.methodology import Pack, load_pack

_SEPTEMBER = 9


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A measure of a template; its days are month and day of the school year."""

    text: str
    expected_result: str
    kind: str
    responsible: str
    due: str | None = None
    from_: str | None = None
    to: str | None = None
    all_year: bool = False
    each: str | None = None

    def schedule(self, school_year: int) -> list[dict[str, Any]]:
        """Return the clauses of the row in a school year."""
        if self.due:
            return [{"type": "deadline", "date": day_in(school_year, self.due).isoformat()}]
        if self.from_ and self.to:
            first, last = day_in(school_year, self.from_), day_in(school_year, self.to)
            return [{"type": "window", "start": first.isoformat(), "end": last.isoformat()}]
        if self.each == "term":
            return [{"type": "event", "event": "четверть", "relation": "each"}]
        year = SchoolYear(school_year)
        days = {"start": year.first_day.isoformat(), "end": year.last_day.isoformat()}
        return [{"type": "school_year", **days}]

    def deadline_text(self, school_year: int) -> str:
        """Return the words for the schedule."""
        if self.due:
            return labels.by_label(day_in(school_year, self.due))
        if self.from_ and self.to:
            first, last = day_in(school_year, self.from_), day_in(school_year, self.to)
            return labels.window_label(first, last)
        return "каждую четверть" if self.each == "term" else "в течение учебного года"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section of a template."""

    title: str
    measures: tuple[Row, ...]


class Template(Pack, frozen=True):
    """A roadmap to begin with."""

    title: str
    sections: tuple[Part, ...]


@cache
def load_template(name: str = "school") -> Template:
    """Load a template, once a process."""
    return load_pack(files(__name__) / f"{name}.yaml", Template)


def day_in(school_year: int, month_day: str) -> date:
    """Return the day of a school year that «10-15» means.

    Examples
    --------
    >>> day_in(2025, "10-15"), day_in(2025, "03-31")
    (datetime.date(2025, 10, 15), datetime.date(2026, 3, 31))
    """
    month, day = (int(part) for part in month_day.split("-"))
    return date(school_year if month >= _SEPTEMBER else school_year + 1, month, day)
