"""Who may do what with a plan: rules in ``organisations.access``, refusals here."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.organisations.access import Scope, scope_of
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.roadmaps.models import Obligation, Roadmap


def _scope(by: User, at: datetime) -> Scope:
    return scope_of(by, on=localdate(at))


def require_planning(by: User, owner: Organisation, *, at: datetime) -> None:
    """Refuse a person who may not draw up plans of the organisation."""
    if not _scope(by, at).may_plan_for(owner):
        raise NotAllowed(
            f"У вас нет права составлять планы организации «{owner.short_name}». "
            "Это делают координатор и методисты, а в школе её руководители."
        )


def may_approve(by: User, roadmap: Roadmap, *, at: datetime) -> bool:
    """Whether the person may put an edition in force.

    A school's roadmap takes force by the order of its head, so the head may too.
    """
    scope = _scope(by, at)
    heads = scope.in_roles(frozenset({Role.SCHOOL_HEAD}))
    return scope.may_approve_for(roadmap.owner) or (
        roadmap.level == Roadmap.Level.SCHOOL
        and any(member.organisation_id == roadmap.owner_id for member in heads)
    )


def require_approval(by: User, roadmap: Roadmap, *, at: datetime) -> None:
    """Refuse a person who may not put plans of the organisation in force."""
    if not may_approve(by, roadmap, at=at):
        raise NotAllowed(
            f"У вас нет права утверждать планы организации «{roadmap.owner.short_name}»."
        )


def may_report(by: User, obligation: Obligation, *, at: datetime) -> bool:
    """Whether the person may carry out the obligation: their own, or of their organisation."""
    if obligation.person_id == by.pk:
        return True
    return _scope(by, at).may_report_for(obligation.organisation)


def require_reporting(by: User, obligation: Obligation, *, at: datetime) -> None:
    """Refuse a person who may not carry the obligation out."""
    if not may_report(by, obligation, at=at):
        raise NotAllowed(
            "Это обязательство исполняют сотрудники организации "
            f"«{obligation.organisation.short_name}»."
        )


def may_check(by: User, obligation: Obligation, *, at: datetime) -> bool:
    """Whether the person may accept or return what is handed in.

    What a regional roadmap asks is checked by the region, not by the municipality that owes it.
    """
    scope = _scope(by, at)
    if obligation.roadmap.level == Roadmap.Level.REGION:
        territory = obligation.organisation.territory
        return by.is_superuser or bool({territory.pk, territory.parent_id} & scope.regions)
    return scope.may_check(obligation.organisation)


def require_checking(by: User, obligation: Obligation, *, at: datetime) -> None:
    """Refuse a person who may not check what the organisation hands in."""
    if not may_check(by, obligation, at=at):
        raise NotAllowed(
            "Проверять обязательства организации "
            f"«{obligation.organisation.short_name}» вам не поручено."
        )
