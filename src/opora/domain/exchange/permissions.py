"""Who sends packages and who takes them."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed


def require_sending(by: User, territory: Territory, *, at: datetime) -> None:
    """Refuse those who do not work for the municipality."""
    scope = scope_of(by, on=localdate(at))
    places = {one.organisation.territory_id for one in scope.in_roles(MUNICIPAL_ROLES)}
    if not (by.is_superuser or territory.pk in places):
        raise NotAllowed(
            f"Пакет территории «{territory.name}» составляют её координатор, методисты "
            "и начальник управления."
        )


def require_receiving(by: User, region: Territory, *, at: datetime) -> None:
    """Refuse those who do not coordinate the region."""
    if not (by.is_superuser or region.pk in scope_of(by, on=localdate(at)).regions):
        raise NotAllowed("Пакеты муниципалитетов принимает региональный координатор.")
