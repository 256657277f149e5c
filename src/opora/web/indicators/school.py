"""The tab of a school: its indicators for a period, targets, what is missing and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.indicators.models import Definition
from opora.domain.indicators.permissions import sees_territory
from opora.domain.indicators.queries.matrix import Asker, Cell, Column, matrix
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.reports.tables import Table
from opora.web.indicators.forms import Filter
from opora.web.indicators.reads import Asked, period_of
from opora.web.indicators.shown import ShownCell, shown
from opora.web.indicators.words import HIDDEN_NOTE, cell_words, percent, target_words
from opora.web.requests import UserRequest
from opora.web.schools.frame import school_for, show_tab
from opora.web.tables import asked_kind, table_file
from opora.web.years import years_of


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of the school."""

    definition: Definition
    cell: ShownCell
    said: str
    percent: str
    target: str
    reached: bool | None
    reason: str


@login_required
@require_GET
def school(request: UserRequest, school_id: int) -> HttpResponseBase:
    """Show the indicators that apply to a school."""
    today = localdate()
    found = school_for(request, school_id, today)
    period = period_of(request, SchoolYear(years_of(request, today).chosen))
    asked = Asked(found.territory, period, today, SchoolYear.of(period.first))
    rows = lines_of_school(request, asked, found)
    table = _table(asked, found, rows)
    if kind := asked_kind(request):
        return table_file(table, kind)
    more = {
        "asked": asked,
        "lines": rows,
        "form": _periods(asked),
        "table": table,
        "opens": sees_territory(request.user, found.territory, on=today),
        "hidden_note": HIDDEN_NOTE,
    }
    return show_tab(request, found, today, "school_indicators", more)


def _periods(asked: Asked) -> Filter:
    form = Filter(initial={"period": asked.key})
    form.fields = {"period": form.fields["period"]}
    form.fields["period"].choices = asked.choices  # type: ignore[attr-defined]
    return form


def lines_of_school(request: UserRequest, asked: Asked, found: Organisation) -> list[Line]:
    """Return the indicators that apply to a school in a period, in the order of their codes."""
    current = list(Definition.objects.current().of(asked.territory).order_by("code"))
    seen = matrix(
        asked.territory, asked.period, current, [found], Asker(request.user, asked.today)
    )
    return [
        _line(column, cell)
        for column, cell in zip(seen.columns, seen.cells[0], strict=True)
        if cell.kind != "na"
    ]


def _line(column: Column, cell: Cell) -> Line:
    record = column.definition.record
    yes_no = record.unit == "да/нет"
    # A number that the whole district is to reach is no target of one school.
    target = column.target if record.formula.is_share else None
    return Line(
        column.definition, shown(cell, "", yes_no=yes_no), cell_words(cell, yes_no=yes_no),
        percent(cell), target_words(target, record.unit) if target else "", cell.reached,
        cell.reason,
    )  # fmt: skip


def _table(asked: Asked, found: Organisation, rows: list[Line]) -> Table:
    lines = [
        (one.definition.title, one.said, one.percent, one.target, one.reason) for one in rows
    ]
    columns = ("Показатель", "Значение", "Доля", "Цель", "Почему данных нет")
    note = f"{asked.period.label}, на {asked.as_of:%d.%m.%Y}"
    return Table(f"Показатели: {found.short_name}", columns, lines, note)
