"""What curators agree with schools: noted, done, and told up the ladder when late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.curators.models import CaseStep
from opora.domain.curators.permissions import require_case, require_finishing
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.domain.refusals import Refused
from opora.methodology.curatorship import load_curatorship


class CaseRefused(Refused):
    """The note cannot be kept like this; the sentence says why."""


@transaction.atomic
def note(  # noqa: PLR0913  # the words of a note
    *, school: Organisation, day: date, agreed: str, step: str, due: date | None, by: User,
    at: datetime,
) -> CaseStep:  # fmt: skip
    """Note what was agreed, and the next step with its deadline.

    Raises
    ------
    NotAllowed
        If the person neither curates the school nor works for the municipality.
    CaseRefused
        If the day is to come, or a step and its deadline do not stand together.
    """
    require_case(by, school, at=at)
    if day > localdate(at):
        raise CaseRefused("Этот день ещё не наступил. Записывают то, о чём уже договорились.")
    if bool(step.strip()) != bool(due):
        raise CaseRefused("У следующего шага нужен срок, а у срока шаг.")
    if due and due < day:
        raise CaseRefused("Срок шага раньше дня записи. Исправьте день.")
    made = CaseStep.objects.create(
        school=school, day=day, agreed=agreed.strip(), step=step.strip(), due=due,
        entered_by=by, entered_at=at,
    )  # fmt: skip
    audit.record("case.note", target=made, by=by, at=at, after={"due": due})
    return made


@transaction.atomic
def finish(*, step: CaseStep, on: date, outcome: str, by: User, at: datetime) -> CaseStep:
    """Mark a step as done, by the curator, the municipality or the school.

    Raises
    ------
    CaseRefused
        If it is done already, or the day is to come or before the note.
    """
    held = _locked(step)
    require_finishing(by, held.school, at=at)
    if not held.step or held.done_on:
        raise CaseRefused("Этот шаг уже отмечен." if held.step else "У записи нет шага.")
    if not held.day <= on <= localdate(at):
        raise CaseRefused("День выполнения между днём записи и сегодняшним. Исправьте его.")
    held.done_on, held.outcome = on, outcome.strip()
    held.save(update_fields=["done_on", "outcome"])
    audit.record("case.finish", target=held, by=by, at=at, after={"done_on": on})
    return held


@transaction.atomic
def remove(*, step: CaseStep, reason: str, by: User, at: datetime) -> CaseStep:
    """Take a note back with a reason; it stays in the log, struck out."""
    held = _locked(step)
    require_case(by, held.school, at=at)
    if not reason.strip():
        raise CaseRefused("Напишите причину: запись останется в журнале зачёркнутой.")
    held.removed = reason.strip()
    held.save(update_fields=["removed"])
    audit.record("case.remove", target=held, by=by, at=at, reason=reason)
    return held


@transaction.atomic
def escalate(*, on: date, at: datetime) -> int:
    """Tell of open steps that are late, each rung of the ladder once; return how many."""
    ladder = load_curatorship()
    told = 0
    late = CaseStep.objects.open().filter(due__lt=on, rung__lt=len(ladder.ladder))
    for step in late.select_for_update(of=("self",)).select_related("school"):
        reached = ladder.reached(step.days_late(on=on))
        for rung in ladder.ladder[step.rung : reached]:
            _tell(step, rung.to, on=on, at=at)
        if reached > step.rung:
            step.rung = reached
            step.save(update_fields=["rung"])
            told += 1
    return told


def _tell(step: CaseStep, role: str, *, on: date, at: datetime) -> None:
    late = step.days_late(on=on)
    notices.tell_many(
        _people(step.school, Role(role), on=on), kind="case.late", at=at,
        text=f"{step.school.short_name}: шаг «{step.step}» просрочен на {late} дн.",
        key=f"case:{step.pk}:{role}", address=f"/registers/models/case/{step.school_id}/",
    )  # fmt: skip


def _people(school: Organisation, role: Role, *, on: date) -> Iterable[User]:
    rows = Membership.objects.on(on).filter(role=role).select_related("user")
    if role == Role.CURATOR:
        rows = rows.filter(organisation=school)
    else:
        rows = rows.filter(organisation__territory=school.territory_id)
    return [one.user for one in rows]


def _locked(step: CaseStep) -> CaseStep:
    rows = CaseStep.objects.select_for_update(of=("self",))
    held = rows.select_related("school__territory").get(pk=step.pk)
    if held.removed:
        raise CaseRefused("Запись снята и больше не меняется.")
    return held
