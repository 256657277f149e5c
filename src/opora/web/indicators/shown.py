"""The matrix as the page prints it: every cell is ready, the template only prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opora.domain.indicators.queries.matrix import Cell, Column, Matrix, Unit
from opora.domain.organisations.models import Territory
from opora.reports.tables import Cell as TableCell
from opora.reports.tables import Table
from opora.web.indicators.words import cell_words, figure, target_words


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell: ``bold`` of ``rest``; ``at`` names it in an address."""

    kind: str
    at: str
    bold: str = ""
    rest: str = ""
    below: bool = False
    picked: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its cells."""

    name: str
    unit: Unit
    cells: tuple[ShownCell, ...]

    @property
    def is_territory(self) -> bool:
        """Whether it is a municipality of a region."""
        return isinstance(self.unit, Territory)


@dataclass(frozen=True, slots=True)
class Head:
    """A column: the indicator, its target in words, the value of the whole."""

    code: str
    title: str
    target: str
    whole: ShownCell


def heads_of(found: Matrix, picked: str) -> list[Head]:
    """Return the columns of the page."""
    return [_head(one, picked) for one in found.columns]


def lines_of(found: Matrix, picked: str) -> list[Line]:
    """Return the rows of the page."""
    codes = [(one.definition.code, _is_yes_no(one)) for one in found.columns]
    return [
        Line(
            name_of(unit), unit,
            tuple(
                shown(cell, f"{code}:{unit.pk}", yes_no=yes_no, picked=picked)
                for (code, yes_no), cell in zip(codes, cells, strict=True)
            ),
        )
        for unit, cells in zip(found.units, found.cells, strict=True)
    ]  # fmt: skip


def name_of(unit: Unit) -> str:
    """Return the name under which a unit is known."""
    return unit.name if isinstance(unit, Territory) else unit.short_name


def shown(cell: Cell, at: str, *, yes_no: bool = False, picked: str = "") -> ShownCell:
    """Prepare one cell."""
    if cell.kind != "value":
        return ShownCell(cell.kind, at, picked=at == picked, title=cell.reason)
    below = cell.reached is False
    if yes_no:
        bold = "да" if cell.numerator == cell.denominator else "нет"
        rest = f", {figure(cell.numerator)} из {figure(cell.denominator)}"
    else:
        bold = figure(cell.numerator)
        rest = "" if cell.denominator is None else f" из {figure(cell.denominator)}"
    return ShownCell("value", at, bold, rest, below, at == picked, cell.reason)


def matrix_table(title: str, found: Matrix, *, first: str, whole: str, note: str) -> Table:
    """Lay out the matrix as it is exported: exactly what is shown."""
    columns = (first, *(one.definition.title for one in found.columns))
    return Table(title, columns, _rows(found, whole), note)


def _rows(found: Matrix, whole: str) -> Iterator[tuple[TableCell, ...]]:
    yes_no = [_is_yes_no(one) for one in found.columns]
    yield ("Цель", *(_target(one) or "нет" for one in found.columns))
    for unit, cells in zip(found.units, found.cells, strict=True):
        told = (cell_words(one, yes_no=kind) for one, kind in zip(cells, yes_no, strict=True))
        yield (name_of(unit), *told)
    yield (
        whole,
        *(cell_words(one.whole, yes_no=_is_yes_no(one)) for one in found.columns),
    )


def _head(column: Column, picked: str) -> Head:
    definition = column.definition
    whole = shown(
        column.whole, f"{definition.code}:0", yes_no=_is_yes_no(column), picked=picked
    )
    title = definition.record.short or definition.title
    return Head(definition.code, title, _target(column), whole)


def _target(column: Column) -> str:
    if column.target is None:
        return ""
    return target_words(column.target, column.definition.record.unit)


def _is_yes_no(column: Column) -> bool:
    return column.definition.record.unit == "да/нет"
