"""Who enters programmes, and who sends people to learn and enters their certificates."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from opora.domain.organisations.access import PLANNING_ROLES, scope_of
from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.staff.models import Person

_HEADS = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD})


def kept_by(by: User, *, on: date) -> OrganisationQuerySet:
    """Organisations whose people the person sends to learn: own school, the municipality.

    The region is not among them: it reads no names.
    """
    rows = Organisation.objects.open_on(on).select_related("territory").order_by("short_name")
    if by.is_superuser:
        return rows
    scope = scope_of(by, on=on)
    own = {one.organisation_id for one in scope.in_roles(_HEADS)}
    places = {one.organisation.territory_id for one in scope.in_roles(PLANNING_ROLES)}
    return rows.filter(Q(pk__in=own) | Q(territory__in=places))


def keeps(by: User, organisation: Organisation, *, on: date) -> bool:
    """Whether the person sends people of the organisation to learn."""
    scope = scope_of(by, on=on)
    return by.is_superuser or any(
        one.organisation_id == organisation.pk for one in scope.in_roles(_HEADS)
    ) or any(
        one.organisation.territory_id == organisation.territory_id
        for one in scope.in_roles(PLANNING_ROLES)
    )  # fmt: skip


def course_owners(by: User, *, on: date) -> OrganisationQuerySet:
    """Organisations for which the person enters programmes: the region's own too."""
    regions = scope_of(by, on=on).regions
    kept = kept_by(by, on=on).values("pk")
    rows = Organisation.objects.open_on(on).select_related("territory")
    return rows.filter(Q(pk__in=kept) | Q(territory__in=regions)).order_by("short_name")


def enters_courses_for(by: User, organisation: Organisation, *, on: date) -> bool:
    """Whether the person enters programmes for an organisation."""
    regions = scope_of(by, on=on).regions
    return organisation.territory_id in regions or keeps(by, organisation, on=on)


def require_keeping(by: User, organisation: Organisation, *, at: datetime) -> None:
    """Refuse those who do not send people of the organisation to learn."""
    if not keeps(by, organisation, on=localdate(at)):
        raise NotAllowed(
            f"Обучение работников организации «{organisation.short_name}» ведут её директор и "
            "заместители, муниципальный координатор и методист."
        )


def require_entering(
    by: User, person: Person, organisation: Organisation, *, at: datetime
) -> None:
    """Refuse those who may not enter a certificate: it is for the person and those above."""
    if person.user_id != by.pk:
        require_keeping(by, organisation, at=at)


def require_courses(by: User, organisation: Organisation, *, at: datetime) -> None:
    """Refuse those who enter no programmes for the organisation."""
    if not enters_courses_for(by, organisation, on=localdate(at)):
        raise NotAllowed(
            f"Программы организации «{organisation.short_name}» вносят её директор, "
            "муниципальный и региональный координатор, методист."
        )
