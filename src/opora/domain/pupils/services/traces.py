"""What of pupils is told to plans and indicators: that it is done, of how many, till when.

No name, no pseudonym and no class leaves by an entry: its title says what was done.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models import (
    Enrolment,
    Lessons,
    PreventionCheck,
    PupilPlan,
    RiskRecord,
    Tutor,
)
from opora.domain.registers.models import Entry
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from opora.methodology.registers import load_registers

REGISTER = "pupils"


def risk(record: RiskRecord, *, by: User, at: datetime) -> None:
    """Tell that a pupil is in the risk group, and, if it is so, that the pupil fails."""
    school = record.pupil.school
    assert record.confirmed_on is not None  # noqa: S101  # the service has just set it
    for type_ in ("risk", "failing") if record.failing else ("risk",):
        trace = _trace(type_, school, record.confirmed_on, until=record.until)
        entries.put(record, trace, parts=_parts(school), by=by, at=at)


def plan(one: PupilPlan, *, by: User, at: datetime) -> None:
    """Tell of an approved plan; a group counts as its pupils."""
    assert one.approved_on is not None  # noqa: S101  # the service has just set it
    size = one.members.count()
    trace = _trace(
        "group_plan" if one.is_group else "plan", one.school, one.approved_on,
        until=max(one.until, one.approved_on), amount=size,
    )  # fmt: skip
    entries.put(one, trace, parts=_parts(one.school, size), by=by, at=at)


def lessons(one: Lessons, *, by: User | None, at: datetime) -> None:
    """Tell of extra lessons: planned until the first one is marked, done from then on."""
    held = one.enrolments.values("days__day").filter(days__isnull=False).distinct().count()
    size = one.enrolments.count()
    state = Entry.State.DONE if held else Entry.State.PLANNED
    trace = _trace(
        "lessons", one.school, one.start, until=one.until, amount=size,
        hours=Decimal(held), state=state,
    )  # fmt: skip
    entries.put(one, trace, parts=_parts(one.school, size), by=by, at=at)


def attending(enrolment: Enrolment, *, day: date, by: User | None, at: datetime) -> None:
    """Tell that a pupil attended the lessons; the day is that of the last one."""
    school = enrolment.lessons.school
    trace = _trace("attending", school, day)
    entries.put(enrolment, trace, parts=_parts(school), by=by, at=at)


def tutor(one: Tutor, *, by: User, at: datetime) -> None:
    """Tell that a pupil has a tutor."""
    school = one.pupil.school
    trace = _trace("tutor", school, one.since, until=one.until)
    entries.put(one, trace, parts=_parts(school), by=by, at=at)


def prevention(check: PreventionCheck, *, by: User, at: datetime) -> None:
    """Tell that the school has answered the checklist, and whether its system stands."""
    for type_ in ("prevention_check", "prevention_system"):
        if type_ == "prevention_check" or check.is_passed:
            trace = _trace(type_, check.school, check.day)
            entries.put(check, trace, parts=[Part(check.school)], by=by, at=at)
        else:
            entries.withdraw(check, at=at, type=type_)


def _trace(  # noqa: PLR0913  # the words of an entry
    type_: str,
    owner: Organisation,
    day: date,
    *,
    until: date | None = None,
    amount: int = 1,
    hours: Decimal | None = None,
    state: str = Entry.State.DONE,
) -> Trace:
    return Trace(
        register=REGISTER, type=type_, owner=owner, day=day, until=until, amount=amount,
        hours=hours, state=state, title=_title(type_),
        facts={
            "since": day.isoformat(),
            "until": until.isoformat() if until else None,
            "hours": str(hours) if hours is not None else None,
            "participants": amount,
        },
    )  # fmt: skip


def _title(type_: str) -> str:
    title = load_registers().find(REGISTER).type_title(type_)
    return title[:1].upper() + title[1:]


def _parts(school: Organisation, amount: int = 1) -> list[Part]:
    return [Part(school, amount=amount)]
