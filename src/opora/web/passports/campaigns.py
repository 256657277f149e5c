"""Campaigns: which there are, how complete one is, opening one."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.context import queries
from opora.domain.context.models import Campaign, Passport
from opora.domain.context.permissions import fills, works_for
from opora.domain.context.services import campaigns
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.reports.tables import Table
from opora.web.paging import page_of
from opora.web.panel.reads import territories_of
from opora.web.passports.forms import OpenCampaign
from opora.web.passports.reads import campaign_of, last_reminder, school_year
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file

MOST_PLACES = 50
AHEAD, BACK = 1, 3
"""School years that a campaign may be opened for, around this one."""


@login_required
@require_GET
def campaign_list(request: UserRequest) -> HttpResponse:
    """List the campaigns in sight, the newest first."""
    today = localdate()
    seen = Campaign.objects.visible_to(request.user, on=today).select_related("territory")
    page = page_of(seen.order_by("-year", "territory__name"), request)
    handed = queries.handed_in(list(page), on=today)
    places = territories_of(request.user, on=today).filter(kind=Territory.Kind.MUNICIPALITY)
    context = {
        "page": page,
        "lines": [(one, *handed[one.pk]) for one in page],
        "today": today,
        "territories": places[:MOST_PLACES],
    }
    return render(request, "web/passports/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def open_campaign(request: UserRequest, territory_id: int) -> HttpResponse:
    """Ask the schools of a municipality for their passports."""
    today = localdate()
    territory = get_object_or_404(territories_of(request.user, on=today), pk=territory_id)
    this = SchoolYear.of(today)
    ends = range(this.start + 1 - BACK, this.start + 2 + AHEAD)
    years = [(end, school_year(end)) for end in reversed(ends)]
    start = {"year": this.start + 1, "as_of": date(this.start, 10, 1)}
    form = OpenCampaign(request.POST or None, years=years, initial=start)
    if form.is_valid():
        with refusal_at(form):
            made = campaigns.open_campaign(
                territory=territory, by=request.user, at=now(), **form.cleaned_data
            )
            return done(
                request, "Сбор открыт. Директора школ уже оповещены.", "campaign", made.pk
            )
    context = {"form": form, "territory": territory}
    return render(request, "web/passports/open.html", context)


@login_required
@require_GET
def campaign(request: UserRequest, campaign_id: int) -> HttpResponseBase:
    """Show how complete a campaign is, school by school; a school is led to its passport."""
    today = localdate()
    found = campaign_of(request, campaign_id)
    if not works_for(request.user, found.territory, at=now()):
        return redirect("passport_mine", found.pk)
    lines = queries.school_lines(found, on=today)
    if kind := asked_kind(request):
        return table_file(_table(found, lines), kind)
    context = {
        "campaign": found,
        "today": today,
        "complete": queries.completeness(found, on=today),
        "reminder": last_reminder(found),
        "page": page_of(lines, request),  # type: ignore[type-var]  # a list of lines
    }
    return render(request, "web/passports/campaign.html", context)


@login_required
@require_GET
def mine(request: UserRequest, campaign_id: int) -> HttpResponse:
    """Lead a person of a school to its passport."""
    today = localdate()
    found = campaign_of(request, campaign_id)
    own = [
        one for one in _own_schools(request, today) if one.territory_id == found.territory_id
    ]
    if not own:
        raise PermissionDenied("В этом сборе нет школы, где вы работаете.")
    return redirect("passport", found.pk, own[0].pk)


def _own_schools(request: UserRequest, today: date) -> list[Organisation]:
    """Return the schools that the person works in, those first whose passport they fill."""
    own = scope_of(request.user, on=today).own
    schools = Organisation.objects.schools().filter(pk__in=own).order_by("short_name")
    return sorted(schools, key=lambda one: not fills(request.user, one, at=now()))


def _table(found: Campaign, lines: list[queries.SchoolLine]) -> Table:
    rows = [
        (
            one.school.short_name,
            one.passport.get_status_display() if one.passport else "Не начат",
            one.passport.submitted_at.date()
            if one.passport and one.passport.submitted_at
            else None,
        )
        for one in lines
    ]
    handed = sum(
        1 for one in lines if one.passport and one.passport.status in Passport.HANDED_IN
    )
    return Table(
        str(found), ("Школа", "Паспорт", "Сдан"), rows, f"Сдали {handed} из {len(lines)} школ."
    )
