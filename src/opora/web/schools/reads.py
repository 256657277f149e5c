"""Reads of the list of schools: words of a name, statuses, counts and curators of one page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from opora.domain.identification.models import SchoolStatus
from opora.domain.identification.queries import statuses
from opora.domain.organisations.models import (
    Membership,
    Organisation,
    OrganisationQuerySet,
    Role,
    Territory,
)
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation
from opora.domain.roadmaps.queries import Tally
from opora.domain.roadmaps.queries.tallies import tallies_by
from opora.reports.tables import Cell, Table
from opora.web.years import label, of_year


def schools_for(user: User, words: str, *, on: date) -> OrganisationQuerySet:
    """Return the open schools in sight whose names hold all the words, by the alphabet.

    A regular expression, because SQLite folds no Cyrillic case in ``icontains``.
    """
    found = Organisation.objects.visible_to(user, on=on).schools().open_on(on)
    for word in words.split():
        pattern = re.escape(word)
        found = found.filter(
            Q(short_name__iregex=pattern) | Q(name__iregex=pattern) | Q(address__iregex=pattern)
        )
    return found.select_related("territory").order_by("short_name", "pk")


def of_territory(schools: OrganisationQuerySet, territory: Territory) -> OrganisationQuerySet:
    """Leave the schools of a territory; those of a region and of all its municipalities."""
    if territory.kind == Territory.Kind.MUNICIPALITY:
        return schools.filter(territory=territory)
    return schools.filter(Q(territory=territory) | Q(territory__parent=territory))


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One line of the list."""

    school: Organisation
    tally: Tally
    curators: tuple[str, ...]
    statuses: tuple[SchoolStatus, ...]


def school_lines(
    schools: Sequence[Organisation], *, on: date, school_year: int
) -> list[SchoolLine]:
    """Bring counts of a school year, curators and statuses of schools. Three queries."""
    pks = [school.pk for school in schools]
    owed = Obligation.objects.filter(of_year(school_year), organisation__in=pks)
    tallies = tallies_by(owed, "organisation", on=on)
    curators, standing = _curators(pks, on), statuses.current(schools, on=on)
    return [
        SchoolLine(
            school,
            tallies.get((school.pk,), Tally()),
            tuple(curators[school.pk]),
            tuple(standing.get(school.pk, ())),
        )
        for school in schools
    ]


def schools_table(
    schools: Sequence[Organisation], conditions: str, *, on: date, school_year: int
) -> Table:
    """Lay out the list as it stands on the page, by the alphabet."""
    columns = (
        "Школа", "Территория", "Учеников", "Статус", "Основание", "Куратор",
        "Принято обязательств", "Наступило", "Просрочено",
    )  # fmt: skip
    rows = [_cells(line) for line in school_lines(schools, on=on, school_year=school_year)]
    year = f"На {on:%d.%m.%Y}, обязательства {label(school_year)} учебного года."
    note = f"{year} По алфавиту; места школ не вычисляются."
    return Table("Школы", columns, rows, f"{note} {conditions}".strip())


def _cells(line: SchoolLine) -> Sequence[Cell]:
    school, tally = line.school, line.tally
    named = [f"{one.get_property_display()} с {one.since:%d.%m.%Y}" for one in line.statuses]
    acts = dict.fromkeys(str(one.basis) for one in line.statuses)
    return (
        school.short_name, school.territory.name, school.pupils, ", ".join(named),
        "; ".join(acts), ", ".join(line.curators) or "не назначен",
        tally.accepted_due, tally.come_due, tally.overdue,
    )  # fmt: skip


def _curators(pks: Sequence[int], on: date) -> dict[int, list[str]]:
    members = (
        Membership.objects.on(on)
        .filter(organisation__in=pks, role=Role.CURATOR)
        .select_related("user")
        .order_by("user__last_name", "pk")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for member in members:
        found[member.organisation_id].append(member.user.short_name)
    return found


def staff_of(school: Organisation, *, on: date) -> QuerySet[Membership]:
    """Return who works in or for the school, in the order of roles as they are listed."""
    return (
        Membership.objects.on(on)
        .filter(organisation=school)
        .select_related("user")
        .order_by("role", "user__last_name", "pk")
    )
