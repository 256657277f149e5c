"""What plans and indicators learn of a team and of its meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from opora.domain.teams.models import REGISTER, Meeting, Team

PARTICIPANT = EntryPart.Role.PARTICIPANT


def put(team: Team, *, by: User | None, at: datetime) -> Entry:
    """Write the entry of a team, or bring it up to date."""
    planned = team.status == Team.Status.PLANNED
    trace = Trace(
        register=REGISTER, type=team.type, owner=team.owner, day=team.since,
        until=team.until, title=team.name, facts=_facts(team),
        state=Entry.State.PLANNED if planned else Entry.State.DONE,
    )  # fmt: skip
    return entries.put(team, trace, parts=_parts(team), by=by, at=at)


def put_meeting(meeting: Meeting, *, by: User | None, at: datetime) -> Entry:
    """Write the entry of a meeting: to a plan it is a meeting like any other."""
    team = meeting.team
    present = list(meeting.present.select_related("organisation", "person"))
    trace = Trace(
        register="activities", type="meeting", owner=team.owner, day=meeting.day,
        title=f"Заседание: {team.name}",
        state=Entry.State.DONE if meeting.is_held else Entry.State.PLANNED,
        facts=_known({
            "date": meeting.day.isoformat(), "number": meeting.number,
            "minutes_date": meeting.day.isoformat() if meeting.minutes_id else None,
            "copy": meeting.minutes_id, "files": [meeting.minutes_id],
            "participants": len(present),
        }),
    )  # fmt: skip
    parts = [Part(one.organisation, one.person, role=PARTICIPANT) for one in present]
    return entries.put(meeting, trace, parts=[*_served(team), *parts], by=by, at=at)


def _parts(team: Team) -> Iterator[Part]:
    """Schools, and everybody who is or was a member, each once."""
    yield from _served(team)
    seen = set()
    for one in team.members.select_related("organisation", "person").order_by("pk"):
        key = (one.organisation_id, one.person_id)
        if key not in seen:
            seen.add(key)
            yield Part(one.organisation, one.person, role=PARTICIPANT)


def _served(team: Team) -> Iterator[Part]:
    """Schools the team works for; a school's own team works for that school."""
    schools = list(team.schools.all())
    if not schools and team.owner.kind == Organisation.Kind.SCHOOL:
        schools = [team.owner]
    yield from map(Part, schools)


def _facts(team: Team) -> dict[str, Any]:
    meetings = team.meetings.filter(removed="").exclude(minutes=None)
    minutes = list(meetings.order_by("day", "pk").values_list("minutes", "day"))
    act = team.act
    return _known({
        "number": act.number if act else "",
        "date": act.date.isoformat() if act and act.date else None,
        "signatory": act.signatory_name if act else "",
        "copy": act.file_id if act else None,
        "files": [file for file, _ in minutes],
        "minutes_date": minutes[-1][1].isoformat() if minutes else None,
        "since": team.since.isoformat(),
        "until": team.until.isoformat() if team.until else None,
        "participants": team.members.values("person").distinct().count(),
    })  # fmt: skip


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    told = {**facts, "files": [one for one in facts["files"] if one]}
    return {key: value for key, value in told.items() if value}
