"""Everything that may happen to an obligation. Call as ``obligations.submit(...)``.

A view checks that the person may see the obligation (``visible_to``); the right to act and the
state are checked here, under a lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django_q.tasks import async_task

from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Membership
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed, Refused
from opora.domain.roadmaps import permissions
from opora.domain.roadmaps.models import Obligation, Roadmap
from opora.domain.roadmaps.services import evidence, states, telling
from opora.domain.roadmaps.services.states import WrongState

State = Obligation.State
CHECK_JOB = "opora.domain.roadmaps.jobs.check_promises"


class ReasonNeeded(Refused):
    """A refusal of somebody's work, or of a duty, says why."""

    def __init__(self) -> None:
        super().__init__("Напишите причину: её увидят все, кого это касается.")


class NothingToSubmit(Refused):
    """Neither words nor evidence."""

    def __init__(self) -> None:
        super().__init__("Напишите, что сделано, или приложите файл либо ссылку.")


class RemindedToday(Refused):
    """One reminder a day is enough."""

    def __init__(self) -> None:
        super().__init__("Сегодня уже напоминали. Следующее напоминание возможно завтра.")


class NotOfTheOrganisation(Refused):
    """The person does not work where the obligation is owed."""

    def __init__(self, person: User, obligation: Obligation) -> None:
        super().__init__(
            f"{person.short_name} не работает в организации "
            f"«{obligation.organisation.short_name}». Выберите её сотрудника."
        )


class AlreadyTheirs(Refused):
    """The person owes the same occurrence by name already."""

    def __init__(self, person: User) -> None:
        super().__init__(f"За это уже отвечает {person.short_name}.")


@dataclass(frozen=True, slots=True)
class Many:
    """What became of many obligations at once: each done, or refused with a sentence."""

    done: tuple[Obligation, ...]
    refused: tuple[tuple[Obligation, str], ...]


@transaction.atomic
def start(*, obligation: Obligation, by: User, at: datetime) -> Obligation:
    """Take an obligation in work, also again after a return."""
    obligation = states.lock(obligation)
    permissions.require_reporting(by, obligation, at=at)
    states.require(obligation, "start")
    states.take(obligation, "start", by=by, at=at)
    return obligation


@transaction.atomic
def save_report(*, obligation: Obligation, report: str, by: User, at: datetime) -> Obligation:
    """Keep what is written so far, without handing it in."""
    obligation = states.lock(obligation)
    permissions.require_reporting(by, obligation, at=at)
    states.require(obligation, "submit")
    before = obligation.report
    obligation.report = report.strip()
    if obligation.state == State.PLANNED:
        states.take(obligation, "start", by=by, at=at)
    obligation.changed_at = at
    obligation.save()
    audit.record(
        "obligation.save_report", target=obligation, by=by, at=at,
        before={"report": before}, after={"report": obligation.report},
    )  # fmt: skip
    return obligation


@transaction.atomic
def submit(  # noqa: PLR0913  # what was done, and two kinds of evidence
    *,
    obligation: Obligation,
    report: str,
    by: User,
    at: datetime,
    files: Iterable[Upload] = (),
    links: Iterable[str] = (),
) -> Obligation:
    """Hand in what was done, with files and links in one step.

    Raises
    ------
    NotAllowed, WrongState
        If it is not theirs, or closed, paused or handed in already.
    NothingToSubmit
        If there are neither words nor standing evidence.
    FileRefused, LinkRefused
        If a piece of evidence cannot be kept; then nothing is handed in.
    """
    obligation = states.lock(obligation)
    permissions.require_reporting(by, obligation, at=at)
    states.require(obligation, "submit")
    for upload in files:
        evidence.attach_file(obligation=obligation, upload=upload, by=by, at=at)
    for address in links:
        evidence.attach_link(obligation=obligation, address=address, by=by, at=at)
    if not report.strip() and not obligation.evidence.standing().exists():
        raise NothingToSubmit

    obligation.report = report.strip()
    obligation.submitted_by, obligation.submitted_at = by, at
    states.take(obligation, "submit", by=by, at=at)
    telling.submitted(obligation, at=at)
    transaction.on_commit(partial(async_task, CHECK_JOB, [obligation.pk]))
    return obligation


@transaction.atomic
def withdraw(*, obligation: Obligation, by: User, at: datetime) -> Obligation:
    """Take back what was handed in and not looked at yet."""
    obligation = states.lock(obligation)
    permissions.require_reporting(by, obligation, at=at)
    states.require(obligation, "withdraw")
    states.take(obligation, "withdraw", by=by, at=at)
    return obligation


@transaction.atomic
def accept(*, obligation: Obligation, by: User, at: datetime, remark: str = "") -> Obligation:
    """Accept what was handed in."""
    obligation = _to_check(obligation, "accept", by=by, at=at)
    return _decide(obligation, "accept", by=by, at=at, remark=remark)


@transaction.atomic
def return_(*, obligation: Obligation, reason: str, by: User, at: datetime) -> Obligation:
    """Return what was handed in, with what to mend."""
    obligation = _to_check(obligation, "return", by=by, at=at)
    return _decide(obligation, "return", by=by, at=at, remark=_given(reason))


