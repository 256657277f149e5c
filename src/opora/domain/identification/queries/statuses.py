"""Statuses of schools: today's and history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.models import Organisation


def current(schools: Iterable[Organisation], *, on: date) -> dict[int, list[SchoolStatus]]:
    """Return the statuses in effect of many schools, by school, in one query."""
    found: dict[int, list[SchoolStatus]] = defaultdict(list)
    standing = SchoolStatus.objects.on(on).filter(school__in=[one.pk for one in schools])
    for status in standing.select_related("basis").order_by("property"):
        found[status.school_id].append(status)
    return dict(found)


def history(school: Organisation) -> list[SchoolStatus]:
    """Return every status a school ever had, the newest first."""
    statuses = SchoolStatus.objects.filter(school=school)
    return list(statuses.select_related("basis", "ended_by", "run").order_by("-since", "-pk"))
