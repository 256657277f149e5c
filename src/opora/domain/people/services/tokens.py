"""Keys of programs: given out once, used, and closed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from opora.domain.people import audit
from opora.domain.people.models import ApiToken, User
from opora.domain.refusals import Refused

LONGEST = timedelta(days=366)
MOST_LIVE = 10
"""Live keys of one person."""

_PREFIX = "opora_"  # scanners of published code find a key by its beginning
_SHOWN = 12
_NOTED_EVERY = timedelta(minutes=1)


class TokenRefused(Refused):
    """The key cannot be given out; the sentence says why."""


class TokenNotYours(Refused):
    """Only the owner of a key closes it."""

    def __init__(self) -> None:
        super().__init__("Закрыть ключ может только тот, кому он выдан.")


@dataclass(frozen=True, slots=True)
class Issued:
    """A key with its secret, which is kept nowhere: who loses it takes another."""

    token: ApiToken
    secret: str


@transaction.atomic
def issue(
    *, user: User, name: str, scopes: Collection[str], expires_at: datetime, at: datetime
) -> Issued:
    """Give a person a key for a program.

    Raises
    ------
    TokenRefused
        If it opens nothing, or something unknown, or for longer than a year, or the person
        has ``MOST_LIVE`` live keys.
    """
    User.objects.select_for_update().get(pk=user.pk)
    _check(user, name, scopes, expires_at, at)
    secret = _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=_digest(secret),
        start=secret[:_SHOWN],
        scopes=sorted(scopes),
        created_at=at,
        expires_at=expires_at,
    )
    after = {"name": name, "scopes": token.scopes, "until": expires_at.date()}
    audit.record("api_token.issue", target=token, by=user, at=at, after=after)
    return Issued(token, secret)


def _check(
    user: User, name: str, scopes: Collection[str], expires_at: datetime, at: datetime
) -> None:
    if not name.strip():
        raise TokenRefused("Назовите ключ: по названию вы узнаете, какая программа им ходит.")
    if not scopes or not set(scopes) <= set(ApiToken.Scope.values):
        raise TokenRefused("Отметьте, что ключ открывает.")
    if not at < expires_at <= at + LONGEST:
        raise TokenRefused("Ключ выдаётся не дольше чем на год и не задним числом.")
    if user.api_tokens.live(at=at).count() >= MOST_LIVE:
        raise TokenRefused(f"У вас уже {MOST_LIVE} действующих ключей. Закройте ненужные.")


@transaction.atomic
def revoke(*, token: ApiToken, by: User, at: datetime) -> ApiToken:
    """Close a key for good; closing it twice changes nothing.

    Raises
    ------
    TokenNotYours
        If somebody else than its owner asks.
    """
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if by.pk != token.user_id and not by.is_superuser:
        raise TokenNotYours
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        after = {"name": token.name}
        audit.record("api_token.revoke", target=token, by=by, at=at, after=after)
    return token


def of_secret(secret: str, *, at: datetime) -> ApiToken | None:
    """Return the live key of an active person that has this secret, and note its use.

    The use is noted once a minute at most: reading should not make the database write.
    """
    token = (
        ApiToken.objects.live(at=at)
        .filter(digest=_digest(secret), user__is_active=True)
        .select_related("user")
        .first()
    )
    if token is not None and (token.used_at is None or token.used_at < at - _NOTED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
