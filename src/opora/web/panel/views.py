"""The panel of a municipality and of a region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from opora.domain.identification.queries import statuses
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.roadmaps import queries
from opora.web.kept import kept, sight_key
from opora.web.panel.census import Census, census_by_place, whole
from opora.web.panel.charts import load_chart, progress_chart
from opora.web.panel.places import municipalities_table, municipality_rows
from opora.web.panel.reads import NextRow, next_rows, territories_of
from opora.web.panel.shown import (
    completeness,
    list_figures,
    stages_of,
    steps,
    support_figures,
)
from opora.web.panel.stages import STAGES, runs_for
from opora.web.requests import UserRequest
from opora.web.results.guard import unordered
from opora.web.schools.conditions import Sight
from opora.web.tables import asked_kind, table_file
from opora.web.years import years_of


@dataclass(frozen=True, slots=True)
class Counted:
    """What a panel counts, the same for all who see the same."""

    figures: queries.Panel
    sight: Sight
    places: dict[int, Census]
    next: list[NextRow]
    schools: list[dict[str, Any]]


@login_required
@require_GET
def own_panel(request: UserRequest) -> HttpResponse:
    """Lead to the first territory that the person works for."""
    first = territories_of(request.user, on=localdate()).first()
    if first is None:
        raise PermissionDenied
    return redirect("territory_panel", territory_id=first.pk)


@login_required
@require_GET
@unordered
def panel(request: UserRequest, territory_id: int) -> HttpResponseBase:
    """Show the numbers of a territory, each opens its rows; a region as a table too."""
    today = localdate()
    open_ones = territories_of(request.user, on=today)
    territory = get_object_or_404(open_ones, pk=territory_id)
    years = years_of(request, today)
    key = ("panel", territory.pk, years.chosen, today, sight_key(request.user, on=today))
    counted = kept(key, lambda: _counted(request.user, territory, years.chosen, today))
    figures = counted.figures
    of_schools = _of_schools(request, territory, counted)
    kind = asked_kind(request)
    if kind and territory.kind == Territory.Kind.REGION:
        rows = of_schools["municipalities"]
        return table_file(municipalities_table(territory, rows, on=today), kind)
    context = {
        "today": today,
        "now": now(),
        "territory": territory,
        "years": years,
        "rows": f"{reverse('obligations')}?territory={territory.pk}&year={years.chosen}",
        "panel": figures,
        "next": counted.next,
        "progress": progress_chart(figures.months, today=today),
        "load": load_chart(figures.load),
        "parent": open_ones.filter(children=territory).first(),
        "reason": reason(territory, request.user, on=today),
        "schools": counted.schools,
        **of_schools,
    }
    return render(request, "web/panel/panel.html", context)


def _counted(user: User, territory: Territory, school_year: int, today: date) -> Counted:
    figures = queries.panel(territory, on=today, school_year=school_year)
    sight = Sight(on=today, school_year=school_year, runs=runs_for(user, on=today))
    places = census_by_place(territory, sight)
    schools = _school_rows(figures, sight)
    return Counted(figures, sight, places, next_rows(territory, on=today), schools)


def _of_schools(request: UserRequest, territory: Territory, counted: Counted) -> dict[str, Any]:
    """Return what the panel says of schools, and of a region by municipalities."""
    sight, told = counted.sight, whole(territory, counted.places.values())
    more: dict[str, Any] = {"stages": (), "municipalities": []}
    if territory.kind == Territory.Kind.REGION:
        more = _of_region(request, territory, counted)
    return more | {
        "told": told,
        "run": sight.runs.of(territory),
        "support": support_figures(told),
        "lists": list_figures(told) if told.judged else (),
        "complete": list(completeness(told, sight)) if told.schools else [],
        "steps": list(steps(territory, told, sight, stages=more["stages"])),
    }


def _of_region(request: UserRequest, region: Territory, counted: Counted) -> dict[str, Any]:
    sight, tallies = counted.sight, counted.figures.territories
    municipalities = list(region.children.order_by("name"))
    stage = request.GET.get("stage", "")
    shown = [one for one in municipalities if stage in {"", sight.runs.stage_of(one)}]
    return {
        "stages": stages_of(sight, municipalities),
        "stage": STAGES.get(stage, ""),
        "municipalities": municipality_rows(shown, tallies, counted.places, sight.runs),
        "all_municipalities": len(municipalities),
    }


def _school_rows(figures: queries.Panel, sight: Sight) -> list[dict[str, Any]]:
    """Join the schools of a municipality with their statuses."""
    pks = [row.organisation for row in figures.schools]
    standing = statuses.current(Organisation.objects.filter(pk__in=pks).only("pk"), on=sight.on)
    return [
        {"row": row, "statuses": standing.get(row.organisation, ())} for row in figures.schools
    ]
