"""What people are told: in the bell at once, by letter in the digest of the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from opora.domain.people.models import Notice, User

_LONGEST = 500


def tell(  # noqa: PLR0913  # what, where, once by which key, when: each is a column
    user: User, *, kind: str, text: str, key: str, at: datetime, address: str = ""
) -> Notice:
    """Tell a person something, once: a second notice with the same key changes nothing.

    Parameters
    ----------
    user : User
        Who is told.
    kind : str
        What it is about, for the icon: «obligation.returned».
    text : str
        One plain Russian sentence; a longer one is cut at 500 characters.
    key : str
        The event that is told, for example «obligation:7:returned:3».
    at : datetime
        When it happened.
    address : str
        Path inside the site where the person can act on it.

    Returns
    -------
    Notice
        The new notice, or the one told before.
    """
    notice, _ = Notice.objects.get_or_create(
        user=user,
        key=key,
        defaults={"kind": kind, "text": _cut(text), "address": address, "created_at": at},
    )
    return notice


def tell_many(  # noqa: PLR0913  # as tell
    users: Iterable[User], *, kind: str, text: str, key: str, at: datetime, address: str = ""
) -> None:
    """Tell several people the same thing in one query; each of them once by the key."""
    distinct = {user.pk: user for user in users}
    Notice.objects.bulk_create(
        [
            Notice(
                user=user, kind=kind, text=_cut(text), address=address, key=key, created_at=at
            )
            for user in distinct.values()
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def mark_read(*, user: User, at: datetime, notice: Notice | None = None) -> int:
    """Mark one notice of the person, or all of them, as read; return how many were unread."""
    unread = Notice.objects.unread().filter(user=user)
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    return unread.update(read_at=at)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
