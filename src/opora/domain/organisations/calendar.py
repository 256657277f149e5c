"""Working days of Russia: the production calendar, and days declared by hand.

The calendar of ``holidays`` carries the yearly decrees on transfers, as far as they were issued
when it was released. A later decree, or a day off of the region, is a ``CalendarDay``. Declared
days are kept in the cache for a minute, so asking about a thousand days costs one query.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache as memo

import holidays
from django.core.cache import cache

from opora.domain.organisations.models import CalendarDay

CACHE_KEY = "organisations.calendar_days"
_KEPT = 60
"""How long declared days may be out of date in another process. [seconds]"""


def is_working(day: date) -> bool:
    """Whether people work on the day, five days a week."""
    declared = _declared().get(day)
    return _is_working_by_law(day) if declared is None else declared


def next_working_day(day: date) -> date:
    """Return the day itself if it is a working day, else the first one after it.

    A term that ends on a day off ends on the next working day (Civil Code, article 193).
    """
    while not is_working(day):
        day += timedelta(days=1)
    return day


def forget_declared() -> None:
    """Drop the cached days after one was declared or withdrawn."""
    cache.delete(CACHE_KEY)


def _declared() -> dict[date, bool]:
    found: dict[date, bool] | None = cache.get(CACHE_KEY)
    if found is None:
        found = dict(CalendarDay.objects.values_list("day", "working"))
        cache.set(CACHE_KEY, found, _KEPT)
    return found


@memo
def _law() -> holidays.HolidayBase:
    return holidays.country_holidays("RU")


def _is_working_by_law(day: date) -> bool:
    return bool(_law().is_working_day(day))
