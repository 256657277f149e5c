"""From replies to a list in force: sent, approved by another person, put into an act."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils.timezone import localdate

from opora.domain.acts.models import Act
from opora.domain.assessments.permissions import sees_all_counts
from opora.domain.identification.models import (
    Answer,
    Reply,
    Run,
    SchoolStatus,
    Verdict,
)
from opora.domain.identification.permissions import require_approval, require_running
from opora.domain.identification.refusals import (
    DataChanged,
    FourEyes,
    IdentificationRefused,
    NotFinished,
    WrongParameters,
    WrongStatus,
)
from opora.domain.identification.services import (
    dynamics,
    freshness,
    statuses,
    telling,
    traces,
)
from opora.domain.identification.services.runs import is_reproduced, lock
from opora.domain.people import audit
from opora.domain.people.models import User

Status = Run.Status
_NAMED_AT_MOST = 5


class AlreadyApproved(IdentificationRefused):
    """A list of this territory and year is approved already."""

    def __init__(self, run: Run) -> None:
        super().__init__(
            f"Список за {run.year} год уже утверждён: второй раз его не утверждают."
        )


class NotReproduced(IdentificationRefused):
    """Computing the run again does not give what it says."""

    def __init__(self) -> None:
        super().__init__(
            "Повторный расчёт дал другой результат, чем записан. Утвердить такой список "
            "нельзя: пересчитайте его."
        )


@transaction.atomic
def send(*, run: Run, by: User, at: datetime) -> Run:
    """Hand a list to the head, once everything before it is done.

    Raises
    ------
    NotFinished
        If contested numbers wait for an answer, accepted ones are not counted yet, schools
        with too few results are not decided, or schools may still answer.
    DataChanged
        If the numbers of these schools have changed since.
    WrongStatus, NotAllowed
        If the run does not take replies, or the person does not lead it.
    """
    run = lock(run)
    require_running(by, run.territory, at=at)
    if run.status != Status.REPLIES:
        raise WrongStatus(run, "Передать на утверждение нельзя")
    waiting = unfinished(run, at=at)
    if waiting:
        raise NotFinished("Передать на утверждение рано. " + " ".join(waiting))
    _refuse_changed(run, by=by, at=at)
    run.status, run.sent_by, run.sent_at = Status.ON_APPROVAL, by, at
    run.save(update_fields=["status", "sent_by", "sent_at"])
    audit.record("run.send", target=run, by=by, at=at, after={"digest": run.digest})
    telling.sent(run, at=at)
    return run


@transaction.atomic
def take_back(*, run: Run, by: User, at: datetime, reason: str) -> Run:
    """Return a list from approval to those who lead it: by them, or by the head.

    Raises
    ------
    WrongStatus, NotAllowed, WrongParameters
        If the run is not on approval, the person may neither, or no reason is given.
    """
    run = lock(run)
    if run.status != Status.ON_APPROVAL:
        raise WrongStatus(run, "Вернуть нельзя")
    if by.pk != run.sent_by_id:
        require_approval(by, run, at=at)
    if not reason.strip():
        raise WrongParameters("Напишите, что нужно исправить.")
    run.status = Status.REPLIES
    run.save(update_fields=["status"])
    audit.record("run.take_back", target=run, by=by, at=at, reason=reason)
    telling.decided(run, at=at, said=f"возвращён. {reason.strip()}")
    return run


@transaction.atomic
def approve(*, run: Run, by: User, at: datetime) -> Run:
    """Approve a list: by another person than made or sent it, on data that still stand.

    Raises
    ------
    AlreadyApproved
        If this or another run of the territory and year is approved, also by a concurrent
        request.
    FourEyes
        If the person made or sent it.
    DataChanged
        If a file of the run was withdrawn, or a number of its schools differs now.
    NotReproduced
        If computing it again does not give its digest.
    WrongStatus, NotAllowed
        If the run is not on approval, or the person does not approve.
    """
    run = lock(run)
    require_approval(by, run, at=at)
    if run.status == Status.APPROVED:
        raise AlreadyApproved(run)
    if run.status != Status.ON_APPROVAL:
        raise WrongStatus(run, "Утвердить нельзя")
    if by.pk in {run.created_by_id, run.sent_by_id}:
        raise FourEyes
    _refuse_changed(run, by=by, at=at)
    if not is_reproduced(run):
        raise NotReproduced
    run.status, run.approved_by, run.approved_at = Status.APPROVED, by, at
    try:
        with transaction.atomic():
            run.save(update_fields=["status", "approved_by", "approved_at"])
    except IntegrityError as race:
        raise AlreadyApproved(run) from race
    audit.record("run.approve", target=run, by=by, at=at, after={"digest": run.digest})
    traces.of_run(run, by=by, at=at)
    telling.decided(run, at=at, said="утверждён.")
    return run


@transaction.atomic
def enact(*, run: Run, act: Act, by: User, at: datetime) -> list[SchoolStatus]:
    """Put an approved list in force by its order: statuses begin and end by it.

    Parameters
    ----------
    act : Act
        The order with the list, in the registry, in force and dated.

    Returns
    -------
    list of SchoolStatus
        Those that began and those that ended.

    Raises
    ------
    WrongStatus
        If the run is not approved, or has its order already.
    WrongParameters
        If the order has no date or lost its force.
    StatusOverlaps, NotAllowed
        If a school has the status on later days, or the person may not.
    """
    run = lock(run)
    require_approval(by, run, at=at)
    if run.status != Status.APPROVED or run.act_id is not None:
        raise WrongStatus(run, "Ввести в действие приказом нельзя")
    if act.date is None:
        raise WrongParameters("У приказа нет даты: с неё начинается статус.")
    run.act = act
    run.save(update_fields=["act"])
    changed = [*_begin_new(run, act, by=by, at=at), *_end_left(run, act, by=by, at=at)]
    audit.record("run.enact", target=run, by=by, at=at, after={"act": act.pk})
    return changed


def unfinished(run: Run, *, at: datetime) -> list[str]:
    """Say what waits before a list may go to the head; empty when nothing does."""
    replies = Reply.objects.of_series((run.first or run).pk)
    contested = replies.waiting().values_list("verdict__school__short_name", flat=True)
    uncounted = replies.filter(answer__remedy=Answer.Remedy.RUN, corrections=None)
    unfixed = uncounted.values_list("verdict__school__short_name", flat=True)
    promised = replies.filter(
        answer__remedy=Answer.Remedy.FILE, answer__at__gte=run.created_at
    ).values_list("verdict__school__short_name", flat=True)
    undecided = run.verdicts.undecided().values_list("school__short_name", flat=True)
    silent = _silent(run) if run.replies_due and localdate(at) <= run.replies_due else []
    told = (
        ("Возражения без ответа", list(contested.distinct())),
        ("Принятые поправки не учтены, пересчитайте", list(unfixed.distinct())),
        ("Обещан исправленный файл, загрузите его и пересчитайте", list(promised.distinct())),
        ("Данных мало, решает человек", list(undecided)),
        (f"Ответ ждём до {run.replies_due:%d.%m.%Y}" if run.replies_due else "", silent),
    )
    return [f"{what}: {_some(names)}." for what, names in told if names]


def _silent(run: Run) -> list[str]:
    """Return the schools of the list that have not said anything yet."""
    answered = Reply.objects.of_series((run.first or run).pk).values("verdict__school")
    listed = run.verdicts.listed().exclude(school__in=answered)
    return list(listed.values_list("school__short_name", flat=True))


def _some(names: list[str]) -> str:
    shown = ", ".join(sorted(names)[:_NAMED_AT_MOST])
    more = len(names) - _NAMED_AT_MOST
    return f"{shown} и ещё {more}" if more > 0 else shown


def _refuse_changed(run: Run, *, by: User, at: datetime) -> None:
    full = sees_all_counts(by, run.territory, on=localdate(at))
    changes = freshness.changes(run, full=full)
    if changes:
        raise DataChanged(changes)


def _begin_new(run: Run, act: Act, *, by: User, at: datetime) -> list[SchoolStatus]:
    standing = _standing(run).values("school")
    new = run.verdicts.listed().exclude(school__in=standing).select_related("school__territory")
    return [
        statuses.begin(
            school=verdict.school, property=SchoolStatus.Property.LOW_RESULTS,
            act=act, run=run, by=by, at=at,
        )
        for verdict in new.order_by("school_id")
    ]  # fmt: skip


def _end_left(run: Run, act: Act, *, by: User, at: datetime) -> list[SchoolStatus]:
    listed = run.verdicts.listed().values("school")
    leaving = list(_standing(run).exclude(school__in=listed).order_by("school_id"))
    verdicts = {
        one.school_id: one
        for one in Verdict.objects.filter(
            run=run, school__in=[one.school_id for one in leaving]
        )
    }
    return [
        statuses.end(
            status=one, act=act, by=by, at=at, note=dynamics.exit_note(verdicts[one.school_id])
        )
        for one in leaving
    ]


def _standing(run: Run) -> models.QuerySet[SchoolStatus]:
    return SchoolStatus.objects.filter(
        property=SchoolStatus.Property.LOW_RESULTS, until=None, school__verdicts__run=run
    )
