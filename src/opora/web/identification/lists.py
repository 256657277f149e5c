"""The lists of a person, and the page of one list: two layers side by side, three groups."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from opora.domain.identification.models import Reply, Run, Verdict
from opora.domain.identification.models.runs import VerdictQuerySet
from opora.domain.identification.permissions import may_run
from opora.domain.identification.queries.lists import GROUPS, in_groups, rows_of
from opora.domain.identification.queries.why import not_normative_words
from opora.domain.identification.questions import rule_of
from opora.domain.identification.services.computing import STEPS, listed_before
from opora.domain.identification.words import decimal
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.models import Territory
from opora.methodology.purposes import load_purposes
from opora.web.identification import looks, reads
from opora.web.identification.forms import OpenReplies, Why
from opora.web.identification.progress import counted, steps_of
from opora.web.identification.rows import lines_of, list_table, part_heads
from opora.web.paging import page_of
from opora.web.panel.reads import territories_of
from opora.web.requests import UserRequest, words_of
from opora.web.results.guard import unordered
from opora.web.tables import asked_kind, table_file

MOST_TERRITORIES = 50
USUAL_REPLY = timedelta(days=10)
FILTERS = {
    "listed": Q(final_listed=True) | Q(final_listed=None, official="yes"),
    "unknown": Q(final_listed=None, official="insufficient"),
    "not_listed": Q(final_listed=False) | Q(final_listed=None, official="no"),
}


@login_required
@require_GET
def start(request: UserRequest) -> HttpResponse:
    """List the runs in sight, and what was said of the schools of the person."""
    today, moment = localdate(), now()
    seen = Run.objects.visible_to(request.user, on=today).select_related("territory")
    above = territories_of(request.user, on=today)[:MOST_TERRITORIES]
    page = page_of(seen.order_by("-year", "territory__name", "-number"), request)
    context = {
        "page": page,
        "runs": [(one, looks.RUNS[one.status]) for one in page],
        "territories": [one for one in above if may_run(request.user, one, at=moment)],
        "own": [(one, looks.outcome(one)) for one in _own(request)],
    }
    return render(request, "web/identification/start.html", context)


def _own(request: UserRequest) -> VerdictQuerySet:
    """Return what the last open runs say of the schools that the person works in."""
    today = localdate()
    scope = scope_of(request.user, on=today)
    seen = Verdict.objects.visible_to(request.user, on=today).filter(school__in=scope.own)
    standing = seen.exclude(run__status=Run.Status.CANCELLED)
    return standing.select_related("run", "school").order_by("-run__year", "-run__number")


@login_required
@require_GET
def purposes(request: UserRequest) -> HttpResponse:
    """Say what results may be used for, what may not be made of them, and what instead."""
    told = load_purposes().purposes
    context = {
        "allowed": [one for one in told if one.allowed],
        "forbidden": [one for one in told if not one.allowed],
    }
    return render(request, "web/identification/purposes.html", context)


@login_required
@require_GET
@unordered
def run(request: UserRequest, run_id: int) -> HttpResponseBase:
    """Show a list: what the rule says, how sure that is, who entered, what schools say."""
    found = reads.any_run_for(request, run_id)
    if not found.digest:
        return _computing(request, found)
    if request.htmx.target == "computing":
        return HttpResponse(headers={"HX-Redirect": reverse("run", args=[found.pk])})
    verdicts = in_groups(_filtered(request, found))
    if kind := asked_kind(request):
        return table_file(list_table(found, rows_of(found, verdicts)), kind)
    rule, count = rule_of(found), counted(found)
    page = page_of(verdicts, request)
    context = {
        "run": found,
        "look": looks.RUNS[found.status],
        "rule": rule,
        "not_normative": not_normative_words(rule),
        "heads": part_heads(rule, found.year),
        "count": count,
        "wrong": wrong_words(found),
        "sizes": dict(zip(GROUPS, count.groups, strict=True)),
        "steps": steps_of(found, count),
        "page": page,
        "lines": lines_of(rows_of(found, page), rule, request.user),
        "chosen": _chosen(request, found),
        "has_before": listed_before(found) is not None,
        "thresholds": thresholds_words(found),
        "due": OpenReplies(initial={"due": localdate() + USUAL_REPLY}),
        "why": Why(),
        "leads": reads.leads(request, found),
        "approves": reads.approves(request, found),
        "reason": reason(found, request.user, on=localdate()),
    }
    return render(request, "web/identification/run.html", context)


def _computing(request: UserRequest, found: Run) -> HttpResponse:
    """Say how far the job is, or why nothing came of it; the page asks again by itself."""
    context = {
        "run": found,
        "look": looks.RUNS[found.status],
        "steps": list(enumerate(STEPS, 1)),
        "of": len(STEPS),
        "now": min(found.steps_done + 1, len(STEPS)),
        "leads": reads.leads(request, found),
        "why": Why(),
        "reason": reason(found, request.user, on=localdate()),
    }
    return render(request, "web/identification/computing.html", context)


def wrong_words(found: Run) -> tuple[str, str]:
    """Return how many schools of each of two lists are expected to be there by chance."""
    return (
        decimal(found.expected_wrong_official, 1),
        decimal(found.expected_wrong_established, 1),
    )


def thresholds_words(found: Run) -> str:
    """Say how long the list would be at other thresholds, the minimal n as it is."""
    minimal = rule_of(found).minimal_n.value
    told = [
        f"при пороге {one['threshold']} % — {one['listed']}"
        for one in found.stability
        if one["minimal_n"] == minimal
    ]
    return f"В списке школ: {', '.join(told)}." if told else ""


def _filtered(request: UserRequest, found: Run) -> VerdictQuerySet:
    verdicts = found.verdicts.all()
    if condition := FILTERS.get(request.GET.get("result", "")):
        verdicts = verdicts.filter(condition)
    if (moved := request.GET.get("moved", "")) in Verdict.Movement.values:
        verdicts = verdicts.filter(movement=moved)
    if request.GET.get("reply") == "waiting":
        waiting = Reply.objects.of_series(found.first_id or found.pk).waiting()
        verdicts = verdicts.filter(school__in=waiting.values("verdict__school"))
    if words := words_of(request).strip():
        verdicts = verdicts.filter(school__short_name__icontains=words)
    return verdicts


def _chosen(request: UserRequest, found: Run) -> dict[str, object]:
    """Return the filters for the form."""
    names = ("result", "moved", "reply", "q")
    is_region = found.territory.kind == Territory.Kind.REGION
    return {name: request.GET.get(name, "") for name in names} | {"is_region": is_region}
