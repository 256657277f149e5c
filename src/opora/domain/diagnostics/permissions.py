"""Who holds surveys, speaks for a school, checks profiles and diagnoses teachers."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from opora.domain.diagnostics.models.deficits import HEADS, METHODISTS
from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed


def works_for(by: User, organisation: Organisation, *, on: date) -> bool:
    """Whether the person works for the municipality of an organisation."""
    members = scope_of(by, on=on).in_roles(MUNICIPAL_ROLES)
    return by.is_superuser or any(
        one.organisation.territory_id == organisation.territory_id for one in members
    )


def speaks_for(by: User, school: Organisation, *, on: date) -> bool:
    """Whether the person is the head or a deputy of the school."""
    members = scope_of(by, on=on).in_roles(HEADS)
    return any(one.organisation_id == school.pk for one in members)


def leads(by: User, organisation: Organisation, *, on: date) -> bool:
    """Whether the person holds surveys and keeps analyses for an organisation."""
    return works_for(by, organisation, on=on) or speaks_for(by, organisation, on=on)


def checks(by: User, school: Organisation, *, on: date) -> bool:
    """Whether the person verifies the profile of a school: its curator, its municipality."""
    return school.pk in scope_of(by, on=on).curated or works_for(by, school, on=on)


def reads_results(by: User, school: Organisation, *, on: date) -> bool:
    """Whether results of closed surveys are open: not to teachers, who gave the answers."""
    scope = scope_of(by, on=on)
    above = {school.territory_id, school.territory.parent_id}
    return leads(by, school, on=on) or school.pk in scope.curated or bool(scope.regions & above)


def diagnoses(by: User, school: Organisation, *, on: date) -> bool:
    """Whether the person enters diagnoses of teachers: head, deputy, methodist."""
    places = {one.organisation.territory_id for one in scope_of(by, on=on).in_roles(METHODISTS)}
    return speaks_for(by, school, on=on) or school.territory_id in places


def starts_surveys(by: User, *, on: date) -> bool:
    """Whether there is an organisation for which the person may hold a survey."""
    roles = MUNICIPAL_ROLES | {Role.SCHOOL_HEAD, Role.DEPUTY_HEAD}
    return bool(scope_of(by, on=on).in_roles(frozenset(roles)))


def require_leading(by: User, organisation: Organisation, *, at: datetime) -> None:
    """Refuse those who may not do this for the organisation."""
    if not leads(by, organisation, on=localdate(at)):
        raise NotAllowed(
            f"Для организации «{organisation.short_name}» это делают её директор и "
            "заместители, управление образования и методическая служба."
        )


def require_checking(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who do not check the school."""
    if not checks(by, school, on=localdate(at)):
        raise NotAllowed("Профиль проверяют куратор школы, управление и методическая служба.")


def require_speaking(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who are neither head nor deputy of the school."""
    if not speaks_for(by, school, on=localdate(at)):
        raise NotAllowed(f"За школу «{school.short_name}» отвечают её директор и заместители.")


def require_diagnosing(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who do not diagnose the teachers of the school."""
    if not diagnoses(by, school, on=localdate(at)):
        raise NotAllowed(
            "Диагностику учителя вносят директор, заместитель и методист муниципалитета: "
            "только они и сам учитель видят её результат."
        )
