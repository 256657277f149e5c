"""The index of social well-being: its scores, groups, similar schools, the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.assessments.permissions import sees_small_counts
from opora.domain.context import queries
from opora.domain.context.models import ContextRun, ContextScale, ContextScore, Passport
from opora.domain.context.permissions import may_rescale
from opora.domain.context.services import index
from opora.domain.organisations.models import Territory
from opora.web.paging import page_of
from opora.web.passports.drawings import LOOKS, district_map, group_words, strip_scale
from opora.web.passports.forms import NewScale
from opora.web.passports.reads import (
    index_of,
    root_of,
    school_year,
    scores_of,
    territory_of,
)
from opora.web.passports.score_tables import score_line, scores_table
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import asked_kind, table_file

Year = tuple[int, str]
"""The calendar year in which a school year ends, and the school year in words."""
GROUPS = (*range(1, len(LOOKS) + 1), None)


@login_required
@require_GET
def latest(request: UserRequest, territory_id: int) -> HttpResponse:
    """Lead to the last year of the index; say what is needed where there is none."""
    territory = territory_of(request, territory_id)
    run = queries.latest_run(root_of(territory))
    if run is not None:
        return redirect("context_scores", territory.pk, run.year)
    context = {"territory": territory, "years": _years(territory)}
    return render(request, "web/passports/no_index.html", context)


@login_required
@require_POST
def compute(request: UserRequest, territory_id: int) -> HttpResponse:
    """Compute the index of a year for the region of the territory."""
    territory = territory_of(request, territory_id)
    typed = request.POST.get("year", "")
    if not typed.isdecimal():
        raise Http404
    with refusal_as_message(request):
        run = index.compute(root=root_of(territory), year=int(typed), by=request.user, at=now())
        return redirect("context_scores", territory.pk, run.year)
    return redirect("context_latest", territory.pk)


@login_required
@require_http_methods(["GET", "POST"])
def rescale(request: UserRequest, territory_id: int, year: int) -> HttpResponse:
    """Build a new scale on a year, by decision with its reason."""
    territory, run = index_of(request, territory_id, year)
    if not may_rescale(request.user, run.root, at=now()):
        raise PermissionDenied("Шкалу индекса меняют те, кто работает для всего региона.")
    form = NewScale(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data["reason"]
        with refusal_at(form):
            index.refit(root=run.root, year=year, reason=told, by=request.user, at=now())
            return done(
                request,
                "Построена новая шкала, индекс вычислен по ней.",
                "context_scores",
                territory.pk,
                year,
            )
    context = {
        "territory": territory,
        "run": run,
        "school_year": school_year(year),
        "form": form,
        "scales": ContextScale.objects.filter(root=run.root).select_related("fitted_by"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/passports/rescale.html", context, status=status)


@login_required
@require_GET
def scores(request: UserRequest, territory_id: int, year: int) -> HttpResponseBase:
    """Show the index of the schools in sight: points with limits, groups, what adds what."""
    territory, run = index_of(request, territory_id, year)
    found = scores_of(request, run, territory)
    if kind := asked_kind(request):
        rows = [(one, _sees(request, one)) for one in found]
        return table_file(scores_table(run, rows), kind)
    page = page_of(found, request)
    scale = strip_scale(run, list(page))
    computed, asked = _computed(territory), _years(territory)
    context = {
        "territory": territory,
        "run": run,
        "school_year": school_year(run.year),
        "page": page,
        "lines": [score_line(one, scale, full=_sees(request, one)) for one in page],
        "scale": scale,
        "alpha": run.scale.content["alpha"],
        "others": [one for one in computed if one[0] != run.year],
        "awaited": [one for one in asked if one not in computed],
        "this": [one for one in asked if one[0] == run.year],
        "is_stale": _is_stale(run),
        "may_rescale": may_rescale(request.user, run.root, at=now()),
    }
    return render(request, "web/passports/index.html", context)


@login_required
@require_GET
def district(request: UserRequest, territory_id: int, year: int) -> HttpResponse:
    """Show the schools on a map of our own drawing, and the same as a table."""
    territory, run = index_of(request, territory_id, year)
    found = list(scores_of(request, run, territory).defer("items"))
    placed = [one for one in found if one.school.latitude is not None]
    groups = Counter(one.group for one in found)
    context = {
        "territory": territory,
        "run": run,
        "school_year": school_year(run.year),
        "chart": district_map(territory, placed) if placed else None,
        "groups": [(group_words(one, len(LOOKS)), groups[one]) for one in GROUPS],
        "of": len(found),
        "unplaced": [one.school for one in found if one.school.latitude is None],
    }
    return render(request, "web/passports/map.html", context)


def _sees(request: UserRequest, score: ContextScore) -> bool:
    return sees_small_counts(request.user, score.school, on=localdate())


def _years(territory: Territory) -> list[Year]:
    """Return years with passports handed in, the last first."""
    root = root_of(territory)
    handed = Passport.objects.handed_in().filter(
        campaign__territory__in=[root, *root.children.all()]
    )
    years = handed.order_by().values_list("campaign__year", flat=True).distinct()
    return _in_words(years)


def _computed(territory: Territory) -> list[Year]:
    """Return years of which there is an index, the last first."""
    runs = ContextRun.objects.filter(root=root_of(territory)).order_by()
    return _in_words(runs.values_list("year", flat=True).distinct())


def _in_words(years: Iterable[int]) -> list[Year]:
    return [(year, school_year(year)) for year in sorted(years, reverse=True)]


def _is_stale(run: ContextRun) -> bool:
    """Whether answers changed after the run: they do between a return and handing in."""
    return (
        Passport.objects.filter(
            campaign__year=run.year,
            campaign__territory__in=[run.root, *run.root.children.all()],
        )
        .filter(
            Q(status__in=Passport.HANDED_IN, submitted_at__gt=run.computed_at)
            | Q(status=Passport.Status.RETURNED, decided_at__gt=run.computed_at)
        )
        .exists()
    )
