"""Reads of the list of schools: words of a name, counts and curators of one page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation
from opora.domain.roadmaps.queries import Tally
from opora.domain.roadmaps.queries.tallies import tallies_by


def schools_for(user: User, words: str, *, on: date) -> QuerySet[Organisation]:
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


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One line of the list."""

    school: Organisation
    tally: Tally
    curators: tuple[str, ...]


def school_lines(schools: Sequence[Organisation], *, on: date) -> list[SchoolLine]:
    """Bring the counts and curators of the schools of one page. Two queries."""
    pks = [school.pk for school in schools]
    tallies = tallies_by(Obligation.objects.filter(organisation__in=pks), "organisation", on=on)
    curators = _curators(pks, on)
    return [
        SchoolLine(school, tallies.get((school.pk,), Tally()), tuple(curators[school.pk]))
        for school in schools
    ]


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
