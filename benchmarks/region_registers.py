"""Rows of activities and certificates behind the entries of a region."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from opora.domain.activities.models import Activity, Participation
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.training.models import Completion

_BATCH = 5000


def fill(by: User) -> None:
    """Write a held activity with its participants, or a certificate, for each entry."""
    for entries in _batches("activities"):
        _activities(entries, by)
    for entries in _batches("training"):
        _certificates(entries, by)


def _batches(register: str) -> Iterator[list[Entry]]:
    """Yield the entries of a register; no reading stays open while others are written."""
    rows = Entry.objects.filter(register=register).order_by("pk").prefetch_related("parts")
    last = 0
    while found := list(rows.filter(pk__gt=last)[:_BATCH]):
        yield found
        last = found[-1].pk


def _activities(entries: list[Entry], by: User) -> None:
    now = timezone.now()
    made = Activity.objects.bulk_create(
        Activity(
            type=one.type, title=one.title, level=Activity.Level.SCHOOL,
            organiser_id=one.owner_id, planned_day=one.day, day=one.day, hours=2,
            status=Activity.Status.HELD, summary="Проведено", entered_by=by,
            entered_at=now, changed_at=now,
        )
        for one in entries
    )  # fmt: skip
    Participation.objects.bulk_create(
        Participation(
            activity=activity, organisation_id=school, person_id=person, came=True,
            source=Participation.Source.LIST, entered_at=now,
        )
        for one, activity in zip(entries, made, strict=True)
        for school, person in _people(one)
    )  # fmt: skip


def _certificates(entries: list[Entry], by: User) -> None:
    now = timezone.now()
    Completion.objects.bulk_create(
        Completion(
            person_id=person, organisation_id=school, title=f"{one.title} {one.pk}",
            provider="Институт развития образования", hours=36, issued=one.day,
            provider_key="институт развития образования", title_key=f"курс {one.pk}",
            entered_by=by, entered_at=now,
        )
        for one in entries for school, person in _people(one)
    )  # fmt: skip


def _people(entry: Entry) -> list[tuple[int, int]]:
    return [(one.organisation_id, one.person_id) for one in entry.parts.all() if one.person_id]
