"""For which organisation a person acts when what they do belongs to a whole territory."""

from __future__ import annotations

from datetime import date

from opora.domain.organisations.access import MUNICIPAL_ROLES
from opora.domain.organisations.models import Membership, Organisation, Role, Territory
from opora.domain.people.models import User

_KINDS = (Organisation.Kind.AUTHORITY, Organisation.Kind.REGIONAL)


def workplace_of(user: User, territory: Territory, *, on: date) -> Organisation | None:
    """Return where the person works for the territory, else the body that governs it."""
    members = (
        Membership.objects.on(on)
        .filter(user=user, role__in=MUNICIPAL_ROLES | {Role.REGIONAL_COORDINATOR})
        .select_related("organisation__territory")
        .order_by("pk")
    )
    near = {territory.pk: 0, territory.parent_id: 1}
    ranked = sorted(members, key=lambda one: near.get(one.organisation.territory_id, 2))
    if ranked:
        return ranked[0].organisation
    governing = Organisation.objects.filter(territory=territory, kind__in=_KINDS)
    return governing.order_by("pk").first()
