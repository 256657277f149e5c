"""Which territories a person has a panel of, and what falls due there next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Obligation

AHEAD = timedelta(days=60)


def territories_of(user: User, *, on: date) -> QuerySet[Territory]:
    """Return territories whose panel is open to the person, regions first."""
    scope = scope_of(user, on=on)
    rows = Territory.objects.order_by("-kind", "name")
    if user.is_superuser:
        return rows
    own = scope.municipalities | scope.regions
    return rows.filter(Q(pk__in=own) | Q(parent__in=scope.regions))


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
    """Return what falls due next, an equal thing of several as one. Four queries."""
    counted = list(
        Obligation.objects.filter(
            territory__in=_below(territory),
            state__in=Obligation.OWED,
            control__range=(on, on + AHEAD),
        )
        .values("control", "measure")
        .annotate(count=Count("id"), organisation=Min("organisation"))
        .order_by("control", "measure")[:limit]
    )
    measures = Measure.objects.in_bulk({row["measure"] for row in counted})
    names = Organisation.objects.in_bulk({row["organisation"] for row in counted})
    return [
        NextRow(
            measure=row["measure"],
            day=row["control"],
            number=measures[row["measure"]].number,
            text=measures[row["measure"]].text,
            name=names[row["organisation"]].short_name,
            count=row["count"],
        )
        for row in counted
    ]


def _below(territory: Territory) -> list[int]:
    below = Territory.objects.filter(parent=territory).values_list("pk", flat=True)
    return [territory.pk, *below]
