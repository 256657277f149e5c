"""What the register of agreements tells plans and indicators."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from opora.domain.partnerships.models import REGISTER, Agreement, JointEvent
from opora.domain.people.models import User
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace


def put(agreement: Agreement, *, by: User, at: datetime) -> None:
    """Write the entry of an agreement as it stands now; a withdrawn one is withdrawn."""
    if agreement.status == Agreement.Status.WITHDRAWN:
        entries.withdraw(agreement, at=at)
        for event in agreement.events.all():
            entries.withdraw(event, at=at)
        return
    concluded = agreement.status in Agreement.CONCLUDED
    day = _day(agreement)
    trace = Trace(
        register=REGISTER, type=agreement.type, owner=agreement.school, day=day,
        until=max(day, _last_day(agreement)), title=str(agreement),
        state=Entry.State.DONE if concluded else Entry.State.PLANNED,
        facts=_facts(agreement),
    )  # fmt: skip
    sides = [agreement.school, agreement.leader, *filter(None, [agreement.centre])]
    parts = [Part(side, role=EntryPart.Role.SIDE) for side in sides]
    entries.put(agreement, trace, parts=parts, by=by, at=at)


def put_event(event: JointEvent, *, by: User, at: datetime) -> None:
    """Write the entry of a joint event: an activity of both sides, planned or held."""
    agreement = event.agreement
    trace = Trace(
        register="activities", type="other", owner=agreement.school,
        day=event.done_on or event.day, title=event.title,
        state=Entry.State.DONE if event.done_on else Entry.State.PLANNED,
    )  # fmt: skip
    sides = (agreement.school, agreement.leader)
    parts = [Part(side, role=EntryPart.Role.SIDE) for side in sides]
    entries.put(event, trace, parts=parts, by=by, at=at)


def _day(agreement: Agreement) -> date:
    """Return the day of signature; before it, that of the beginning."""
    return agreement.signed_on or agreement.since


def _last_day(agreement: Agreement) -> date:
    if agreement.status == Agreement.Status.TERMINATED and agreement.ended_on:
        return agreement.ended_on
    return agreement.until


def _facts(agreement: Agreement) -> dict[str, Any]:
    sides = (agreement.school, agreement.leader, agreement.centre)
    return {
        "number": agreement.number,
        "date": agreement.signed_on and agreement.signed_on.isoformat(),
        "sides": [side.short_name for side in sides if side],
        "since": agreement.since.isoformat(),
        "until": _last_day(agreement).isoformat(),
        "files": [agreement.file_id] if agreement.file_id else [],
        "joint_events": agreement.events.exclude(done_on=None).count(),
    }
