"""Schools of a territory counted by the conditions of the list of schools, in one query.

Each number is counted by the condition under which the list is opened from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse

from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Territory
from opora.web.schools.conditions import KINDS, Sight, condition
from opora.web.schools.reads import of_territory

Conditions = Mapping[str, str]

LOW = {"status": "low_results"}
COUNTED: dict[str, Conditions] = {
    "low": LOW,
    "adverse": {"status": "adverse_context"},
    "curated": LOW | {"curator": "named"},
    "uncurated": LOW | {"curator": "none"},
    "listed": {"verdict": "listed"},
    "undecided": {"verdict": "undecided"},
    "not_listed": {"verdict": "not_listed"},
    "entered": {"movement": "entered"},
    "left": {"movement": "left"},
    "stayed": {"movement": "stayed"},
    "waiting": {"reply": "waiting"},
    "agreed": {"verdict": "listed", "reply": "agreed"},
    "contested": {"reply": "contested"},
    "asked": {"passport": "asked"},
    "handed": {"passport": "handed"},
    "unhanded": {"passport": "missing"},
    "to_check": {"passport": "submitted"},
    "with_results": {"results": "any"},
    **{kind: {"results": kind} for kind in KINDS},
}
"""Names of the numbers, and the conditions in the address that open their rows."""


@dataclass(frozen=True, slots=True)
class Census:
    """Schools of a territory counted; ``numbers`` by the names of ``COUNTED``."""

    territory: int
    schools: int
    pupils: int
    numbers: Mapping[str, int]

    def count(self, name: str) -> int:
        """Return a number by its name."""
        return self.numbers.get(name, 0)

    @property
    def judged(self) -> int:
        """Schools of which the runs that count say something."""
        return self.count("listed") + self.count("undecided") + self.count("not_listed")

    def address(self, name: str = "") -> str:
        """Return the address of the list that a number counts; of all schools without one."""
        return self.list_under(COUNTED.get(name, {}))

    def list_under(self, conditions: Conditions) -> str:
        """Return the address of the schools of the territory under conditions."""
        asked = {"territory": str(self.territory), **conditions}
        return f"{reverse('schools')}?{urlencode(asked)}"


def census_by_place(territory: Territory, sight: Sight) -> dict[int, Census]:
    """Count the schools of each place of a territory; one query."""
    pairs = {pair for conditions in COUNTED.values() for pair in conditions.items()}
    each = {pair: condition(sight, *pair) for pair in pairs}
    counts = {
        f"n_{place}": Count("pk", filter=reduce(and_, map(each.__getitem__, told.items())))
        for place, told in enumerate(COUNTED.values())
    }
    schools = _schools(territory, sight).order_by().values("territory")
    rows = schools.annotate(schools=Count("pk"), learners=Sum("pupils"), **counts)
    return {one["territory"]: _census(dict(one)) for one in rows}


def whole(territory: Territory, places: Iterable[Census]) -> Census:
    """Add the places of a territory up."""
    numbers: Counter[str] = Counter()
    schools = pupils = 0
    for one in places:
        numbers.update(one.numbers)
        schools += one.schools
        pupils += one.pupils
    return Census(territory.pk, schools, pupils, numbers)


def _schools(territory: Territory, sight: Sight) -> OrganisationQuerySet:
    return of_territory(Organisation.objects.schools().open_on(sight.on), territory)


def _census(row: dict[str, Any]) -> Census:
    numbers = {name: row[f"n_{place}"] for place, name in enumerate(COUNTED)}
    return Census(row["territory"], row["schools"], row["learners"] or 0, numbers)