@transaction.atomic
def waive(*, obligation: Obligation, reason: str, by: User, at: datetime) -> Obligation:
    """Release an organisation from an obligation; the reason stays in sight."""
    obligation = _to_check(obligation, "waive", by=by, at=at)
    return _decide(obligation, "waive", by=by, at=at, remark=_given(reason))


@transaction.atomic
def pause(*, obligation: Obligation, reason: str, by: User, at: datetime) -> Obligation:
    """Stop the clock of an obligation; until resumed it is read-only."""
    obligation = _to_check(obligation, "pause", by=by, at=at)
    obligation.remark = _given(reason)
    obligation.paused_from = obligation.state
    states.take(obligation, "pause", by=by, at=at, reason=reason)
    return obligation


@transaction.atomic
def resume(*, obligation: Obligation, by: User, at: datetime) -> Obligation:
    """Go on from where the pause began."""
    obligation = _to_check(obligation, "resume", by=by, at=at)
    target, obligation.paused_from = obligation.paused_from or State.PLANNED, ""
    states.take(obligation, "resume", by=by, at=at, target=target)
    return obligation


def _to_check(obligation: Obligation, step: str, *, by: User, at: datetime) -> Obligation:
    """Lock an obligation for a step of those who check it."""
    obligation = states.lock(obligation)
    permissions.require_checking(by, obligation, at=at)
    states.require(obligation, step)
    return obligation


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded
    return reason.strip()


def _decide(
    obligation: Obligation, step: str, *, by: User, at: datetime, remark: str
) -> Obligation:
    obligation.remark = remark.strip()
    obligation.decided_by, obligation.decided_at = by, at
    states.take(obligation, step, by=by, at=at, reason=remark.strip())
    telling.decided(obligation, at=at)
    return obligation


@transaction.atomic
def remind(*, obligation: Obligation, by: User, at: datetime) -> Obligation:
    """Remind those who owe; reminders are counted and come once a day at most."""
    obligation = states.lock(obligation)
    permissions.require_checking(by, obligation, at=at)
    if obligation.state not in Obligation.OWED:
        raise WrongState("Напомнить", obligation)
    last = obligation.reminded_at
    if last is not None and localdate(last) == localdate(at):
        raise RemindedToday
    obligation.reminded_at = at
    obligation.reminders += 1
    obligation.save(update_fields=["reminded_at", "reminders"])
    audit.record(
        "obligation.remind", target=obligation, by=by, at=at,
        after={"reminders": obligation.reminders},
    )  # fmt: skip
    telling.reminded(obligation, by=by, at=at)
    return obligation


@transaction.atomic
def set_person(
    *, obligation: Obligation, person: User | None, by: User, at: datetime
) -> Obligation:
    """Say who in the organisation carries the obligation out; None takes it back."""
    obligation = states.lock(obligation)
    if not permissions.may_check(by, obligation, at=at):
        permissions.require_reporting(by, obligation, at=at)
    if obligation.state in (*Obligation.CLOSED, State.PAUSED):
        raise WrongState("Назначить исполнителя", obligation)
    if person is not None and not _works_there(person, obligation, at):
        raise NotOfTheOrganisation(person, obligation)
    before, obligation.person, obligation.changed_at = obligation.person_id, person, at
    try:
        with transaction.atomic():
            obligation.save()
    except IntegrityError as clash:
        raise AlreadyTheirs(person or by) from clash
    audit.record(
        "obligation.set_person", target=obligation, by=by, at=at,
        before={"person": before}, after={"person": obligation.person_id},
    )  # fmt: skip
    if person is not None and person != by:
        telling.assigned(obligation, person, at=at)
    return obligation


def _works_there(person: User, obligation: Obligation, at: datetime) -> bool:
    members = Membership.objects.on(localdate(at)).filter(
        user=person, organisation=obligation.organisation
    )
    return members.exists()


def accept_many(*, obligations: Iterable[Obligation], by: User, at: datetime) -> Many:
    """Accept each that can be accepted; say of the others why not."""
    return _each(obligations, lambda one: accept(obligation=one, by=by, at=at))


def remind_many(*, obligations: Iterable[Obligation], by: User, at: datetime) -> Many:
    """Remind of each that can be reminded of; say of the others why not."""
    return _each(obligations, lambda one: remind(obligation=one, by=by, at=at))


def _each(obligations: Iterable[Obligation], do: Callable[[Obligation], Obligation]) -> Many:
    done: list[Obligation] = []
    refused: list[tuple[Obligation, str]] = []
    for obligation in obligations:
        try:
            done.append(do(obligation))
        except (WrongState, NotAllowed, RemindedToday) as refusal:
            refused.append((obligation, str(refusal)))
    return Many(tuple(done), tuple(refused))


@transaction.atomic
def answer_with_child(*, roadmap: Roadmap, by: User, at: datetime) -> None:
    """Hand in the obligation that a roadmap of the level below, now in force, carries out."""
    if roadmap.parent_id is None:
        return
    obligation = states.lock(Obligation(pk=roadmap.parent_id))
    if obligation.state not in Obligation.OWED:
        return
    obligation.report = f"Утверждена дорожная карта «{roadmap.title[:200]}»."
    obligation.submitted_by, obligation.submitted_at = by, at
    states.take(obligation, "submit", by=by, at=at)
    telling.submitted(obligation, at=at)
