"""Who draws up, signs and ends agreements."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, OrganisationQuerySet
from opora.domain.partnerships.models import Agreement
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed


def draws_up_for(by: User, school: Organisation, *, at: datetime) -> bool:
    """Whether the person draws up agreements of a school: its head, or those above it."""
    return scope_of(by, on=localdate(at)).may_plan_for(school)


def leads(by: User, agreement: Agreement, *, at: datetime) -> bool:
    """Whether the person changes an agreement: either school, or those above them."""
    return draws_up_for(by, agreement.school, at=at) or draws_up_for(
        by, agreement.leader, at=at
    )


def schools_of(by: User, *, at: datetime) -> OrganisationQuerySet:
    """Schools for which the person draws up agreements."""
    scope = scope_of(by, on=localdate(at))
    seen = Organisation.objects.visible_to(by, on=localdate(at)).schools()
    drawn = [one.pk for one in seen.select_related("territory") if scope.may_plan_for(one)]
    return Organisation.objects.filter(pk__in=drawn).order_by("short_name")


def require_drawing_up(by: User, school: Organisation, *, at: datetime) -> None:
    """Refuse those who draw up nothing for the school."""
    if not draws_up_for(by, school, at=at):
        raise NotAllowed(
            f"Договор школы «{school.short_name}» готовят её директор, муниципальный "
            "координатор и методист."
        )


def require_lead(by: User, agreement: Agreement, *, at: datetime) -> None:
    """Refuse those who are on no side of the agreement."""
    if not leads(by, agreement, at=at):
        raise NotAllowed(
            "Договор ведут директора обеих школ, муниципальный координатор и методист."
        )
