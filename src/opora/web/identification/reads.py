"""Things of identification as the gate opens them to the person who asks."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now

from opora.domain.identification.models import Exclusion, Reply, Run, Scenario, Verdict
from opora.domain.identification.permissions import may_approve, may_run
from opora.domain.organisations.models import Territory
from opora.web.panel.reads import territories_of
from opora.web.requests import UserRequest

_OF_RUN = (
    "territory__parent", "created_by", "sent_by", "approved_by", "cancelled_by",
    "previous", "first", "replaces", "act",
)  # fmt: skip
_OTHER_RUNS = ("previous", "first", "replaces")
_LARGE = ("rule", "parameters", "frozen", "sources", "summary", "stability")
_UNREAD = tuple(f"{other}__{name}" for other in _OTHER_RUNS for name in _LARGE)
"""Schools and files of a region, a hundred kilobytes a run: read by whoever asks for them."""


def territory_for(request: UserRequest, territory_id: int) -> Territory:
    """Return a territory that the person works for."""
    seen = territories_of(request.user, on=localdate()).select_related("parent")
    return get_object_or_404(seen, pk=territory_id)


def run_for(request: UserRequest, run_id: int) -> Run:
    """Return a computed run that the person sees."""
    return get_object_or_404(_seen(request).exclude(digest=""), pk=run_id)


def any_run_for(request: UserRequest, run_id: int) -> Run:
    """Return a run that the person sees, also one without a result yet."""
    return get_object_or_404(_seen(request), pk=run_id)


def _seen(request: UserRequest) -> QuerySet[Run]:
    seen = Run.objects.visible_to(request.user, on=localdate())
    return seen.select_related(*_OF_RUN).defer("frozen", *_UNREAD)


def verdict_for(request: UserRequest, run_id: int, school_id: int) -> Verdict:
    """Return the verdict of a school that the person sees."""
    seen = (
        Verdict.objects.visible_to(request.user, on=localdate())
        .select_related(
            *(f"run__{name}" for name in _OF_RUN), "school__territory__parent", "final_by"
        )
        .defer(*(f"run__{name}" for name in _UNREAD))
    )
    return get_object_or_404(seen, run__pk=run_id, school__pk=school_id)


def reply_for(request: UserRequest, reply_id: int) -> Reply:
    """Return a reply that the person sees."""
    seen = Reply.objects.visible_to(request.user, on=localdate()).select_related(
        "verdict__run__territory__parent", "verdict__school", "file"
    )
    return get_object_or_404(seen, pk=reply_id)


def scenario_for(request: UserRequest, scenario_id: int) -> Scenario:
    """Return a kept scenario of a run that the person sees."""
    seen = Run.objects.visible_to(request.user, on=localdate())
    scenarios = Scenario.objects.filter(run__in=seen).select_related("run__territory__parent")
    return get_object_or_404(scenarios, pk=scenario_id)


def exclusion_for(request: UserRequest, exclusion_id: int) -> Exclusion:
    """Return an exclusion of a run that the person sees."""
    seen = Run.objects.visible_to(request.user, on=localdate())
    exclusions = Exclusion.objects.filter(run__in=seen).select_related("run__territory__parent")
    return get_object_or_404(exclusions, pk=exclusion_id)


def leads(request: UserRequest, run: Run) -> bool:
    """Whether the person leads the run: computes, answers, hands on."""
    return may_run(request.user, run.territory, at=now())


def approves(request: UserRequest, run: Run) -> bool:
    """Whether the person approves lists of the territory."""
    return may_approve(request.user, run.territory, at=now())
