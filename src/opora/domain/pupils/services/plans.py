"""A plan of help is drafted, corrected, approved, carried out, closed or withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.pupils import drafting
from opora.domain.pupils.drafting import DraftedPlan, Lack
from opora.domain.pupils.models import (
    Check,
    Deficit,
    PlanPupil,
    Pupil,
    PupilPlan,
    Step,
    Work,
)
from opora.domain.pupils.permissions import require_leading
from opora.domain.pupils.services import traces
from opora.domain.pupils.services.class_results import lacks_of_class
from opora.domain.pupils.services.own import require_own
from opora.domain.refusals import Refused
from opora.domain.registers.services import entries

Status = PupilPlan.Status
MOST_PUPILS = 40


class PlanRefused(Refused):
    """The plan cannot be so; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands above the tables of a plan."""

    title: str
    basis: str
    level: str
    goal: str
    start: date
    until: date


@dataclass(frozen=True, slots=True)
class DeficitLine:
    """A deficit as it is typed."""

    subject: str
    skill: str
    tasks: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it is typed."""

    topic: str
    form: str
    due: date
    teacher: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check as it is typed."""

    kind: str
    due: date


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a person may correct in a draft."""

    words: Words
    deficits: Sequence[DeficitLine] = field(default=())
    steps: Sequence[StepLine] = field(default=())
    checks: Sequence[CheckLine] = field(default=())


@transaction.atomic
def draft(
    *,
    pupils: Sequence[Pupil],
    by: User,
    at: datetime,
    title: str = "",
    start: date | None = None,
) -> PupilPlan:
    """Draft a plan from the results of tasks; one for a group where pupils are several.

    Results are taken from the newest works of the pupils; where there are none, from the
    tasks that their class did worst; where there are none either, the draft is empty.

    Raises
    ------
    NotAllowed
        If one of the pupils is not the person's.
    PlanRefused
        If there are no pupils, too many, or one has a plan or a draft already.
    """
    _check_pupils(pupils)
    require_own(by, pupils, at=at)
    is_group = len(pupils) > 1
    if not is_group:
        _require_no_plan(pupils[0], on=localdate(at))
    begun = start or localdate(at)
    drafted = _drafted(pupils, begun)
    default = f"Группа: {len(pupils)} уч." if is_group else "Индивидуальный маршрут"
    plan = PupilPlan.objects.create(
        school=pupils[0].school, is_group=is_group, title=title.strip()[:160] or default,
        basis=drafted.basis, level=drafted.level, goal=drafted.goal, start=drafted.start,
        until=drafted.until, created_by=by, created_at=at,
    )  # fmt: skip
    PlanPupil.objects.bulk_create(PlanPupil(plan=plan, pupil=one) for one in pupils)
    _write(plan, _content_of(drafted, teacher=by.short_name, plan=plan))
    audit.record("pupil_plan.draft", target=plan, by=by, at=at)
    return plan


@transaction.atomic
def edit(*, plan: PupilPlan, content: Content, by: User, at: datetime) -> PupilPlan:
    """Put what a person has typed in place of what stood in the draft.

    Raises
    ------
    PlanRefused
        If the plan is no draft, or its days are out of order.
    """
    held = _held(plan, Status.DRAFT, by=by, at=at)
    _check_days(content)
    for name in ("title", "basis", "level", "goal", "start", "until"):
        setattr(held, name, getattr(content.words, name))
    held.save()
    _write(held, content)
    audit.record("pupil_plan.edit", target=held, by=by, at=at)
    return held


@transaction.atomic
def approve(*, plan: PupilPlan, by: User, at: datetime, on: date | None = None) -> PupilPlan:
    """Approve a draft: from this day it counts.

    Raises
    ------
    NotAllowed
        If the person does not lead the school.
    PlanRefused
        If the plan has no goal, no deficit, no step or no check, or its term is over.
    """
    held = _held(plan, Status.DRAFT, by=by, at=at)
    require_leading(by, held.school, at=at)
    day = on or localdate(at)
    _check_whole(held, on=day)
    if not held.is_group:
        _require_no_plan(held.members.get().pupil, on=day, besides=held)
    held.status, held.approved_by, held.approved_on = Status.ACTIVE, by, day
    held.save()
    audit.record("pupil_plan.approve", target=held, by=by, at=at)
    traces.plan(held, by=by, at=at)
    return held


