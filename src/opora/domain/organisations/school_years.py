"""The school year as a value: 1 September to 31 August. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_SEPTEMBER = 9


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a school year; both days belong to it."""

    label: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """A school year by the calendar year in which it begins.

    Examples
    --------
    >>> year = SchoolYear.of(date(2026, 3, 2))
    >>> str(year), year.last_day
    ('2025/26', datetime.date(2026, 8, 31))
    """

    start: int

    @classmethod
    def of(cls, day: date) -> SchoolYear:
        """Return the school year to which a day belongs."""
        return cls(day.year if day.month >= _SEPTEMBER else day.year - 1)

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    @property
    def label(self) -> str:
        """«2025/26»."""
        return str(self)

    @property
    def first_day(self) -> date:
        """1 September."""
        return date(self.start, _SEPTEMBER, 1)

    @property
    def last_day(self) -> date:
        """31 August of the next calendar year."""
        return date(self.start + 1, 8, 31)

    @property
    def next(self) -> SchoolYear:
        """The year after."""
        return SchoolYear(self.start + 1)

    @property
    def previous(self) -> SchoolYear:
        """The year before."""
        return SchoolYear(self.start - 1)

    def holds(self, day: date) -> bool:
        """Whether the day lies in the year."""
        return self.first_day <= day <= self.last_day

    def months(self) -> tuple[date, ...]:
        """First days of the twelve months, from September."""
        return tuple(
            date(self.start + (month > 12), (month - 1) % 12 + 1, 1)  # noqa: PLR2004  # December
            for month in range(_SEPTEMBER, _SEPTEMBER + 12)
        )

    def terms(self) -> tuple[Stretch, ...]:
        """Return the four terms («четверти»).

        Each school sets its vacations by an order of its own; these are the usual borders, good
        for placing a term on a year and not for counting days.
        """
        year, following = self.start, self.start + 1
        return (
            Stretch("I четверть", date(year, 9, 1), date(year, 10, 31)),
            Stretch("II четверть", date(year, 11, 1), date(year, 12, 31)),
            Stretch("III четверть", date(following, 1, 1), date(following, 3, 31)),
            Stretch("IV четверть", date(following, 4, 1), date(following, 5, 31)),
        )

    def halves(self) -> tuple[Stretch, ...]:
        """Return the two half-years of teaching, with the usual borders."""
        first, second, third, fourth = self.terms()
        return (
            Stretch("I полугодие", first.first, second.last),
            Stretch("II полугодие", third.first, fourth.last),
        )
