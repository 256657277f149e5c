"""The period of a plan, and which year it gives to a stretch printed without one."""

# ruff: noqa: PLR2004 — days and months of the calendar

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opora.reading.deadlines.stretches import Stretch
from opora.reading.model import Context

_LONG = 14
"""Months after which a month without a year may mean several years."""
_JULY = 7
_SEPTEMBER = 9

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Plan:
    """First and last day of a plan, either of which may be unknown."""

    start: date | None
    end: date | None
    document_date: date | None

    @classmethod
    def of(cls, context: Context) -> Plan:
        """Return the plan of a context; the date of the document stands for a lost start."""
        return cls(
            context.plan_start or context.document_date, context.plan_end, context.document_date
        )

    @property
    def is_long(self) -> bool:
        """Whether the plan lasts longer than 14 months."""
        if self.start is None or self.end is None:
            return False
        return _months(self.end) - _months(self.start) + 1 > _LONG

    @property
    def school_year(self) -> int | None:
        """The year in which the school year begins, if the plan is of one school year.

        A plan of two neighbouring calendar years approved in the second half of the first
        counts.
        """
        if self.start is None or self.end is None:
            return None
        year = self.start.year if self.start.month >= _JULY else self.start.year - 1
        if self.end <= date(year + 1, 8, 31):
            return year
        approved = self.document_date
        two_years = (self.start, self.end) == (
            date(self.start.year, 1, 1), date(self.start.year + 1, 12, 31)
        )  # fmt: skip
        if two_years and approved and (approved.year, approved.month >= _JULY) == (
            self.start.year, True
        ):  # fmt: skip
            return approved.year
        return None

    @property
    def one_year(self) -> bool:
        """Whether the plan lies in one calendar year."""
        return None not in (self.start, self.end) and self.start.year == self.end.year  # type: ignore[union-attr]

    def current_school_year(self) -> int | None:
        """Return the first school year whose last day is later than the start of the plan."""
        if self.start is None:
            return None
        if self.school_year is not None:
            return self.school_year
        return self.start.year if self.start.month >= _SEPTEMBER else self.start.year - 1

    def find(self, stretch: Stretch, *, after: date | None = None) -> Days | None:
        """Return the days of a stretch, in the first year that suits if none is printed.

        A window must end after the start of the plan, a day may be that start; what follows
        «затем» begins after the date before it. A stretch over New Year does not begin a month
        before the plan does.
        """
        settled = stretch.of(school=self.school_year is not None)
        if settled.has_year:
            return self._either(settled)
        if self.start is None:
            return None
        for year in range(self.start.year - 1, self.start.year + 9):
            days = settled.starting(year)
            if after is not None and days[0] <= after:
                continue
            if self._suits(settled, days) and _exists(settled, year):
                return days
        return None

    def _suits(self, stretch: Stretch, days: Days) -> bool:
        if self.start is None:
            return False
        if stretch.unit == "day":
            return days[0] >= self.start
        if stretch.wraps:
            return (
                stretch.first.month >= self.start.month or days[0] > self.start
                if days[0].year == self.start.year
                else days[0] > self.start
            )
        return days[1] > self.start

    def _either(self, stretch: Stretch) -> Days:
        """Return the days; of a stretch over New Year with one year, as lies in the plan."""
        days = stretch.days()
        if stretch.exact or self.start is None or days[0] >= self.start:
            return days
        later = stretch.starting(days[1].year)
        in_plan = later[0] >= self.start and (self.end is None or later[0] <= self.end)
        return later if in_plan and days[0].replace(day=28) < self.start else days


def _exists(stretch: Stretch, year: int) -> bool:
    """Whether the year has the day: 29 February is not in each."""
    return not (
        (stretch.first.month, stretch.first.day) == (2, 29) and stretch.first.on(year).day != 29
    )


def _months(day: date) -> int:
    return 12 * day.year + day.month
