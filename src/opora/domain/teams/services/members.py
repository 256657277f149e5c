"""People join a team, take its roles and leave. Call as ``members.join(...)``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.staff.models import Employment
from opora.domain.teams import traces
from opora.domain.teams.models import Member, Team
from opora.domain.teams.services.teams import TeamRefused, locked

MOST = 500
"""People of one team; a longer list is a slip."""


@transaction.atomic
def join(  # noqa: PLR0913  # who, as what, since when
    *, team: Team, posts: Sequence[Employment], role: str, since: date, by: User, at: datetime
) -> int:
    """Take people into a team from the staff lists; those who are in it stay as they are.

    A person of two schools joins once, for the school of the post that was chosen first.

    Returns
    -------
    int
        How many came new. [people]

    Raises
    ------
    TeamRefused
        If the day lies outside the term, there are too many people, or two leaders.
    """
    held = locked(team, by=by, at=at)
    _check_day(held, since)
    known = set(held.members.filter(until=None).values_list("person", flat=True))
    new = {one.person_id: one for one in reversed(posts) if one.person_id not in known}
    if len(known) + len(new) > MOST:
        raise TeamRefused(f"В команде не больше {MOST} человек. Для списков есть мероприятия.")
    if role == Member.Role.LEADER:
        _make_room_for_leader(held, len(new))
    Member.objects.bulk_create(
        Member(team=held, person_id=pk, organisation=one.organisation, role=role, since=since)
        for pk, one in new.items()
    )
    if new:
        traces.put(held, by=by, at=at)
        names = [one.person.short_name for one in new.values()]
        audit.record("team.join", target=held, by=by, at=at, after={"people": names})
    return len(new)


@transaction.atomic
def give_role(*, member: Member, role: str, by: User, at: datetime) -> Member:
    """Give a member another role; a new leader takes the place of the old one."""
    held = locked(member.team, by=by, at=at)
    found = _standing(held, member)
    before = found.role
    if role == Member.Role.LEADER and before != role:
        _make_room_for_leader(held, 1)
    found.role = role
    found.save(update_fields=["role"])
    traces.put(held, by=by, at=at)
    audit.record(
        "team.role", target=held, by=by, at=at, before={"role": before},
        after={"role": role, "person": found.person.short_name},
    )  # fmt: skip
    return found


@transaction.atomic
def leave(*, member: Member, on: date, by: User, at: datetime) -> Member:
    """Let a member go on their last day; the history of the team keeps them.

    Raises
    ------
    TeamRefused
        If the day lies before they came.
    """
    held = locked(member.team, by=by, at=at)
    found = _standing(held, member)
    if on < found.since:
        raise TeamRefused(f"В составе с {found.since:%d.%m.%Y}: последний день не раньше.")
    found.until = on
    found.save(update_fields=["until"])
    traces.put(held, by=by, at=at)
    audit.record(
        "team.leave", target=held, by=by, at=at,
        after={"person": found.person.short_name, "until": on},
    )  # fmt: skip
    return found


def _standing(team: Team, member: Member) -> Member:
    found = team.members.select_related("person").get(pk=member.pk)
    if found.until is not None:
        raise TeamRefused(f"{found.person.short_name} больше не в составе команды.")
    return found


def _make_room_for_leader(team: Team, coming: int) -> None:
    if coming > 1:
        raise TeamRefused("Руководитель у команды один. Отметьте одного человека.")
    if coming:
        leaders = team.members.filter(until=None, role=Member.Role.LEADER)
        leaders.update(role=Member.Role.MEMBER)


def _check_day(team: Team, day: date) -> None:
    if day < team.since or (team.until and day > team.until):
        raise TeamRefused(
            f"{day:%d.%m.%Y} вне срока команды (с {team.since:%d.%m.%Y}). Исправьте день."
        )
