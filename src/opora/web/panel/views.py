"""The panel of a municipality and of a region."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.roadmaps import queries
from opora.web.panel.charts import load_chart, progress_chart
from opora.web.panel.reads import MunicipalityRow, municipality_rows, next_rows, territories_of
from opora.web.requests import UserRequest
from opora.web.years import years_of


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
def panel(request: UserRequest, territory_id: int) -> HttpResponse:
    """Show the numbers of a territory; each opens its rows."""
    today = localdate()
    open_ones = territories_of(request.user, on=today)
    territory = get_object_or_404(open_ones, pk=territory_id)
    years = years_of(request, today)
    figures = queries.panel(territory, on=today, school_year=years.chosen)
    context = {
        "today": today,
        "now": now(),
        "territory": territory,
        "years": years,
        "rows": f"{reverse('obligations')}?territory={territory.pk}&year={years.chosen}",
        "schools": _schools(territory, today),
        "panel": figures,
        "next": next_rows(territory, on=today),
        "progress": progress_chart(figures.months, today=today),
        "load": load_chart(figures.load),
        "municipalities": _municipalities(territory, figures.territories),
        "parent": open_ones.filter(children=territory).first(),
        "reason": reason(territory, request.user, on=today),
    }
    return render(request, "web/panel/panel.html", context)


def _municipalities(
    territory: Territory, tallies: Mapping[int, queries.Tally]
) -> list[MunicipalityRow]:
    if territory.kind != Territory.Kind.REGION:
        return []
    return municipality_rows(territory, tallies)


def _schools(territory: Territory, today: date) -> int:
    below = Organisation.objects.schools().open_on(today)
    if territory.kind == Territory.Kind.REGION:
        return below.filter(territory__parent=territory).count()
    return below.filter(territory=territory).count()
