"""What an import would stand in place of, and what was decided about codes of a territory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import (
    Import,
    ImportSchool,
    SchoolCodeDecision,
    SchoolCount,
    SchoolCountQuerySet,
)
from opora.domain.assessments.permissions import root_of
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User


@dataclass(frozen=True, slots=True)
class Replaced:
    """How much of what counts now a file would replace, at most."""

    schools: int
    results: int


def replaced(imported: Import) -> Replaced:
    """Count the results that count now of the schools and rounds that the file names.

    At most: which school of the file sat which of its works is told apart when it is added.
    Four queries.
    """
    crosswalk = crosswalk_of(imported.root)
    codes = imported.schools.filter(left_out=False).values_list("code", flat=True)
    schools = {crosswalk.schools[code] for code in codes if code in crosswalk.schools}
    found = _counts_of(imported).filter(school__in=schools)
    return Replaced(found.values("school").distinct().count(), found.count())


def _counts_of(imported: Import) -> SchoolCountQuerySet:
    rounds = Q(pk__in=[])
    for one in imported.procedures:
        rounds |= Q(round__code=one["code"], round__year=one["year"])
    return SchoolCount.objects.filter(rounds)


def decided(territory: Territory, *, user: User, on: date) -> QuerySet[SchoolCodeDecision]:
    """Select what was decided on schools of the territory, and on codes of its own files."""
    own = ImportSchool.objects.filter(
        imported__in=Import.objects.visible_to(user, on=on), imported__root=root_of(territory)
    ).values("code")
    here = Q(organisation__territory=territory) | Q(organisation__territory__parent=territory)
    return (
        SchoolCodeDecision.objects.filter(root=root_of(territory))
        .filter(here | Q(ignored=True, code__in=own))
        .select_related("organisation", "by")
        .order_by("code")
    )
