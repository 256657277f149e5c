"""Ruled cells of a page → grid."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from opora.reading.formats.builder import clean
from opora.reading.formats.grid import Grid, settle
from opora.reading.formats.pdf_content import RuledCell, RuledTable, Word
from opora.reading.formats.pdf_join import join
from opora.reading.formats.pdf_lines import lines_of
from opora.reading.model import Cell

_SAME_EDGE = 3.0


def grid_of(table: RuledTable) -> Grid:
    """Place cells by their edges; edges a few points apart are one."""
    lefts = _edges(edge for cell in table.cells for edge in (cell.x0, cell.x1))
    tops = _edges(edge for cell in table.cells for edge in (cell.top, cell.bottom))
    return settle([_cell(cell, lefts, tops) for cell in table.cells])


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SAME_EDGE:
            edges.append(value)
    return edges


def _index(value: float, edges: Sequence[float]) -> int:
    return bisect_right(edges, value) - 1


def _cell(cell: RuledCell, lefts: Sequence[float], tops: Sequence[float]) -> Cell:
    column, row = _index(cell.x0, lefts), _index(cell.top, tops)
    return Cell(
        row=row,
        column=column,
        text=cell_text(cell.words),
        rowspan=max(1, _index(cell.bottom, tops) - row),
        colspan=max(1, _index(cell.x1, lefts) - column),
        bold=bool(cell.words) and all(word.bold for word in cell.words),
    )


def cell_text(words: Sequence[Word]) -> str:
    """Join words into lines of a cell."""
    texts = (" ".join(word.text for word in line.words) for line in lines_of(words, 0))
    return clean(join(texts, "\n"))
