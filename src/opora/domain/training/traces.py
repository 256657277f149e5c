"""What the register of training tells plans and indicators."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from opora.domain.people.models import User
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from opora.domain.staff.models import Employment
from opora.domain.training.models import REGISTER, Completion, Group, Plan

_LEARNED = EntryPart.Role.PARTICIPANT


def put_completion(made: Completion, *, by: User, at: datetime) -> None:
    """Write the entry of a certificate; its title names no person."""
    trace = Trace(
        register=REGISTER, type=made.kind, owner=made.organisation, day=made.issued,
        title=str(made), topic=made.topic, hours=Decimal(made.hours),
        facts={
            "number": made.number,
            "date": made.issued.isoformat(),
            "since": made.since and made.since.isoformat(),
            "until": made.until and made.until.isoformat(),
            "hours": made.hours,
            "files": [made.file_id] if made.file_id else [],
        },
    )  # fmt: skip
    entries.put(made, trace, parts=_places_of(made), by=by, at=at)


def _places_of(made: Completion) -> Iterator[Part]:
    """Yield the person in each organisation they work in: trained in one is trained in all."""
    yield Part(made.organisation, person=made.person, role=_LEARNED)
    held = Employment.objects.on(made.issued).filter(person=made.person)
    others = held.exclude(organisation=made.organisation).select_related("organisation")
    for place in {one.organisation_id: one.organisation for one in others}.values():
        yield Part(place, person=made.person, role=_LEARNED)


def put_group(group: Group, *, by: User, at: datetime) -> None:
    """Write that a group is to finish; when it has ended, certificates speak instead."""
    if group.state != Group.State.OPEN:
        entries.withdraw(group, at=at)
        return
    learners = list(group.learners.select_related("person", "organisation"))
    trace = Trace(
        register=REGISTER, type=group.course.kind, owner=group.owner, day=group.until,
        title=f"{group.title}: {group.course}", topic=group.course.topic,
        hours=Decimal(group.course.hours), amount=len(learners), state=Entry.State.PLANNED,
        facts={"since": group.since.isoformat(), "until": group.until.isoformat()},
    )  # fmt: skip
    parts = [Part(one.organisation, person=one.person, role=_LEARNED) for one in learners]
    entries.put(group, trace, parts=parts, by=by, at=at)


def put_plan(plan: Plan, *, by: User, at: datetime) -> None:
    """Write the entry of a plan-schedule: planned while a draft, done when approved."""
    if plan.state == Plan.State.WITHDRAWN:
        entries.withdraw(plan, at=at)
        return
    lines = plan.lines.exclude(state="cancelled").select_related("organisation")
    places = {one.organisation_id: one.organisation for one in lines}
    is_approved = plan.state == Plan.State.APPROVED
    trace = Trace(
        register=REGISTER, type="plan", owner=plan.owner,
        day=plan.approved_on or plan.entered_at.date(), title=str(plan),
        amount=len({one.person_id for one in lines}),
        state=Entry.State.DONE if is_approved else Entry.State.PLANNED,
        facts={
            "number": plan.number,
            "date": plan.approved_on and plan.approved_on.isoformat(),
        },
    )  # fmt: skip
    entries.put(plan, trace, parts=[Part(one) for one in places.values()], by=by, at=at)
