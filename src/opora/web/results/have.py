"""What there is and what is missing: schools by works of a year, municipalities of a region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.assessments import queries
from opora.domain.assessments.disclosure import FEW, shown_participants
from opora.domain.assessments.models import CheckSign, Import, Round
from opora.domain.assessments.permissions import keeps_results, sees_small_counts
from opora.domain.assessments.queries.coverage import (
    Coverage,
    RoundCoverage,
    coverage,
    without,
)
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.models import (
    Organisation,
    OrganisationQuerySet,
    Territory,
)
from opora.methodology.comparability import Break
from opora.reports.tables import Cell, Table
from opora.web.paging import page_of
from opora.web.panel.reads import territories_of
from opora.web.requests import UserRequest
from opora.web.results import reads
from opora.web.results.guard import unordered
from opora.web.results.names import KINDS, round_name, subject_name
from opora.web.tables import asked_kind, table_file

_ROWS = 30
"""Schools of a page: each has a cell a work."""


@dataclass(frozen=True, slots=True)
class Column:
    """A work of the year over the whole territory, and why it starts a new series."""

    covered: RoundCoverage
    subject: str
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Works of one kind and grade, side by side."""

    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sat:
    """How many of a school sat a work and were expected to, as a person may see it.

    Numbers from 1 to 4 are the word ``FEW`` for those outside the school. No sum of them is
    shown, and one that is hidden is not told more closely by a mark that it is incomplete.
    """

    round: Round
    sat: int | str | None
    expected: int | str | None
    is_missing: bool
    is_incomplete: bool

    @property
    def is_few(self) -> bool:
        """Both numbers are the same word: it is said once."""
        return self.sat == FEW == self.expected


@dataclass(frozen=True, slots=True)
class Line:
    """A school: one cell a column; ``full`` where its works may be opened."""

    school: Organisation
    cells: tuple[Sat, ...]
    signs: tuple[CheckSign, ...]
    full: bool


@login_required
@require_GET
def start(request: UserRequest) -> HttpResponse:
    """Lead to the territory or the school of the person; let them choose among several."""
    today = localdate()
    territories = territories_of(request.user, on=today)
    first = territories.first()
    if first is not None and (first.kind == Territory.Kind.REGION or territories.count() == 1):
        return redirect("results_territory", first.pk)
    own = scope_of(request.user, on=today).own
    schools = Organisation.objects.schools().filter(pk__in=own).order_by("short_name", "pk")
    if first is None and len(schools) == 1:
        return redirect("results_school", schools[0].pk)
    context = {"territories": page_of(territories, request), "schools": schools}
    return render(request, "web/results/start.html", context)


@login_required
@require_GET
@unordered
def territory(request: UserRequest, territory_id: int) -> HttpResponseBase:
    """Show schools by works of a year: how many sat each, of how many."""
    today = localdate()
    found = reads.territory_for(request, territory_id, on=today)
    years = queries.years(found)
    year = _chosen_year(request, years)
    covered = _covered(request, found, year, today)
    told = covered.rounds
    kinds = list(dict.fromkeys(one.round.kind for one in told))
    kind = request.GET.get("kind", "")
    told = [one for one in told if not kind or one.round.kind == kind]
    schools, lacking = _schools(request, found, today)
    if file_kind := asked_kind(request):
        lines = _lines(request, found, list(schools), told, today)
        return table_file(_table(found, year, told, lines), file_kind)
    page = page_of(schools, request, per_page=_ROWS)
    groups = _groups(told)
    regions = scope_of(request.user, on=today).regions
    context = {
        "territory": found,
        "years": years,
        "year": year,
        "kinds": [(one, KINDS[one]) for one in kinds],
        "kind": kind,
        "groups": groups,
        "has_breaks": any(column.breaks for group in groups for column in group.columns),
        "region": found.parent if found.parent_id in regions else None,
        "page": page,
        "lines": _lines(request, found, list(page), told, today),
        "places": covered.places,
        "lacking": round_name(lacking) if lacking else "",
        "waiting": _waiting(request, found, today),
        "may_keep": keeps_results(request.user, found, on=today),
        "reason": reason(found, request.user, on=today),
    }
    return render(request, "web/results/territory.html", context)


