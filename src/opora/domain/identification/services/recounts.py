"""A list counted anew on today's data: another run replaces it, and both stay."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from opora.domain.identification import evidence
from opora.domain.identification.models import Answer, Correction, Reply, Run, Scenario
from opora.domain.identification.models.runs import RunQuerySet
from opora.domain.identification.permissions import require_running
from opora.domain.identification.questions import code_version, rule_of
from opora.domain.identification.refusals import (
    IdentificationRefused,
    WrongParameters,
    WrongStatus,
)
from opora.domain.identification.services import background, scenarios, telling
from opora.domain.identification.services.computing import computed, write, write_result
from opora.domain.identification.services.runs import frozen, give_up, lock, next_number
from opora.domain.people import audit
from opora.domain.people.models import User

Status = Run.Status


@transaction.atomic
def recount(*, run: Run, by: User, at: datetime, in_background: bool = False) -> Run:
    """Replace a run by one on today's data with the corrections accepted since.

    The old run is cancelled and stays as it was, with its verdicts and replies; decisions of
    people on schools that still have too few results are carried over, and so are the variants
    of «что, если», computed anew. Left to a job, the old run stands until the new one is done.

    Raises
    ------
    WrongParameters
        If it is being counted anew already, or the rule cannot be asked of today's data.
    WrongStatus, NotAllowed
        If the run is approved or cancelled, or the person may not.
    """
    run = lock(run)
    require_running(by, run.territory, at=at)
    if run.status not in Run.UNFINISHED:
        raise WrongStatus(run, "Пересчитать нельзя")
    if _series(run).filter(status=Status.COMPUTING).exists():
        raise WrongParameters("Список уже пересчитывается: дождитесь, пока расчёт закончится.")
    later = _successor(run, by=by, at=at)
    _carry_exclusions(run, later)
    _carry_corrections(run, later)
    if in_background:
        background.queue(later)
        return later
    write_result(later)
    _settle(later, at=at)
    return later


def compute(run_id: int, *, at: datetime) -> Run | None:
    """Compute a run that waits for its job; None where it does not wait any more.

    What cannot be computed is cancelled with the reason, and who asked for it is told.
    """
    waiting = Run.objects.filter(pk=run_id, status=Status.COMPUTING)
    run = waiting.select_related("territory__parent", "previous", "created_by").first()
    if run is None:
        return None
    try:
        found = computed(run, told=partial(_note_step, run))
        with transaction.atomic():
            held = lock(run)
            if held.status != Status.COMPUTING:
                return None
            write(held, found)
            _settle(held, at=at)
    except IdentificationRefused as refusal:
        return break_off(run, str(refusal), at=at)
    telling.computed(held, at=at, said="посчитан. Сравните его с прежним.")
    return held


@transaction.atomic
def break_off(run: Run, reason: str, *, at: datetime) -> Run | None:
    """Cancel a run that its job cannot bring to an end; None where it is ended already."""
    held = lock(run)
    if held.status != Status.COMPUTING:
        return None
    give_up(held, by=held.created_by, at=at, reason=f"Не посчитан: {reason}")
    audit.record("run.cancel", target=held, by=None, at=at, reason=held.cancel_reason)
    telling.computed(held, at=at, said=f"не посчитан. {reason}")
    return held


def give_up_stuck(*, started_before: datetime, at: datetime) -> int:
    """Cancel runs whose jobs died; return how many."""
    stuck = Run.objects.filter(status=Status.COMPUTING, created_at__lt=started_before)
    said = "расчёт оборвался. Начните его снова."
    return sum(break_off(run, said, at=at) is not None for run in stuck)


def _note_step(run: Run, done: int) -> None:
    Run.objects.filter(pk=run.pk, status=Status.COMPUTING).update(steps_done=done)


def _settle(later: Run, *, at: datetime) -> None:
    """Put a computed run in its place: in the place of the run before it, if there is one."""
    if later.first is None:
        later.status = Status.DRAFT
        later.save(update_fields=["status"])
        return
    before = _series(later).filter(status__in=Run.UNFINISHED).first()
    if before is None:
        raise WrongParameters("Прежний расчёт тем временем утвердили или отменили.")
    run = lock(before)
    later.status = Status.REPLIES if run.opened_at else Status.DRAFT
    later.opened_at, later.replies_due, later.replaces = run.opened_at, run.replies_due, run
    later.save(update_fields=["status", "opened_at", "replies_due", "replaces"])
    by = later.created_by
    give_up(run, by=by, at=at, reason=f"Заменён расчётом № {later.number}.")
    _carry_decisions(run, later)
    _carry_scenarios(run, later)
    audit.record(
        "run.recount", target=later, by=by, at=at,
        before={"run": run.pk, "digest": run.digest}, after={"digest": later.digest},
    )  # fmt: skip


def _series(run: Run) -> RunQuerySet:
    """Select the runs that replaced one another, this one among them."""
    first = run.first_id or run.pk
    return Run.objects.filter(Q(pk=first) | Q(first=first))


def _successor(run: Run, *, by: User, at: datetime) -> Run:
    snapshot = evidence.take(run.territory)
    told = frozen(
        rule_of(run), run.territory, run.year,
        codes=snapshot.codes, schools=run.frozen["schools"],
    )  # fmt: skip
    return Run.objects.create(
        territory=run.territory, year=run.year, number=next_number(run.territory, run.year),
        rule_code=run.rule_code, rule=run.rule, parameters=run.parameters, frozen=told,
        data_hash=snapshot.data_hash, code_version=code_version(),
        created_by=by, created_at=at, previous=run.previous,
        status=Status.COMPUTING, first=run.first or run,
    )  # fmt: skip


def _carry_exclusions(run: Run, later: Run) -> None:
    for one in run.exclusions.order_by("pk"):
        one.pk, one.run = None, later
        one.save(force_insert=True)


def _carry_corrections(run: Run, later: Run) -> None:
    """Take the corrections over, and of the replies accepted since the newest for a number."""
    for one in run.corrections.order_by("pk"):
        one.pk, one.run = None, later
        one.save(force_insert=True)
    accepted = Reply.objects.of_series((run.first or run).pk).filter(
        answer__remedy=Answer.Remedy.RUN, corrections=None
    )
    for reply in accepted.select_related("verdict", "answer").order_by("pk"):
        year, below, participants = reply.claimed
        Correction.objects.update_or_create(
            run=later, school_id=reply.verdict.school_id, assessment=reply.assessment,
            year=year,
            defaults={
                "below": below, "participants": participants,
                "basis": reply.answer.text, "reply": reply,
            },
        )  # fmt: skip


def _carry_decisions(run: Run, later: Run) -> None:
    decided = {one.school_id: one for one in run.verdicts.exclude(final_listed=None)}
    for verdict in later.verdicts.undecided().filter(school__in=decided):
        before = decided[verdict.school_id]
        for name in ("final_listed", "final_reason", "final_by", "final_at", "movement"):
            setattr(verdict, name, getattr(before, name))
        verdict.save()


def _carry_scenarios(run: Run, later: Run) -> None:
    """Take the variants over, computed anew; one that cannot be keeps its result."""
    for one in run.scenarios.select_related("saved_by").order_by("pk"):
        try:
            result, is_old = scenarios.again(one, later), False
        except WrongParameters:
            result, is_old = one.result, True
        Scenario.objects.create(
            run=later, parameters=one.parameters, result=result, reason=one.reason,
            attached=one.attached, saved_by=one.saved_by, saved_at=one.saved_at,
            carried_from=one, is_of_old_data=is_old,
        )  # fmt: skip