@transaction.atomic
def mark_step(*, step: Step, day: date, by: User, at: datetime) -> None:
    """Note that a step was carried out.

    Raises
    ------
    PlanRefused
        If the day is to come, or the plan is not in force.
    """
    _held(step.plan, Status.ACTIVE, by=by, at=at)
    _check_happened(day, at)
    step.done_on = day
    step.save(update_fields=["done_on"])
    audit.record(
        "pupil_plan.step", target=step.plan, by=by, at=at, after={"number": step.order}
    )


@transaction.atomic
def hold_check(*, check: Check, day: date, result: str, by: User, at: datetime) -> None:
    """Note what a check has shown.

    Raises
    ------
    PlanRefused
        If there is no result, the day is to come, or the plan is not in force.
    """
    _held(check.plan, Status.ACTIVE, by=by, at=at)
    _check_happened(day, at)
    if not result.strip():
        raise PlanRefused("Напишите, что показал срез, например «7 из 10 баллов».")
    check.held_on, check.result = day, result.strip()[:300]
    check.save(update_fields=["held_on", "result"])
    audit.record("pupil_plan.check", target=check.plan, by=by, at=at)


@transaction.atomic
def acquaint_parents(*, member: PlanPupil, day: date, by: User, at: datetime) -> None:
    """Note the day on which the parents read the plan.

    Raises
    ------
    PlanRefused
        If the day is to come.
    """
    require_own(by, [member.pupil], at=at)
    _check_happened(day, at)
    member.parents_on = day
    member.save(update_fields=["parents_on"])
    audit.record("pupil_plan.parents", target=member.plan, by=by, at=at)


@transaction.atomic
def close(
    *, plan: PupilPlan, outcome: str, conclusion: str, by: User, at: datetime
) -> PupilPlan:
    """Close a plan with a conclusion; it counts to the day on which it was closed.

    Raises
    ------
    PlanRefused
        If no outcome is chosen, the final check was not held, or the plan is not in force.
    """
    held = _held(plan, Status.ACTIVE, by=by, at=at)
    if outcome not in PupilPlan.Outcome.values:
        raise PlanRefused("Выберите вывод: дефициты сняты, продлён или направлен в ППк.")
    if held.checks.filter(kind=Check.Kind.FINAL, held_on=None).exists():
        raise PlanRefused("Сначала впишите результат итогового среза: вывод делают по нему.")
    held.status, held.outcome, held.conclusion = (
        Status.CLOSED,
        outcome,
        conclusion.strip()[:500],
    )
    held.closed_on = localdate(at)
    held.until = min(held.until, max(held.closed_on, held.start))
    held.save()
    audit.record("pupil_plan.close", target=held, by=by, at=at)
    traces.plan(held, by=by, at=at)
    return held


@transaction.atomic
def withdraw(*, plan: PupilPlan, reason: str, by: User, at: datetime) -> PupilPlan:
    """Withdraw a plan that should not be; what it fulfilled is taken back.

    Raises
    ------
    PlanRefused
        If there is no reason, or the plan is withdrawn or closed already.
    """
    standing = Status.DRAFT if plan.status == Status.DRAFT else Status.ACTIVE
    held = _held(plan, standing, by=by, at=at)
    if not reason.strip():
        raise PlanRefused("Напишите, почему маршрут отозван.")
    held.status, held.conclusion = Status.WITHDRAWN, reason.strip()[:500]
    held.save()
    audit.record("pupil_plan.withdraw", target=held, by=by, at=at)
    entries.withdraw(held, at=at)
    return held


def _held(plan: PupilPlan, status: Status, *, by: User, at: datetime) -> PupilPlan:
    rows = PupilPlan.objects.select_for_update(of=("self",)).select_related("school")
    held = rows.get(pk=plan.pk)
    if held.status != status:
        state = held.get_status_display().lower()
        raise PlanRefused(f"Маршрут сейчас: {state}. Обновите страницу.")
    if not PupilPlan.objects.visible_to(by, on=localdate(at)).filter(pk=held.pk).exists():
        require_leading(by, held.school, at=at)
    return held


def _check_pupils(pupils: Sequence[Pupil]) -> None:
    if not pupils:
        raise PlanRefused("Выберите учеников, для которых составляется маршрут.")
    if len(pupils) > MOST_PUPILS:
        raise PlanRefused(f"В группе больше {MOST_PUPILS} учеников: разделите её на две.")
    if len({one.school_id for one in pupils}) > 1:
        raise PlanRefused("В одном маршруте ученики одной школы.")


