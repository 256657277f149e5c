"""The route of a teacher is drawn up from deficits, its steps are done, it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.diagnostics.models import Diagnosis, GrowthPlan, GrowthStep
from opora.domain.diagnostics.permissions import diagnoses
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What the route is for and until when."""

    goal: str
    mentor: str
    since: date
    until: date


@transaction.atomic
def open_(*, diagnosis: Diagnosis, route: Route, by: User, at: datetime) -> GrowthPlan:
    """Draw up a route from the deficits of a diagnosis.

    Raises
    ------
    NotAllowed
        If the person is neither the teacher nor one who diagnoses them.
    DiagnosticsRefused
        If the days are wrong or the diagnosis has no deficits or is withdrawn.
    """
    _require(diagnosis, by=by, at=at)
    lacking = [one.competence for one in diagnosis.deficits.all() if one.needs_help]
    if diagnosis.withdrawn_at is not None or not lacking:
        raise DiagnosticsRefused("В этой диагностике нет дефицитов: маршрут не нужен.")
    if route.until < route.since:
        raise DiagnosticsRefused("Окончание раньше начала.")
    made = GrowthPlan.objects.create(
        person=diagnosis.person, organisation=diagnosis.organisation, competences=lacking,
        goal=route.goal, mentor=route.mentor, since=route.since, until=route.until,
        made_by=by, made_at=at,
    )  # fmt: skip
    audit.record("growth_plan.open", target=made, by=by, at=at)
    return made


@transaction.atomic
def add_step(  # noqa: PLR0913  # what kind of step, what, by when
    *, plan: GrowthPlan, kind: str, title: str, due: date, by: User, at: datetime
) -> GrowthStep:
    """Add a step.

    Raises
    ------
    DiagnosticsRefused
        If the route has ended or the day lies outside of it.
    """
    held = _lock(plan, by=by, at=at)
    if not held.since <= due <= held.until:
        raise DiagnosticsRefused(
            f"Срок шага должен быть от {held.since:%d.%m.%Y} до {held.until:%d.%m.%Y}."
        )
    step = GrowthStep.objects.create(plan=held, kind=kind, title=title, due=due)
    audit.record("growth_plan.step", target=held, by=by, at=at)
    return step


@transaction.atomic
def do_step(
    *, step: GrowthStep, done_on: date, result: str, by: User, at: datetime
) -> GrowthStep:
    """Write that a step is done.

    Raises
    ------
    DiagnosticsRefused
        If the route has ended, or the day is to come.
    """
    held = _lock(step.plan, by=by, at=at)
    if done_on > localdate(at):
        raise DiagnosticsRefused("Этот день ещё не наступил.")
    step.done_on, step.result = done_on, result.strip()
    step.save(update_fields=["done_on", "result"])
    audit.record("growth_plan.done", target=held, by=by, at=at)
    return step


@transaction.atomic
def finish(*, plan: GrowthPlan, outcome: str, by: User, at: datetime) -> GrowthPlan:
    """End a route: done when every step is, else broken off; both say what came of it.

    Raises
    ------
    DiagnosticsRefused
        If nothing is said of the outcome.
    """
    held = _lock(plan, by=by, at=at)
    if not outcome.strip():
        raise DiagnosticsRefused("Напишите, что получилось.")
    steps: Sequence[GrowthStep] = list(held.steps.all())
    is_done = bool(steps) and all(one.done_on for one in steps)
    held.state = GrowthPlan.State.DONE if is_done else GrowthPlan.State.CANCELLED
    held.outcome = outcome.strip()
    held.save(update_fields=["state", "outcome"])
    audit.record("growth_plan.finish", target=held, by=by, at=at)
    return held


def _lock(plan: GrowthPlan, *, by: User, at: datetime) -> GrowthPlan:
    held = (
        GrowthPlan.objects.select_for_update(of=("self",))
        .select_related("person", "organisation__territory")
        .get(pk=plan.pk)
    )
    _require(held, by=by, at=at)
    if held.state != GrowthPlan.State.OPEN:
        raise DiagnosticsRefused("Маршрут уже закончен.")
    return held


def _require(thing: Diagnosis | GrowthPlan, *, by: User, at: datetime) -> None:
    is_own = thing.person.user_id == by.pk
    if not is_own and not diagnoses(by, thing.organisation, on=localdate(at)):
        raise NotAllowed("Маршрут ведут сам учитель, руководители его школы и методист.")
