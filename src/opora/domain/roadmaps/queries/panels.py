"""The panel of a territory and the page of a school: numbers with their denominators."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Count, F, Q
from django.utils.timezone import make_aware

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Obligation, ObligationQuerySet, Roadmap
from opora.domain.roadmaps.queries.days import Listing, listing
from opora.domain.roadmaps.queries.tallies import (
    Tally,
    tally_aggregates,
    tally_from,
    tally_of,
)

LOAD_AHEAD = timedelta(days=30)
State = Obligation.State


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What one person or organisation has on hand; ``to_do`` falls due in the next 30 days."""

    organisation: int
    name: str
    person: int | None
    person_name: str
    measures: int
    to_do: int
    tally: Tally


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
    """The panel of a territory in a school year."""

    tally: Tally
    late: Listing
    next: Listing
    load: tuple[LoadRow, ...]
    schools: tuple[SchoolRow, ...]
    months: tuple[MonthProgress, ...]


@dataclass(frozen=True, slots=True)
class SchoolSummary:
    """What a school owes now and how it fares."""

    tally: Tally
    now: Listing
    roadmaps: tuple[Roadmap, ...]


def _of(territory: Territory, school_year: int | None) -> ObligationQuerySet:
    """Give obligations of a territory; a year keeps what is late from years before."""
    here = [territory.pk]
    if territory.kind == Territory.Kind.REGION:
        here += territory.children.values_list("pk", flat=True)
    found = Obligation.objects.filter(territory__in=here)
    if school_year is None:
        return found
    earlier = Q(school_year__lt=school_year, state__in=[*Obligation.OWED, State.SUBMITTED])
    return found.filter(Q(school_year=school_year) | earlier)


def panel(
    territory: Territory, *, on: date, school_year: int | None = None, limit: int = 10
) -> Panel:
    """Return the panel of a municipality or a region. Ten queries, whatever the rows.

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
    found = _of(territory, school_year)
    ahead = found.filter(state__in=Obligation.OWED, control__gte=on)
    is_region = territory.kind == Territory.Kind.REGION
    return Panel(
        tally=tally_of(found, on=on),
        late=listing(found.overdue(on=on), limit=limit),
        next=listing(ahead, limit=limit),
        load=_load_of_people(found, on=on, limit=limit),
        schools=() if is_region else school_rows(territory, on=on, school_year=school_year),
        months=progress_by_month(found),
    )


def _load_of_people(
    obligations: ObligationQuerySet, *, on: date, limit: int
) -> tuple[LoadRow, ...]:
    """Give the load of offices and of named people; two queries, each by its index."""
    offices = Organisation.objects.exclude(kind=Organisation.Kind.SCHOOL).values("pk")
    by_office = obligations.filter(person=None, organisation__in=offices)
    by_name = obligations.filter(person__isnull=False)
    rows = (
        *_load(by_office, on=on, limit=limit),
        *_load(by_name, on=on, limit=limit),
    )
    ranked = sorted(rows, key=lambda row: (-row.tally.overdue - row.to_do, row.name))
    return tuple(ranked[:limit])


def school_rows(
    territory: Territory, *, on: date, school_year: int | None = None
) -> tuple[SchoolRow, ...]:
    """Return the schools of a territory in the order of the alphabet, with their counts."""
    counted = (
        _of(territory, school_year)
        .filter(organisation__kind=Organisation.Kind.SCHOOL)
        .values("organisation", "organisation__short_name")
        .annotate(**tally_aggregates(on=on))
        .order_by("organisation__short_name", "organisation")
    )
    return tuple(
        SchoolRow(row["organisation"], row["organisation__short_name"], tally_from(row))
        for row in counted
    )


def load_by_responsible(
    edition: Edition, *, on: date, limit: int | None = None
) -> tuple[LoadRow, ...]:
    """Return who has how much of an edition on hand, the most loaded first. One query."""
    return _load(Obligation.objects.filter(measure__edition=edition), on=on, limit=limit)


def _load(
    obligations: ObligationQuerySet, *, on: date, limit: int | None
) -> tuple[LoadRow, ...]:
    soon = Q(state__in=Obligation.OWED, control__range=(on, on + LOAD_AHEAD))
    counted = (
        obligations.values(
            "organisation",
            "organisation__short_name",
            "person",
            "person__last_name",
            "person__first_name",
            "person__patronymic",
        )
        .annotate(
            **tally_aggregates(on=on),
            to_do=Count("id", filter=soon),
            measures=Count("measure", distinct=True),
        )
        .order_by(
            (F("n_overdue") + F("to_do")).desc(), "organisation__short_name", "organisation"
        )
    )
    return tuple(_load_row(dict(row)) for row in counted[:limit])


def _load_row(row: dict[str, Any]) -> LoadRow:
    person = User(
        last_name=row["person__last_name"] or "",
        first_name=row["person__first_name"] or "",
        patronymic=row["person__patronymic"] or "",
    )
    return LoadRow(
        organisation=row["organisation"],
        name=row["organisation__short_name"],
        person=row["person"],
        person_name=person.short_name,
        measures=row["measures"],
        to_do=row["to_do"],
        tally=tally_from(row),
    )


def progress_by_month(obligations: ObligationQuerySet) -> tuple[MonthProgress, ...]:
    """Return the growing sums of what had to be done and what was accepted, month by month.

    Both sums count the same obligations, those with a control day, up to the last month of the
    plans; acceptance counts by the day of the decision. Two queries.
    """
    standing = obligations.filter(control__isnull=False).exclude(state=State.WAIVED).order_by()
    by_day = standing.values_list("control").annotate(n=Count("id"))
    planned = Counter[date]()
    for day, count in by_day:
        planned[day.replace(day=1)] += count
    if not planned:
        return ()
    months = _months(min(planned), max(planned))
    accepted = standing.filter(state=State.ACCEPTED).aggregate(
        **{f"m{n}": _accepted_by(month) for n, month in enumerate(months)}
    )
    owed = accumulate(planned[month] for month in months)
    return tuple(
        MonthProgress(month, total, accepted[f"m{n}"])
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
    """Return what an organisation owes now. Four queries."""
    found = Obligation.objects.filter(organisation=organisation)
    if school_year is not None:
        earlier = Q(school_year__lt=school_year, state__in=[*Obligation.OWED, State.SUBMITTED])
        found = found.filter(Q(school_year=school_year) | earlier)
    now = found.filter(state__in=[*Obligation.OWED, State.SUBMITTED, State.PAUSED])
    roadmaps = Roadmap.objects.filter(owner=organisation).order_by("-created_at")
    return SchoolSummary(tally_of(found, on=on), listing(now, limit=limit), tuple(roadmaps))
