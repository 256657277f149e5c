"""What the pages of diagnostics share: what of it the person may open."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate

from opora.domain.diagnostics.models import Survey, SurveyedSchool
from opora.domain.diagnostics.models.deficits import HEADS, METHODISTS
from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.web.requests import UserRequest, inside


def survey_of(request: UserRequest, survey_id: int) -> Survey:
    """Return a survey in sight."""
    seen = Survey.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(seen.select_related("owner__territory"), pk=survey_id)


def place_of(request: UserRequest, surveyed_id: int) -> SurveyedSchool:
    """Return a school of a survey, where the affairs of the school are open to the person."""
    scope = scope_of(request.user, on=localdate())
    seen = SurveyedSchool.objects.filter(scope.organisations("school__"))
    found = seen.select_related("survey__owner__territory", "school__territory__parent")
    return get_object_or_404(found, pk=surveyed_id)


def owners_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """Return organisations in whose name the person holds surveys."""
    members = scope_of(user, on=on).in_roles(MUNICIPAL_ROLES | HEADS)
    own = {one.organisation_id for one in members}
    return Organisation.objects.filter(pk__in=own).order_by("short_name")


def led_schools(user: User, *, on: date) -> QuerySet[Organisation]:
    """Return open schools whose affairs the person leads, by name."""
    scope = scope_of(user, on=on)
    own = {one.organisation_id for one in scope.in_roles(HEADS)}
    return _schools(Q(pk__in=own) | Q(territory__in=scope.municipalities), on)


def diagnosed_schools(user: User, *, on: date) -> QuerySet[Organisation]:
    """Return open schools whose teachers the person diagnoses, by name."""
    scope = scope_of(user, on=on)
    own = {one.organisation_id for one in scope.in_roles(HEADS)}
    places = {one.organisation.territory_id for one in scope.in_roles(METHODISTS)}
    return _schools(Q(pk__in=own) | Q(territory__in=places), on)


def seen_schools(user: User, *, on: date) -> QuerySet[Organisation]:
    """Return open schools whose affairs the person sees, by name."""
    return _schools(scope_of(user, on=on).organisations(), on)


def _schools(where: Q, on: date) -> QuerySet[Organisation]:
    schools = Organisation.objects.schools().open_on(on).filter(where)
    return schools.select_related("territory").order_by("short_name", "pk")


def day_of(request: HttpRequest, today: date) -> date:
    """Return the day that the address names, else today."""
    try:
        return parse_date(request.GET.get("day", "")) or today
    except ValueError:  # shaped like a day, but there is no such day
        return today


def number_of(request: HttpRequest, name: str) -> int | None:
    """Return a key that the address names; none where it is no key."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 18 else None  # noqa: PLR2004 — no larger key is


def back(request: HttpRequest, name: str, *args: object) -> str:
    """Return where the form was opened from, else the page of this name."""
    return inside(request, request.GET.get("next")) or reverse(name, args=args)
