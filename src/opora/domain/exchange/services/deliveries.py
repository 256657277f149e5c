"""A region takes a package: checked when it comes, compared, accepted or rejected."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from opora.domain.acts.services import files
from opora.domain.exchange import archive, differences, signing
from opora.domain.exchange.archive import PackageRefused, Sealed
from opora.domain.exchange.contents import SECTIONS
from opora.domain.exchange.differences import Change, Plain
from opora.domain.exchange.models import Delivery, Received, TrustedKey
from opora.domain.exchange.permissions import require_receiving
from opora.domain.organisations.models import Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused

_AT_ONCE = 500


class DeliveryDecided(Refused):
    """Somebody decided on the package before."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(f"По пакету уже решено: {delivery.get_status_display().lower()}.")


class Outdated(PackageRefused):
    """A package of the same or a greater number counts already."""

    def __init__(self, number: int, last: int) -> None:
        super().__init__(
            f"Это пакет № {number}, а принят уже № {last}. Старые сведения новые не заменяют."
        )


class ComparisonChanged(Refused):
    """Another package was accepted after the person saw the comparison."""

    def __init__(self) -> None:
        super().__init__(
            "Пока вы смотрели, принят другой пакет этого муниципалитета. Посмотрите сравнение "
            "ещё раз."
        )


