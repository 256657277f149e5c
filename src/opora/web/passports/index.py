"""The index of social well-being: its scores, groups, similar schools, the map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.context import queries
from opora.domain.context.models import ContextRun, ContextScore, Passport
from opora.domain.context.permissions import NotAllowed
from opora.domain.context.services import index
from opora.domain.organisations.models import Territory
from opora.web.paging import page_of
from opora.web.panel.reads import territories_of
from opora.web.passports.drawings import district_map, groups_chart
from opora.web.passports.score_tables import score_line, scores_table
from opora.web.requests import UserRequest
from opora.web.tables import asked_kind, table_file


@login_required
@require_GET
def latest(request: UserRequest, territory_id: int) -> HttpResponse:
    """Lead to the last year of the index; say what is needed where there is none."""
    territory = _territory(request, territory_id)
    run = queries.latest_run(_root(territory))
    if run is not None:
        return redirect("context_scores", territory.pk, run.year)
    context = {"territory": territory, "years": _years(territory)}
    return render(request, "web/passports/no_index.html", context)


@login_required
@require_POST
def compute(request: UserRequest, territory_id: int) -> HttpResponse:
    """Compute the index of a year for the region of the territory."""
    territory = _territory(request, territory_id)
    typed = request.POST.get("year", "")
    if not typed.isdecimal():
        raise Http404
    try:
        run = index.compute(root=_root(territory), year=int(typed), by=request.user, at=now())
    except (index.IndexRefused, NotAllowed) as refusal:
        messages.error(request, str(refusal))
        return redirect("context_latest", territory.pk)
    return redirect("context_scores", territory.pk, run.year)


@login_required
@require_GET
def scores(request: UserRequest, territory_id: int, year: int) -> HttpResponseBase:
    """Show the index of the schools in sight: points with limits, groups, what adds what."""
    territory, run = _run(request, territory_id, year)
    found = _scores(request, run, territory)
    if kind := asked_kind(request):
        return table_file(scores_table(run, list(found)), kind)
    page = page_of(found, request)
    context = {
        "territory": territory,
        "run": run,
        "page": page,
        "lines": [score_line(one) for one in page],
        "alpha": run.scale.content["alpha"],
        "chart": groups_chart(run, list(page)),
        "years": _years(territory),
        "is_stale": _is_stale(run),
    }
    return render(request, "web/passports/index.html", context)


@login_required
@require_GET
def district(request: UserRequest, territory_id: int, year: int) -> HttpResponse:
    """Show the schools on a map of our own drawing, and the same as a table."""
    territory, run = _run(request, territory_id, year)
    found = list(_scores(request, run, territory))
    placed = [one for one in found if one.school.latitude is not None]
    context = {
        "territory": territory,
        "run": run,
        "chart": district_map(territory, placed) if placed else None,
        "unplaced": [one.school for one in found if one.school.latitude is None],
    }
    return render(request, "web/passports/map.html", context)


def _territory(request: UserRequest, territory_id: int) -> Territory:
    return get_object_or_404(territories_of(request.user, on=localdate()), pk=territory_id)


def _root(territory: Territory) -> Territory:
    return territory.parent or territory


def _run(request: UserRequest, territory_id: int, year: int) -> tuple[Territory, ContextRun]:
    territory = _territory(request, territory_id)
    run = queries.latest_run(_root(territory), year)
    if run is None:
        raise Http404("no index of that year")
    return territory, run


def _scores(
    request: UserRequest, run: ContextRun, territory: Territory
) -> QuerySet[ContextScore]:
    today: date = localdate()
    seen = ContextScore.objects.visible_to(request.user, on=today).filter(run=run)
    if territory.kind == Territory.Kind.MUNICIPALITY:
        seen = seen.filter(school__territory=territory)
    return seen.select_related("school__territory").order_by("school__short_name", "pk")


def _years(territory: Territory) -> Sequence[int]:
    """Return years with passports handed in, the last first."""
    root = _root(territory)
    handed = Passport.objects.handed_in().filter(
        campaign__territory__in=[root, *root.children.all()]
    )
    years = handed.order_by().values_list("campaign__year", flat=True).distinct()
    return sorted(years, reverse=True)


def _is_stale(run: ContextRun) -> bool:
    """Whether passports changed after the run."""
    return (
        Passport.objects.handed_in()
        .filter(
            campaign__year=run.year,
            campaign__territory__in=[run.root, *run.root.children.all()],
            changed_at__gt=run.computed_at,
        )
        .exists()
    )
