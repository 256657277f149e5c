"""What the register of documents of development tells plans and indicators."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from opora.domain.development.models import REGISTER, Document, Expertise
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace


def put(document: Document, *, by: User, at: datetime) -> None:
    """Write the entry of a document: done when it is confirmed, until then planned."""
    if document.status == Document.Status.WITHDRAWN:
        entries.withdraw(document, at=at)
        return
    confirmed = document.status == Document.Status.CONFIRMED
    trace = Trace(
        register=REGISTER, type=document.type, owner=document.school,
        day=document.act_day or localdate(document.entered_at), title=str(document),
        topic=document.factor, state=Entry.State.DONE if confirmed else Entry.State.PLANNED,
        facts=_facts(document),
    )  # fmt: skip
    entries.put(document, trace, parts=[Part(document.school)], by=by, at=at)


def _facts(document: Document) -> dict[str, Any]:
    return {
        "number": document.act_number,
        "date": document.act_day and document.act_day.isoformat(),
        "signatory": document.signatory,
        "address": document.address,
        "files": [document.file_id] if document.file_id else [],
    }


def put_expertise(expertise: Expertise, *, by: User, at: datetime) -> None:
    """Write the entry of an expertise: done when its conclusion is approved."""
    if expertise.status == Expertise.Status.WITHDRAWN:
        entries.withdraw(expertise, at=at)
        return
    approved = expertise.status == Expertise.Status.APPROVED
    trace = Trace(
        register=REGISTER, type="expertise", owner=expertise.owner,
        day=expertise.approved_on or expertise.due or localdate(expertise.entered_at),
        title=expertise.title,
        state=Entry.State.DONE if approved else Entry.State.PLANNED,
        facts={
            "date": expertise.approved_on and expertise.approved_on.isoformat(),
            "documents": expertise.sample.count(), "seed": expertise.seed,
        },
    )  # fmt: skip
    schools = Organisation.objects.filter(development__sampled__expertise=expertise).distinct()
    entries.put(expertise, trace, parts=[Part(one) for one in schools], by=by, at=at)
