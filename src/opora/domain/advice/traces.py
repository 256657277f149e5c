"""What the registers of advice and of practices tell plans and indicators."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.advice.models import (
    ADVICE,
    PRACTICES,
    Addressee,
    Practice,
    Publication,
    Recommendation,
)
from opora.domain.people.models import User
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace


def put_recommendation(one: Recommendation, *, by: User, at: datetime) -> None:
    """Write the entry of a recommendation; the answers go with it when it is withdrawn."""
    if one.status == Recommendation.Status.WITHDRAWN:
        entries.withdraw(one, at=at)
        for addressee in one.addressees.exclude(answered_on=None):
            entries.withdraw(addressee, at=at)
        return
    rows = list(one.addressees.select_related("organisation", "person"))
    trace = Trace(
        register=ADVICE, type="recommendation", owner=one.owner, day=one.sent_on, until=one.due,
        title=one.title, topic=one.topic,
        facts={
            "date": one.sent_on.isoformat(), "address": one.basis_address,
            "files": [one.file_id] if one.file_id else [],
        },
    )  # fmt: skip
    parts = [Part(row.organisation, row.person) for row in rows]
    entries.put(one, trace, parts=parts, by=by, at=at)


def put_answer(one: Addressee, *, by: User, at: datetime) -> None:
    """Write the entry of an answer: of the organisation that gave it."""
    day = one.answered_on or localdate(at)
    trace = Trace(
        register=ADVICE, type="answered", owner=one.organisation, day=day,
        title=one.recommendation.title, topic=one.recommendation.topic,
        facts={"date": day.isoformat(), "outcome": one.status},
    )  # fmt: skip
    parts = [
        Part(one.organisation),
        Part(one.recommendation.owner, role=EntryPart.Role.SIDE),
    ]
    entries.put(one, trace, parts=parts, by=by, at=at)


def put_practice(one: Practice, *, by: User, at: datetime) -> None:
    """Write the entries of a practice: of the card, and of the regional atlas."""
    if one.status == Practice.Status.WITHDRAWN:
        entries.withdraw(one, at=at)
        return
    taken = one.status in Practice.TAKEN
    day = one.accepted_on or localdate(one.entered_at)
    topic = one.factors[0] if one.factors else ""
    card = Trace(
        register=PRACTICES, type="practice", owner=one.owner, title=one.title, topic=topic,
        day=day, state=Entry.State.DONE if taken else Entry.State.PLANNED,
        facts={"date": day.isoformat(), "files": [one.file_id] if one.file_id else []},
    )  # fmt: skip
    entries.put(one, card, parts=[Part(one.owner)], by=by, at=at)
    if one.atlas_on:
        atlas = Trace(
            register=PRACTICES, type="atlas", owner=one.owner, title=one.title, topic=topic,
            day=one.atlas_on,
            facts={"number": one.atlas_number, "date": one.atlas_on.isoformat()},
        )  # fmt: skip
        entries.put(one, atlas, parts=[Part(one.owner)], by=by, at=at)


def put_publication(one: Publication, *, by: User, at: datetime) -> None:
    """Write the entry of a publication, with the copy that was kept."""
    if one.withdrawn_at:
        entries.withdraw(one, at=at)
        return
    trace = Trace(
        register=PRACTICES, type=one.kind, owner=one.owner, day=one.day, title=one.title,
        topic=one.topic,
        facts={
            "date": one.day.isoformat(), "address": one.address, "copy": one.copy_id,
            "files": [one.file_id] if one.file_id else [],
        },
    )  # fmt: skip
    entries.put(one, trace, parts=[Part(one.owner)], by=by, at=at)
