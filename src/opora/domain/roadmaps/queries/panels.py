"""The panel of a territory and the page of a school: numbers with their denominators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Count, F, Q
from django.utils.timezone import make_aware

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation, ObligationQuerySet, Roadmap
from opora.domain.roadmaps.queries.census import (
    ahead_of,
    census,
    due_by_month,
    tallies_of,
)
from opora.domain.roadmaps.queries.days import Listing, listing
from opora.domain.roadmaps.queries.tallies import (
    Tally,
    sum_of,
    tally_aggregates,
    tally_from,
    tally_of,
)

LOAD_AHEAD = timedelta(days=30)
State = Obligation.State


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What one person or office is late with; ``to_do`` falls due in the next 30 days."""

    name: str
    person: int | None
    person_name: str
    overdue: int
    to_do: int


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school with its obligations counted."""

    organisation: int
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class MonthProgress:
    """Up to the end of a month: how many obligations had to be done, how many were accepted."""

    month: date
    planned: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel of a territory in a school year.

    ``ahead`` counts what is owed from today on; ``territories`` has the counts of each
    territory below that owes anything.
    """

    tally: Tally
    late: Listing
    ahead: int
    load: tuple[LoadRow, ...]
    schools: tuple[SchoolRow, ...]
    months: tuple[MonthProgress, ...]
    territories: Mapping[int, Tally]


@dataclass(frozen=True, slots=True)
class SchoolSummary:
    """What a school owes now and how it fares."""

    tally: Tally
    now: Listing
    roadmaps: tuple[Roadmap, ...]


def _of(territory: Territory) -> ObligationQuerySet:
    """Give the obligations of a territory; those of a region and of all its municipalities."""
    here = [territory.pk]
    if territory.kind == Territory.Kind.REGION:
        here += territory.children.values_list("pk", flat=True)
    return Obligation.objects.filter(territory__in=here)


def _year(school_year: int | None) -> Q:
    """Limit to a year, keeping what is open from years before; None limits nothing."""
    if school_year is None:
        return Q()
    earlier = Q(school_year__lt=school_year, state__in=[*Obligation.OWED, State.SUBMITTED])
    return Q(school_year=school_year) | earlier


def panel(
    territory: Territory, *, on: date, school_year: int | None = None, limit: int = 10
) -> Panel:
    """Return the panel of a municipality or a region. Seven queries at most, whatever the rows.

    Parameters
    ----------
    territory : Territory
        A region counts its municipalities too.
    on : date
        Today.
    school_year : int, optional
        First calendar year of the school year; what is open from years before stays in.
    limit : int, default 10
        Rows shown of each list; schools are all of a municipality, none of a region.
    """
    here = _of(territory)
    found = here.filter(_year(school_year))
    counted = census(found)
    territories = tallies_of(counted, on=on)
    tally = sum_of(territories.values())
    accepted = here if school_year is None else here.filter(school_year=school_year)
    is_region = territory.kind == Territory.Kind.REGION
    return Panel(
        tally=tally,
        late=listing(found.overdue(on=on), "control", limit=limit, total=tally.overdue),
        ahead=ahead_of(counted, on=on),
        load=_load(found, on=on, limit=limit),
        schools=() if is_region else school_rows(territory, on=on, school_year=school_year),
        months=_progress(due_by_month(counted), accepted.filter(state=State.ACCEPTED)),
        territories=territories,
    )


def _load(obligations: ObligationQuerySet, *, on: date, limit: int) -> tuple[LoadRow, ...]:
    """Give the offices and the named people with the most on hand, late and near."""
    of_school = Q(person=None, organisation__kind=Organisation.Kind.SCHOOL)
    near = Q(state__in=Obligation.OWED, control__lte=on + LOAD_AHEAD)
    counted = (
        obligations.filter(near & ~of_school)
        .values(
            "organisation",
            "organisation__short_name",
            "person",
            "person__last_name",
            "person__first_name",
            "person__patronymic",
        )
        .annotate(n=Count("id"), overdue=Count("id", filter=Q(control__lt=on)))
        .order_by("-n", "organisation__short_name", "organisation", "person")
    )
    return tuple(_load_row(dict(row)) for row in counted[:limit])


def _load_row(row: dict[str, Any]) -> LoadRow:
    person = User(
        last_name=row["person__last_name"] or "",
        first_name=row["person__first_name"] or "",
        patronymic=row["person__patronymic"] or "",
    )
    return LoadRow(
        name=row["organisation__short_name"],
        person=row["person"],
        person_name=person.short_name,
        overdue=row["overdue"],
        to_do=row["n"] - row["overdue"],
    )


def school_rows(
    territory: Territory, *, on: date, school_year: int | None = None
) -> tuple[SchoolRow, ...]:
    """Return the schools of a territory in the order of the alphabet, with their counts."""
    counted = (
        _of(territory)
        .filter(_year(school_year))
        .filter(organisation__kind=Organisation.Kind.SCHOOL)
        .values("organisation", "organisation__short_name")
        .annotate(**tally_aggregates(on=on))
        .order_by("organisation__short_name", "organisation")
    )
    return tuple(
        SchoolRow(row["organisation"], row["organisation__short_name"], tally_from(row))
        for row in counted
    )


def _progress(
    planned: Mapping[date, int], accepted: ObligationQuerySet
) -> tuple[MonthProgress, ...]:
    """Give the growing sums of what had to be done and what was accepted, month by month.

    Both sums count the same obligations, those with a control day, up to the last month of the
    plans; acceptance counts by the day of the decision. One query.
    """
    if not planned:
        return ()
    months = _months(min(planned), max(planned))
    done = accepted.filter(control__isnull=False).aggregate(
        **{f"m{n}": _accepted_by(month) for n, month in enumerate(months)}
    )
    owed = accumulate(planned.get(month, 0) for month in months)
    return tuple(
        MonthProgress(month, total, done[f"m{n}"])
        for n, (month, total) in enumerate(zip(months, owed, strict=True))
    )


def _accepted_by(month: date) -> Count:
    """Count decisions up to the end of a month in local time."""
    following = _months(month, month + timedelta(days=31))[-1]
    end = make_aware(datetime.combine(following, time.min))
    return Count("id", filter=Q(decided_at__lt=end))


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    index = first.year * 12 + first.month - 1
    return [date((index + n) // 12, (index + n) % 12 + 1, 1) for n in range(count)]


def school_summary(
    organisation: Organisation, *, on: date, school_year: int | None = None, limit: int = 10
) -> SchoolSummary:
    """Return what an organisation owes now. Five queries at most."""
    found = Obligation.objects.filter(_year(school_year), organisation=organisation)
    now = found.filter(state__in=[*Obligation.OWED, State.SUBMITTED, State.PAUSED])
    roadmaps = Roadmap.objects.filter(owner=organisation).order_by("-created_at")
    return SchoolSummary(
        tally_of(found, on=on),
        listing(now, F("control").asc(nulls_last=True), limit=limit),
        tuple(roadmaps),
    )
