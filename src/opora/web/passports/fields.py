"""Results and conditions together: in which of four fields each school is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.context import queries
from opora.domain.context.models import ContextRun, ContextScore
from opora.domain.context.queries import FIELDS, SURE
from opora.domain.identification.words import chance, decimal, firmness
from opora.domain.organisations.models import Territory
from opora.reports.charts import Axis, Chart, Key, Limit, Mark, Point, draw, narrow
from opora.reports.tables import Table
from opora.web.paging import page_of
from opora.web.panel.stages import current_runs, runs_for
from opora.web.passports.reads import index_of, school_year, scores_of
from opora.web.requests import UserRequest
from opora.web.tables import asked_kind, table_file
from opora.web.words import counted

UNKNOWN = "unknown"
WORDS = {**FIELDS, UNKNOWN: "Судить нельзя: нет индекса или мало результатов"}
SHORT = {
    queries.AT_RISK: "Группа риска",
    queries.HIDDEN: "Скрытые проблемы",
    queries.RESILIENT: "Справляются",
    queries.EXPECTED: "Как ожидается",
    UNKNOWN: "Судить нельзя",
}
MEANS = {
    queries.AT_RISK: "трудные условия и низкие результаты",
    queries.HIDDEN: "условия не самые трудные, результаты низкие",
    queries.RESILIENT: "в трудных условиях результаты не низкие",
    queries.EXPECTED: "результаты соответствуют условиям",
}
LOOKS = {
    queries.AT_RISK: "f-late",
    queries.HIDDEN: "f-back",
    queries.RESILIENT: "f-ok",
    queries.EXPECTED: "f-work",
}
ORDER = tuple(SHORT)
MOST_LINKS = 100
"""So many points may be walked through with the keyboard."""
SCHOOLS = "школа,школы,школ"
_PERCENTS = tuple((float(value), f"{value} %") for value in range(0, 101, 20))
_FIRST, _LAST, _STEP = 20, 80, 10


@dataclass(frozen=True, slots=True)
class Placed:
    """A school in its field."""

    score: ContextScore
    low_results: float | None
    field: str

    @property
    def chance(self) -> str:
        """How many cases of ten the results are truly low."""
        return chance(self.low_results)

    @property
    def firm(self) -> str:
        """How firmly the results are low."""
        return firmness(self.low_results)

    @property
    def points(self) -> str:
        """The index; empty where there is none."""
        return "" if self.score.points is None else f"{self.score.points:.0f}"

    @property
    def title(self) -> str:
        """The field in words."""
        return WORDS[self.field]


@login_required
@require_GET
def fields(request: UserRequest, territory_id: int, year: int) -> HttpResponseBase:
    """Show in which field of results and conditions each school is."""
    territory, index = index_of(request, territory_id, year)
    runs = current_runs(runs_for(request.user, on=localdate()), last_year=year)
    found = dict(runs.verdicts().values_list("school", "probability"))
    cut = min(index.scale.cuts, default=0.0)
    scores = list(scores_of(request, index, territory).defer("items", "chances"))
    placed = _placed(scores, found, cut)
    table = _table(territory, index, placed, cut)
    if kind := asked_kind(request):
        return table_file(table, kind)
    counts = Counter(one.field for one in placed)
    chart = _chart(placed, cut, table)
    context = {
        "territory": territory,
        "index": index,
        "school_year": school_year(index.year),
        "run": runs.of(territory),
        "runs": len(runs.by_territory),
        "page": page_of(placed, request),  # type: ignore[type-var]  # a list of lines
        "figures": [(SHORT[field], MEANS[field], counts[field]) for field in MEANS],
        "unknown": counts[UNKNOWN],
        "of": len(placed),
        "cut": decimal(cut, 0),
        "chart": chart,
        "drawing": SafeString(draw(chart)) if chart else "",
        "narrow": SafeString(draw(narrow(chart))) if chart else "",
    }
    return render(request, "web/passports/fields.html", context)


def _placed(
    scores: Sequence[ContextScore], low_results: dict[int, float | None], cut: float
) -> list[Placed]:
    told = [
        Placed(score, low_results.get(score.school_id), field or UNKNOWN)
        for score, field in queries.quadrants(scores, low_results, cut=cut)
    ]
    return sorted(told, key=lambda one: ORDER.index(one.field))  # stable: names stay in order


def _chart(placed: Sequence[Placed], cut: float, table: Table) -> Chart | None:
    """Draw the schools of which both are known; None where there is none."""
    marks: list[Mark] = [
        Limit(cut, "трудные условия левее"),
        Limit(100 * SURE, level=True),
        Limit(100 * (1 - SURE), level=True),
    ]
    known = [one for one in placed if one.field != UNKNOWN]
    if not known:
        return None
    marks += [_point(one, linked=len(known) <= MOST_LINKS) for one in known]
    points = [one.score.points or 0.0 for one in known]
    low, high = min([_FIRST, *points]) - 2, max([_LAST, *points]) + 2
    ticks = tuple((float(value), str(value)) for value in range(_FIRST, _LAST + 1, _STEP))
    summary = (
        f"{table.title}: {counted(len(known), SCHOOLS)}, по горизонтали индекс, по вертикали "
        "вероятность низких результатов"
    )
    return Chart(
        summary, table,
        Axis(low, high, ticks, "индекс, баллы: 50 — среднее региона"),
        Axis(-4, 104, _PERCENTS, "вероятность низких результатов", grid=True),
        tuple(marks), tuple(Key(look, SHORT[field]) for field, look in LOOKS.items()),
        height=380, left=52,
    )  # fmt: skip


def _point(one: Placed, *, linked: bool) -> Point:
    words = (
        f"{one.score.school.short_name}: {SHORT[one.field].lower()}; индекс {one.points}, "
        f"низкие результаты {one.chance}"
    )
    place = (one.score.points or 0.0, 100 * (one.low_results or 0.0))
    address = reverse("school", args=[one.score.school_id]) if linked else ""
    return Point(place, LOOKS[one.field], words, address, 6)


def _table(
    territory: Territory, index: ContextRun, placed: Sequence[Placed], cut: float
) -> Table:
    rows = [
        (
            one.score.school.short_name, one.title,
            None if one.score.points is None else round(one.score.points, 1),
            one.firm, one.chance,
        )
        for one in placed
    ]  # fmt: skip
    note = (
        f"Трудные условия — индекс ниже {decimal(cut, 1)} (граница первой группы шкалы), "
        "низкие результаты — вероятность не меньше 8 из 10: по умолчанию, не нормативно. "
        "Внутри полей школы по алфавиту."
    )
    columns = ("Школа", "Поле", "Индекс, баллы", "Низкие результаты", "В скольких случаях")
    title = f"Результаты и условия, {territory.name}, {school_year(index.year)}"
    return Table(title, columns, rows, note)
