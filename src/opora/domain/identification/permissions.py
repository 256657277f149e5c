"""Who may do what with a run: rules in ``organisations.access``, refusals here."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.refusals import NotAllowed
from opora.domain.organisations.access import PLANNING_ROLES, Scope, scope_of
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User

REPLYING_ROLES = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD})


def _scope(by: User, at: datetime) -> Scope:
    return scope_of(by, on=localdate(at))


def may_run(by: User, territory: Territory, *, at: datetime) -> bool:
    """Whether the person may compute lists for the territory and lead the replies."""
    return _works_for(by, territory, PLANNING_ROLES, at=at)


def may_approve(by: User, territory: Territory, *, at: datetime) -> bool:
    """Whether the person may approve a list: the head, in a region its coordinator."""
    return _works_for(by, territory, frozenset({Role.AUTHORITY_HEAD}), at=at)


def may_reply(by: User, school: Organisation, *, at: datetime) -> bool:
    """Whether the person may answer for the school."""
    members = _scope(by, at).in_roles(REPLYING_ROLES)
    return any(one.organisation_id == school.pk for one in members)


def require_running(by: User, territory: Territory, *, at: datetime) -> None:
    """Refuse a person who may not compute lists for the territory."""
    if not may_run(by, territory, at=at):
        raise NotAllowed(
            f"У вас нет права проводить выявление для территории «{territory.name}». "
            "Это делают муниципальный координатор и методисты."
        )


def require_approval(by: User, run: Run, *, at: datetime) -> None:
    """Refuse a person who may not approve the list."""
    if not may_approve(by, run.territory, at=at):
        raise NotAllowed(
            f"Список территории «{run.territory.name}» утверждает начальник управления."
        )


def require_replying(by: User, verdict: Verdict, *, at: datetime) -> None:
    """Refuse a person who may not answer for the school."""
    if not may_reply(by, verdict.school, at=at):
        raise NotAllowed(
            f"За школу «{verdict.school.short_name}» отвечают её директор и заместители."
        )


def _works_for(by: User, territory: Territory, roles: frozenset[Role], *, at: datetime) -> bool:
    scope = _scope(by, at)
    places = {member.organisation.territory_id for member in scope.in_roles(roles)}
    regional = territory.kind == Territory.Kind.REGION and territory.pk in scope.regions
    return by.is_superuser or territory.pk in places or regional
