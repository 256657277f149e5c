"""Everything that may happen to a team. Call as ``teams.found(...)``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.acts.models import Act
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.registers.services import entries
from opora.domain.teams import traces
from opora.domain.teams.models import Team
from opora.domain.teams.permissions import require_lead

FAR = timedelta(days=10 * 366)
"""A term further off than this is a slip of the pen."""


class TeamRefused(Refused):
    """The change cannot be made; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """What a team is. ``act``: the document that sets it up, if there is one already."""

    type: str
    name: str
    owner: Organisation
    since: date
    until: date | None = None
    purpose: str = ""
    act: Act | None = None
    schools: tuple[Organisation, ...] = ()


@transaction.atomic
def found(charter: Charter, *, by: User, at: datetime) -> Team:
    """Set up a team; without a document it is only planned.

    Raises
    ------
    NotAllowed
        If the person does not set up teams of the owner.
    TeamRefused
        If the days are wrong, or the owner has a standing team of this type and name.
    """
    require_lead(by, charter.owner, at=at)
    _check(charter, at=at)
    same = Team.objects.filter(
        owner=charter.owner, type=charter.type, name__iexact=charter.name.strip(),
        status__in=(Team.Status.PLANNED, Team.Status.WORKING),
    ).first()  # fmt: skip
    if same:
        raise TeamRefused(f"Такая команда уже есть: {same}. Откройте её или измените название.")
    team = Team(**_values(charter), entered_by=by, entered_at=at, changed_at=at)
    team.status = _status(charter)
    team.save()
    team.schools.set(charter.schools)
    traces.put(team, by=by, at=at)
    audit.record("team.found", target=team, by=by, at=at, after={"since": team.since})
    return team


@transaction.atomic
def change(*, team: Team, charter: Charter, by: User, at: datetime) -> Team:
    """Change what a team is; with a document named it begins to work.

    Raises
    ------
    TeamRefused
        If it is closed or withdrawn, the days are wrong, or a working one loses its document.
    """
    held = locked(team, by=by, at=at)
    require_lead(by, charter.owner, at=at)
    _check(charter, at=at)
    if held.act_id and charter.act is None:
        raise TeamRefused("Команда работает по документу. Выберите его или другой взамен.")
    before = {name: getattr(held, name) for name in ("name", "type", "since", "until", "act")}
    for name, value in _values(charter).items():
        setattr(held, name, value)
    held.status = _status(charter)
    _save(held, at=at)
    held.schools.set(charter.schools)
    if before["type"] != held.type:
        entries.withdraw(held, at=at, type=str(before["type"]))
    traces.put(held, by=by, at=at)
    was, now = audit.changes(
        _texts(before), _texts({name: getattr(held, name) for name in before})
    )
    audit.record("team.change", target=held, by=by, at=at, before=was, after=now)
    return held


@transaction.atomic
def close(*, team: Team, on: date, reason: str, by: User, at: datetime) -> Team:
    """End the work of a team on its last day; members leave with it.

    Raises
    ------
    TeamRefused
        If it never worked, or the day lies before its first or ahead.
    """
    held = locked(team, by=by, at=at)
    if held.status != Team.Status.WORKING:
        raise TeamRefused("Команда не начинала работать: приказа нет. Запись можно отозвать.")
    if on < held.since:
        raise TeamRefused(
            f"Команда работает с {held.since:%d.%m.%Y}. Последний день не раньше."
        )
    if on > localdate(at):
        raise TeamRefused("Последний день ещё не наступил. Укажите его в сроке команды.")
    held.status, held.until, held.ended_reason = Team.Status.CLOSED, on, reason.strip()
    _save(held, at=at)
    held.members.filter(until=None, since__lte=on).update(until=on)
    traces.put(held, by=by, at=at)
    audit.record("team.close", target=held, by=by, at=at, after={"until": on}, reason=reason)
    return held


@transaction.atomic
def withdraw(*, team: Team, reason: str, by: User, at: datetime) -> Team:
    """Withdraw a team entered by mistake; what it fulfilled is taken back.

    Raises
    ------
    TeamRefused
        If no reason is given, or it is closed or withdrawn already.
    """
    held = locked(team, by=by, at=at)
    if not reason.strip():
        raise TeamRefused("Напишите причину: её увидят те, кого это касается.")
    held.status, held.ended_reason = Team.Status.WITHDRAWN, reason.strip()
    _save(held, at=at)
    entries.withdraw(held, at=at)
    for meeting in held.meetings.filter(removed=""):
        entries.withdraw(meeting, at=at)
    audit.record("team.withdraw", target=held, by=by, at=at, reason=reason)
    return held


def locked(team: Team, *, by: User, at: datetime) -> Team:
    """Return the row locked for a change by somebody who leads it.

    Raises
    ------
    NotAllowed
        If the person does not set up teams of its owner.
    TeamRefused
        If it is closed or withdrawn.
    """
    rows = Team.objects.select_for_update(of=("self",)).select_related("owner", "act")
    held = rows.get(pk=team.pk)
    require_lead(by, held.owner, at=at)
    require_standing(held)
    return held


def require_standing(team: Team) -> None:
    """Refuse a team that is closed or withdrawn."""
    if not team.is_standing:
        raise TeamRefused(f"«{team.get_status_display()}»: эта запись больше не меняется.")


def _check(charter: Charter, *, at: datetime) -> None:
    today = localdate(at)
    if charter.until and charter.until < charter.since:
        raise TeamRefused("Последний день раньше первого. Исправьте срок.")
    days = filter(None, (charter.since, charter.until))
    if any(not today - FAR <= day <= today + FAR for day in days):
        raise TeamRefused("Срок слишком далёкий: до десяти лет назад и вперёд. Проверьте год.")


def _status(charter: Charter) -> str:
    return Team.Status.WORKING if charter.act else Team.Status.PLANNED


def _values(charter: Charter) -> dict[str, object]:
    return {
        "type": charter.type, "name": charter.name.strip(), "owner": charter.owner,
        "since": charter.since, "until": charter.until, "purpose": charter.purpose.strip(),
        "act": charter.act,
    }  # fmt: skip


def _save(team: Team, *, at: datetime) -> None:
    team.changed_at = at
    team.save()


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in values.items()}
