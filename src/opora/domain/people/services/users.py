"""Accounts: opened for people by those who keep the lists; names corrected; closed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused

NAMES = ("last_name", "first_name", "patronymic")


class EmailTaken(Refused):
    """An account with this address exists."""

    def __init__(self, email: str) -> None:
        super().__init__(f"Учётная запись с адресом {email} уже есть.")


@transaction.atomic
def add(  # noqa: PLR0913  # a person has three names and an address
    *, email: str, last_name: str, first_name: str, patronymic: str, by: User, at: datetime
) -> User:
    """Open an account without a password; the person sets one by «Забыли пароль?».

    Raises
    ------
    EmailTaken
        If the address has an account.
    """
    if User.objects.filter(email=email.lower()).exists():
        raise EmailTaken(email)
    user = User.objects.create_user(
        email, last_name=last_name, first_name=first_name, patronymic=patronymic
    )
    audit.record("user.add", target=user, by=by, at=at, after={"email": user.email})
    return user


@transaction.atomic
def rename(  # noqa: PLR0913  # as add
    *, user: User, last_name: str, first_name: str, patronymic: str, by: User, at: datetime
) -> User:
    """Correct a person's names; saying the same again leaves no trace."""
    user = User.objects.select_for_update().get(pk=user.pk)
    wanted = dict(zip(NAMES, (last_name, first_name, patronymic), strict=True))
    before, after = audit.changes({name: getattr(user, name) for name in NAMES}, wanted)
    if after:
        for name, value in after.items():
            setattr(user, name, value)
        user.save(update_fields=list(after))
        audit.record("user.rename", target=user, by=by, at=at, before=before, after=after)
    return user


@transaction.atomic
def close(*, user: User, by: User, at: datetime, reason: str) -> User:
    """Shut an account: nobody signs in with it, what it did stays."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.record("user.close", target=user, by=by, at=at, reason=reason)
    return user
