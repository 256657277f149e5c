"""A municipality makes a package for its region."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version

from django.db import transaction
from django.db.models import Max

from opora.domain.acts.services import files
from opora.domain.exchange import archive, contents, signing
from opora.domain.exchange.contents import Contents
from opora.domain.exchange.models import Sending
from opora.domain.exchange.permissions import require_sending
from opora.domain.organisations.models import Territory
from opora.domain.people import audit
from opora.domain.people.models import User


@transaction.atomic
def send(*, territory: Territory, rows: Contents, by: User, at: datetime) -> Sending:
    """Sign and keep a package; its number is one more than that of the last.

    Raises
    ------
    NotAllowed
        If the person does not work for the municipality.
    """
    require_sending(by, territory, at=at)
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    last = Sending.objects.filter(territory=territory).aggregate(n=Max("number"))["n"] or 0
    manifest = archive.Manifest(
        format=archive.FORMAT,
        version=contents.VERSION,
        number=last + 1,
        region=territory.parent.name if territory.parent else territory.name,
        municipality=territory.name,
        made_at=at,
        program=f"opora {version('opora')}",
        key=signing.public_key().fingerprint,
        parts=(),
    )
    kept = files.keep(
        archive.pack(rows, manifest, signing.own_key()), name="package.zip", at=at
    )
    sending = Sending.objects.create(
        territory=territory,
        number=manifest.number,
        file=kept,
        rows={name: len(rows[name]) for name in contents.SECTIONS},
        made_by=by,
        made_at=at,
    )
    audit.record("package.send", target=sending, by=by, at=at, after={"sha256": kept.sha256})
    return sending
