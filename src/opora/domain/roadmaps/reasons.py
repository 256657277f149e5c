"""Why a plan, a part of it or an obligation is open to a person, in words, for the one gate."""

from __future__ import annotations

from datetime import date

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.people.models import User
from opora.domain.roadmaps.models import (
    Edition,
    Evidence,
    ExecutionReport,
    Measure,
    Obligation,
    Roadmap,
)


@reason.register
def _(thing: Roadmap, user: User, *, on: date) -> Reason | None:
    found = scope_of(user, on=on).reason_for(thing.owner)
    if found is None and Roadmap.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return Reason(
            "", thing.owner.short_name, "Открыто: по этой карте у вас есть обязательства."
        )
    return found


@reason.register
def _(thing: Edition, user: User, *, on: date) -> Reason | None:
    found = reason(thing.roadmap, user, on=on)
    return None if found and _is_kept_back(thing, user, on) else found


def _is_kept_back(edition: Edition, user: User, on: date) -> bool:
    """Whether others are still at work on it, and the person has a finished one to read."""
    if edition.status not in Edition.UNFINISHED:
        return False
    scope, owner = scope_of(user, on=on), edition.roadmap.owner
    if scope.may_plan_for(owner) or scope.may_approve_for(owner):
        return False
    return edition.roadmap.editions.exclude(status__in=Edition.UNFINISHED).exists()


@reason.register
def _(thing: Measure, user: User, *, on: date) -> Reason | None:
    return reason(thing.edition, user, on=on)


@reason.register
def _(thing: Obligation, user: User, *, on: date) -> Reason | None:
    if thing.person_id == user.pk:
        return Reason(
            "", thing.organisation.short_name, "Открыто: это обязательство ваше по имени."
        )
    return scope_of(user, on=on).reason_for(thing.organisation)


@reason.register
def _(thing: Evidence, user: User, *, on: date) -> Reason | None:
    return reason(thing.obligation, user, on=on)


@reason.register
def _(thing: ExecutionReport, user: User, *, on: date) -> Reason | None:
    if not ExecutionReport.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return reason(thing.roadmap, user, on=on) or scope_of(user, on=on).reason_for(thing.owner)
