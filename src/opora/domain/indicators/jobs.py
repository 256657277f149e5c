"""What runs by itself. Every job may run twice: the second time changes nothing."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.timezone import now

from opora.domain.indicators.services import following, values
from opora.domain.organisations.models import Territory
from opora.domain.organisations.school_years import SchoolYear


def follow(entries: Collection[int], **_: object) -> None:
    """Bring values up to date after the commit of a register; listens to ``entry_changed``."""
    following.refresh(entries, at=now())


def catch_up() -> int:
    """Follow what was missed, and count regions that wait for it."""
    at = now()
    return following.catch_up(at=at) + following.recount_stale(at=at)


def recompute(territory_id: int, year: int) -> int:
    """Compute a school year of a place anew; asked for by a person."""
    place = Territory.objects.get(pk=territory_id)
    return values.recompute_year(place, SchoolYear(year), at=now())


def settle() -> int:
    """Compute everything: statuses, staff and results change without entries."""
    return following.settle(at=now())
