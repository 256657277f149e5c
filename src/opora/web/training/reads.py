"""What several pages of training ask for: rows in sight, rows to change, the school meant."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, OrganisationQuerySet
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person, PersonQuerySet
from opora.domain.training import permissions
from opora.domain.training.models import Completion, Course, Group, Plan
from opora.web.requests import UserRequest


def course_of(request: UserRequest, course_id: int) -> Course:
    """Return a programme in sight."""
    seen = Course.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(
        seen.select_related("owner__territory", "entered_by"), pk=course_id
    )


def kept_course(request: UserRequest, course_id: int) -> Course:
    """Return a programme that the person may correct."""
    found = course_of(request, course_id)
    if not permissions.enters_courses_for(request.user, found.owner, on=localdate()):
        raise PermissionDenied("Программу правит тот, кто её внёс, и те, кто над ним.")
    return found


def completion_of(request: UserRequest, completion_id: int) -> Completion:
    """Return a certificate whose name the person reads."""
    seen = Completion.objects.named_to(request.user, on=localdate()).select_related(
        "person", "organisation__territory", "course", "group", "entered_by", "file"
    )
    return get_object_or_404(seen, pk=completion_id)


def kept_completion(request: UserRequest, completion_id: int) -> Completion:
    """Return a certificate that the person may correct: the holder's own, or those above."""
    found = completion_of(request, completion_id)
    if found.person.user_id != request.user.pk:
        _require_keeping(request.user, found.organisation)
    return found


def group_of(request: UserRequest, group_id: int) -> Group:
    """Return a group in sight."""
    seen = Group.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(
        seen.select_related("owner__territory", "course", "entered_by"), pk=group_id
    )


def kept_group(request: UserRequest, group_id: int) -> Group:
    """Return a group that the person leads."""
    found = group_of(request, group_id)
    _require_keeping(request.user, found.owner)
    return found


def plan_of(request: UserRequest, plan_id: int) -> Plan:
    """Return a plan-schedule in sight."""
    seen = Plan.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(seen.select_related("owner__territory", "entered_by"), pk=plan_id)


def kept_plan(request: UserRequest, plan_id: int) -> Plan:
    """Return a plan-schedule that the person draws up."""
    found = plan_of(request, plan_id)
    _require_keeping(request.user, found.owner)
    return found


def _require_keeping(user: User, organisation: Organisation) -> None:
    if not permissions.keeps(user, organisation, on=localdate()):
        raise PermissionDenied(
            "Обучение ведут руководители школы, муниципальный координатор и методист."
        )


def meant(request: HttpRequest, schools: OrganisationQuerySet) -> Organisation | None:
    """Return the organisation the address or the form names, or the only one there is."""
    named = request.POST.get("school") or request.GET.get("school") or ""
    if named.isdecimal():
        return schools.filter(pk=named).first()
    first = list(schools[:2])
    return first[0] if len(first) == 1 else None


def entered_by(user: User, *, on: date) -> OrganisationQuerySet:
    """Organisations for whose people the person enters certificates: a teacher, for oneself."""
    own = Employment.objects.on(on).filter(person__user=user.pk).values("organisation")
    kept = permissions.kept_by(user, on=on).values("pk")
    rows = Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=kept))
    return rows.select_related("territory").order_by("short_name")


def own_first(owners: OrganisationQuerySet, user: User) -> Organisation | None:
    """Return with whom a form begins: the person's own organisation before the others."""
    own = [one.organisation_id for one in scope_of(user, on=localdate()).memberships]
    return owners.filter(pk__in=own).first() or owners.first()


def people_of(school: Organisation, user: User, *, on: date) -> PersonQuerySet:
    """People of an organisation whom the person sends to learn; a teacher, oneself only."""
    staff = Employment.objects.on(on).filter(organisation=school).values("person")
    rows = Person.objects.filter(pk__in=staff).order_by("search", "pk")
    return rows if permissions.keeps(user, school, on=on) else rows.filter(user=user.pk)


def day_given(request: HttpRequest) -> date | None:
    """Return the day that the address gives."""
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return None


def either_case(word: str) -> str:
    """Match a word in either case: SQLite folds no Cyrillic by itself."""
    return "".join(f"[{one.lower()}{one.upper()}]" if one.isalpha() else "." for one in word)


def carried(request: HttpRequest) -> dict[str, Any]:
    """Return what an address gives besides the school, to be kept when one is chosen."""
    return {name: value for name, value in request.GET.items() if name != "school" and value}
