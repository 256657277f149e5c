"""The decision: what still waits, sending, approval by another person, the frozen run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from opora.analytics.disclosure import is_telling
from opora.domain.assessments.permissions import sees_all_counts
from opora.domain.identification.disclosure import claim_words, sees_small_counts
from opora.domain.identification.models import Correction, Reply, Run
from opora.domain.identification.refusals import NoData
from opora.domain.identification.services import decisions, freshness
from opora.domain.identification.words import procedure
from opora.domain.organisations.access import reason
from opora.domain.people.models import User
from opora.web.identification import looks, reads
from opora.web.identification.forms import ExtendReplies, PersonDecides, Why
from opora.web.identification.lists import wrong_words
from opora.web.identification.progress import counted, steps_of
from opora.web.paging import page_of
from opora.web.requests import UserRequest

Status = Run.Status
MOST_REPLIES = 100


@dataclass(frozen=True, slots=True)
class Claimed:
    """A contested number that nobody has answered, in words."""

    reply: Reply
    number: str


@login_required
@require_GET
def decision(request: UserRequest, run_id: int) -> HttpResponse:
    """Show what waits before the list is in force, and the buttons of who may take a step."""
    run, moment, today = reads.run_for(request, run_id), now(), localdate()
    count = counted(run)
    undecided = run.verdicts.undecided().select_related("school")
    context = {
        "run": run,
        "look": looks.RUNS[run.status],
        "count": count,
        "wrong": wrong_words(run),
        "steps": steps_of(run, count),
        "unfinished": decisions.unfinished(run, at=moment) if _is_led(run) else [],
        "changes": _changes(run, full=sees_all_counts(request.user, run.territory, on=today)),
        "page": page_of(undecided.order_by("school__short_name", "pk"), request),
        "contested": _contested(run, request.user, today),
        "scenarios": run.scenarios.select_related("saved_by").order_by("-saved_at"),
        "corrections": _corrections(run, request.user, today),
        "form": PersonDecides(),
        "why": Why(),
        "more_time": ExtendReplies(),
        "leads": reads.leads(request, run),
        "approves": reads.approves(request, run),
        "is_own": request.user.pk in {run.created_by_id, run.sent_by_id},
        "later": Run.objects.filter(replaces=run).first(),
        "reason": reason(run, request.user, on=localdate()),
    }
    return render(request, "web/identification/decision.html", context)


def _corrections(run: Run, user: User, today: date) -> list[tuple[Correction, bool]]:
    """Return the corrections, each with whether its number is open to the person."""
    told = run.corrections.select_related("school__territory").order_by("pk")
    return [
        (
            one,
            sees_small_counts(user, one.school, on=today)
            or not is_telling(one.below, one.participants),
        )
        for one in told
    ]


def _is_led(run: Run) -> bool:
    return run.status in {Status.DRAFT, Status.REPLIES}


def _changes(run: Run, *, full: bool) -> list[str]:
    """Say what has changed in the data since, while it still matters."""
    if run.status not in Run.UNFINISHED:
        return []
    try:
        return freshness.changes(run, full=full)
    except NoData as nothing:
        return [str(nothing)]


def _contested(run: Run, user: User, today: date) -> list[Claimed]:
    waiting = Reply.objects.of_series(run.first_id or run.pk).waiting()
    told = waiting.select_related("verdict__school__territory").order_by(
        "verdict__school__short_name"
    )
    return [
        Claimed(
            one, _number(one, full=sees_small_counts(user, one.verdict.school, on=today))
        )
        for one in told[:MOST_REPLIES]
    ]  # fmt: skip


def _number(reply: Reply, *, full: bool) -> str:
    claim = claim_words(reply, full=full)
    return f"{procedure(reply.assessment)}, {reply.year}: {claim}"
