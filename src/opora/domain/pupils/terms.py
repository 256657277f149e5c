"""Terms of the school year as the risk rule counts them: 1 to 4. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opora.domain.organisations.school_years import SchoolYear

LAST = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A term (четверть) of a school year.

    Examples
    --------
    >>> Term.of(date(2026, 11, 22))
    Term(year=2026, number=2)
    >>> str(Term(2026, 1)), Term(2026, 1).acted_on_until
    ('1 четверть 2026/27', datetime.date(2026, 12, 31))
    """

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Term:
        """Return the term to which a day belongs; the summer belongs to the fourth."""
        year = SchoolYear.of(day)
        for number, stretch in enumerate(year.terms(), 1):
            if day <= stretch.last:
                return cls(year.start, number)
        return cls(year.start, LAST)

    @property
    def previous(self) -> Term:
        """The term before, of the year before where this is the first."""
        return (
            Term(self.year, self.number - 1) if self.number > 1 else Term(self.year - 1, LAST)
        )

    @property
    def acted_on_until(self) -> date:
        """Until which day what this term has shown is acted on: the end of the next one."""
        year = SchoolYear(self.year)
        return year.last_day if self.number == LAST else year.terms()[self.number].last

    def __str__(self) -> str:
        return f"{self.number} четверть {SchoolYear(self.year)}"
