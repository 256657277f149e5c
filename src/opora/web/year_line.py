"""The line of a school year with a mark for each time a measure falls due, as plain numbers.

Shape tells the state without colour: circle accepted, half circle waiting for a check, point in
work, square returned, diamond late, ring ahead.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from opora.web.looks import STATES

MONTH_WIDTH = 14
WIDTH = 12 * MONTH_WIDTH
FIRST_MONTH = 9
SHAPES = {
    "accepted": "circle",
    "submitted": "half",
    "in_work": "point",
    "returned": "square",
    "late": "diamond",
}
LETTERS = "СОНДЯФМАМИИА"


class Due(Protocol):
    """One time a measure falls due; ``queries.Dot`` is one."""

    @property
    def opens(self) -> date | None:
        """First day of its window."""
        ...

    @property
    def day(self) -> date | None:
        """Last day; None for what has no date."""
        ...

    @property
    def state(self) -> str:
        """Key of ``looks.STATES``."""
        ...

    @property
    def label(self) -> str:
        """The deadline in words."""
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign on the line. Numbers are strings: a template would write a comma in them."""

    shape: str
    x: str
    left: str
    css: str


@dataclass(frozen=True, slots=True)
class Window:
    """A period in which the thing may be done."""

    x1: str
    x2: str
    css: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """Everything that ``web/components/year_line.html`` draws."""

    marks: tuple[Mark, ...]
    windows: tuple[Window, ...]
    today: str
    label: str
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class YearScale:
    """The months above the lines of a table."""

    letters: tuple[tuple[str, str], ...]
    width: int = WIDTH


def place(day: date, *, school_year: int) -> float:
    """Return where a day stands on the line; outside [0, WIDTH] if in another year. [px]."""
    months = (day.year - school_year) * 12 + day.month - FIRST_MONTH
    length = calendar.monthrange(day.year, day.month)[1]
    return (months + (day.day - 1) / length) * MONTH_WIDTH


def year_scale() -> YearScale:
    """Return the letters of the months."""
    middles = (_px((i + 0.5) * MONTH_WIDTH) for i in range(len(LETTERS)))
    return YearScale(tuple(zip(middles, LETTERS, strict=True)))


def year_line(dues: Iterable[Due], *, school_year: int, today: date) -> YearLine:
    """Place the dues of one measure on the line of a school year; other years are left out."""
    shown = [
        due
        for due in dues
        if due.day is not None and 0 <= place(due.day, school_year=school_year) < WIDTH
    ]
    at = place(today, school_year=school_year)
    return YearLine(
        marks=tuple(_mark(due, school_year) for due in shown),
        windows=tuple(_window(due, school_year) for due in shown if due.opens),
        today=_px(at) if 0 <= at <= WIDTH else "",
        label="; ".join(_words(due) for due in shown) or "в этом учебном году сроков нет",
    )


def _mark(due: Due, school_year: int) -> Mark:
    x = place(due.day, school_year=school_year) if due.day else 0
    shape = SHAPES.get(due.state, "ring")
    return Mark(shape, x=_px(x), left=_px(x - 3.5), css=_css(due))


def _window(due: Due, school_year: int) -> Window:
    start = place(due.opens, school_year=school_year) if due.opens else 0
    end = place(due.day, school_year=school_year) if due.day else 0
    return Window(x1=_px(max(0, start)), x2=_px(end), css=_css(due).replace("is-", "s-"))


def _css(due: Due) -> str:
    return STATES[due.state].css


def _words(due: Due) -> str:
    return f"{due.label} — {STATES[due.state].label.lower()}"


def _px(value: float) -> str:
    return f"{value:.1f}"
