"""Tabs of a school on what is known of it: results, context, why it is on the list."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.assessments import queries
from opora.domain.context.models import ContextScore, Passport
from opora.domain.identification.queries.why import card
from opora.web.passports.own import own_index
from opora.web.passports.score_tables import score_line
from opora.web.requests import UserRequest
from opora.web.results.guard import unordered
from opora.web.schools.frame import school_for, show_tab
from opora.web.schools.knowledge import Knowledge
from opora.web.schools.shares import change_words, drawn, shares_table
from opora.web.schools.surroundings import alike, items_table
from opora.web.tables import asked_kind, table_file

YEARS_BACK = 5


@login_required
@require_GET
@unordered
def results(request: UserRequest, school_id: int) -> HttpResponseBase:
    """Show the shares of low results of each work over the years."""
    today = localdate()
    school = school_for(request, school_id, today)
    known = Knowledge(school, request.user, on=today)
    table = shares_table(f"Результаты по годам: {school.short_name}", known.works)
    if kind := asked_kind(request):
        return table_file(table, kind)
    year = max((one.last.year for one in known.works), default=0)
    more = {
        "known": known,
        "table": table,
        "drawn": drawn(known.works, known.rule),
        "change": change_words(known.works),
        "year": year,
        "signs": queries.signs_of([school], year=year).get(school.pk, ()),
    }
    return show_tab(request, school, today, "school_results", more)


@login_required
@require_GET
@unordered
def context(request: UserRequest, school_id: int) -> HttpResponseBase:
    """Show the passports, the index with what makes it, similar schools."""
    today = localdate()
    school = school_for(request, school_id, today)
    known = Knowledge(school, request.user, on=today)
    table = items_table(known.score, full=known.full) if known.score else None
    if table and (kind := asked_kind(request)):
        return table_file(table, kind)
    passports = Passport.objects.visible_to(request.user, on=today).filter(school=school)
    more = {
        "known": known,
        "table": table,
        "line": score_line(known.score, full=known.full) if known.score else None,
        "own": own_index(known.score, table) if known.score and table else None,
        "alike": alike(known),
        "passports": passports.select_related("campaign").order_by("-campaign__year")[
            :YEARS_BACK
        ],
        "years": _index_by_year(known),
    }
    return show_tab(request, school, today, "school_context", more)


@login_required
@require_GET
def why(request: UserRequest, school_id: int) -> HttpResponse:
    """Show why the school is on the list or not, and what was said in the years before."""
    today = localdate()
    school = school_for(request, school_id, today)
    known = Knowledge(school, request.user, on=today)
    told = None
    if known.verdict:
        told = card(known.verdict, user=request.user, on=today, with_places=False)
    more = {"known": known, "card": told, "past": known.verdicts[1:]}
    return show_tab(request, school, today, "school_why", more)


def _index_by_year(known: Knowledge) -> list[ContextScore]:
    """Return the last index of each year, the newest first. One query."""
    own = ContextScore.objects.visible_to(known.user, on=known.on).filter(school=known.school)
    found = own.select_related("run__scale").order_by("run__computed_at", "pk")
    by_year = {one.run.year: one for one in found}
    return [by_year[year] for year in sorted(by_year, reverse=True)]
