"""In which days work counts for an occurrence, and which of two it counts for. Pure.

Decisions
---------
- What has a first day counts from it. What has a last day only («до 01.10.2025») counts from
  the day after the deadline before it; the first one also counts what was prepared in the
  three months before the plan began, but nothing older: an order of last year is not this
  year's.
- After the control day work still counts, as late: until the next time opens, for the last
  one without end. Where the next time has no first day of its own, what comes after a missed
  deadline makes it good first, and counts for the next one only when it is.
- What has no day (an event, «по мере необходимости») counts within its school year; a measure
  without any deadline within its plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from dateutil.relativedelta import relativedelta

from opora.domain.organisations.school_years import SchoolYear

PREPARED = relativedelta(months=3)
"""How long before a plan work may have been done that the plan then asks for."""
_DAY = timedelta(days=1)
_WITHOUT_DEADLINE = "none"


class Time(Protocol):
    """An occurrence, as far as its days go."""

    pk: int
    key: str
    opens: date | None
    control: date | None
    school_year: int


class Dated(Protocol):
    """Something done on a day."""

    @property
    def day(self) -> date:
        """When it was done."""


DatedT = TypeVar("DatedT", bound=Dated)


@dataclass(frozen=True, slots=True)
class Window:
    """Days [first, last] in which work is in time; until ``until`` it counts as late."""

    occurrence: int
    first: date
    last: date
    until: date


def windows_of(times: Sequence[Time], *, start: date, end: date) -> list[Window]:
    """Return the windows of a measure in order of days.

    Parameters
    ----------
    times : sequence of occurrences
        Of one measure.
    start, end : date
        First and last day of the plan.
    """
    ordered = sorted(times, key=lambda one: (one.control or date.max, one.school_year, one.pk))
    found: list[Window] = []
    for place, time in enumerate(ordered):
        following = ordered[place + 1] if place + 1 < len(ordered) else None
        before = ordered[place - 1] if place else None
        found.append(_window(time, before, following, start=start, end=end))
    return found


def _window(
    time: Time, before: Time | None, following: Time | None, *, start: date, end: date
) -> Window:
    if time.control is None:
        return _dayless(time, start=start, end=end)
    first = time.opens
    if first is None and before is not None and before.control is not None:
        first = before.control + _DAY
    until = _late_until(time.control, following)
    return Window(time.pk, first or start - PREPARED, time.control, until)


def _late_until(control: date, following: Time | None) -> date:
    if following is None or following.control is None:
        return date.max
    if following.opens is not None:
        return max(control, following.opens - _DAY)
    return following.control


def _dayless(time: Time, *, start: date, end: date) -> Window:
    year = SchoolYear(time.school_year)
    if time.key == _WITHOUT_DEADLINE:
        return Window(time.pk, start - PREPARED, end, date.max)
    first = start - PREPARED if year.holds(start) else year.first_day
    return Window(time.pk, first, year.last_day, year.last_day)


def allot(
    things: Sequence[DatedT],
    windows: Sequence[Window],
    enough: Callable[[int, list[DatedT]], bool],
) -> dict[int, list[DatedT]]:
    """Say for each occurrence what counts for it; nothing counts for two.

    Parameters
    ----------
    things : sequence
        What was done, in any order.
    windows : sequence of Window
        Of one measure, as ``windows_of`` gives them.
    enough : callable
        Whether these things are all that the occurrence of this key asks for.

    Returns
    -------
    dict
        Things by the key of the occurrence, in order of days.
    """
    left = sorted(things, key=lambda one: one.day)
    found: dict[int, list[DatedT]] = {}
    for window in windows:
        mine = [one for one in left if window.first <= one.day <= window.last]
        for late in left:
            if window.last < late.day <= window.until and not enough(window.occurrence, mine):
                mine.append(late)
        found[window.occurrence] = mine
        taken = {id(one) for one in mine}
        left = [one for one in left if id(one) not in taken]
    return found
