"""What plans and indicators learn of an activity: its one entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from opora.domain.activities.models import Activity, Material, Participation
from opora.domain.activities.models.activities import REGISTER
from opora.domain.people.models import User
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace

_ROLES: dict[str, str] = {
    Participation.Role.PARTICIPANT: EntryPart.Role.PARTICIPANT,
    Participation.Role.SPEAKER: EntryPart.Role.PARTICIPANT,
    Participation.Role.LEADER: EntryPart.Role.LEADER,
}


def put(activity: Activity, *, by: User | None, at: datetime) -> Entry:
    """Write the entry of a planned or held activity, or bring it up to date."""
    people = _people(activity) if activity.is_held else []
    listed = [one for one in people if one.role != Participation.Role.LEADER]
    trace = Trace(
        register=REGISTER,
        type=activity.type,
        owner=activity.organiser,
        day=activity.day,
        title=activity.title,
        topic=activity.topic,
        hours=activity.hours,
        amount=None if listed else activity.amount,
        state=Entry.State.DONE if activity.is_held else Entry.State.PLANNED,
        facts=_facts(activity, came=len(listed)),
    )
    return entries.put(activity, trace, parts=_parts(activity, people), by=by, at=at)


def _people(activity: Activity) -> list[Participation]:
    rows = activity.participations.filter(came=True)
    return list(rows.select_related("organisation", "person").order_by("pk"))


def _parts(activity: Activity, people: list[Participation]) -> Iterator[Part]:
    """Schools served, people of the staff by name, guests as a number of their organisation."""
    for one in activity.invitations.select_related("school"):
        if one.came is not False:
            yield Part(one.school)
    guests: Counter[tuple[int, str]] = Counter()
    homes = {one.organisation_id: one.organisation for one in people}
    for row in people:
        role = _ROLES[row.role]
        if row.person:
            yield Part(row.organisation, row.person, role=role)
        else:
            guests[row.organisation_id, role] += 1
    for (home, role), count in guests.items():
        yield Part(homes[home], role=role, amount=count)


def _facts(activity: Activity, *, came: int) -> dict[str, Any]:
    """Give what evidence is checked against; what is not known does not stand there."""
    files = list(
        activity.materials.filter(removed=False).values_list("file_id", "kind").order_by("pk")
    )
    minutes = [file for file, kind in files if kind == Material.Kind.MINUTES]
    facts: dict[str, Any] = {
        "date": activity.day.isoformat(),
        "number": activity.minutes_number,
        "minutes_date": activity.minutes_day.isoformat() if activity.minutes_day else None,
        "signatory": activity.chair,
        "address": activity.link,
        "hours": float(activity.hours) if activity.hours else None,
        "participants": came or activity.amount,
        "copy": minutes[-1] if minutes else None,
        "files": [file for file, _ in files],
    }
    return {key: value for key, value in facts.items() if value}