def _require_no_plan(pupil: Pupil, *, on: date, besides: PupilPlan | None = None) -> None:
    others = PupilPlan.objects.filter(members__pupil=pupil, is_group=False, until__gte=on)
    states = [Status.ACTIVE] if besides else [Status.DRAFT, Status.ACTIVE]
    found = others.filter(status__in=states).exclude(pk=besides.pk if besides else 0).first()
    if found is not None:
        raise PlanRefused(
            f"У ученика уже есть маршрут ({found.get_status_display().lower()}, до "
            f"{found.until:%d.%m.%Y}). Завершите его или продолжайте в нём."
        )


def _drafted(pupils: Sequence[Pupil], start: date) -> DraftedPlan:
    known = Work.objects.filter(pupil__in=pupils, year__gte=start.year - 1)
    newest = known.aggregate(newest=Max("year"))["newest"]
    works = list(known.filter(year=newest).order_by("pk"))
    lacks: list[Lack] = drafting.lacks_of_works(works)
    basis = ", ".join(dict.fromkeys(f"{one.title}: {one.subject}, {one.year}" for one in works))
    if not works:
        lacks, basis = lacks_of_class(pupils[0].school, pupils[0].class_name)
    year = SchoolYear.of(start)
    return drafting.draft(lacks, basis=basis[:200], start=start, last_day=year.last_day)


def _content_of(drafted: DraftedPlan, *, teacher: str, plan: PupilPlan) -> Content:
    words = Words(
        title=plan.title, basis=plan.basis, level=plan.level, goal=plan.goal,
        start=plan.start, until=plan.until,
    )  # fmt: skip
    return Content(
        words,
        [
            DeficitLine(one.subject, one.skill, ", ".join(one.tasks), one.level)
            for one in drafted.lacks
        ],
        [StepLine(one.topic, one.form, one.due, teacher) for one in drafted.steps],
        [
            CheckLine(Check.Kind.MIDDLE, drafted.middle),
            CheckLine(Check.Kind.FINAL, drafted.until),
        ],
    )


def _write(plan: PupilPlan, content: Content) -> None:
    for rows in (plan.deficits, plan.steps, plan.checks):
        rows.all().delete()
    Deficit.objects.bulk_create(
        Deficit(
            plan=plan, order=place, subject=one.subject[:60], skill=one.skill[:300],
            tasks=one.tasks[:120], level=one.level[:120],
        )
        for place, one in enumerate(content.deficits, 1)
    )  # fmt: skip
    Step.objects.bulk_create(
        Step(
            plan=plan, order=place, topic=one.topic[:300], form=one.form, due=one.due,
            teacher=one.teacher[:120],
        )
        for place, one in enumerate(content.steps, 1)
    )  # fmt: skip
    Check.objects.bulk_create(
        Check(plan=plan, kind=one.kind, due=one.due) for one in content.checks
    )


def _check_days(content: Content) -> None:
    start, until = content.words.start, content.words.until
    if until < start:
        raise PlanRefused("Маршрут кончается раньше, чем начинается: проверьте дни.")
    days = [*(one.due for one in content.steps), *(one.due for one in content.checks)]
    outside = [one for one in days if not start <= one <= until]
    if outside:
        raise PlanRefused(
            f"Срок {min(outside):%d.%m.%Y} не входит в маршрут ({start:%d.%m.%Y} – "
            f"{until:%d.%m.%Y}): исправьте срок или дни маршрута."
        )


def _check_whole(plan: PupilPlan, *, on: date) -> None:
    if plan.until < on:
        raise PlanRefused("Срок маршрута уже прошёл: поставьте новый день окончания.")
    lacking = [
        words
        for words, there in (
            ("цель", bool(plan.goal.strip())),
            ("хотя бы один дефицит", plan.deficits.exists()),
            ("хотя бы одно занятие", plan.steps.exists()),
            ("итоговый срез", plan.checks.filter(kind=Check.Kind.FINAL).exists()),
        )
        if not there
    ]
    if lacking:
        raise PlanRefused(f"Чтобы утвердить маршрут, впишите: {', '.join(lacking)}.")


def _check_happened(day: date, at: datetime) -> None:
    if day > localdate(at):
        raise PlanRefused(f"{day:%d.%m.%Y} ещё не наступило: отметьте, когда это произойдёт.")
