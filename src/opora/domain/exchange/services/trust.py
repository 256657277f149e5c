"""Keys of municipalities: entered once they were compared by telephone, and revoked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opora.domain.exchange import signing
from opora.domain.exchange.models import TrustedKey
from opora.domain.exchange.permissions import require_receiving
from opora.domain.organisations.models import Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused


class KeyKnown(Refused):
    """The key is trusted already."""

    def __init__(self) -> None:
        super().__init__("Этот ключ уже внесён.")


@transaction.atomic
def add(*, territory: Territory, text: str, by: User, at: datetime) -> TrustedKey:
    """Trust a public key for a municipality.

    Raises
    ------
    WrongKey
        If the text is no key.
    KeyKnown
        If the key is trusted for the municipality already.
    NotAllowed
        If the person does not coordinate the region.
    """
    require_receiving(by, territory.parent or territory, at=at)
    public = signing.public_key(signing.read_public(text))
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    if TrustedKey.objects.live().filter(territory=territory, public=public.text).exists():
        raise KeyKnown
    key = TrustedKey.objects.create(
        territory=territory,
        public=public.text,
        fingerprint=public.fingerprint,
        added_by=by,
        added_at=at,
    )
    after = {"territory": territory.name, "key": key.fingerprint}
    audit.record("trusted_key.add", target=key, by=by, at=at, after=after)
    return key


@transaction.atomic
def revoke(*, key: TrustedKey, by: User, at: datetime) -> TrustedKey:
    """Take no more packages by a key; revoking it twice changes nothing."""
    key = (
        TrustedKey.objects.select_for_update(of=("self",))
        .select_related("territory__parent")
        .get(pk=key.pk)
    )
    require_receiving(by, key.territory.parent or key.territory, at=at)
    if key.revoked_at is None:
        key.revoked_by, key.revoked_at = by, at
        key.save(update_fields=["revoked_by", "revoked_at"])
        after = {"key": key.fingerprint}
        audit.record("trusted_key.revoke", target=key, by=by, at=at, after=after)
    return key
