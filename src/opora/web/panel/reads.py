"""Which territories a person has a panel of, and municipalities side by side without places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation
from opora.domain.roadmaps.queries import Tally
from opora.domain.roadmaps.queries.tallies import tally_aggregates, tally_from


def territories_of(user: User, *, on: date) -> QuerySet[Territory]:
    """Return territories whose panel is open to the person, regions first."""
    scope = scope_of(user, on=on)
    rows = Territory.objects.order_by("-kind", "name")
    if user.is_superuser:
        return rows
    own = scope.municipalities | scope.regions
    return rows.filter(Q(pk__in=own) | Q(parent__in=scope.regions))


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality with its obligations counted."""

    territory: int
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class NextRow:
    """A measure that falls due on a day for one organisation, named, or for several."""

    measure: int
    day: date | None
    number: str
    text: str
    name: str
    count: int


def next_rows(territory: Territory, *, on: date, limit: int = 10) -> list[NextRow]:
    """Return what falls due next, an equal thing of several organisations as one. One query."""
    here = Q(territory=territory) | Q(territory__parent=territory)
    counted = (
        Obligation.objects.filter(here, state__in=Obligation.OWED, control__gte=on)
        .values("control", "measure", "measure__number", "measure__text")
        .annotate(count=Count("id"), name=Min("organisation__short_name"))
        .order_by("control", "measure__order", "measure")[:limit]
    )
    return [
        NextRow(
            measure=row["measure"],
            day=row["control"],
            number=row["measure__number"],
            text=row["measure__text"],
            name=row["name"],
            count=row["count"],
        )
        for row in counted
    ]


def municipality_rows(region: Territory, *, on: date) -> list[MunicipalityRow]:
    """Return the municipalities of a region in the order of the alphabet. One query."""
    counted = (
        Obligation.objects.filter(organisation__territory__parent=region)
        .values("organisation__territory", "organisation__territory__name")
        .annotate(**tally_aggregates(on=on))
        .order_by("organisation__territory__name")
    )
    return [
        MunicipalityRow(
            row["organisation__territory"],
            row["organisation__territory__name"],
            tally_from(row),
        )
        for row in counted
    ]
