"""Who may bring files of results, say which code is which school, and see small counts."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User


class NotAllowed(Exception):
    """The person has no right to this; the sentence says to what and who has."""


def root_of(territory: Territory) -> Territory:
    """Return the region of a territory: one marks store serves a region."""
    return territory.parent or territory


def keeps_results(user: User, territory: Territory, *, on: date) -> bool:
    """Whether the person keeps results of a territory: its coordinators and the region's."""
    scope = scope_of(user, on=on)
    municipal = {one.organisation.territory_id for one in scope.in_roles(MUNICIPAL_ROLES)}
    return (
        user.is_superuser
        or territory.pk in municipal | scope.regions
        or territory.parent_id in scope.regions
    )


def require_keeping(by: User, territory: Territory, *, at: datetime) -> None:
    """Refuse a person who does not keep the results of the territory."""
    if not keeps_results(by, territory, on=localdate(at)):
        raise NotAllowed(
            f"У вас нет права загружать результаты ({territory.name}). Это делают координатор, "
            "методисты и начальник управления, а для всего региона региональный координатор."
        )


def sees_rows(user: User, school: Organisation, *, on: date) -> bool:
    """Whether the person sees the rows behind a number of a school, and counts from 1 to 4.

    The school itself, its curator and those who check it; all others get aggregates.
    """
    scope = scope_of(user, on=on)
    return school.pk in scope.own or scope.may_check(school)


def require_rows(by: User, school: Organisation, *, on: date) -> None:
    """Refuse a person who may not see the rows of a school."""
    if not sees_rows(by, school, on=on):
        raise NotAllowed(
            f"Строки результатов организации «{school.short_name}» видят она сама, её куратор "
            "и те, кто её проверяет."
        )
