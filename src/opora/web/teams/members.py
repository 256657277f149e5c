"""Who is in a team: people come from staff lists, take roles, leave."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.organisations.models import Organisation, OrganisationQuerySet
from opora.domain.staff.models import Employment
from opora.domain.teams.models import Member, Team
from opora.domain.teams.services import members as services
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.teams.forms import LONGEST_KEY, JoinForm, LeaveForm
from opora.web.teams.reads import led_team
from opora.web.words import counted

PEOPLE = "человек,человека,человек"
MOST_SHOWN = 300


@login_required
@require_http_methods(["GET", "POST"])
def members(request: UserRequest, team_id: int) -> HttpResponse:
    """Choose people of a staff list and take them into the team."""
    found = led_team(request, team_id)
    first = max(found.since, min(localdate(), found.until or localdate()))
    form = JoinForm(request.POST or None, initial={"role": "member", "since": first})
    home = _home(request, found)
    if form.is_valid():
        with refusal_at(form):
            came = services.join(
                team=found, posts=_chosen(request), **form.cleaned_data, by=request.user,
                at=now(),
            )  # fmt: skip
            here = f"{request.path}?school={home.pk if home else ''}"
            return done(request, f"В состав вошли: {counted(came, PEOPLE)}.", here)
    context = {
        "team": found, "form": form, "home": home, "places": _places(request),
        "staff": _staff(request, found, home), "roles": Member.Role.choices,
        "members": found.members.filter(until=None)
        .select_related("person", "organisation").order_by("pk"),
    }  # fmt: skip
    return render(request, "web/teams/members.html", context)


def _places(request: UserRequest) -> OrganisationQuerySet:
    """Organisations whose staff the person sees."""
    employed = Employment.objects.visible_to(request.user, on=localdate())
    rows = Organisation.objects.filter(pk__in=employed.values("organisation"))
    return rows.order_by("short_name")


def _home(request: UserRequest, team: Team) -> Organisation | None:
    asked = request.GET.get("school", "")
    places = _places(request)
    if asked.isdecimal() and len(asked) < LONGEST_KEY:
        return places.filter(pk=asked).first()
    return places.filter(pk=team.owner_id).first() or places.first()


def _staff(request: UserRequest, team: Team, home: Organisation | None) -> list[Employment]:
    today = localdate()
    rows = Employment.objects.visible_to(request.user, on=today).on(today)
    rows = rows.filter(organisation=home).exclude(
        person__in=team.members.filter(until=None).values("person")
    )
    found = rows.select_related("person").order_by("person__search", "person", "pk")
    return list({one.person_id: one for one in found[:MOST_SHOWN]}.values())


def _chosen(request: UserRequest) -> list[Employment]:
    keys = [key for key in request.POST.getlist("post") if key.isdecimal()]
    seen = Employment.objects.visible_to(request.user, on=localdate())
    wanted = [key for key in keys if len(key) < LONGEST_KEY]
    return list(seen.filter(pk__in=wanted).select_related("person", "organisation"))


@login_required
@require_POST
def role(request: UserRequest, team_id: int, member_id: int) -> HttpResponse:
    """Give a member another role."""
    found = led_team(request, team_id)
    member = get_object_or_404(found.members, pk=member_id)
    asked = request.POST.get("role", "")
    if asked in Member.Role.values:
        with refusal_as_message(request):
            services.give_role(member=member, role=asked, by=request.user, at=now())
            messages.success(request, "Роль изменена.")
    return redirect("team_members", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: UserRequest, team_id: int, member_id: int) -> HttpResponse:
    """Let a member go on a day."""
    found = led_team(request, team_id)
    member = get_object_or_404(found.members.select_related("person"), pk=member_id)
    form = LeaveForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        with refusal_at(form):
            services.leave(member=member, on=form.cleaned_data["on"], by=request.user, at=now())
            return done(
                request,
                f"{member.person.short_name} больше не в составе.",
                "team_members",
                found.pk,
            )
    context = {"form": form, "team": found, "title": f"Из состава: {member.person.short_name}"}
    return render(request, "web/teams/form.html", context)
