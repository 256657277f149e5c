"""The list of schools and the page of one; tabs are addresses."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from opora.domain.organisations.models import Role
from opora.domain.people.models import AuditEvent
from opora.domain.roadmaps import queries
from opora.web.accounts.subscriptions import give_feed
from opora.web.history.entries import entries_of
from opora.web.paging import page_of
from opora.web.panel.stages import runs_for
from opora.web.passports.score_tables import score_line
from opora.web.requests import UserRequest, words_of
from opora.web.results.guard import unordered
from opora.web.schools.conditions import Sight
from opora.web.schools.forms import SchoolFilters
from opora.web.schools.frame import school_for, show_tab
from opora.web.schools.knowledge import Knowledge
from opora.web.schools.reads import school_lines, schools_for, schools_table, staff_of
from opora.web.schools.shares import change_words, drawn, usual
from opora.web.tables import asked_kind, table_file
from opora.web.years import years_of

LATEST = 5
MOST_WORKS = 4


@login_required
@require_GET
@unordered
def school_list(request: UserRequest) -> HttpResponseBase:
    """List the schools in sight by the alphabet, under the conditions of the address."""
    today = localdate()
    words = words_of(request)
    form = SchoolFilters(request.GET, user=request.user, on=today)
    years = years_of(request, today)
    sight = Sight(on=today, school_year=years.chosen, runs=runs_for(request.user, on=today))
    found = form.narrow(schools_for(request.user, words, on=today), sight)
    chips = list(form.chips())
    if kind := asked_kind(request):
        told = "; ".join(text for text, _ in chips)
        made = schools_table(list(found), told, on=today, school_year=years.chosen)
        return table_file(made, kind)
    page = page_of(found, request)
    lines = school_lines(list(page), on=today, school_year=years.chosen)
    more = {"form": form, "chips": chips, "lines": lines, "years": years}
    context = {"today": today, "words": words, "page": page, **more}
    return render(request, "web/schools/list.html", context)


@login_required
@require_GET
def overview(request: UserRequest, school_id: int) -> HttpResponse:
    """Show what the school owes now, its results, who supports it, what happened last."""
    today = localdate()
    school = school_for(request, school_id, today)
    years = years_of(request, today)
    known = Knowledge(school, request.user, on=today)
    codes = known.rule.assessments.codes if known.rule else ()
    shown = usual(known.works, codes, most=MOST_WORKS)
    events = AuditEvent.objects.about(school).select_related("by")[:LATEST]
    more = {
        "known": known,
        "drawn": drawn(shown, known.rule),
        "change": change_words(shown),
        "line": score_line(known.score, full=known.full) if known.score else None,
        "closed": known.closed(),
        "summary": queries.school_summary(school, on=today, school_year=years.chosen),
        "years": years,
        "curators": staff_of(school, on=today).filter(role=Role.CURATOR),
        "entries": entries_of(events),
    }
    return show_tab(request, school, today, "school", more)


@login_required
@require_GET
def owed(request: UserRequest, school_id: int) -> HttpResponse:
    """List everything the school owes."""
    today = localdate()
    school = school_for(request, school_id, today)
    filters = queries.ObligationFilters(organisation=school.pk)
    rows = queries.obligation_list(request.user, on=today, filters=filters)
    return show_tab(
        request, school, today, "school_obligations", {"page": page_of(rows, request)}
    )


@login_required
@require_GET
def roadmaps(request: UserRequest, school_id: int) -> HttpResponse:
    """List the school's own roadmaps and those that oblige it."""
    today = localdate()
    school = school_for(request, school_id, today)
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
    return show_tab(request, school, today, "school_roadmaps", more)


@login_required
@require_GET
def staff(request: UserRequest, school_id: int) -> HttpResponse:
    """List who works in and for the school."""
    today = localdate()
    school = school_for(request, school_id, today)
    more = {"staff": staff_of(school, on=today)}
    return show_tab(request, school, today, "school_staff", more)


@login_required
@require_GET
def past(request: UserRequest, school_id: int) -> HttpResponse:
    """Show the statuses that the school had, and what happened to its record."""
    today = localdate()
    school = school_for(request, school_id, today)
    page = page_of(AuditEvent.objects.about(school).select_related("by"), request)
    known = Knowledge(school, request.user, on=today)
    more = {"page": page, "entries": entries_of(page), "known": known}
    return show_tab(request, school, today, "school_history", more)


@login_required
@require_POST
def subscribe(request: UserRequest, school_id: int) -> HttpResponse:
    """Give the person an address of the school's calendar, and show it among theirs."""
    school = school_for(request, school_id, localdate())
    return give_feed(request, f"organisation:{school.pk}")
