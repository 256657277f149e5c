"""The list beside the last one: who entered, left and stayed, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.identification.disclosure import (
    hides_anything,
    sees_small_counts,
    shown_clauses,
)
from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.queries.lists import rows_of
from opora.domain.identification.queries.why import distance_words
from opora.domain.identification.questions import rule_of
from opora.domain.identification.services.computing import listed_before
from opora.domain.identification.services.dynamics import exit_note
from opora.domain.organisations.access import reason
from opora.domain.people.models import User
from opora.reports.tables import Table
from opora.web.identification import looks, reads
from opora.web.identification.forms import OpenReplies, Why
from opora.web.identification.lists import USUAL_REPLY, wrong_words
from opora.web.identification.progress import counted, steps_of
from opora.web.looks import Look
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.results.guard import unordered
from opora.web.tables import asked_kind, table_file

Movement = Verdict.Movement
MOVED = (Movement.ENTERED, Movement.LEFT, Movement.STAYED)


@dataclass(frozen=True, slots=True)
class Compared:
    """A school of one list or both: how it moved, and why."""

    verdict: Verdict
    look: Look | None
    why: str
    more: str


@login_required
@require_GET
@unordered
def compare(request: UserRequest, run_id: int) -> HttpResponseBase:
    """Show who entered, left and stayed against the last list."""
    run = reads.run_for(request, run_id)
    verdicts = (
        run.verdicts.filter(movement__in=MOVED)
        .select_related("school__territory")
        .order_by("movement", "school__short_name", "school_id")
    )
    if kind := asked_kind(request):
        return table_file(_table(run, compared(run, verdicts, request.user)), kind)
    count, page = counted(run), page_of(verdicts, request)
    context = {
        "run": run,
        "look": looks.RUNS[run.status],
        "steps": steps_of(run, count),
        "count": count,
        "wrong": wrong_words(run),
        "has_before": listed_before(run) is not None,
        "page": page,
        "lines": compared(run, page, request.user),
        "due": OpenReplies(initial={"due": localdate() + USUAL_REPLY}),
        "why": Why(),
        "leads": reads.leads(request, run),
        "reason": reason(run, request.user, on=localdate()),
    }
    return render(request, "web/identification/compare.html", context)


def compared(run: Run, verdicts: Iterable[Verdict], user: User) -> list[Compared]:
    """Say of each school why it moved; of one that left, whether it truly improved.

    How many pupils separate it from the other side is hidden with small counts.
    """
    rule = rule_of(run)
    told = []
    for row in rows_of(run, verdicts):
        verdict = row.verdict
        verdict.run = run
        left = verdict.movement == Movement.LEFT
        parts = " ".join(part.sentence for part in row.parts if part.holds != left)
        full = sees_small_counts(user, verdict.school, on=localdate())
        hidden = hides_anything(shown_clauses(verdict, full=full))
        distance = "" if hidden else distance_words(verdict)
        more = exit_note(verdict)["sentence"] if left else distance
        why = verdict.final_reason or parts or rule.title
        told.append(Compared(verdict, looks.movement(verdict), why, more))
    return told


def _table(run: Run, lines: Iterable[Compared]) -> Table:
    rows = [
        (
            one.verdict.school.short_name,
            one.verdict.school.territory.name,
            one.verdict.get_movement_display(),
            one.why,
            one.more,
        )
        for one in lines
    ]
    columns = ("Школа", "Муниципалитет", "К прежнему списку", "Почему", "Что известно ещё")
    title = f"Сравнение с прежним списком, {run.year} год: {run.territory.name}"
    return Table(title, columns, rows, "По алфавиту; места не вычисляются.")
