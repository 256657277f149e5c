"""Who may bring files of results, say which code is which school, and see small counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils.timezone import localdate

from opora.domain.assessments.models import Import
from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed


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


def sees_small_counts(user: User, school: Organisation, *, on: date) -> bool:
    """Whether counts of one to four pupils of the school are open to the person.

    They are to the school, to its curator and to those who check it in the municipality; the
    region works with larger numbers.
    """
    return small_counts_open_to(user, on=on)(school.pk, school.territory_id)


def small_counts_open_to(user: User, *, on: date) -> Callable[[int, int], bool]:
    """Return ``sees_small_counts`` of one person, to be asked of many schools.

    It takes the school and its territory.
    """
    scope = scope_of(user, on=on)
    every, own, municipal = user.is_superuser, scope.own, scope.municipalities
    return lambda school, territory: every or school in own or territory in municipal


def sees_all_counts(user: User, territory: Territory, *, on: date) -> bool:
    """Whether small counts of every school of a territory are open to the person."""
    checks = territory.kind == Territory.Kind.MUNICIPALITY
    return user.is_superuser or (
        checks and territory.pk in scope_of(user, on=on).municipalities
    )


def reads_file(user: User, imported: Import, *, on: date) -> bool:
    """Whether the rows of a file are open to the person: they brought it, or check its schools.

    A file that a municipality brought is a list of its pupils' marks; its region knows that
    it is there and what became of it.
    """
    return (
        imported.uploaded_by_id == user.pk
        or imported.organisation_id in scope_of(user, on=on).own
        or sees_all_counts(user, imported.territory, on=on)
    )


def sees_rows(user: User, school: Organisation, *, on: date) -> bool:
    """Whether the person sees the rows behind a number of a school: a row is of one pupil."""
    return sees_small_counts(user, school, on=on)


def require_rows(by: User, school: Organisation, *, on: date) -> None:
    """Refuse a person who may not see the rows of a school."""
    if not sees_rows(by, school, on=on):
        raise NotAllowed(
            f"Результаты организации «{school.short_name}» по участникам видят она сама, её "
            "куратор и муниципалитет. Региону открыты числа участников и доли, за которыми "
            "стоит не меньше 5 человек: они на странице «Результаты года»."
        )
