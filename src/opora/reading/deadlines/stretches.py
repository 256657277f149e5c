"""Stretches of the calendar as they are printed: often without a year."""

# ruff: noqa: PLR2004 — days and months of the calendar

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "month", "quarter", "half", "year", "school_year", "spell", "range"]

SCHOOL_YEAR_BEGINS = 9
"""The month in which a school year begins."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Edge:
    """A day of a year that may not be printed; a day past the end of its month is its last."""

    month: int
    day: int
    year: int | None = None

    def on(self, year: int) -> date:
        """Return the day in a given year; a negative day counts from the end of the month."""
        length = calendar.monthrange(year, self.month)[1]
        day = self.day if self.day > 0 else length + 1 + self.day
        return date(year, self.month, min(day, length))


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first to the last day. A half-year of an unknown kind keeps its ``number``.

    ``part`` is set for «начало», «середина», «конец» of something: then «до» means its own day.
    """

    first: Edge
    last: Edge
    unit: Unit
    approximate: bool = False
    number: int | None = None
    part: str | None = None
    soft: bool = False
    """Whether the end of what ``part`` is a part of is itself approximate."""
    weekday: str | None = None
    """The only day of the month that is meant, as BYDAY of a rule: ``1WE``, ``-1FR``."""
    exact: bool = True
    """False if the year of a stretch over New Year could be that of either end."""
    invalid: bool = False

    @property
    def has_year(self) -> bool:
        """Whether a year is printed."""
        return self.last.year is not None

    @property
    def wraps(self) -> bool:
        """Whether the stretch runs over New Year."""
        return (self.last.month, self.last.day) < (self.first.month, self.first.day)

    def in_year(self, year: int) -> Stretch:
        """Return the stretch that ends in a calendar year."""
        begin = year - 1 if self.wraps else year
        if self.unit == "half":
            return self._settled(calendar_half(self.number or 1)).in_year(year)
        return replace(
            self,
            first=replace(self.first, year=begin),
            last=replace(self.last, year=year),
            exact=not self.wraps,
        )

    def in_school_year(self, year: int) -> Stretch:
        """Return the stretch as it falls in the school year that begins in ``year``."""
        if self.unit == "half":
            return self._settled(school_half(self.number or 1)).in_school_year(year)
        begin = year if self.first.month >= SCHOOL_YEAR_BEGINS else year + 1
        end = begin + 1 if self.wraps else begin
        return replace(
            self, first=replace(self.first, year=begin), last=replace(self.last, year=end)
        )

    def _settled(self, half: Stretch) -> Stretch:
        return part_of(half, self.part) if self.part else half

    def of(self, *, school: bool) -> Stretch:
        """Return the half-year as that of a school or of a calendar year; others stay."""
        if self.unit != "half":
            return self
        return self._settled((school_half if school else calendar_half)(self.number or 1))

    def days(self) -> tuple[date, date]:
        """Return the first and the last day of a stretch whose year is known."""
        if self.first.year is None or self.last.year is None:
            raise ValueError("a stretch without a year has no days")
        return self._between(self.first.on(self.first.year), self.last.on(self.last.year))

    def starting(self, year: int) -> tuple[date, date]:
        """Return the first and the last day if the stretch begins in ``year``."""
        end = year + 1 if self.wraps else year
        return self._between(self.first.on(year), self.last.on(end))

    def _between(self, first: date, last: date) -> tuple[date, date]:
        if self.weekday is None:
            return first, last
        found = nth_weekday(first, self.weekday)
        return found, found

    def months(self) -> int | None:
        """Return how many whole months it covers, or None if it is not made of whole months."""
        if self.first.day != 1 or self.last.day < 31:
            return None
        years = 0
        if self.first.year is not None and self.last.year is not None:
            years = self.last.year - self.first.year
        elif self.wraps:
            years = 1
        return self.last.month - self.first.month + 1 + 12 * years


def nth_weekday(month: date, rule: str) -> date:
    """Return the day of a month that a BYDAY rule names: ``2WE`` is the second Wednesday."""
    nth, weekday = int(rule[:-2]), WEEKDAYS.index(rule[-2:])
    if nth > 0:
        return month + timedelta((weekday - month.weekday()) % 7 + 7 * (nth - 1))
    last = Edge(month.month, 31).on(month.year)
    return last - timedelta((last.weekday() - weekday) % 7)


