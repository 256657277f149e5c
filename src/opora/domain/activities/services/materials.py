"""Files are laid beside an activity, and taken away again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from opora.domain.activities import traces
from opora.domain.activities.models import Activity, Material
from opora.domain.activities.services.activities import ActivityRefused, locked
from opora.domain.acts.models import StoredFile
from opora.domain.people import audit
from opora.domain.people.models import User

MOST = 40
"""Files of one activity."""


@transaction.atomic
def attach(  # noqa: PLR0913  # what, of what kind, under what name
    *, activity: Activity, stored: StoredFile, name: str, kind: str, by: User, at: datetime
) -> Material:
    """Lay a file beside an activity; the same file twice stays once.

    Raises
    ------
    ActivityRefused
        If there are too many files.
    """
    held = locked(activity, by=by, at=at)
    standing = held.materials.filter(removed=False)
    same = standing.filter(file=stored, kind=kind).first()
    if same:
        return same
    if standing.count() >= MOST:
        raise ActivityRefused(f"У мероприятия уже {MOST} файлов. Уберите лишние.")
    made = Material.objects.create(
        activity=held, kind=kind, file=stored, name=name[:255], added_by=by, added_at=at
    )
    traces.put(held, by=by, at=at)
    audit.record("activity.attach", target=held, by=by, at=at, after={"name": made.name})
    return made


@transaction.atomic
def remove(*, material: Material, by: User, at: datetime) -> Activity:
    """Take a file away from an activity; the history keeps its name."""
    held = locked(material.activity, by=by, at=at)
    Material.objects.filter(pk=material.pk).update(removed=True)
    traces.put(held, by=by, at=at)
    audit.record("activity.detach", target=held, by=by, at=at, before={"name": material.name})
    return held


@transaction.atomic
def write_minutes(  # noqa: PLR0913  # the words of minutes
    *, activity: Activity, number: str, day: date, chair: str, secretary: str, heard: str,
    decisions: str, by: User, at: datetime,
) -> Activity:  # fmt: skip
    """Write down what was heard and decided.

    Raises
    ------
    ActivityRefused
        If the activity is not held yet, or the minutes are older than it.
    """
    held = locked(activity, by=by, at=at)
    if not held.is_held:
        raise ActivityRefused(
            "Сначала отметьте мероприятие проведённым, потом пишите протокол."
        )
    if day < held.day:
        raise ActivityRefused(
            f"Протокол от {day:%d.%m.%Y} раньше мероприятия {held.day:%d.%m.%Y}. "
            "Проверьте день."
        )
    held.minutes_number, held.minutes_day = number, day
    held.chair, held.secretary = chair, secretary
    held.heard, held.decisions = heard, decisions
    held.changed_at = at
    held.save()
    traces.put(held, by=by, at=at)
    audit.record("activity.minutes", target=held, by=by, at=at, after={"day": day})
    return held


@transaction.atomic
def keep_minutes(
    *, activity: Activity, stored: StoredFile, name: str, by: User, at: datetime
) -> Material:
    """Lay the generated minutes beside an activity in place of those generated before."""
    activity.materials.filter(kind=Material.Kind.MINUTES, name=name, removed=False).exclude(
        file=stored
    ).update(removed=True)
    kind = Material.Kind.MINUTES
    return attach(activity=activity, stored=stored, name=name, kind=kind, by=by, at=at)
