"""A selective recheck of works is entered and, if by mistake, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.assessments.models import Recheck, Round, SchoolCount
from opora.domain.assessments.permissions import require_keeping
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace

FEWEST = 5
"""A recheck of fewer works says nothing of a school and tells of single pupils."""


class RecheckRefused(Refused):
    """The recheck cannot be entered like that; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a recheck found. ``tolerance`` [primary points]."""

    school: Organisation
    round: Round
    owner: Organisation
    day: date
    checked: int
    agreed: int
    tolerance: int = 1
    note: str = ""


@transaction.atomic
def record(*, found: Checked, by: User, at: datetime) -> Recheck:
    """Enter a recheck of a work of a school.

    Raises
    ------
    RecheckRefused
        If the numbers contradict each other or the results of the school, the day lies ahead,
        or a recheck of the work is there already.
    NotAllowed
        If the person does not keep the results of the school.
    """
    require_keeping(by, found.school.territory, at=at)
    _check(found, at)
    values = {name: getattr(found, name) for name in Checked.__slots__}
    try:
        with transaction.atomic():
            made = Recheck.objects.create(entered_by=by, entered_at=at, **values)
    except IntegrityError as error:
        raise RecheckRefused(
            "Перепроверка этой работы у школы уже записана. Отзовите её, если она ошибочна."
        ) from error
    audit.record(
        "recheck.record", target=made, by=by, at=at,
        after={"checked": made.checked, "agreed": made.agreed},
    )  # fmt: skip
    _put(made, by=by, at=at)
    return made


@transaction.atomic
def withdraw(*, recheck: Recheck, reason: str, by: User, at: datetime) -> Recheck:
    """Withdraw a recheck entered by mistake; it stays in the history."""
    rows = Recheck.objects.select_for_update(of=("self",)).select_related("school__territory")
    found = rows.get(pk=recheck.pk)
    require_keeping(by, found.school.territory, at=at)
    if found.withdrawn:
        raise RecheckRefused("Эта запись уже отозвана.")
    if not reason.strip():
        raise RecheckRefused("Напишите, почему запись отозвана.")
    found.withdrawn = reason.strip()[:300]
    found.save(update_fields=["withdrawn"])
    audit.record("recheck.withdraw", target=found, by=by, at=at, reason=found.withdrawn)
    entries.withdraw(found, at=at)
    return found


def _check(found: Checked, at: datetime) -> None:
    if found.day > localdate(at):
        raise RecheckRefused("Этот день ещё не наступил.")
    if found.agreed > found.checked:
        raise RecheckRefused("Совпавших работ больше, чем перепроверенных. Исправьте числа.")
    if found.checked < FEWEST:
        raise RecheckRefused(f"По выборке меньше {FEWEST} работ судить о школе нельзя.")
    wrote = SchoolCount.objects.filter(school=found.school, round=found.round).first()
    if wrote is None:
        raise RecheckRefused("У этой школы нет результатов этой работы: выберите другую.")
    if found.checked > wrote.participants:
        raise RecheckRefused(
            f"Работу писали {wrote.participants}: перепроверить {found.checked} нельзя."
        )


def _put(made: Recheck, *, by: User, at: datetime) -> None:
    trace = Trace(
        register="collections", type="recheck", owner=made.owner, day=made.day, title=str(made),
        facts={"date": made.day.isoformat(), "checked": made.checked, "agreed": made.agreed},
    )  # fmt: skip
    entries.put(made, trace, parts=[Part(made.school)], by=by, at=at)
