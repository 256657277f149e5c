"""The letter of the day: what a person was told and has not read, at most one letter a day.

A letter is claimed before it is sent, so that two workers never send it twice; if the mail
server refuses, the claim is given back and the next run tries again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from opora.domain.people.models import Digest, Notice, NoticeQuerySet, User

logger = logging.getLogger(__name__)

Lines = Callable[[User, date], Sequence[str]]
"""Gives further lines of a person's letter: what is due soon, what waits for a check."""


def no_lines(user: User, on: date) -> Sequence[str]:  # noqa: ARG001  # a Lines that adds nothing
    """Add nothing."""
    return ()


def send_all(*, on: date, at: datetime, more: Lines = no_lines) -> int:
    """Send the letters of a day; return how many were sent. Running it again sends none twice.

    Parameters
    ----------
    on : date
        The day of the letter in the calendar of the readers.
    at : datetime
        Now.
    more : callable
        Lines that stand below the notices.
    """
    readers = User.objects.filter(is_active=True, wants_digest=True).order_by("pk")
    return sum(send(user, on=on, at=at, more=more) for user in readers.iterator())


def send(user: User, *, on: date, at: datetime, more: Lines = no_lines) -> bool:
    """Send one person the letter of the day if there is something to say and none was sent."""
    notices = list(
        Notice.objects.unread().filter(user=user, mailed_at=None).order_by("created_at", "pk")
    )
    lines = more(user, on)
    if not (notices or lines) or not _claim(user, notices, on=on, at=at):
        return False
    try:
        send_mail(
            f"Опора: сводка за {on:%d.%m.%Y}",
            _body(user, notices, lines),
            settings.DEFAULT_FROM_EMAIL,
            [user.email],
        )
    except (SMTPException, OSError) as error:
        logger.warning("The digest of user %s was not sent: %s", user.pk, error)
        _give_back(user, notices, on=on)
        return False
    return True


@transaction.atomic
def _claim(user: User, notices: list[Notice], *, on: date, at: datetime) -> bool:
    Digest.objects.get_or_create(user=user, day=on)
    digest = Digest.objects.select_for_update().get(user=user, day=on)
    if digest.sent_at is not None:
        return False
    digest.sent_at = at
    digest.save(update_fields=["sent_at"])
    _of(notices).update(mailed_at=at)
    return True


@transaction.atomic
def _give_back(user: User, notices: list[Notice], *, on: date) -> None:
    Digest.objects.filter(user=user, day=on).update(sent_at=None)
    _of(notices).update(mailed_at=None)


def _of(notices: list[Notice]) -> NoticeQuerySet:
    return Notice.objects.filter(pk__in=[notice.pk for notice in notices])


def _body(user: User, notices: list[Notice], lines: Sequence[str]) -> str:
    """Compose the letter: plain text, each thing with its address."""
    name = " ".join(filter(None, [user.first_name, user.patronymic])) or user.email
    parts = [f"Здравствуйте, {name}!"]
    if notices:
        parts.append("Что нового:\n" + "\n".join(_line(notice) for notice in notices))
    if lines:
        parts.append("Что предстоит:\n" + "\n".join(f"— {line}" for line in lines))
    parts.append(
        f"Открыть «Мой день»: {settings.SITE_ADDRESS}/\n"
        f"Отключить эти письма: {settings.SITE_ADDRESS}/profile/"
    )
    return "\n\n".join(parts)


def _line(notice: Notice) -> str:
    where = f"\n  {settings.SITE_ADDRESS}{notice.address}" if notice.address else ""
    return f"— {notice.text}{where}"
