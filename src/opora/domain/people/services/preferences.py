"""How the site behaves for one person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opora.domain.people import audit
from opora.domain.people.models import User


@transaction.atomic
def change(*, user: User, single_keys: bool, wants_digest: bool, at: datetime) -> User:
    """Switch one-key commands and the letter of the day on or off."""
    user = User.objects.select_for_update().get(pk=user.pk)
    before, after = audit.changes(
        {"single_keys": user.single_keys, "wants_digest": user.wants_digest},
        {"single_keys": single_keys, "wants_digest": wants_digest},
    )
    if after:
        user.single_keys, user.wants_digest = single_keys, wants_digest
        user.save(update_fields=["single_keys", "wants_digest"])
        audit.record(
            "user.preferences", target=user, by=user, at=at, before=before, after=after
        )
    return user
