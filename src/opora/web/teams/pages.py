"""The page of a team; it is set up, changed, closed, withdrawn."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.activities.models import Activity
from opora.domain.acts.models import Act
from opora.domain.organisations.access import reason
from opora.domain.people.models import AuditEvent
from opora.domain.teams.models import Team
from opora.domain.teams.permissions import keeps_minutes, leads, owners_for, reads_names
from opora.domain.teams.services import teams
from opora.web.requests import UserRequest, inside
from opora.web.steps import done, refusal_at
from opora.web.teams.forms import CharterForm, CloseForm, EndForm, begun_with, filled_from
from opora.web.teams.reads import led_team, team_of

MOST_ACTIVITIES = 50
"""Activities of a team on its page, the latest."""


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
        "act_address": _act_address(request, found),
        "activities": list(
            Activity.objects.visible_to(request.user, on=today)
            .filter(team=found)
            .standing()
            .order_by("-day", "-pk")[:MOST_ACTIVITIES]
        ),
        "may_lead": leads(request.user, found, on=today) and found.is_standing,
        "may_meet": keeps_minutes(request.user, found, on=today) and found.is_standing,
        "reads_names": reads_names(request.user, found, on=today),
        "entered": AuditEvent.objects.about(found).order_by("at").select_related("by").first(),
        "reason": reason(found, request.user, on=today),
    }
    return render(request, "web/teams/team.html", context)


def _act_address(request: UserRequest, found: Team) -> str:
    """Return the address of the document that set the team up, if the person may open it."""
    seen = Act.objects.visible_to(request.user, on=localdate())
    if found.act_id is None or not seen.filter(pk=found.act_id).exists():
        return ""
    return reverse("act", args=[found.act_id])


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
        with refusal_at(form):
            made = teams.found(form.charter(), by=request.user, at=now())
            return done(
                request, "Команда записана. Внесите её состав.", "team_members", made.pk
            )
    back = inside(request, request.GET.get("next") or request.POST.get("next"))
    context = {"form": form, "title": "Новая команда", "next": back}
    return render(request, "web/teams/form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, team_id: int) -> HttpResponse:
    """Change a team; naming its document starts its work."""
    found = led_team(request, team_id)
    form = CharterForm(
        request.POST or None, by=request.user, on=localdate(), initial=filled_from(found)
    )
    if form.is_valid():
        with refusal_at(form):
            teams.change(team=found, charter=form.charter(), by=request.user, at=now())
            return done(request, "Изменено.", "team", found.pk)
    return _form(request, form, found, "Изменить команду")


@login_required
@require_http_methods(["GET", "POST"])
def close(request: UserRequest, team_id: int) -> HttpResponse:
    """End the work of a team."""
    found = led_team(request, team_id)
    form = CloseForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        with refusal_at(form):
            teams.close(team=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Команда завершила работу.", "team", found.pk)
    return _form(request, form, found, "Завершить работу")


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, team_id: int) -> HttpResponse:
    """Withdraw a record made by mistake."""
    found = led_team(request, team_id)
    form = EndForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            teams.withdraw(team=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Запись отозвана.", "team", found.pk)
    return _form(request, form, found, "Отозвать запись")


def _form(request: UserRequest, form: Form, found: Team, title: str) -> HttpResponse:
    return render(request, "web/teams/form.html", {"form": form, "team": found, "title": title})
