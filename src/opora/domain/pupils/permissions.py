"""Who works with pupils: the school's leaders with all, its teachers with their own."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed

LEADING = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD})
WORKING = LEADING | {Role.TEACHER}


def led_by(user: User, *, on: date) -> frozenset[int]:
    """Schools all pupils of which the person sees: as head or deputy."""
    return _schools(user, LEADING, on=on)


def taught_by(user: User, *, on: date) -> frozenset[int]:
    """Schools in which the person teaches."""
    return _schools(user, frozenset({Role.TEACHER}), on=on)


def works_in(user: User, *, on: date) -> frozenset[int]:
    """Schools in which the person works with pupils."""
    return _schools(user, WORKING, on=on)


def require_leading(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who are neither head nor deputy of the school."""
    if school.pk not in led_by(by, on=localdate(at)):
        raise NotAllowed(
            f"Это делают директор и заместители организации «{school.short_name}»."
        )


def require_working(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who do not work with pupils of the school."""
    if school.pk not in works_in(by, on=localdate(at)):
        raise NotAllowed(
            f"Сведения об учениках вносят сотрудники организации «{school.short_name}»: "
            "директор, заместители и учителя."
        )


def _schools(user: User, roles: frozenset[Role], *, on: date) -> frozenset[int]:
    members = scope_of(user, on=on).in_roles(roles)
    return frozenset(
        one.organisation_id
        for one in members
        if one.organisation.kind == Organisation.Kind.SCHOOL
    )
