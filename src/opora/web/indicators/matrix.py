"""The matrix: schools, or municipalities of a region, by indicators, and one cell explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.indicators.models import Definition, FrozenPeriod, Target, Value
from opora.domain.indicators.permissions import may_freeze, may_manage
from opora.domain.indicators.queries.matrix import (
    Asker,
    Cell,
    Matrix,
    Unit,
    matrix,
    targets_of,
    with_data,
)
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.reports.tables import Table
from opora.web.indicators.forms import Filter
from opora.web.indicators.reads import POPULATIONS, Asked, asked_of, units_of
from opora.web.indicators.shown import heads_of, lines_of, matrix_table, name_of
from opora.web.indicators.words import (
    HIDDEN_NOTE,
    cell_words,
    formula_words,
    percent,
    target_words,
    unit_words,
)
from opora.web.kept import kept, sight_key
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.tables import asked_kind, table_file

PER_PAGE = 60
GROUPS = {
    "": "с данными и с целями",
    "all": "все показатели",
    "targets": "с целями",
    "identification": "анализ и выявление",
    "dynamics": "динамика результатов",
    "teachers": "педагоги и руководители",
    "method_help": "методическая помощь",
    "network": "сетевое взаимодействие",
    "prevention": "профилактика неуспешности",
    "execution": "исполнение",
    "objectivity": "объективность",
    "own": "свои",
}


@dataclass(frozen=True, slots=True)
class Picked:
    """One cell explained: whose, of what, the words of the formula and of the target."""

    definition: Definition
    name: str
    said: str
    percent: str
    target: str
    reached: bool | None
    kind: str
    reason: str
    formula: list[tuple[str, str]]
    school: Organisation | None


@login_required
@require_GET
def start(request: UserRequest) -> HttpResponse:
    """Lead to the place the person works for, or to the school."""
    today = localdate()
    scope = scope_of(request.user, on=today)
    places = sorted(scope.regions) or sorted(scope.municipalities)
    if places:
        return redirect("indicators_territory", places[0])
    schools = Organisation.objects.schools().filter(pk__in=scope.own).order_by("short_name")
    if len(schools) == 1:
        return redirect("school_indicators", schools[0].pk)
    return render(request, "web/indicators/start.html", {"schools": schools})


@login_required
@require_GET
def territory(request: UserRequest, territory_id: int) -> HttpResponseBase:
    """Show the matrix, or give it as a file."""
    asked = asked_of(request, territory_id)
    units = units_of(request, asked)
    chosen = chosen_definitions(request, asked)
    asker = Asker(request.user, asked.today)
    if kind := asked_kind(request):
        found = matrix(asked.territory, asked.period, chosen, units, asker)
        return table_file(_table(asked, found), kind)
    page = page_of(units, request, per_page=PER_PAGE)
    found = _counted(asked, chosen, list(page.object_list), asker)
    at = request.GET.get("cell", "")
    return render(
        request,
        "web/indicators/matrix.html",
        {
            "asked": asked,
            "page": page,
            "heads": heads_of(found, at),
            "lines": lines_of(found, at),
            "picked": _picked(found, at),
            "base": _base(request),
            "form": filter_form(request, asked),
            "hidden_note": HIDDEN_NOTE,
            "reason": reason(asked.territory, request.user, on=asked.today),
            **_state(request, asked),
        },
    )


def _counted(asked: Asked, chosen: list[Definition], units: list[Unit], asker: Asker) -> Matrix:
    columns, rows = tuple(one.pk for one in chosen), tuple(one.pk for one in units)
    who = sight_key(asker.user, on=asker.on)
    return kept(
        ("matrix", asked.territory.pk, asked.key, asker.on, columns, rows, who),
        lambda: matrix(asked.territory, asked.period, chosen, units, asker),
    )


def chosen_definitions(request: UserRequest, asked: Asked) -> list[Definition]:
    """Return the indicators of the columns, in the order of their codes.

    Without a choice: those of which something is known, and those that have a target.
    """
    current = list(Definition.objects.current().of(asked.territory).order_by("code"))
    group = request.GET.get("columns", "")
    if group == "all" or not current:
        return current
    if group in GROUPS and group not in {"", "targets"}:
        return [one for one in current if one.record.group == group]
    codes = [one.code for one in current]
    aims = {code for code, _ in targets_of(asked.territory, asked.period, codes)}
    if group == "targets":
        return [one for one in current if one.code in aims]
    known = aims | with_data(asked.territory, asked.period)
    return [one for one in current if one.code in known] or current


def filter_form(request: UserRequest, asked: Asked) -> Filter:
    """Return the filters with what the address says."""
    known = {"period": asked.key, "q": words_of(request)}
    known |= {name: request.GET.get(name, "") for name in ("columns", "of")}
    form = Filter(initial=known)
    form.fields["period"].choices = asked.choices  # type: ignore[attr-defined]
    form.fields["columns"].choices = list(GROUPS.items())  # type: ignore[attr-defined]
    form.fields["of"].choices = list(POPULATIONS.items())  # type: ignore[attr-defined]
    form.fields["q"].widget.attrs["data-key"] = "search"
    if asked.is_region:
        del form.fields["of"]
    return form


def _state(request: UserRequest, asked: Asked) -> dict[str, Any]:
    """Tell what is known of the values as a whole, and what the person may do with them."""
    values = Value.objects.of_period(asked.period.first, asked.period.last).filter(
        territory=asked.territory, organisation=None
    )
    newest = values.order_by("-computed_at").first()
    frozen = FrozenPeriod.objects.filter(
        territory__in=[asked.territory.pk, asked.territory.parent_id],
        first=asked.period.first, last=asked.period.last,
    ).select_related("by").first()  # fmt: skip
    over = asked.period.last < asked.today
    return {
        "computed_at": newest.computed_at if newest else None,
        "stale": values.filter(stale=True).exists(),
        "frozen": frozen,
        "may_manage": may_manage(request.user, asked.territory, on=asked.today),
        "may_freeze": over and may_freeze(request.user, asked.territory, on=asked.today),
    }


def _base(request: UserRequest) -> str:
    """Return the address of the page without a picked cell, to add one to."""
    query = request.GET.copy()
    query.pop("cell", None)
    return f"?{query.urlencode()}&" if query else "?"


def _table(asked: Asked, found: Matrix) -> Table:
    first, whole = ("Муниципалитет", "Регион") if asked.is_region else ("Школа", "Σ / Σ")
    note = f"{asked.period.label}, на {asked.as_of:%d.%m.%Y}. {HIDDEN_NOTE} По алфавиту."
    title = f"Показатели: {asked.territory.name}"
    return matrix_table(title, found, first=first, whole=whole, note=note)


def _picked(found: Matrix, at: str) -> Picked | None:
    """Explain the cell that the address names, if it is on the page."""
    code, _, key = at.partition(":")
    places = {str(unit.pk): (place, unit) for place, unit in enumerate(found.units)}
    for column, one in enumerate(found.columns):
        if one.definition.code != code:
            continue
        if key == "0":
            return _explained(one.definition, None, one.whole, one.target)
        if key in places:
            row, unit = places[key]
            return _explained(one.definition, unit, found.cells[row][column], one.target)
    return None


def _explained(
    definition: Definition, unit: Unit | None, cell: Cell, target: Target | None
) -> Picked:
    record = definition.record
    return Picked(
        definition=definition,
        name=name_of(unit) if unit else "Всего",
        said=cell_words(cell, yes_no=record.unit == "да/нет"),
        percent=percent(cell),
        target=target_words(target, record.unit) if target else "",
        reached=cell.reached,
        kind=cell.kind,
        reason=cell.reason,
        formula=[("Показатель", unit_words(record)), *formula_words(record.formula)],
        school=unit if isinstance(unit, Organisation) else None,
    )
