"""Who is told what about an obligation. Every event is told once (see ``people.notices``)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from opora.domain.organisations.access import REPORTING_ROLES
from opora.domain.organisations.models import Membership, Role
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.domain.roadmaps.labels import day_label
from opora.domain.roadmaps.models import Obligation

State = Obligation.State
_DECISIONS = {
    State.ACCEPTED: "Принято",
    State.RETURNED: "Возвращено с замечанием",
    State.WAIVED: "Обязательство снято",
}
_WORDS = 160


def address_of(obligation: Obligation) -> str:
    """Return the path of the page of an obligation."""
    return f"/obligations/{obligation.pk}/"


def _what(obligation: Obligation) -> str:
    number = f"п. {obligation.measure.number} " if obligation.measure.number else ""
    return f"{number}{obligation.measure.text}"[:_WORDS]


def _key(obligation: Obligation, event: str, at: datetime) -> str:
    return f"obligation:{obligation.pk}:{event}:{at:%Y%m%d%H%M%S%f}"


def submitted(obligation: Obligation, *, at: datetime) -> None:
    """Tell the curators of the organisation, else those who check for its territory."""
    notices.tell_many(
        _checkers(obligation, at),
        kind="obligation.submitted",
        text=f"На проверке: {_what(obligation)} · {obligation.organisation.short_name}",
        key=_key(obligation, "submitted", at),
        at=at,
        address=address_of(obligation),
    )


def decided(obligation: Obligation, *, at: datetime) -> None:
    """Tell those who carry it out what was decided, with the remark."""
    remark = f" {obligation.remark}" if obligation.remark else ""
    notices.tell_many(
        doers(obligation, at),
        kind=f"obligation.{obligation.state}",
        text=f"{_DECISIONS[State(obligation.state)]}: {_what(obligation)}.{remark}",
        key=_key(obligation, obligation.state, at),
        at=at,
        address=address_of(obligation),
    )


def reminded(obligation: Obligation, *, by: User, at: datetime) -> None:
    """Remind those who owe, with the day."""
    due = obligation.occurrence.due
    day = f" Срок: {day_label(due)}" if due else ""
    notices.tell_many(
        doers(obligation, at),
        kind="obligation.reminded",
        text=f"{by.short_name} напоминает: {_what(obligation)}.{day}",
        key=_key(obligation, "reminded", at),
        at=at,
        address=address_of(obligation),
    )


def assigned(obligation: Obligation, person: User, *, at: datetime) -> None:
    """Tell a person that the obligation is theirs now."""
    notices.tell(
        person,
        kind="obligation.assigned",
        text=f"Вам поручено: {_what(obligation)}.",
        key=_key(obligation, "assigned", at),
        at=at,
        address=address_of(obligation),
    )


def doers(obligation: Obligation, at: datetime) -> list[User]:
    """Return who carries it out: the person, who handed it in, else those who report."""
    known = {one.pk: one for one in (obligation.person, obligation.submitted_by) if one}
    if known:
        return list(known.values())
    staff = Q(
        memberships__organisation=obligation.organisation,
        memberships__role__in=REPORTING_ROLES,
    )
    return list(_members(staff, at))


def _checkers(obligation: Obligation, at: datetime) -> QuerySet[User]:
    curators = _members(
        Q(
            memberships__organisation=obligation.organisation,
            memberships__role=Role.CURATOR,
        ),
        at,
    )
    if curators.exists():
        return curators
    territory = obligation.organisation.territory_id
    return _members(
        Q(
            memberships__organisation__territory=territory,
            memberships__role__in=[Role.COORDINATOR, Role.METHODIST],
        ),
        at,
    )


def _members(who: Q, at: datetime) -> QuerySet[User]:
    """People with such a membership in effect; ended ones are told nothing."""
    in_effect = Membership.objects.on(localdate(at))
    return User.objects.filter(who, is_active=True, memberships__in=in_effect).distinct()
