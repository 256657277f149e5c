"""Rows of an RTF table, which are known by the right edges of their cells."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from opora.reading.formats.builder import clean
from opora.reading.formats.grid import MAX_COLUMNS, Grid, Piece, flow, stack

_SAME_EDGE = 40
"""Twips; programs round edges of one column differently from row to row."""


@dataclass(slots=True)
class CellShape:
    """Right edge of a cell in twips, and how it is merged."""

    edge: int = 0
    merged_left: bool = False
    merged_up: bool = False


@dataclass(slots=True)
class RowShape:
    """Cells of a row, as its definition before ``row`` gives them."""

    left: int = 0
    header: bool = False
    cells: list[CellShape] = field(default_factory=list)
    _next: CellShape = field(default_factory=CellShape)

    def take(self, word: str, number: int | None) -> None:
        """Take a control word of a row definition; others are passed."""
        if word == "trleft":
            self.left = number or 0
        elif word == "trhdr":
            self.header = True
        elif word == "clmrg":
            self._next.merged_left = True
        elif word == "clvmrg":
            self._next.merged_up = True
        elif word == "cellx":
            self._next.edge = number or 0
            if len(self.cells) < MAX_COLUMNS:
                self.cells.append(self._next)
            self._next = CellShape()


@dataclass(slots=True)
class _Row:
    shape: RowShape
    cells: list[tuple[str, bool]]


@dataclass(slots=True)
class TableRows:
    """Collects the cells of one table."""

    rows: list[_Row] = field(default_factory=list)
    _lines: list[tuple[str, bool]] = field(default_factory=list)
    _cells: list[tuple[str, bool]] = field(default_factory=list)

    def add_line(self, text: str, *, bold: bool) -> None:
        """Add a paragraph to the open cell."""
        self._lines.append((text, bold))

    def end_cell(self, text: str, *, bold: bool) -> None:
        """Close the open cell with its last paragraph."""
        self.add_line(text, bold=bold)
        lines = [(clean(line), is_bold) for line, is_bold in self._lines]
        printed = [(line, is_bold) for line, is_bold in lines if line]
        joined = "\n".join(line for line, _ in printed)
        self._cells.append((joined, bool(printed) and all(is_bold for _, is_bold in printed)))
        self._lines = []

    def end_row(self, shape: RowShape) -> None:
        """Close the open row; its shape is the one defined last."""
        if self._cells:
            self.rows.append(_Row(shape, self._cells))
        self._cells = []

    def loose_lines(self) -> Iterator[str]:
        """Yield what stood in cells whose row never ended."""
        yield from (text for text, _ in self._cells)
        yield from (text for text, _ in self._lines)

    def grid(self) -> Grid:
        """Place the cells by their edges, or one after another where edges are missing."""
        if all(_is_shaped(row) for row in self.rows):
            edges = _edges(self.rows)
            return stack([_placed(row, edges) for row in self.rows])
        return flow([[Piece(text, bold=bold) for text, bold in row.cells] for row in self.rows])


def _is_shaped(row: _Row) -> bool:
    edges = [cell.edge for cell in row.shape.cells]
    return len(edges) >= len(row.cells) and edges == sorted(edges)


def _edges(rows: Sequence[_Row]) -> list[int]:
    """Right edges of all rows, those a hair apart counted as one."""
    edges: list[int] = []
    for edge in sorted(cell.edge for row in rows for cell in row.shape.cells):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return edges


def _placed(row: _Row, edges: Sequence[int]) -> list[tuple[int, Piece]]:
    placed: list[tuple[int, Piece]] = []
    column = bisect_left(edges, row.shape.left + _SAME_EDGE) if placed else 0
    for shape, (text, bold) in zip(row.shape.cells, row.cells, strict=False):
        end = bisect_left(edges, shape.edge - _SAME_EDGE) + 1
        width = max(1, end - column)
        if shape.merged_left and placed:
            start, left = placed[-1]
            placed[-1] = (start, _widened(left, width, text))
        else:
            piece = Piece(
                text,
                colspan=width,
                header=row.shape.header,
                bold=bold,
                continues=shape.merged_up,
            )
            placed.append((column, piece))
        column += width
    return placed


def _widened(left: Piece, width: int, text: str) -> Piece:
    joined = "\n".join(filter(None, (left.text, text)))
    return Piece(joined, left.colspan + width, 1, left.header, left.bold, left.continues)
