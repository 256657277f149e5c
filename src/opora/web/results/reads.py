"""Things of the pages of results as the gate opens them."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from opora.domain.assessments.models import Import, Round, SchoolCount
from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import (
    Organisation,
    OrganisationQuerySet,
    Role,
    Territory,
)
from opora.domain.people.models import User
from opora.web.panel.reads import territories_of
from opora.web.requests import UserRequest

_BRINGERS = MUNICIPAL_ROLES | {Role.REGIONAL_COORDINATOR}
_OFFICES = (Organisation.Kind.AUTHORITY, Organisation.Kind.REGIONAL)


def territory_for(request: UserRequest, territory_id: int, *, on: date) -> Territory:
    """Return a territory that the person works for.

    Raises
    ------
    Http404
        If there is none, or the gate does not open it.
    """
    seen = territories_of(request.user, on=on).select_related("parent")
    return get_object_or_404(seen, pk=territory_id)


def school_for(request: UserRequest, school_id: int, *, on: date) -> Organisation:
    """Return a school that the person sees."""
    seen = Organisation.objects.visible_to(request.user, on=on).schools()
    return get_object_or_404(seen.select_related("territory__parent"), pk=school_id)


def count_for(request: UserRequest, school_id: int, round_id: int, *, on: date) -> SchoolCount:
    """Return what a school has of a round."""
    school = school_for(request, school_id, on=on)
    round_ = get_object_or_404(Round, pk=round_id)
    seen = SchoolCount.objects.select_related("round", "school__territory__parent")
    return get_object_or_404(seen, school=school, round=round_)


def import_for(request: UserRequest, import_id: int, *, on: date) -> Import:
    """Return an import that the person sees."""
    seen = Import.objects.visible_to(request.user, on=on).select_related(
        "territory__parent", "root", "organisation", "uploaded_by", "confirmed_by", "file"
    )
    return get_object_or_404(seen, pk=import_id)


def bringers_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """Select the organisations for which the person brings files of results."""
    if user.is_superuser:
        found = Organisation.objects.filter(kind__in=_OFFICES)
    else:
        members = scope_of(user, on=on).in_roles(frozenset(_BRINGERS))
        found = Organisation.objects.filter(pk__in={one.organisation_id for one in members})
    return found.select_related("territory").order_by("short_name", "pk")


def schools_of(territory: Territory, *, user: User, on: date) -> OrganisationQuerySet:
    """Select the open schools of a territory by the alphabet."""
    seen = Organisation.objects.visible_to(user, on=on).schools().open_on(on)
    if territory.kind == Territory.Kind.REGION:
        seen = seen.filter(territory__parent=territory) | seen.filter(territory=territory)
    else:
        seen = seen.filter(territory=territory)
    return seen.select_related("territory").order_by("short_name", "pk")
