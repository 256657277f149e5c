"""Evidence of an obligation: files and links are attached, and taken back, never deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opora.domain.acts import links
from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps import permissions
from opora.domain.roadmaps.models import Evidence, EvidenceQuerySet, Obligation
from opora.domain.roadmaps.services import states


class AlreadyAttached(Refused):
    """The same content or address stands at this obligation."""

    def __init__(self, name: str) -> None:
        super().__init__(f"«{name}» здесь уже приложено.")


class AlreadyTakenBack(Refused):
    """The evidence was taken back before."""

    def __init__(self) -> None:
        super().__init__("Это подтверждение уже убрано.")


@transaction.atomic
def attach_file(*, obligation: Obligation, upload: Upload, by: User, at: datetime) -> Evidence:
    """Attach a file to an obligation that is still open.

    Raises
    ------
    FileRefused
        If the file is empty, dangerous, too large or not what its name says.
    AlreadyAttached, WrongState, NotAllowed
        If it is there already, or the obligation is closed or not theirs.
    """
    obligation = _open(obligation, by, at)
    name = files.clean_name(upload.name)
    stored = files.keep(upload.content, name=name, at=at)
    if obligation.evidence.standing().filter(file=stored).exists():
        raise AlreadyAttached(name)
    return _add(Evidence(obligation=obligation, file=stored, name=name), by=by, at=at)


@transaction.atomic
def attach_link(
    *, obligation: Obligation, address: str, by: User, at: datetime, name: str = ""
) -> Evidence:
    """Attach a link; a job opens it later.

    Raises
    ------
    LinkRefused
        If it is no address of a public page.
    AlreadyAttached, WrongState, NotAllowed
        As for files.
    """
    obligation = _open(obligation, by, at)
    clean = links.clean_address(address)
    if obligation.evidence.standing().filter(address=clean).exists():
        raise AlreadyAttached(clean)
    return _add(Evidence(obligation=obligation, address=clean, name=name[:255]), by=by, at=at)


def _open(obligation: Obligation, by: User, at: datetime) -> Obligation:
    obligation = states.lock(obligation)
    permissions.require_reporting(by, obligation, at=at)
    states.require(obligation, "submit")
    return obligation


def _add(evidence: Evidence, *, by: User, at: datetime) -> Evidence:
    evidence.added_by, evidence.added_at = by, at
    evidence.save()
    audit.record(
        "evidence.attach", target=evidence.obligation, by=by, at=at,
        after={"evidence": evidence.pk, "name": str(evidence)},
    )  # fmt: skip
    return evidence


@transaction.atomic
def take_back(*, evidence: Evidence, by: User, at: datetime) -> Evidence:
    """Take evidence back while the obligation is open; it stays in the history."""
    obligation = _open(evidence.obligation, by, at)
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if evidence.removed_at is not None:
        raise AlreadyTakenBack
    evidence.removed_by, evidence.removed_at = by, at
    evidence.save()
    audit.record(
        "evidence.take_back", target=obligation, by=by, at=at,
        before={"evidence": evidence.pk, "name": str(evidence)},
    )  # fmt: skip
    return evidence


def also_used(evidence: Evidence) -> EvidenceQuerySet:
    """Return standing evidence of other obligations with the same content or address."""
    others = Evidence.objects.standing().exclude(obligation=evidence.obligation_id)
    if evidence.file_id:
        same = others.filter(file=evidence.file_id)
    else:
        same = others.filter(address=evidence.address)
    return same.select_related("obligation__measure", "obligation__organisation")
