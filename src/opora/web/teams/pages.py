"""The page of a team; it is set up, changed, closed, withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.organisations.access import reason
from opora.domain.people.models import AuditEvent
from opora.domain.teams.models import Team
from opora.domain.teams.permissions import (
    NotAllowed,
    keeps_minutes,
    leads,
    owners_for,
    reads_names,
)
from opora.domain.teams.services import teams
from opora.domain.teams.services.teams import TeamRefused
from opora.web.requests import UserRequest, inside
from opora.web.teams.forms import CharterForm, CloseForm, EndForm, begun_with, filled_from
from opora.web.teams.reads import led_team, team_of

REFUSALS = (TeamRefused, NotAllowed)


@login_required
@require_GET
def team(request: UserRequest, team_id: int) -> HttpResponse:
    """Show a team: its document, schools, members, meetings."""
    today = localdate()
    found = team_of(request, team_id)
    members = found.members.select_related("person", "organisation").order_by("role", "pk")
    roles = {"leader": 0, "secretary": 1}
    context = {
        "team": found,
        "today": today,
        "over": found.is_over(on=today),
        "schools": found.schools.order_by("short_name"),
        "members": sorted(
            members.filter(until=None), key=lambda one: (roles.get(one.role, 2), one.pk)
        ),
        "former": members.exclude(until=None),
        "meetings": found.meetings.filter(removed="").order_by("-day", "-pk"),
        "may_lead": leads(request.user, found, on=today) and found.is_standing,
        "may_meet": keeps_minutes(request.user, found, on=today) and found.is_standing,
        "reads_names": reads_names(request.user, found, on=today),
        "entered": AuditEvent.objects.about(found).order_by("at").select_related("by").first(),
        "reason": reason(found, request.user, on=today),
    }
    return render(request, "web/teams/team.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Set up a team."""
    today = localdate()
    if not owners_for(request.user, on=today).exists():
        raise PermissionDenied("Команды создают руководство школ и муниципалитет.")
    first = begun_with(request.GET, by=request.user, on=today)
    form = CharterForm(request.POST or None, by=request.user, on=today, initial=first)
    if form.is_valid():
        try:
            made = teams.found(form.charter(), by=request.user, at=now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Команда записана. Внесите её состав.")
            back = inside(request, request.POST.get("next"))
            return redirect(back or made_page(made))
    back = inside(request, request.GET.get("next") or request.POST.get("next"))
    context = {"form": form, "title": "Новая команда", "next": back}
    return render(request, "web/teams/form.html", context)


def made_page(made: Team) -> str:
    """Return where a new team is filled with people."""
    return reverse("team_members", args=[made.pk])


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, team_id: int) -> HttpResponse:
    """Change a team; naming its document starts its work."""
    found = led_team(request, team_id)
    form = CharterForm(
        request.POST or None, by=request.user, on=localdate(), initial=filled_from(found)
    )
    if form.is_valid():
        try:
            teams.change(team=found, charter=form.charter(), by=request.user, at=now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Изменено.")
            return redirect("team", found.pk)
    return _form(request, form, found, "Изменить команду")


@login_required
@require_http_methods(["GET", "POST"])
def close(request: UserRequest, team_id: int) -> HttpResponse:
    """End the work of a team."""
    found = led_team(request, team_id)
    form = CloseForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        try:
            teams.close(team=found, **form.cleaned_data, by=request.user, at=now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Команда завершила работу.")
            return redirect("team", found.pk)
    return _form(request, form, found, "Завершить работу")


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, team_id: int) -> HttpResponse:
    """Withdraw a record made by mistake."""
    found = led_team(request, team_id)
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            teams.withdraw(team=found, **form.cleaned_data, by=request.user, at=now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Запись отозвана.")
            return redirect("team", found.pk)
    return _form(request, form, found, "Отозвать запись")


def _form(request: UserRequest, form: Form, found: Team, title: str) -> HttpResponse:
    return render(request, "web/teams/form.html", {"form": form, "team": found, "title": title})
