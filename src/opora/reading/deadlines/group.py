"""Items that belong together, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from opora.reading.deadlines.phrases import Item, Monthly, Often, PlanYear, Then, Weekly
from opora.reading.deadlines.plan import Plan
from opora.reading.model import Clause

Frequency = Monthly | Weekly | Often
_SaidT = TypeVar("_SaidT")


@dataclass(frozen=True, slots=True)
class Draft:
    """A clause with the characters of the normal text it was read from."""

    clause: Clause
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Items between semicolons; ``after`` is the date before «затем», where ``then`` stands."""

    items: Sequence[Item]
    plan: Plan
    after: date | None
    then: Then | None

    def of(self, kind: type[_SaidT]) -> list[tuple[Item, _SaidT]]:
        """Return what is said of one kind, each with its item."""
        return [(item, item.said) for item in self.items if isinstance(item.said, kind)]

    def times(self) -> Often | None:
        """Return «однократно», «не менее двух раз» where no unit of time is named."""
        return next((often for _, often in self.of(Often) if often.unit == "plan"), None)

    def frequencies(self) -> list[tuple[Item, Frequency]]:
        """Return all that says how often."""
        oftens = [
            (item, self._in_school_years(often))
            for item, often in self.of(Often)
            if often.unit != "plan" or (self.plan.is_long and self.of(PlanYear))
        ]
        monthlies = [(item, one) for item, one in self.of(Monthly) if oftens or not one.bare]
        return [*monthlies, *self.of(Weekly), *oftens]

    def _in_school_years(self, often: Often) -> Often:
        """Read «ежегодно, в течение учебного года» as once in every school year."""
        school = any(year.school and year.part is None for _, year in self.of(PlanYear))
        if often.unit == "plan":
            return replace(often, unit="school_year" if school else "year")
        return replace(often, unit="school_year") if school and often.unit == "year" else often


def changed(draft: Draft, **values: object) -> Draft:
    """Return a draft with some values of its clause changed."""
    return Draft(replace(draft.clause, **values), draft.items)  # type: ignore[arg-type]
