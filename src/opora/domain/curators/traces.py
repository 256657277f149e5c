"""What plans and indicators learn of enrolments and curatorships."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from opora.domain.acts.models import Act
from opora.domain.curators.models import Curatorship, Enrolment
from opora.domain.curators.models.enrolments import REGISTER
from opora.domain.people.models import User
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace


def put(enrolment: Enrolment, *, by: User | None, at: datetime) -> Entry:
    """Write the entry of an enrolment, or bring it up to date; without a document planned."""
    trace = Trace(
        register=REGISTER, type=enrolment.type, owner=enrolment.school, day=enrolment.since,
        until=enrolment.until, title=enrolment.title,
        state=Entry.State.DONE if enrolment.act_id else Entry.State.PLANNED,
        facts=_facts(enrolment.act, enrolment.since, enrolment.until),
    )  # fmt: skip
    return entries.put(enrolment, trace, parts=_parts(enrolment), by=by, at=at)


def put_curator(curatorship: Curatorship, *, by: User | None, at: datetime) -> Entry:
    """Write the entry of a curatorship, or bring it up to date."""
    trace = Trace(
        register=REGISTER, type="curator", owner=curatorship.act.issuer,
        day=curatorship.since, until=curatorship.until,
        title=f"Куратор {curatorship.curator.short_name}",
        facts=_facts(curatorship.act, curatorship.since, curatorship.until),
    )  # fmt: skip
    parts = [Part(curatorship.school)]
    return entries.put(curatorship, trace, parts=parts, by=by, at=at)


def _parts(enrolment: Enrolment) -> Iterator[Part]:
    yield Part(enrolment.school)
    for one in enrolment.participants.select_related("person").order_by("pk"):
        yield Part(enrolment.school, one.person, role=EntryPart.Role.PARTICIPANT)


def _facts(act: Act | None, since: date, until: date | None) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "since": since.isoformat(),
        "until": until.isoformat() if until else None,
    }
    if act:
        facts |= {
            "number": act.number, "date": act.date.isoformat() if act.date else None,
            "signatory": act.signatory_name, "copy": act.file_id,
        }  # fmt: skip
    return {key: value for key, value in facts.items() if value}
