"""«Мой день» for every role."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.acts.models import Draft
from opora.domain.organisations.access import PLANNING_ROLES, scope_of
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people.models import Notice
from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import Roadmap
from opora.web.day.month import month_grid
from opora.web.day.rail import curated_schools, reports_for
from opora.web.requests import UserRequest

NEWEST = 5
SHOWN = 10


@login_required
@require_GET
def my_day(request: UserRequest) -> HttpResponse:
    """Show what waits for the person; before any plan, how to begin."""
    today = localdate()
    if not Roadmap.objects.visible_to(request.user, on=today).exists():
        return _first_day(request, today)
    only_mine = "mine" in request.GET
    entries = queries.calendar_of_user(request.user, today, on=today)
    context = {
        "today": today,
        "only_mine": only_mine,
        "reports_for": reports_for(request.user, on=today),
        "day": queries.my_day(request.user, on=today, only_mine=only_mine, limit=SHOWN),
        "month": month_grid(entries, today),
        "curated": curated_schools(request.user, on=today),
        "newest": Notice.objects.filter(user=request.user).order_by("-created_at")[:NEWEST],
    }
    return render(request, "web/day/my_day.html", context)


def _first_day(request: UserRequest, today: date) -> HttpResponse:
    scope = scope_of(request.user, on=today)
    seen = Organisation.objects.visible_to(request.user, on=today).schools().open_on(today)
    schools = seen.values("pk")
    members = Membership.objects.on(today).filter(organisation__in=schools)
    heads = members.filter(role=Role.SCHOOL_HEAD)
    context = {
        "today": today,
        "plans": bool(scope.in_roles(PLANNING_ROLES) or request.user.is_superuser),
        "schools": seen.count(),
        "heads": heads.values("organisation").distinct().count(),
        "came": heads.filter(user__last_login__isnull=False).values("user").distinct().count(),
        "curated": members.filter(role=Role.CURATOR).values("organisation").distinct().count(),
        "drafts": Draft.objects.visible_to(request.user, on=today).waiting().count(),
    }
    return render(request, "web/day/first_day.html", context)
