"""Who sets up teams, who keeps their minutes, who reads the names in them."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.teams.models import Member, Team

_SCHOOL_LEADS = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD})


def owners_for(user: User, *, on: date) -> OrganisationQuerySet:
    """Return organisations in whose name the person sets up teams.

    Municipal people: all of their territory; heads and deputies: their school; regional
    people: the bodies of the region itself.
    """
    rows = Organisation.objects.open_on(on)
    if user.is_superuser:
        return rows
    scope = scope_of(user, on=on)
    led = {one.organisation_id for one in scope.in_roles(_SCHOOL_LEADS)}
    return rows.filter(Q(territory__in=scope.municipalities | scope.regions) | Q(pk__in=led))


def leads(user: User, team: Team, *, on: date) -> bool:
    """Whether the person changes a team and its members."""
    return owners_for(user, on=on).filter(pk=team.owner_id).exists()


def keeps_minutes(user: User, team: Team, *, on: date) -> bool:
    """Whether the person enters meetings: who leads the team, its leader and its secretary."""
    mine = Member.objects.on(on).filter(team=team, person__user=user)
    return leads(user, team, on=on) or mine.filter(role__in=Member.KEEPING).exists()


def reads_names(user: User, team: Team, *, on: date) -> bool:
    """Whether the person reads who is in a team and its minutes.

    Everybody who sees the team does, except the region: it gets numbers of what its
    municipalities and schools do.
    """
    scope = scope_of(user, on=on)
    from_above_only = bool(scope.regions) and not scope.in_roles(MUNICIPAL_ROLES)
    its_own = team.owner.territory_id in scope.regions
    return user.is_superuser or its_own or not from_above_only


def require_lead(by: User, owner: Organisation, *, at: datetime) -> None:
    """Refuse those who do not set up teams of the organisation."""
    if not owners_for(by, on=localdate(at)).filter(pk=owner.pk).exists():
        raise NotAllowed(
            f"Команды организации «{owner.short_name}» ведут её руководство, управление "
            "образования и методическая служба."
        )


def require_minutes(by: User, team: Team, *, at: datetime) -> None:
    """Refuse those who do not keep the minutes of the team."""
    if not keeps_minutes(by, team, on=localdate(at)):
        raise NotAllowed(
            f"Заседания команды «{team.name}» вносят её руководитель, секретарь и те, кто её "
            "создал."
        )
