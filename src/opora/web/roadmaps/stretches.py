"""Grey places of the year: days on which nobody works, and the summer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from opora.domain.organisations.calendar import is_working
from opora.domain.organisations.school_years import SchoolYear

LEAST = 4
"""A shorter break is a week end. [days]"""
SUMMER_MONTHS = frozenset({6, 7, 8})


def free_stretches(year: SchoolYear) -> list[tuple[date, date]]:
    """Return the first and last days of long breaks and of the summer, in order.

    Each school sets its own vacations; these days are free everywhere.
    """
    return [(days[0], days[-1]) for days in _runs(year) if len(days) >= LEAST]


def _runs(year: SchoolYear) -> Iterator[list[date]]:
    count = (year.last_day - year.first_day).days + 1
    days = (year.first_day + timedelta(days=n) for n in range(count))
    for is_free, run in groupby(days, key=_is_free):
        if is_free:
            yield list(run)


def _is_free(day: date) -> bool:
    return day.month in SUMMER_MONTHS or not is_working(day)
