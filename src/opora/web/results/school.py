"""Results of a school: all works of a year with their limits, and the change over years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.analytics.shares import wilson
from opora.domain.assessments import queries
from opora.domain.assessments.disclosure import HIDDEN, shown_count
from opora.domain.assessments.models import SchoolCount
from opora.domain.assessments.permissions import sees_small_counts
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.reports.charts import Chart, Span, intervals
from opora.reports.tables import Cell, Table
from opora.web.requests import UserRequest
from opora.web.results import reads
from opora.web.results.changes import Change, Trend, trends_of
from opora.web.results.guard import unordered
from opora.web.results.names import round_name, short_work_name, work_name
from opora.web.results.words import FEWEST_FOR_PERCENT, percent
from opora.web.tables import asked_kind, table_file

HIDDEN_NOTE = (
    "Числа от 1 до 4 и те, по которым их можно вычислить, скрыты: их видят школа, её куратор "
    "и муниципалитет."
)
TABS = (("results_school", "Результаты года"), ("results_dynamics", "Динамика"))


@login_required
@require_GET
@unordered
def year_of_school(request: UserRequest, school_id: int) -> HttpResponseBase:
    """Show the works of a year: how many are below the boundary, of how many, how sure."""
    today = localdate()
    school = reads.school_for(request, school_id, on=today)
    counts = _counts(school)
    years = sorted({one.round.year for one in counts}, reverse=True)
    asked = request.GET.get("year", "")
    known = asked.isdecimal() and int(asked) in years
    year = int(asked) if known else max(years, default=0)
    full = sees_small_counts(request.user, school, on=today)
    lines = [Line(one, full=full) for one in counts if one.round.year == year]
    if kind := asked_kind(request):
        return table_file(_table(school, year, lines), kind)
    more = {
        "years": years,
        "year": year,
        "lines": lines,
        "full": full,
        "hides": any(one.shown.is_hidden or one.shown.hides_marks for one in lines),
        "by_file": not all(one.round.scale_known for one in lines),
        "chart": _chart(school, year, lines),
        "signs": queries.signs_of([school], year=year).get(school.pk, ()),
    }
    return _draw(request, school, "results_school", more, today)


@login_required
@require_GET
@unordered
def dynamics(request: UserRequest, school_id: int) -> HttpResponseBase:
    """Show how shares changed, and where years may not be compared, why."""
    today = localdate()
    school = reads.school_for(request, school_id, on=today)
    full = sees_small_counts(request.user, school, on=today)
    trends = trends_of(queries.series(school), full=full)
    if kind := asked_kind(request):
        return table_file(_changes_table(school, trends), kind)
    return _draw(request, school, "results_dynamics", _trends(trends), today)


class Line:
    """A work of a school as a person may see it: counts, share and its limits in per cent.

    The share is None where too few sat the work for one to be read, or where it is hidden.
    """

    def __init__(self, count: SchoolCount, *, full: bool) -> None:
        self.round = count.round
        self.origin = count.origin
        self.name = work_name(count.round.code)
        self.shown = shown_count(count, full=full)
        self.percent = ""
        self.share: float | None = None
        self.low: float | None = None
        self.high: float | None = None
        below, participants = self.shown.below, self.shown.participants
        if below is None or participants is None or participants < FEWEST_FOR_PERCENT:
            return
        self.percent = percent(below, participants)
        found = wilson(below, participants)
        self.share, self.low, self.high = (
            round(100 * float(one), 1) for one in (found.estimate, found.lower, found.upper)
        )


def _counts(school: Organisation) -> list[SchoolCount]:
    counts = SchoolCount.objects.filter(school=school, participants__gt=0)
    order = ("-round__year", "round__grade", "round__kind", "round__subject")
    return list(counts.select_related("round", "origin").order_by(*order))


def _chart(school: Organisation, year: int, lines: Sequence[Line]) -> Chart | None:
    """Draw the shares in the order of the works, those of too few people left out."""
    spans = [
        Span(
            short_work_name(one.round.code), one.share, one.low, one.high,
            f"{one.shown.below} из {one.shown.participants}",
        )
        for one in lines
        if one.share is not None and one.low is not None and one.high is not None
    ]  # fmt: skip
    title = f"Доля участников ниже границы, {year} год: {school.short_name}"
    return intervals(title, spans) if spans else None


def _table(school: Organisation, year: int, lines: Sequence[Line]) -> Table:
    columns = (
        "Работа", "Ниже границы", "Участников", "Доля, %", "Не меньше, %", "Не больше, %",
        "Отметок «2»", "«3»", "«4»", "«5»", "Файл",
    )  # fmt: skip
    note = (
        "Границы 95 % по Уилсону. Доля не указана, если участников меньше "
        f"{FEWEST_FOR_PERCENT}. Порядок строк — по работам, не по результату."
    )
    if any(one.shown.is_hidden or one.shown.hides_marks for one in lines):
        note = f"{note} {HIDDEN_NOTE}"
    title = f"Результаты, {year} год: {school.short_name}"
    return Table(title, columns, [_row(one) for one in lines], note)


def _row(line: Line) -> list[Cell]:
    seen = line.shown
    counts: list[Cell] = [HIDDEN] * 2 if seen.is_hidden else [seen.below, seen.participants]
    absent: Cell = HIDDEN if seen.hides_marks else None
    marks: list[Cell] = list(seen.marks) if seen.marks else [absent] * 4
    origin = line.origin.file_name if line.origin else ""
    return [
        round_name(line.round), *counts, line.share, line.low, line.high, *marks, origin
    ]  # fmt: skip


def _changes_table(school: Organisation, trends: Sequence[Trend]) -> Table:
    columns = (
        "Работа", "Было", "Ниже границы", "Участников", "Стало", "Ниже границы", "Участников",
        "Изменение, п. п.", "Не меньше", "Не больше", "Вывод",
    )  # fmt: skip
    rows = [_change_row(trend, one) for trend in trends for one in trend.changes]
    note = "Годы, между которыми изменились задания или программа, не сравниваются."
    if _hides(trends):
        note = f"{note} {HIDDEN_NOTE}"
    return Table(f"Динамика: {school.short_name}", columns, rows, note)


def _change_row(trend: Trend, change: Change) -> list[Cell]:
    row: list[Cell] = [trend.name]
    for one in (change.before, change.after):
        seen = one.shown
        counts: list[Cell] = [HIDDEN] * 2 if seen.is_hidden else [seen.below, seen.participants]
        row += [one.year, *counts]
    return [*row, *change.limits, change.words]


def _trends(trends: Sequence[Trend]) -> dict[str, Any]:
    return {"trends": trends, "hides": _hides(trends)}


def _hides(trends: Sequence[Trend]) -> bool:
    sides = (one for trend in trends for each in trend.changes for one in each.sides)
    return any(one.shown.is_hidden for one in sides)


def _draw(
    request: UserRequest, school: Organisation, tab: str, more: dict[str, Any], today: date
) -> HttpResponse:
    context = {
        "school": school,
        "tabs": TABS,
        "tab": tab,
        "hidden": HIDDEN,
        "hidden_note": HIDDEN_NOTE,
        "reason": reason(school, request.user, on=today),
        **more,
    }
    return render(request, f"web/results/{tab.removeprefix('results_')}.html", context)
