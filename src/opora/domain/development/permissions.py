"""Who writes, checks and confirms documents, who leads an expertise, who may read in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from opora.domain.development.models import Document
from opora.domain.organisations.access import MUNICIPAL_ROLES, Scope, scope_of
from opora.domain.organisations.models import (
    Membership,
    Organisation,
    OrganisationQuerySet,
    Role,
    Territory,
)
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed

READERS = (
    Role.EXPERT, Role.METHODIST, Role.COORDINATOR, Role.AUTHORITY_HEAD, Role.CURATOR,
    Role.SCHOOL_HEAD, Role.DEPUTY_HEAD, Role.TEACHER,
)  # fmt: skip


def _scope(by: User, at: datetime) -> Scope:
    return scope_of(by, on=localdate(at))


def writes(by: User, school: Organisation, *, at: datetime) -> bool:
    """Whether the person writes documents of the school: its heads, or those above it."""
    return _scope(by, at).may_plan_for(school)


def checks(by: User, school: Organisation, *, at: datetime) -> bool:
    """Whether the person checks as a curator; where there is none, those above do."""
    return _scope(by, at).may_check(school)


def confirms(by: User, school: Organisation, *, at: datetime) -> bool:
    """Whether the person checks and confirms for the municipality."""
    return _scope(by, at).may_approve_for(school)


def require_writing(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who write nothing for the school."""
    if not writes(by, school, at=at):
        raise NotAllowed(
            f"Документы школы «{school.short_name}» готовят её директор, муниципальный "
            "координатор и методист."
        )


def require_checking(by: User, document: Document, *, at: datetime) -> None:
    """Refuse those who do not check the school."""
    if not checks(by, document.school, at=at):
        raise NotAllowed("Документ проверяет куратор школы или муниципальный координатор.")


def require_confirming(by: User, document: Document, *, at: datetime) -> None:
    """Refuse those who confirm nothing of the school."""
    if not confirms(by, document.school, at=at):
        raise NotAllowed("Документ подтверждают муниципальный координатор и методист.")


def schools_of(by: User, *, at: datetime) -> OrganisationQuerySet:
    """Schools for which the person writes documents."""
    day = localdate(at)
    seen = Organisation.objects.visible_to(by, on=day).schools().open_on(day)
    scope = _scope(by, at)
    ours = [one.pk for one in seen.select_related("territory") if scope.may_plan_for(one)]
    return Organisation.objects.filter(pk__in=ours).order_by("short_name")


def offices_of(by: User, *, at: datetime) -> OrganisationQuerySet:
    """Offices in whose name the person may order an expertise: where they work."""
    scope = _scope(by, at)
    leading = scope.in_roles(MUNICIPAL_ROLES | {Role.REGIONAL_COORDINATOR})
    return Organisation.objects.filter(
        pk__in=[member.organisation_id for member in leading]
    ).order_by("short_name")


def leads(by: User, owner: Organisation, *, at: datetime) -> bool:
    """Whether the person leads the expertises of an office: works for its territory."""
    scope = _scope(by, at)
    return by.is_superuser or owner.territory_id in scope.municipalities | scope.regions


def require_leading(by: User, owner: Organisation, *, at: datetime) -> None:
    """Refuse those who lead no expertise of the office."""
    if not leads(by, owner, at=at):
        raise NotAllowed(
            f"Экспертизу ведут сотрудники, которые работают для территории "
            f"«{owner.territory.name}»."
        )


def readers_near(territory: Territory, *, on: date) -> QuerySet[User]:
    """People who may be asked to read: of the territory, of the one above, of those below."""
    near = Q(organisation__territory=territory) | Q(organisation__territory__parent=territory)
    if territory.parent_id:
        near |= Q(organisation__territory=territory.parent_id)
    members = Membership.objects.on(on).filter(near, role__in=READERS)
    people = User.objects.filter(memberships__in=members, is_active=True).distinct()
    return people.order_by("last_name", "first_name", "pk")


def ties_of(readers: Iterable[User], *, on: date) -> dict[int, set[int]]:
    """Return by reader the schools they belong to or curate: those are not theirs to read."""
    found: dict[int, set[int]] = {one.pk: set() for one in readers}
    rows = Membership.objects.on(on).filter(user__in=found).values_list("user", "organisation")
    for user, organisation in rows:
        found[user].add(organisation)
    return found
