"""What was counted stays counted while nothing in the database has changed.

Numbers of a panel are asked for again and again and seldom change. They are kept for the next
who asks, and given out only if the database says that nothing was written since: by any
process, by a job, by a command. So they are exact and never old. See docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from threading import local
from typing import Any, TypeVar, cast

from django.db import connection

from opora.domain.organisations.access import scope_of
from opora.domain.people.models import User

Counted = TypeVar("Counted")

MOST = 200
"""So many answers are kept in a thread before all are forgotten."""


class _Kept(local):
    """Answers of this thread's connection, and the state of the database they hold for."""

    def __init__(self) -> None:
        self.state: object = None
        self.answers: dict[Hashable, Any] = {}


_kept = _Kept()


def kept(key: Hashable, count: Callable[[], Counted]) -> Counted:
    """Return what was counted under a key, or count it.

    Within a transaction, which may yet be undone, nothing is kept.

    Parameters
    ----------
    key : hashable
        All that the answer depends on besides the database: who asks (see ``sight_key``), of
        what, as of which day.
    count : callable
        Gives the answer; nobody may change it afterwards.
    """
    if connection.in_atomic_block or (state := _state()) is None:
        return count()
    if state != _kept.state or len(_kept.answers) >= MOST:
        _kept.state, _kept.answers = state, {}
    if key not in _kept.answers:
        _kept.answers[key] = count()
    return cast("Counted", _kept.answers[key])


def sight_key(user: User, *, on: date) -> Hashable:
    """Return what a person's sight depends on: people of the same roles see the same."""
    members = scope_of(user, on=on).memberships
    return user.is_superuser, frozenset((one.organisation_id, one.role) for one in members)


def _state() -> Hashable | None:
    """Return what differs as soon as anybody has written; None if the database cannot tell.

    It is asked for before counting: what is written meanwhile makes the next state differ.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_current_snapshot()::text")
            return cast("str", cursor.fetchone()[0])
        if connection.vendor == "sqlite":
            # The first number tells of other connections, the second of this one.
            cursor.execute("PRAGMA data_version")
            return (
                connection.connection,
                cursor.fetchone()[0],
                connection.connection.total_changes,
            )
    return None
