"""Dynamics: status and change of each school with probabilities, where years compare at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.analytics.disclosure import LEAST_FOR_SHARE, is_telling
from opora.analytics.dynamics import Direction
from opora.domain.identification.disclosure import (
    HIDDEN,
    hides_anything,
    sees_small_counts,
    shown_clauses,
)
from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.questions import rule_of
from opora.domain.identification.services.dynamics import SchoolChange, changes_of
from opora.domain.identification.words import chance, share
from opora.domain.organisations.access import reason
from opora.domain.people.models import User
from opora.reports.tables import Table
from opora.web.identification import looks, reads
from opora.web.looks import Look
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.results.guard import unordered
from opora.web.tables import asked_kind, table_file

DIRECTIONS: dict[str, Look] = {
    Direction.IMPROVED: Look("is-ok", icon="graph-up-arrow", label="Улучшение"),
    Direction.WORSENED: Look("is-late", icon="graph-down-arrow", label="Ухудшение"),
    Direction.INDISTINCT: Look("is-planned", icon="dash-circle", label="Не отличить от случая"),
    Direction.NO_DATA: Look("is-off", icon="slash-circle", label="Сравнить нельзя"),
}
CELLS = {
    "low_and_improving": "результаты низкие, становятся лучше",
    "low_and_worsening": "результаты низкие и не становятся лучше",
    "fair_and_improving": "результаты не низкие и становятся лучше",
    "fair_and_worsening": "результаты не низкие, но не становятся лучше",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A school: two years in counts, the direction, the likeliest of four pairs."""

    verdict: Verdict
    look: Look
    before: str
    share_before: str
    after: str
    share_after: str
    improved: str
    pair: str
    counted: str
    refused: tuple[str, ...]


@login_required
@require_GET
@unordered
def dynamics(request: UserRequest, run_id: int) -> HttpResponseBase:
    """Show how schools changed against the year before, by alphabet."""
    run = reads.run_for(request, run_id)
    verdicts = run.verdicts.select_related("school__territory").order_by(
        "school__short_name", "school_id"
    )
    if kind := asked_kind(request):
        return table_file(_table(run, changed(run, verdicts, request.user)), kind)
    page = page_of(verdicts, request)
    context = {
        "run": run,
        "look": looks.RUNS[run.status],
        "rule": rule_of(run),
        "page": page,
        "lines": changed(run, page, request.user),
        "reason": reason(run, request.user, on=localdate()),
    }
    return render(request, "web/identification/dynamics.html", context)


def changed(run: Run, verdicts: Iterable[Verdict], user: User) -> list[Changed]:
    """Put the changes of schools into words; small counts are hidden from some."""
    shown = list(verdicts)
    told = changes_of(run, shown)
    return [_changed(*pair, user) for pair in zip(shown, told, strict=True)]


def _changed(verdict: Verdict, change: SchoolChange, user: User) -> Changed:
    full = sees_small_counts(user, verdict.school, on=localdate())
    # The sum of the results and the shown ones would give a hidden one away.
    full = full or not hides_anything(shown_clauses(verdict, full=False))
    proven = change.direction == Direction.IMPROVED and not verdict.signals
    return Changed(
        verdict,
        DIRECTIONS[change.direction],
        *_counts(change.below_before, change.tested_before, full=full),
        *_counts(change.below_after, change.tested_after, full=full),
        chance(change.improved) if change.improved is not None else "",
        _likeliest(change.cells),
        _counted(change, verdict, proven=proven),
        change.refused,
    )


def _counts(below: int, tested: int, *, full: bool) -> tuple[str, str]:
    """Return counts and their share; both are hidden where they tell of persons."""
    if not tested:
        return "", ""
    if not full and is_telling(below, tested):
        return HIDDEN, ""
    return f"{below} из {tested}", share(below, tested) if tested >= LEAST_FOR_SHARE else ""


def _likeliest(cells: dict[str, float] | None) -> str:
    if not cells:
        return ""
    name = max(cells, key=lambda one: cells[one])
    return f"{CELLS[name]}: {chance(cells[name])}"


def _counted(change: SchoolChange, verdict: Verdict, *, proven: bool) -> str:
    """Say whether the change counts as positive dynamics."""
    if change.direction == Direction.IMPROVED and verdict.signals:
        return "не засчитана: есть признаки, которые требуют проверки"
    return "да" if proven else "нет"


def _table(run: Run, lines: Iterable[Changed]) -> Table:
    columns = (
        "Школа", "Муниципалитет", f"{run.year - 1}", f"{run.year}", "Изменение",
        "Улучшилась", "Статус и изменение", "Положительная динамика", "Не сравнивается",
    )  # fmt: skip
    rows = (
        (
            one.verdict.school.short_name,
            one.verdict.school.territory.name,
            f"{one.before} {one.share_before}".strip() or "нет данных",
            f"{one.after} {one.share_after}".strip() or "нет данных",
            one.look.label,
            one.improved,
            one.pair,
            one.counted,
            "; ".join(one.refused),
        )
        for one in lines
    )
    note = (
        "Сложены работы, которые есть в обоих годах и сопоставимы. Улучшение названо так, если "
        "оно больше случайного. По алфавиту; места не вычисляются."
    )
    return Table(f"Динамика, {run.year} год: {run.territory.name}", columns, rows, note)
