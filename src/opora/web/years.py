"""The school year that a person looks at: this one, unless they chose another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import HttpRequest

from opora.domain.roadmaps.models import Obligation

KEY = "school_year"
BACK, AHEAD = 4, 1
FIRST_MONTH = 9


def year_of(day: date) -> int:
    """Return the year in which the school year of a day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def of_year(year: int) -> Q:
    """Condition on obligations: those of the year, and what is still open from years before."""
    still_open = [*Obligation.OWED, Obligation.State.SUBMITTED]
    return Q(school_year=year) | Q(school_year__lt=year, state__in=still_open)


def label(year: int) -> str:
    """Write a school year: «2025/26»."""
    return f"{year}/{(year + 1) % 100:02}"


@dataclass(frozen=True, slots=True)
class Years:
    """The chosen school year and those to choose from, newest first."""

    chosen: int
    current: int

    @property
    def label(self) -> str:
        """The chosen year in words."""
        return label(self.chosen)

    @property
    def choices(self) -> list[tuple[int, str]]:
        """Years of the menu."""
        years = range(self.current + AHEAD, self.current - BACK - 1, -1)
        return [(year, label(year)) for year in years]


def years_of(request: HttpRequest, today: date) -> Years:
    """Return the year kept in the session, else the current one."""
    current = year_of(today)
    kept = request.session.get(KEY, current)
    chosen = kept if current - BACK <= kept <= current + AHEAD else current
    return Years(chosen=chosen, current=current)