def day_of(day: int, month: int, year: int | None = None) -> Stretch:
    """Return one day; a day the calendar does not have is marked invalid."""
    known = year if year is not None else 2024
    invalid = not (1 <= month <= 12) or not (1 <= day <= calendar.monthrange(known, month)[1])
    edge = Edge(month, day, year)
    return Stretch(edge, edge, "day", invalid=invalid)


def month_of(month: int, year: int | None = None) -> Stretch:
    """Return a whole month."""
    return Stretch(Edge(month, 1, year), Edge(month, 31, year), "month")


def years_of(first: int, last: int) -> Stretch:
    """Return whole calendar years."""
    return Stretch(Edge(1, 1, first), Edge(12, 31, last), "year")


def school_years_of(first: int, last: int) -> Stretch:
    """Return whole school years, named by the calendar years in which they begin and end."""
    return Stretch(
        Edge(SCHOOL_YEAR_BEGINS, 1, first),
        Edge(SCHOOL_YEAR_BEGINS - 1, 31, last),
        "school_year",
    )


def quarter_of(first: int, last: int) -> Stretch:
    """Return quarters of the calendar year, counted from 1."""
    return Stretch(Edge(3 * first - 2, 1), Edge(3 * last, 31), "quarter")


def half_of_unknown(number: int) -> Stretch:
    """Return a half-year of which it is not said whether of a calendar or of a school year."""
    return replace(calendar_half(number), unit="half", number=number)


def calendar_half(number: int) -> Stretch:
    """Return a half of the calendar year."""
    month = 6 * number
    return Stretch(Edge(month - 5, 1), Edge(month, 31), "spell")


def school_half(number: int) -> Stretch:
    """Return a half of the school year: September to December, January to May."""
    first, last = ((9, 12), (1, 5))[number - 1]
    return Stretch(Edge(first, 1), Edge(last, 31), "spell", approximate=True)


def join(first: Stretch, last: Stretch) -> Stretch:
    """Return the stretch from one to another; a year printed once serves both."""
    begin, end = first.first, last.last
    if begin.year is None and end.year is not None:
        over = (begin.month, begin.day) > (end.month, end.day)
        begin = replace(begin, year=end.year - over)
    elif end.year is None and begin.year is not None:
        over = (end.month, end.day) < (begin.month, begin.day)
        end = replace(end, year=begin.year + over)
    unit: Unit = first.unit if first.unit == last.unit and first.unit == "year" else "range"
    return Stretch(
        begin,
        end,
        unit,
        approximate=first.approximate or last.approximate,
        exact=first.has_year or not last.has_year or begin.year == end.year,
        invalid=first.invalid or last.invalid or _reversed(begin, end),
    )


def _reversed(begin: Edge, end: Edge) -> bool:
    return None not in (begin.year, end.year) and (
        (begin.year, begin.month, begin.day) > (end.year, end.month, end.day)
    )


def part_of(whole: Stretch, part: str) -> Stretch:
    """Return the beginning, the middle or the end of a stretch, about a third of it.

    A third of a month is a decade; the beginning and the end of anything longer are its first
    and last month.
    """
    if whole.unit == "half":
        return replace(whole, part=part)
    first, last = whole.first, whole.last
    if whole.unit == "school_year":
        last = replace(last, month=5)
    if whole.unit == "month":
        begin, end = {"start": (1, 10), "middle": (11, 20), "end": (21, 31)}[part]
        first, last = replace(first, day=begin), replace(last, day=end)
    elif part == "start":
        last = replace(first, day=31)
    elif part == "end":
        first = replace(last, day=1)
    else:
        first, last = _middle(whole)
    soft = whole.approximate or whole.unit == "school_year"
    return Stretch(first, last, "spell", approximate=True, part=part, soft=soft)


def _middle(whole: Stretch) -> tuple[Edge, Edge]:
    length = whole.months() or 1
    if whole.unit == "school_year":
        length = 10
    step = (length - 1) // 2
    month = (whole.first.month - 1 + step) % 12 + 1
    year = whole.first.year
    if year is not None and whole.first.month + step > 12:
        year += 1
    return Edge(month, 1, year), Edge(month, 31, year)


def days_of_month(month: Stretch, begin: int, end: int) -> Stretch:
    """Return a decade, a week or a half of a month."""
    return Stretch(
        replace(month.first, day=begin),
        replace(month.last, day=end),
        "spell",
        approximate=True,
    )
