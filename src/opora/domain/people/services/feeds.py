"""Addresses of calendar feeds: given out, and closed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opora.domain.people import audit
from opora.domain.people.models import FeedToken, User
from opora.domain.refusals import Refused


class FeedNotYours(Refused):
    """Only the owner of an address closes it."""

    def __init__(self) -> None:
        super().__init__("Закрыть адрес календаря может только тот, кому он выдан.")


@transaction.atomic
def issue(*, user: User, scope: str, at: datetime) -> FeedToken:
    """Return the person's live address for a scope («me», «roadmap:7»), or a new one."""
    User.objects.select_for_update().get(pk=user.pk)
    token, made = FeedToken.objects.live().get_or_create(
        user=user, scope=scope, defaults={"created_at": at}
    )
    if made:
        audit.record("feed.issue", target=token, by=user, at=at, after={"scope": scope})
    return token


@transaction.atomic
def revoke(*, token: FeedToken, by: User, at: datetime) -> FeedToken:
    """Close an address for good; closing it twice changes nothing.

    Raises
    ------
    FeedNotYours
        If somebody else than its owner asks.
    """
    token = FeedToken.objects.select_for_update().get(pk=token.pk)
    if by.pk != token.user_id and not by.is_superuser:
        raise FeedNotYours
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        audit.record("feed.revoke", target=token, by=by, at=at, after={"scope": token.scope})
    return token
