"""One indicator of a place: its passport, units, trend, targets, and the rows it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from opora.domain.indicators.disclosure import tells
from opora.domain.indicators.models import Definition, Target, Value
from opora.domain.indicators.permissions import may_manage, sees_pupil_counts
from opora.domain.indicators.queries.entries import LISTED
from opora.domain.indicators.queries.matrix import (
    Asker,
    Cell,
    Matrix,
    matrix,
)
from opora.domain.indicators.queries.one import made_of, over_time, value_of
from opora.domain.indicators.services.targets import is_reached
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.domain.registers.models import Entry
from opora.reports.charts import Chart, lines
from opora.reports.tables import Cell as TableCell
from opora.reports.tables import Table
from opora.web.indicators.reads import Asked, asked_of, definition_of, units_of
from opora.web.indicators.shown import lines_of, name_of, shown
from opora.web.indicators.words import (
    BETTER,
    HIDDEN_NOTE,
    cell_words,
    figure,
    formula_words,
    percent,
    population_words,
    target_words,
    unit_words,
)
from opora.web.kept import kept, sight_key
from opora.web.paging import page_of
from opora.web.registers.addresses import address_of
from opora.web.requests import UserRequest
from opora.web.tables import asked_kind, table_file

ROWS = 30
UNITS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """An entry that the indicator counts, and where to read of it."""

    entry: Entry
    address: str


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with what became of it."""

    target: Target
    words: str
    reached: bool | None


@login_required
@require_GET
def indicator(request: UserRequest, territory_id: int, code: str) -> HttpResponseBase:
    """Show an indicator of a place, or of one of its schools (``school`` in the address)."""
    asked = asked_of(request, territory_id)
    definition = definition_of(asked, code)
    school = school_of(request, asked)
    found = _matrix(request, asked, definition)
    if kind := asked_kind(request):
        return table_file(_units_table(asked, definition, found), kind)
    cell = _cell_of(found, school)
    value = value_of(code, asked.territory, school, asked.period)
    whole_is_open = cell.kind != "hidden"
    return render(
        request,
        "web/indicators/one.html",
        {
            "asked": asked,
            "definition": definition,
            "record": definition.record,
            "school": school,
            "cell": shown(cell, "", yes_no=definition.record.unit == "да/нет"),
            "said": cell_words(cell, yes_no=definition.record.unit == "да/нет"),
            "percent": percent(cell),
            "value": value if whole_is_open else None,
            "passport": passport_of(definition),
            "hidden_note": HIDDEN_NOTE,
            "units": page_of(lines_of(found, ""), request, per_page=UNITS),
            "trend": trend_of(code, asked, school) if whole_is_open else None,
            "aims": aims_of(code, asked, school, value if whole_is_open else None),
            "may_manage": may_manage(request.user, asked.territory, on=asked.today),
            "reason": reason(school or asked.territory, request.user, on=asked.today),
            **_rows(request, asked, definition, school),
        },
    )


def school_of(request: UserRequest, asked: Asked) -> Organisation | None:
    """Return the school that the address names; 404 if it is not of the place."""
    key = request.GET.get("school", "")
    if not key:
        return None
    if not key.isdecimal() or len(key) > 18:  # noqa: PLR2004  # what a key column holds
        raise Http404("no such school")
    seen = Organisation.objects.visible_to(request.user, on=asked.today).schools()
    return get_object_or_404(seen.filter(territory=asked.territory), pk=int(key))


def passport_of(definition: Definition) -> list[tuple[str, str]]:
    """Return the passport of an indicator, line by line."""
    record = definition.record
    lines_ = [
        ("Единица", unit_words(record)),
        ("Числитель", record.numerator),
        ("Знаменатель", record.denominator or "не делится"),
        *formula_words(record.formula),
        ("По каким организациям", population_words(record)),
        ("Направление", BETTER[record.better]),
        ("Как часто", record.frequency),
        ("Источник", record.source),
        ("Версия", f"{definition.number} от {definition.made_at:%d.%m.%Y}"),
    ]
    return [(name, words) for name, words in lines_ if words]


def trend_of(code: str, asked: Asked, school: Organisation | None) -> Chart | None:
    """Draw the values of past periods of the same length; None where there is one only."""
    known = [
        one
        for one in over_time(code, asked.territory, school, asked.period)
        if one.numerator is not None and not _is_closed(one)
    ]
    if len(known) < 2:  # noqa: PLR2004  # a line needs two points
        return None
    is_share = known[-1].denominator is not None
    unit = "%" if is_share else known[-1].definition.record.unit
    title = f"{known[-1].definition.title}: по периодам"
    series = {"значение": [_point(one) for one in known]}
    return lines(title, [_label(one) for one in known], series, unit=unit)


