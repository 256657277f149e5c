"""The list of schools and the page of one; tabs are addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import AuditEvent
from opora.domain.roadmaps import queries
from opora.web.accounts.subscriptions import give_feed
from opora.web.history.entries import entries_of
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.schools.reads import school_lines, schools_for, staff_of
from opora.web.years import years_of

TABS = (
    ("school", "Обзор"),
    ("school_obligations", "Обязательства"),
    ("school_roadmaps", "Дорожные карты"),
    ("school_staff", "Сотрудники"),
    ("school_history", "История"),
)
LATEST = 5


@login_required
@require_GET
def school_list(request: UserRequest) -> HttpResponse:
    """List the schools in sight by the alphabet."""
    today = localdate()
    words = words_of(request)
    page = page_of(schools_for(request.user, words, on=today), request)
    context = {
        "today": today,
        "words": words,
        "page": page,
        "lines": school_lines(list(page), on=today),
    }
    return render(request, "web/schools/list.html", context)


@login_required
@require_GET
def overview(request: UserRequest, school_id: int) -> HttpResponse:
    """Show what the school owes now, who supports it, what happened last."""
    today = localdate()
    school = _school(request, school_id, today)
    years = years_of(request, today)
    events = AuditEvent.objects.about(school).select_related("by")[:LATEST]
    more = {
        "summary": queries.school_summary(school, on=today, school_year=years.chosen),
        "years": years,
        "curators": staff_of(school, on=today).filter(role=Role.CURATOR),
        "entries": entries_of(events),
    }
    return _tab(request, school, today, "school", more)


@login_required
@require_GET
def owed(request: UserRequest, school_id: int) -> HttpResponse:
    """List everything the school owes."""
    today = localdate()
    school = _school(request, school_id, today)
    filters = queries.ObligationFilters(organisation=school.pk)
    rows = queries.obligation_list(request.user, on=today, filters=filters)
    return _tab(request, school, today, "school_obligations", {"page": page_of(rows, request)})


@login_required
@require_GET
def roadmaps(request: UserRequest, school_id: int) -> HttpResponse:
    """List the school's own roadmaps and those that oblige it."""
    today = localdate()
    school = _school(request, school_id, today)
    rows = queries.roadmap_rows(request.user, on=today)
    obliging = set(school.obligations.order_by().values_list("roadmap", flat=True).distinct())
    more = {
        "own": [row for row in rows if row.roadmap.owner_id == school.pk],
        "others": [
            row
            for row in rows
            if row.roadmap.owner_id != school.pk and row.roadmap.pk in obliging
        ],
    }
    return _tab(request, school, today, "school_roadmaps", more)


@login_required
@require_GET
def staff(request: UserRequest, school_id: int) -> HttpResponse:
    """List who works in and for the school."""
    today = localdate()
    school = _school(request, school_id, today)
    return _tab(request, school, today, "school_staff", {"staff": staff_of(school, on=today)})


@login_required
@require_GET
def past(request: UserRequest, school_id: int) -> HttpResponse:
    """Show what happened to the record of the school."""
    today = localdate()
    school = _school(request, school_id, today)
    page = page_of(AuditEvent.objects.about(school).select_related("by"), request)
    more = {"page": page, "entries": entries_of(page)}
    return _tab(request, school, today, "school_history", more)


@login_required
@require_POST
def subscribe(request: UserRequest, school_id: int) -> HttpResponse:
    """Give the person an address of the school's calendar, and show it among theirs."""
    school = _school(request, school_id, localdate())
    return give_feed(request, f"organisation:{school.pk}")


def _school(request: UserRequest, school_id: int, today: date) -> Organisation:
    seen = Organisation.objects.visible_to(request.user, on=today)
    return get_object_or_404(seen.select_related("territory"), pk=school_id)


def _tab(
    request: UserRequest, school: Organisation, today: date, name: str, more: dict[str, Any]
) -> HttpResponse:
    context = {
        "today": today,
        "school": school,
        "tabs": TABS,
        "tab": name,
        "heads": staff_of(school, on=today).filter(role=Role.SCHOOL_HEAD),
        "is_own": school.pk in scope_of(request.user, on=today).own,
        "reason": reason(school, request.user, on=today),
        **more,
    }
    return render(request, f"web/schools/{name}.html", context)