def _chosen_year(request: UserRequest, years: Sequence[int]) -> int:
    asked = request.GET.get("year", "")
    if asked.isdecimal() and int(asked) in years:
        return int(asked)
    return years[0] if years else 0


def _schools(
    request: UserRequest, found: Territory, today: date
) -> tuple[OrganisationQuerySet, Round | None]:
    """Return the schools asked for: all, or those where a work is expected and not there."""
    schools = reads.schools_of(found, user=request.user, on=today)
    asked = request.GET.get("without", "")
    if not asked:
        return schools, None
    if not asked.isdecimal():
        raise Http404("no such round")
    lacking = get_object_or_404(Round, pk=int(asked))
    return without(schools, lacking), lacking


def _groups(told: Iterable[RoundCoverage]) -> list[Group]:
    grouped = groupby(told, key=lambda one: (one.round.kind, one.round.grade))
    return [
        Group(
            f"{kind}, {grade} класс",
            tuple(
                Column(one, subject_name(one.round.subject), queries.breaks_before(one.round))
                for one in works
            ),
        )
        for (kind, grade), works in grouped
    ]


def _lines(
    request: UserRequest,
    found: Territory,
    schools: list[Organisation],
    told: Sequence[RoundCoverage],
    today: date,
) -> list[Line]:
    if not told:
        return [Line(school, (), (), full=False) for school in schools]
    matrix = queries.matrix(
        found, year=told[0].round.year, user=request.user, on=today, schools=schools
    )
    return [
        _line(row, told, full=sees_small_counts(request.user, row.school, on=today))
        for row in matrix.rows
    ]


def _line(row: queries.Row, told: Sequence[RoundCoverage], *, full: bool) -> Line:
    """Order the cells of a school as the columns; a work that no school of the page has too."""
    there = {cell.round.pk: cell for cell in row.cells}
    expected = {
        (cell.round.kind, cell.round.grade): cell.expected
        for cell in row.cells
        if cell.expected is not None
    }
    cells = tuple(
        there.get(one.round.pk)
        or queries.Cell(
            one.round,
            None,
            expected.get((one.round.kind, one.round.grade)) if one.expected else None,
        )
        for one in told
    )
    seen = tuple(_sat(cell, full=full) for cell in cells)
    return Line(row.school, seen, row.signs, full)


def _sat(cell: queries.Cell, *, full: bool) -> Sat:
    sat = _shown(cell.count.participants if cell.count else None, full=full)
    expected = _shown(cell.expected, full=full)
    is_incomplete = cell.is_incomplete and expected != FEW
    return Sat(cell.round, sat, expected, cell.is_missing, is_incomplete)


def _shown(count: int | None, *, full: bool) -> int | str | None:
    return None if count is None else shown_participants(count, full=full)


def _covered(request: UserRequest, found: Territory, year: int, today: date) -> Coverage:
    if not year:
        return Coverage([], [])
    return coverage(found, year=year, user=request.user, on=today)


def _waiting(request: UserRequest, found: Territory, today: date) -> int:
    """Count the files of the territory that wait for a person."""
    seen = queries.imports(found, user=request.user, on=today)
    return seen.filter(status=Import.Status.READY).count()


def _table(
    found: Territory, year: int, told: Sequence[RoundCoverage], lines: Iterable[Line]
) -> Table:
    columns = ["Школа"]
    for one in told:
        name = round_name(one.round)
        columns += [f"{name}: писали", f"{name}: ждали"]
    columns.append("Повод проверить")
    note = (
        "По алфавиту; места школ не вычисляются. «Ждали» — столько писали другую обязательную "
        "работу того же класса в том же году; пусто — сравнить не с чем."
    )
    title = f"Что есть по результатам, {year} год: {found.name}"
    return Table(title, tuple(columns), (_cells(line) for line in lines), note)


def _cells(line: Line) -> list[Cell]:
    row: list[Cell] = [line.school.short_name]
    for cell in line.cells:
        row += ["нет" if cell.is_missing else cell.sat, cell.expected]
    return [*row, "; ".join(CheckSign.Kind(one.kind).label for one in line.signs)]
