"""The organisations among which an indicator is counted, as they stand on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.models import Organisation, Territory
from opora.methodology.indicator_definitions import Population

_STATUSES = {
    "low_results": (SchoolStatus.Property.LOW_RESULTS,),
    "disadvantaged": (SchoolStatus.Property.ADVERSE_CONTEXT,),
    "either": tuple(SchoolStatus.Property),
}
POPULATIONS: dict[Population, str] = {
    "everybody": "все организации",
    "all": "все школы",
    "low_results": "ШНОР",
    "disadvantaged": "ШНСУ",
    "either": "ШНОР и ШНСУ",
    "pupils": "все школы",
    "measures": "все организации",
}


@dataclass(frozen=True)
class Places:
    """Organisations of some territories that are not closed on a day.

    ``above`` gives for each its territory, and the region where the whole region is counted.
    """

    on: date
    territories: tuple[int, ...]
    above: Mapping[int, tuple[int, ...]]
    schools: frozenset[int]

    @property
    def is_region(self) -> bool:
        """Whether a region is counted with all that lies in it."""
        return any(len(one) > 1 for one in self.above.values())

    @cached_property
    def statuses(self) -> dict[str, frozenset[int]]:
        """Schools by status; one query."""
        found: dict[str, set[int]] = {one: set() for one in SchoolStatus.Property}
        standing = SchoolStatus.objects.on(self.on).filter(
            school__territory__in=self.territories
        )
        for school, status in standing.values_list("school_id", "property"):
            found[status].add(school)
        return {status: frozenset(schools) for status, schools in found.items()}

    def population(self, name: Population) -> frozenset[int]:
        """Organisations that an indicator of this population counts."""
        if name in {"everybody", "measures"}:
            return frozenset(self.above)
        if name in _STATUSES:
            listed = (self.statuses[status] for status in _STATUSES[name])
            return self.schools & frozenset().union(*listed)
        return self.schools

    def restricted(self, population: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Return where the organisations of a population lie."""
        return {one: self.above[one] for one in population}

    def condition(self, prefix: str) -> Q:
        """Condition on a path to an organisation: it is one of these.

        A municipality is named by its organisations, which an index of their entries serves;
        in a region everything is read and strangers are passed over afterwards.
        """
        return Q() if self.is_region else Q(**{f"{prefix}__in": list(self.above)})


def places_of(territory: Territory, *, on: date) -> Places:
    """Return the organisations of a municipality, or of a region with all below. One query."""
    inside = Q(territory=territory) | Q(territory__parent=territory)
    rows = list(
        Organisation.objects.open_on(on)
        .filter(inside)
        .values_list("pk", "territory_id", "kind")
    )
    return Places(
        on=on,
        territories=tuple({territory.pk, *(place for _, place, _ in rows)}),
        above={
            pk: (place,) if place == territory.pk else (place, territory.pk)
            for pk, place, _ in rows
        },
        schools=frozenset(pk for pk, _, kind in rows if kind == Organisation.Kind.SCHOOL),
    )
