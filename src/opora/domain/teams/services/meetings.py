"""A team meets: agenda before, decisions and minutes after. As ``meetings.plan(...)``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.acts.models import StoredFile
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.teams import traces
from opora.domain.teams.models import Meeting, Member, Team
from opora.domain.teams.permissions import require_minutes
from opora.domain.teams.services.teams import TeamRefused, require_standing


@transaction.atomic
def plan(*, team: Team, day: date, agenda: str, by: User, at: datetime) -> Meeting:
    """Promise a meeting with its agenda.

    Raises
    ------
    NotAllowed
        If the person does not keep the minutes of the team.
    TeamRefused
        If the team ended, or the day lies outside its term.
    """
    held = _locked(team, by=by, at=at)
    _check_term(held, day)
    meeting = Meeting.objects.create(
        team=held, day=day, agenda=agenda.strip(), entered_by=by, entered_at=at
    )
    traces.put_meeting(meeting, by=by, at=at)
    audit.record("team.meeting", target=held, by=by, at=at, after={"day": day})
    return meeting


@transaction.atomic
def record(  # noqa: PLR0913  # the words of minutes
    *, meeting: Meeting, day: date, number: str, agenda: str, decisions: str,
    present: Sequence[Member], by: User, at: datetime,
) -> Meeting:  # fmt: skip
    """Write down who was there and what was decided, or correct it.

    Raises
    ------
    TeamRefused
        If the day is to come, no decision is written, or somebody is of another team.
    """
    held = _locked(meeting.team, by=by, at=at)
    found = _standing(held, meeting)
    _check_term(held, day)
    if day > localdate(at):
        raise TeamRefused(f"{day:%d.%m.%Y} ещё не наступило: решений пока быть не может.")
    if not decisions.strip():
        raise TeamRefused("Напишите, что решили: без решений заседание не проведено.")
    if any(one.team_id != held.pk for one in present):
        raise TeamRefused("Отмечен человек из другой команды.")
    found.day, found.number, found.agenda = day, number.strip(), agenda.strip()
    found.decisions = decisions.strip()
    found.save()
    found.present.set(present)
    _trace(held, found, by=by, at=at)
    audit.record("team.minutes", target=held, by=by, at=at, after={"day": day})
    return found


@transaction.atomic
def keep_minutes(
    *, meeting: Meeting, stored: StoredFile, name: str, by: User, at: datetime
) -> Meeting:
    """Lay a file of minutes beside a held meeting, in place of the one before.

    Raises
    ------
    TeamRefused
        If the meeting is not held yet.
    """
    held = _locked(meeting.team, by=by, at=at)
    found = _standing(held, meeting)
    if not found.is_held:
        raise TeamRefused("Сначала запишите решения, потом приложите протокол.")
    found.minutes, found.minutes_name = stored, name[:255]
    found.save(update_fields=["minutes", "minutes_name"])
    _trace(held, found, by=by, at=at)
    audit.record("team.keep_minutes", target=held, by=by, at=at, after={"name": name})
    return found


@transaction.atomic
def remove(*, meeting: Meeting, reason: str, by: User, at: datetime) -> Meeting:
    """Take a meeting back: it did not take place, or was entered by mistake.

    Raises
    ------
    TeamRefused
        If no reason is given.
    """
    held = _locked(meeting.team, by=by, at=at)
    found = _standing(held, meeting)
    if not reason.strip():
        raise TeamRefused("Напишите причину: её увидят участники.")
    found.removed = reason.strip()
    found.save(update_fields=["removed"])
    entries.withdraw(found, at=at)
    traces.put(held, by=by, at=at)
    audit.record("team.remove_meeting", target=held, by=by, at=at, reason=reason)
    return found


def _locked(team: Team, *, by: User, at: datetime) -> Team:
    rows = Team.objects.select_for_update(of=("self",)).select_related("owner", "act")
    held = rows.get(pk=team.pk)
    require_minutes(by, held, at=at)
    require_standing(held)
    return held


def _standing(team: Team, meeting: Meeting) -> Meeting:
    found = team.meetings.get(pk=meeting.pk)
    if found.removed:
        raise TeamRefused("Заседание снято. Внесите новое.")
    return found


def _check_term(team: Team, day: date) -> None:
    if day < team.since or (team.until and day > team.until):
        raise TeamRefused(
            f"{day:%d.%m.%Y} вне срока команды (с {team.since:%d.%m.%Y}). Исправьте день."
        )


def _trace(team: Team, meeting: Meeting, *, by: User, at: datetime) -> None:
    meeting.team = team
    traces.put_meeting(meeting, by=by, at=at)
    traces.put(team, by=by, at=at)
