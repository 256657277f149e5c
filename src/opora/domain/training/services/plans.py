"""Plan-schedules are drawn up line by line and approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from opora.domain.training import permissions, traces
from opora.domain.training.models import Course, Plan, PlanLine
from opora.domain.training.refusals import TrainingRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who is to learn what by what day, and why."""

    person: Person
    organisation: Organisation
    motive: str
    term: date
    topic: str = ""
    course: Course | None = None


@transaction.atomic
def begin(*, owner: Organisation, year: int, by: User, at: datetime) -> Plan:
    """Begin the plan-schedule of an organisation for a school year.

    Raises
    ------
    TrainingRefused
        If there is one.
    """
    permissions.require_keeping(by, owner, at=at)
    try:
        with transaction.atomic():
            plan = Plan.objects.create(owner=owner, year=year, entered_by=by, entered_at=at)
    except IntegrityError as race:
        raise TrainingRefused(
            f"План-график организации «{owner.short_name}» на {SchoolYear(year).label} уже "
            "есть. Откройте его."
        ) from race
    audit.record("training_plan.begin", target=plan, by=by, at=at)
    traces.put_plan(plan, by=by, at=at)
    return plan


@transaction.atomic
def add_line(*, plan: Plan, wish: Wish, by: User, at: datetime) -> PlanLine:
    """Add a line.

    Raises
    ------
    TrainingRefused
        If nothing is said of what to learn, the day lies outside of the year, the person works
        elsewhere, or the same stands there.
    """
    held = _locked(plan, by=by, at=at)
    permissions.require_keeping(by, wish.organisation, at=at)
    _check(held, wish, at=at)
    line = PlanLine.objects.create(
        plan=held, person=wish.person, organisation=wish.organisation, motive=wish.motive,
        topic=wish.topic or (wish.course.topic if wish.course else ""), course=wish.course,
        term=wish.term,
    )  # fmt: skip
    audit.record("training_plan.add", target=held, by=by, at=at, after={"term": wish.term})
    traces.put_plan(held, by=by, at=at)
    return line


@transaction.atomic
def cancel_line(*, line: PlanLine, reason: str, by: User, at: datetime) -> PlanLine:
    """Take a line off, saying why; what is done stays."""
    held = _locked(line.plan, by=by, at=at)
    if not reason.strip():
        raise TrainingRefused("Напишите, почему строка снята.")
    if line.state != PlanLine.State.PLANNED:
        raise TrainingRefused("Снять можно только то, что ещё намечено.")
    line.state, line.reason = PlanLine.State.CANCELLED, reason.strip()[:300]
    line.save(update_fields=["state", "reason"])
    audit.record("training_plan.cancel_line", target=held, by=by, at=at, reason=line.reason)
    traces.put_plan(held, by=by, at=at)
    return line


@transaction.atomic
def approve(*, plan: Plan, number: str, day: date, by: User, at: datetime) -> Plan:
    """Approve a plan-schedule.

    Raises
    ------
    TrainingRefused
        If it is empty or approved, or the day is to come.
    """
    held = _locked(plan, by=by, at=at)
    if held.state == Plan.State.APPROVED:
        raise TrainingRefused("План-график уже утверждён.")
    if not held.lines.exclude(state=PlanLine.State.CANCELLED).exists():
        raise TrainingRefused("В плане-графике нет ни одной строки: утверждать нечего.")
    if day > localdate(at):
        raise TrainingRefused("День утверждения ещё не наступил. Исправьте день.")
    held.state, held.number, held.approved_on = Plan.State.APPROVED, number.strip(), day
    held.save(update_fields=["state", "number", "approved_on"])
    audit.record(
        "training_plan.approve", target=held, by=by, at=at,
        after={"number": held.number, "day": day},
    )  # fmt: skip
    traces.put_plan(held, by=by, at=at)
    return held


@transaction.atomic
def withdraw(*, plan: Plan, reason: str, by: User, at: datetime) -> Plan:
    """Withdraw a plan-schedule entered by mistake; its lines stay in the history."""
    held = _locked(plan, by=by, at=at)
    if not reason.strip():
        raise TrainingRefused("Напишите, почему план-график отозван.")
    held.state, held.reason = Plan.State.WITHDRAWN, reason.strip()[:300]
    held.save(update_fields=["state", "reason"])
    audit.record("training_plan.withdraw", target=held, by=by, at=at, reason=held.reason)
    traces.put_plan(held, by=by, at=at)
    return held


def _check(plan: Plan, wish: Wish, *, at: datetime) -> None:
    if not wish.topic and wish.course is None:
        raise TrainingRefused("Выберите программу или тему: чему учиться.")
    year = SchoolYear(plan.year)
    if not year.holds(wish.term):
        raise TrainingRefused(
            f"Срок вне учебного года: нужен день от {year.first_day:%d.%m.%Y} до "
            f"{year.last_day:%d.%m.%Y}."
        )
    staff = Employment.objects.on(localdate(at)).filter(organisation=wish.organisation)
    if not staff.filter(person=wish.person).exists():
        raise TrainingRefused(
            f"{wish.person.full_name}: не работает в организации "
            f"«{wish.organisation.short_name}»."
        )
    if plan.owner.kind == Organisation.Kind.SCHOOL and wish.organisation != plan.owner:
        raise TrainingRefused("В план-график школы вносят только её работников.")
    same = plan.lines.filter(
        person=wish.person, state=PlanLine.State.PLANNED, course=wish.course
    )
    if (same if wish.course else same.filter(topic=wish.topic)).exists():
        raise TrainingRefused("Такая строка в плане-графике уже есть.")


def _locked(plan: Plan, *, by: User, at: datetime) -> Plan:
    rows = Plan.objects.select_for_update(of=("self",)).select_related("owner__territory")
    held = rows.get(pk=plan.pk)
    permissions.require_keeping(by, held.owner, at=at)
    if held.state == Plan.State.WITHDRAWN:
        raise TrainingRefused("План-график отозван.")
    return held
