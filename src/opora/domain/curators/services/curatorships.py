"""Curators are appointed by an order, and released; the role follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.acts.models import Act
from opora.domain.curators import traces
from opora.domain.curators.conflicts import Conflict, conflicts
from opora.domain.curators.models import Curatorship
from opora.domain.curators.permissions import require_keeping
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.organisations.services import memberships
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.domain.refusals import Refused
from opora.domain.registers.services import entries


class CuratorshipRefused(Refused):
    """The appointment cannot be made or changed; the sentence says why."""


class ConflictSeen(CuratorshipRefused):
    """Something speaks against the appointment, and no reason was given to make it still."""

    def __init__(self, found: tuple[Conflict, ...]) -> None:
        self.found = found
        told = " ".join(one.sentence for one in found)
        super().__init__(
            f"{told} Назначьте другого."
            if any(one.firm for one in found)
            else f"{told} Если назначаете всё равно, напишите почему."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Who follows which school, by which order, how long. ``load``: hours a month [h]."""

    curator: User
    school: Organisation
    act: Act
    since: date
    until: date | None = None
    load: Decimal | None = None
    despite: str = ""


@transaction.atomic
def appoint(told: Appointment, *, by: User, at: datetime) -> Curatorship:
    """Appoint a curator and give the role for the same days.

    Raises
    ------
    NotAllowed
        If the person does not work for the municipality.
    ConflictSeen
        If something speaks against it that is firm, or was not explained.
    CuratorshipRefused
        If the days are wrong, or the person follows the school already.
    """
    require_keeping(by, told.school.territory, at=at)
    if told.until and told.until < told.since:
        raise CuratorshipRefused("Последний день раньше первого. Исправьте срок.")
    User.objects.select_for_update().get(pk=told.curator.pk)
    _refuse_twice(told)
    found = conflicts(told.curator, told.school, on=told.since)
    if any(one.firm for one in found) or (found and not told.despite.strip()):
        raise ConflictSeen(found)
    made = Curatorship.objects.create(
        curator=told.curator, school=told.school, act=told.act, since=told.since,
        until=told.until, load=told.load, despite=told.despite.strip(),
        conflicts=[one.sentence for one in found], entered_by=by, entered_at=at,
        membership=_role(told, by=by, at=at),
    )  # fmt: skip
    traces.put_curator(made, by=by, at=at)
    audit.record("curatorship.appoint", target=made, by=by, at=at, after={"since": made.since})
    _tell(made, at=at)
    return made


@transaction.atomic
def release(
    *, curatorship: Curatorship, on: date, reason: str, by: User, at: datetime
) -> Curatorship:
    """End a curatorship on its last day; the role ends with it.

    Raises
    ------
    CuratorshipRefused
        If the day lies before the first, or it is withdrawn.
    """
    held = _locked(curatorship, by=by, at=at)
    if on < held.since:
        raise CuratorshipRefused(f"Куратор с {held.since:%d.%m.%Y}. Последний день не раньше.")
    held.until, held.ended_reason = on, reason.strip()[:300]
    held.save(update_fields=["until", "ended_reason"])
    _end_role(held, on, reason, by=by, at=at)
    traces.put_curator(held, by=by, at=at)
    audit.record(
        "curatorship.release", target=held, by=by, at=at, after={"until": on}, reason=reason
    )
    return held


@transaction.atomic
def withdraw(*, curatorship: Curatorship, reason: str, by: User, at: datetime) -> Curatorship:
    """Withdraw an appointment entered by mistake; the role ends today."""
    held = _locked(curatorship, by=by, at=at)
    if not reason.strip():
        raise CuratorshipRefused("Напишите причину: её увидят школа и куратор.")
    held.withdrawn_reason = reason.strip()
    held.save(update_fields=["withdrawn_reason"])
    _end_role(held, max(localdate(at), held.since), reason, by=by, at=at)
    entries.withdraw(held, at=at)
    audit.record("curatorship.withdraw", target=held, by=by, at=at, reason=reason)
    return held


def _refuse_twice(told: Appointment) -> None:
    held = Curatorship.objects.standing().filter(curator=told.curator, school=told.school)
    held = held.exclude(until__lt=told.since)
    if told.until:
        held = held.filter(since__lte=told.until)
    if held.exists():
        raise CuratorshipRefused(
            f"{told.curator.short_name} уже куратор этой школы в эти дни. Сначала завершите "
            "прежнее назначение."
        )


def _role(told: Appointment, *, by: User, at: datetime) -> Membership:
    """Give the role for these days; one held without an order ends with the appointment."""
    held = Membership.objects.filter(
        user=told.curator, organisation=told.school, role=Role.CURATOR
    ).first()
    if held and not (held.until and held.until < told.since):
        return memberships.amend(
            membership=held, post=held.post, since=held.since, until=told.until, by=by, at=at
        )
    return memberships.grant(
        user=told.curator, organisation=told.school, role=Role.CURATOR, by=by, at=at,
        since=told.since, until=told.until,
    )  # fmt: skip


def _end_role(held: Curatorship, on: date, reason: str, *, by: User, at: datetime) -> None:
    if held.membership and (held.membership.until is None or held.membership.until > on):
        memberships.end(membership=held.membership, on=on, by=by, at=at, reason=reason)


def _locked(curatorship: Curatorship, *, by: User, at: datetime) -> Curatorship:
    rows = Curatorship.objects.select_for_update(of=("self",))
    held = rows.select_related("school__territory", "act__issuer", "curator").get(
        pk=curatorship.pk
    )
    require_keeping(by, held.school.territory, at=at)
    if not held.is_standing:
        raise CuratorshipRefused("Назначение отозвано и больше не меняется.")
    return held


def _tell(made: Curatorship, *, at: datetime) -> None:
    notices.tell(
        made.curator, kind="curatorship.appoint", key=f"curatorship:{made.pk}", at=at,
        text=f"Вы куратор школы «{made.school.short_name}» с {made.since:%d.%m.%Y}.",
        address=f"/registers/models/curators/{made.pk}/",
    )  # fmt: skip
