"""Who composes indicators, sets targets, freezes periods; and who sees small counts."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from opora.domain.organisations.access import MUNICIPAL_ROLES, PLANNING_ROLES, scope_of
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed


def may_manage(user: User, territory: Territory, *, on: date) -> bool:
    """Whether the person composes indicators of a territory and sets its targets."""
    return _works_for(user, territory, PLANNING_ROLES | {Role.AUTHORITY_HEAD}, on=on)


def may_freeze(user: User, territory: Territory, *, on: date) -> bool:
    """Whether the person closes periods of a territory: its head and coordinator."""
    return _works_for(
        user, territory, frozenset({Role.AUTHORITY_HEAD, Role.COORDINATOR}), on=on
    )


def sees_pupil_counts(user: User, school: Organisation, *, on: date) -> bool:
    """Whether counts of pupils of the school are open in full: to those who work in it."""
    scope = scope_of(user, on=on)
    return user.is_superuser or school.pk in scope.own - scope.curated


def sees_territory(user: User, territory: Territory, *, on: date) -> bool:
    """Whether the person works for the whole territory."""
    return _works_for(user, territory, MUNICIPAL_ROLES, on=on)


def require_managing(by: User, territory: Territory, *, at: datetime) -> None:
    """Refuse a person who may not compose indicators or set targets of the territory."""
    if not may_manage(by, territory, on=localdate(at)):
        raise NotAllowed(
            f"Показатели и цели территории «{territory.name}» задают начальник управления, "
            "координатор и методисты, в регионе региональный координатор."
        )


def require_freezing(by: User, territory: Territory, *, at: datetime) -> None:
    """Refuse a person who may not close periods of the territory."""
    if not may_freeze(by, territory, on=localdate(at)):
        raise NotAllowed(
            f"Период территории «{territory.name}» закрывают начальник управления и "
            "координатор, в регионе региональный координатор."
        )


def _works_for(user: User, territory: Territory, roles: frozenset[Role], *, on: date) -> bool:
    scope = scope_of(user, on=on)
    places = {one.organisation.territory_id for one in scope.in_roles(roles)}
    return user.is_superuser or bool(
        {territory.pk, territory.parent_id} & scope.regions or territory.pk in places
    )
