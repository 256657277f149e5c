"""Reads for pages: a fixed number of queries whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from opora.domain.activities.models import (
    Activity,
    ActivityQuerySet,
    Invitation,
    Participation,
)
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Conditions of the list; what is empty does not narrow."""

    start: date | None = None
    end: date | None = None
    type: str = ""
    status: str = ""
    waits: bool = False
    topic: str = ""
    school: Organisation | None = None
    series: int | None = None
    words: str = ""


def activity_list(user: User, wanted: Wanted, *, on: date) -> ActivityQuerySet:
    """Return activities in sight under conditions, the newest first."""
    rows = Activity.objects.visible_to(user, on=on)
    if wanted.waits:
        rows = rows.waiting(on=on)
    exact = {"type": wanted.type, "status": wanted.status, "topic": wanted.topic}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.start and wanted.end:
        rows = rows.within(wanted.start, wanted.end)
    if wanted.series:
        rows = rows.filter(series=wanted.series)
    if wanted.school:
        invited = Invitation.objects.filter(school=wanted.school).values("activity")
        rows = rows.filter(Q(organiser=wanted.school) | Q(pk__in=invited))
    for word in wanted.words.split():
        # SQLite folds only Latin letters: both spellings of the first letter are asked.
        rows = rows.filter(
            Q(title__contains=word.lower()) | Q(title__contains=word.capitalize())
            | Q(title__icontains=word)
        )  # fmt: skip
    return rows.select_related("organiser").order_by("-day", "-pk")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list: the activity, its schools and how many people came."""

    activity: Activity
    schools: int
    came: int
    expected: int

    @property
    def people(self) -> int | None:
        """Who came by the list, else the number that was told, else unknown."""
        return self.came or self.activity.amount


def lines(activities: Iterable[Activity]) -> list[Line]:
    """Count schools and people of a page of activities. Two queries."""
    rows = list(activities)
    keys = [one.pk for one in rows]
    schools = dict(
        Invitation.objects.filter(activity__in=keys)
        .values_list("activity")
        .annotate(count=Count("pk"))
    )
    people = {
        pk: (came, expected)
        for pk, came, expected in Participation.objects.filter(activity__in=keys)
        .exclude(role=Participation.Role.LEADER)
        .values_list("activity")
        .annotate(came=Count("pk", filter=Q(came=True)), expected=Count("pk"))
    }
    return [Line(one, schools.get(one.pk, 0), *people.get(one.pk, (0, 0))) for one in rows]


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many people of one organisation were expected and came, named or not."""

    organisation: Organisation
    came: int
    expected: int


def attendance(activity: Activity) -> list[Attendance]:
    """Count people by organisation, by name. One query."""
    counted = {
        pk: (came, expected)
        for pk, came, expected in activity.participations.values_list("organisation").annotate(
            came=Count("pk", filter=Q(came=True)), expected=Count("pk")
        )
    }
    invited = activity.invitations.values("school")
    places = Organisation.objects.filter(Q(pk__in=counted) | Q(pk__in=invited))
    return [
        Attendance(one, *counted.get(one.pk, (0, 0)))
        for one in places.order_by("short_name", "pk")
    ]
