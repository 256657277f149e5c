"""Who has which role: the list, and roles given and ended by the coordinator."""

from __future__ import annotations

import re
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Membership, MembershipQuerySet, Organisation
from opora.domain.organisations.services import memberships
from opora.web.context import manages_people
from opora.web.organisations import forms
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at


def require_manager(request: UserRequest, today: date) -> None:
    """Refuse whoever keeps no list of people and organisations."""
    if not manages_people(scope_of(request.user, on=today)):
        raise PermissionDenied


@login_required
@require_GET
def people(request: UserRequest) -> HttpResponse:
    """List roles in effect in the organisations in sight."""
    today = localdate()
    require_manager(request, today)
    form = forms.Narrow(request.GET, by=request.user, on=today)
    rows = _roles(request, today).filter(_limits(form))
    rows = rows.order_by("organisation__short_name", "role", "user__last_name", "pk")
    context = {"form": form, "page": page_of(rows, request)}
    return render(request, "web/organisations/people.html", context)


def _roles(request: UserRequest, today: date) -> MembershipQuerySet:
    seen = Organisation.objects.visible_to(request.user, on=today)
    members = Membership.objects.on(today).filter(organisation__in=seen)
    return members.select_related("user", "organisation")


def _limits(form: forms.Narrow) -> Q:
    limits = Q()
    if not form.is_valid():
        return limits
    wanted = form.cleaned_data
    if wanted["organisation"]:
        limits &= Q(organisation=wanted["organisation"])
    if wanted["role"]:
        limits &= Q(role=wanted["role"])
    for word in wanted["q"].split():
        pattern = re.escape(word)
        limits &= (
            Q(user__last_name__iregex=pattern)
            | Q(user__first_name__iregex=pattern)
            | Q(user__email__iregex=pattern)
        )
    return limits


@login_required
@require_http_methods(["GET", "POST"])
def grant_role(request: UserRequest) -> HttpResponse:
    """Give a role."""
    today = localdate()
    require_manager(request, today)
    first = {"since": today, "organisation": request.GET.get("organisation")}
    form = forms.GrantRole(request.POST or None, by=request.user, on=today, initial=first)
    if form.is_valid():
        with refusal_at(form):
            memberships.grant(by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Роль дана.", "people")
    return render(request, "web/organisations/grant.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def end_role(request: UserRequest, membership_id: int) -> HttpResponse:
    """End a role on a day."""
    today = localdate()
    require_manager(request, today)
    member = get_object_or_404(_roles(request, today), pk=membership_id)
    form = forms.EndRole(request.POST or None, initial={"on": today})
    if form.is_valid():
        with refusal_at(form):
            memberships.end(membership=member, by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Роль закончится в указанный день.", "people")
    return render(request, "web/organisations/end.html", {"form": form, "member": member})
