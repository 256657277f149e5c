"""Who enrols schools, appoints curators and writes the case log."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import (
    Organisation,
    OrganisationQuerySet,
    Role,
    Territory,
)
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed

_HEADS = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD})


def schools_above(user: User, *, on: date) -> OrganisationQuerySet:
    """Return schools that the person enrols and gives curators: of their municipality."""
    rows = Organisation.objects.open_on(on).schools()
    if user.is_superuser:
        return rows
    return rows.filter(territory__in=scope_of(user, on=on).municipalities)


def keeps_models(user: User, territory: Territory, *, on: date) -> bool:
    """Whether the person keeps models, enrolments and curators of the territory."""
    return user.is_superuser or territory.pk in scope_of(user, on=on).municipalities


def joins_projects(user: User, school: Organisation, *, on: date) -> bool:
    """Whether the person says who of the school takes part in a project."""
    members = scope_of(user, on=on).in_roles(_HEADS)
    own = any(one.organisation_id == school.pk for one in members)
    return own or keeps_models(user, school.territory, on=on)


def writes_case(user: User, school: Organisation, *, on: date) -> bool:
    """Whether the person writes the case log: the curator, and the municipality."""
    scope = scope_of(user, on=on)
    return school.pk in scope.curated or keeps_models(user, school.territory, on=on)


def finishes_case(user: User, school: Organisation, *, on: date) -> bool:
    """Whether the person marks a step as done: who writes the log, and the school's head."""
    return writes_case(user, school, on=on) or joins_projects(user, school, on=on)


def names_people(user: User, school: Organisation, *, on: date) -> bool:
    """Whether the person reads who takes part: the school and its municipality."""
    scope = scope_of(user, on=on)
    return (
        user.is_superuser
        or school.pk in scope.own
        or bool(scope.in_roles(MUNICIPAL_ROLES) and school.territory_id in scope.municipalities)
    )


def require_keeping(by: User, territory: Territory, *, at: datetime) -> None:
    """Refuse those who do not work for the municipality."""
    if not keeps_models(by, territory, on=localdate(at)):
        raise NotAllowed(
            "Модели, участие школ и кураторов ведут управление образования и методическая "
            f"служба ({territory.name})."
        )


def require_joining(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who do not say who of the school takes part."""
    if not joins_projects(by, school, on=localdate(at)):
        raise NotAllowed("Участников называют руководство школы и муниципалитет.")


def require_case(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who do not write the case log of the school."""
    if not writes_case(by, school, on=localdate(at)):
        raise NotAllowed("Журнал ведут куратор школы и муниципалитет.")


def require_finishing(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who do not mark steps as done."""
    if not finishes_case(by, school, on=localdate(at)):
        raise NotAllowed("Шаг отмечают куратор, руководство школы и муниципалитет.")