class NoReason(Refused):
    """A package is rejected with words."""

    def __init__(self) -> None:
        super().__init__("Напишите, почему пакет отклонён.")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a package would change against the last accepted one, None if it is the first."""

    base: int | None
    rows: dict[str, Plain]
    changes: list[Change]


def receive(
    *, region: Territory, content: bytes, name: str, by: User, at: datetime
) -> Delivery:
    """Check a package and keep it; nothing of it counts yet. The same file is kept once.

    A refusal is recorded too: somebody may be trying.

    Raises
    ------
    PackageRefused
        If it is broken, tampered with, of another region or municipality, signed by a key that
        is not trusted, of another version, or older than the last accepted one.
    NotAllowed
        If the person does not coordinate the region.
    """
    require_receiving(by, region, at=at)
    try:
        return _receive(region, content, name=name, by=by, at=at)
    except PackageRefused as refusal:
        after = {"file": name, "sha256": hashlib.sha256(content).hexdigest()}
        audit.record(
            "package.refuse", target=region, by=by, at=at, after=after, reason=str(refusal)
        )
        raise


@transaction.atomic
def _receive(
    region: Territory, content: bytes, *, name: str, by: User, at: datetime
) -> Delivery:
    sealed = archive.unpack(content)
    territory = _territory(sealed, region)
    key = _key(sealed, territory)
    archive.verify(sealed, signing.read_public(key.public))
    _refuse_older(territory, sealed.manifest.number)
    kept = files.keep(content, name="package.zip", at=at)
    delivery, made = Delivery.objects.get_or_create(
        territory=territory,
        file=kept,
        defaults={
            "number": sealed.manifest.number,
            "made_at": sealed.manifest.made_at,
            "program": sealed.manifest.program,
            "key": key,
            "file_name": files.clean_name(name),
            "received_by": by,
            "received_at": at,
        },
    )
    if made:
        after = {"number": delivery.number, "sha256": kept.sha256}
        audit.record("package.receive", target=delivery, by=by, at=at, after=after)
    return delivery


def compare(delivery: Delivery) -> Comparison:
    """Compare a package with the rows of the last accepted one."""
    sealed = archive.unpack(files.read(delivery.file))
    rows = archive.verify(sealed, signing.read_public(delivery.key.public))
    told = differences.plain(rows)
    found = differences.changes(standing(delivery.territory), told)
    return Comparison(_last(delivery.territory), told, found)


def standing(territory: Territory) -> dict[str, Plain]:
    """Return the rows of the last accepted package of a municipality."""
    told: dict[str, Plain] = {name: {} for name in SECTIONS}
    rows = Received.objects.filter(territory=territory)
    for section, key, content in rows.values_list("section", "key", "content").iterator():
        told[section][key] = content
    return told


@transaction.atomic
def accept(*, delivery: Delivery, base: int | None, by: User, at: datetime) -> Delivery:
    """Let the rows of a package count in place of those before.

    Parameters
    ----------
    base : int, optional
        Number of the package with which the person saw it compared.

    Raises
    ------
    DeliveryDecided, ComparisonChanged, Outdated, NotAllowed
    PackageRefused
        If the key was revoked since it came.
    """
    delivery = _locked(delivery, by=by, at=at)
    if delivery.key.revoked_at is not None:
        raise PackageRefused("Ключ этого пакета с тех пор отозван. Запросите новый пакет.")
    _refuse_older(delivery.territory, delivery.number)
    comparison = compare(delivery)
    if comparison.base != base:
        raise ComparisonChanged
    _write(delivery, comparison)
    delivery.changes = differences.counted(comparison.changes)
    _decide(delivery, Delivery.Status.ACCEPTED, by=by, at=at)
    return delivery


@transaction.atomic
def reject(*, delivery: Delivery, reason: str, by: User, at: datetime) -> Delivery:
    """Put a package aside with the reason.

    Raises
    ------
    DeliveryDecided, NoReason, NotAllowed
    """
    delivery = _locked(delivery, by=by, at=at)
    if not reason.strip():
        raise NoReason
    delivery.reason = reason.strip()
    _decide(delivery, Delivery.Status.REJECTED, by=by, at=at)
    return delivery


def _territory(sealed: Sealed, region: Territory) -> Territory:
    told = sealed.manifest
    if told.region != region.name:
        raise PackageRefused(
            f"Пакет составлен для региона «{told.region}», а вы принимаете для региона "
            f"«{region.name}»."
        )
    found = Territory.objects.filter(parent=region, name=told.municipality).first()
    if found is None:
        raise PackageRefused(
            f"Пакет от муниципалитета «{told.municipality}», такого в вашем регионе нет."
        )
    return found


def _key(sealed: Sealed, territory: Territory) -> TrustedKey:
    told = sealed.manifest.key
    key = TrustedKey.objects.live().filter(territory=territory, fingerprint=told).first()
    if key is None:
        raise PackageRefused(
            f"Пакет подписан ключом {told}, для муниципалитета «{territory.name}» он не внесён "
            "или отозван. Сверьте отпечаток ключа по телефону и внесите ключ."
        )
    return key


def _last(territory: Territory) -> int | None:
    accepted = Delivery.objects.filter(territory=territory, status=Delivery.Status.ACCEPTED)
    last: int | None = accepted.aggregate(n=Max("number"))["n"]
    return last


def _refuse_older(territory: Territory, number: int) -> None:
    last = _last(territory)
    if last is not None and number <= last:
        raise Outdated(number, last)


def _locked(delivery: Delivery, *, by: User, at: datetime) -> Delivery:
    # The territory first: two packages of one municipality are accepted one after the other.
    Territory.objects.select_for_update(of=("self",)).get(pk=delivery.territory_id)
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("territory__parent", "key", "file")
        .get(pk=delivery.pk)
    )
    require_receiving(by, delivery.territory.parent or delivery.territory, at=at)
    if delivery.status != Delivery.Status.CHECKED:
        raise DeliveryDecided(delivery)
    return delivery


def _write(delivery: Delivery, comparison: Comparison) -> None:
    """Carry out the changes; rows that stayed the same keep the package they came in."""
    for section in SECTIONS:
        gone = [
            one.key
            for one in comparison.changes
            if one.section == section and one.kind != "added"
        ]
        ours = Received.objects.filter(territory=delivery.territory, section=section)
        for start in range(0, len(gone), _AT_ONCE):
            ours.filter(key__in=gone[start : start + _AT_ONCE]).delete()
    come = (
        Received(
            territory=delivery.territory,
            section=one.section,
            key=one.key,
            content=comparison.rows[one.section][one.key],
            delivery=delivery,
        )
        for one in comparison.changes
        if one.kind != "removed"
    )
    Received.objects.bulk_create(come, batch_size=_AT_ONCE)


def _decide(delivery: Delivery, status: Delivery.Status, *, by: User, at: datetime) -> None:
    delivery.status, delivery.decided_by, delivery.decided_at = status, by, at
    delivery.save(update_fields=["status", "decided_by", "decided_at", "reason", "changes"])
    audit.record(
        f"package.{status}",
        target=delivery,
        by=by,
        at=at,
        after={"status": status, "number": delivery.number},
        reason=delivery.reason,
    )
