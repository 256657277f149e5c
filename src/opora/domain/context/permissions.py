"""Who opens campaigns, fills passports, accepts them and computes the index."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.organisations.access import CHECKING_ROLES, scope_of
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed

_FILLING = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD})


def fills(by: User, school: Organisation, *, at: datetime) -> bool:
    """Whether the person fills the passport of a school: its head or deputy."""
    members = scope_of(by, on=localdate(at)).in_roles(_FILLING)
    return by.is_superuser or any(one.organisation_id == school.pk for one in members)


def accepts(by: User, school: Organisation, *, at: datetime) -> bool:
    """Whether the person accepts or returns the passport of a school."""
    return works_for(by, school.territory, at=at)


def works_for(by: User, territory: Territory, *, at: datetime) -> bool:
    """Whether the person works for the territory: its authority, or the region above."""
    scope = scope_of(by, on=localdate(at))
    places = {one.organisation.territory_id for one in scope.in_roles(CHECKING_ROLES)}
    return (
        by.is_superuser
        or territory.pk in places | scope.regions
        or territory.parent_id in scope.regions
    )


def may_rescale(by: User, root: Territory, *, at: datetime) -> bool:
    """Whether the person decides on the scale of a region: it is one for all its schools."""
    return works_for(by, root, at=at)


def require_filling(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who are neither head nor deputy of the school."""
    if not fills(by, school, at=at):
        raise NotAllowed(
            f"Социальный паспорт организации «{school.short_name}» заполняют её директор "
            "и заместители."
        )


def require_accepting(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who do not check the school."""
    if not accepts(by, school, at=at):
        raise NotAllowed("Паспорта принимают управление образования и методическая служба.")


def require_rescaling(by: User, root: Territory, *, at: datetime) -> None:
    """Refuse those who do not work for the whole region."""
    if not may_rescale(by, root, at=at):
        raise NotAllowed(
            f"Шкала индекса одна на всю территорию «{root.name}»: меняют её те, кто работает "
            "для неё всей."
        )


def require_work_for(by: User, territory: Territory, *, at: datetime) -> None:
    """Refuse those who do not work for the territory."""
    if not works_for(by, territory, at=at):
        raise NotAllowed(f"Вы не работаете для территории «{territory.name}».")