def aims_of(
    code: str, asked: Asked, school: Organisation | None, value: Value | None
) -> list[Aim]:
    """Return the targets of a unit that are not over when the period ends."""
    targets = Target.objects.filter(
        code=code, territory__in=[asked.territory.pk, asked.territory.parent_id],
        last__gte=asked.period.first,
    )  # fmt: skip
    own = targets.filter(organisation=school) if school else targets.filter(organisation=None)
    unit = definition_of(asked, code).record.unit
    return [
        Aim(one, target_words(one, unit), is_reached(one, value) if value else None)
        for one in own.order_by("last", "pk")
    ]


def _rows(
    request: UserRequest, asked: Asked, definition: Definition, school: Organisation | None
) -> dict[str, Any]:
    """Give the entries it is made of, paged; pupils are rows inside their school only."""
    formula = definition.record.formula
    if not formula.counts:
        return {"rows": None, "rows_closed": ""}
    inside = school is not None and sees_pupil_counts(request.user, school, on=asked.today)
    if formula.reads_secrets and not inside:
        closed = "Записи об обучающихся видит только их школа. Муниципалитету открыты числа."
        return {"rows": None, "rows_closed": closed}
    user, on = request.user, asked.today
    key = (definition.pk, asked.territory.pk, school and school.pk, asked.key)
    keys = kept(
        ("made of", *key, sight_key(user, on=on), on),
        lambda: made_of(definition, asked.territory, school, asked.period, user=user, on=on),
    )
    listed: list[Any] = keys[:LISTED]
    page = page_of(listed, request, per_page=ROWS)
    entries = Entry.objects.select_related("owner").in_bulk(list(page.object_list))
    return {
        "rows": [Row(entries[key], address_of(entries[key])) for key in page.object_list],
        "rows_page": page,
        "rows_more": len(keys) > LISTED,
        "rows_closed": "",
    }


def _matrix(request: UserRequest, asked: Asked, definition: Definition) -> Matrix:
    units = units_of(request, asked)
    asker = Asker(request.user, asked.today)
    return matrix(asked.territory, asked.period, [definition], units, asker)


def _cell_of(found: Matrix, school: Organisation | None) -> Cell:
    if school is None:
        return found.columns[0].whole
    for unit, cells in zip(found.units, found.cells, strict=True):
        if isinstance(unit, Organisation) and unit.pk == school.pk:
            return cells[0]
    return Cell("na")


def _units_table(asked: Asked, definition: Definition, found: Matrix) -> Table:
    yes_no = definition.record.unit == "да/нет"
    first = "Муниципалитет" if asked.is_region else "Школа"
    rows: list[tuple[TableCell, ...]] = [
        (name_of(unit), cell_words(cells[0], yes_no=yes_no), percent(cells[0]), cells[0].reason)
        for unit, cells in zip(found.units, found.cells, strict=True)
    ]
    whole = found.columns[0].whole
    rows.append(("Всего", cell_words(whole, yes_no=yes_no), percent(whole), whole.reason))
    when = f"{asked.period.label}, на {asked.as_of:%d.%m.%Y}"
    note = f"{asked.territory.name}, {when}. {HIDDEN_NOTE}"
    columns = (first, "Значение", "Доля", "Почему данных нет")
    return Table(definition.title, columns, rows, note)


def _is_closed(value: Value) -> bool:
    """Whether a count of pupils tells of single ones."""
    assert value.numerator is not None  # noqa: S101  # the caller has looked
    pair = (value.numerator, value.denominator)
    return value.definition.record.formula.is_secret and tells(pair)


def _point(value: Value) -> float:
    numerator = float(value.numerator or 0)
    if value.denominator is None:
        return numerator
    return round(100 * numerator / float(value.denominator), 1) if value.denominator else 0.0


def _label(value: Value) -> str:
    """Name a period on the axis, with the numbers behind the point."""
    years = f"{value.first:%m.%y}–{value.last:%m.%y}"
    whole = "" if value.denominator is None else f" из {figure(value.denominator)}"
    return f"{years}: {figure(value.numerator)}{whole}"
