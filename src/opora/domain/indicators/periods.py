"""Periods for which a value is computed: the school year, and its parts by frequency. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from opora.domain.organisations.school_years import SchoolYear, Stretch
from opora.methodology.indicator_definitions import Frequency


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days with its name; both ends belong to it."""

    first: date
    last: date
    label: str

    def end(self, *, on: date) -> date:
        """Return the day for which people, schools and terms count: its last, or today."""
        return min(self.last, on)


def year_period(year: SchoolYear) -> Period:
    """Return the school year as a period.

    Examples
    --------
    >>> year_period(SchoolYear(2025)).label
    'учебный год 2025/26'
    """
    return Period(year.first_day, year.last_day, f"учебный год {year}")


def periods_of(frequency: Frequency, year: SchoolYear) -> tuple[Period, ...]:
    """Return the school year and the parts of it in which an indicator is told.

    Examples
    --------
    >>> [one.label for one in periods_of("раз в полугодие", SchoolYear(2025))]
    ['учебный год 2025/26', 'I полугодие 2025/26', 'II полугодие 2025/26']
    """
    parts: tuple[Stretch, ...] = ()
    if frequency == "раз в полугодие":
        parts = year.halves()
    elif frequency == "раз в четверть":
        parts = year.terms()
    elif frequency == "раз в месяц":
        parts = tuple(Stretch(f"{day:%m.%Y}", day, _last(day)) for day in year.months())
    return year_period(year), *(Period(o.first, o.last, _named(o, year)) for o in parts)


def all_periods(year: SchoolYear) -> tuple[Period, ...]:
    """Return every period of a school year, the year itself first."""
    kinds: tuple[Frequency, ...] = ("раз в полугодие", "раз в четверть", "раз в месяц")
    found = [one for kind in kinds for one in periods_of(kind, year)]
    return tuple(dict.fromkeys(found))


def _last(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _named(part: Stretch, year: SchoolYear) -> str:
    return part.label if "." in part.label else f"{part.label} {year}"
