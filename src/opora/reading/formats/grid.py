"""Cells of any format → cells at grid positions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from opora.reading.model import Cell

MAX_COLUMNS = 128
"""Wider tables are not plans; the cap keeps a forged ``colspan`` from filling the memory."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell as a file states it, before its place in the grid is known.

    ``continues`` marks a cell that the file declares to be the lower part of a vertical merge.
    """

    text: str
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    bold: bool = False
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Placed cells and the size of their table."""

    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]


def flow(rows: Sequence[Sequence[Piece]]) -> Grid:
    """Place cells as HTML and ODF do: each takes the first free position of its row.

    Examples
    --------
    >>> flow([[Piece("а", rowspan=2), Piece("б")], [Piece("в")]]).cells[2]
    Cell(row=1, column=1, text='в', rowspan=1, colspan=1, header=False, bold=False)
    """
    busy_until = [0] * MAX_COLUMNS
    placed: list[Cell] = []
    for row, pieces in enumerate(rows):
        column = 0
        for piece in pieces:
            while column < MAX_COLUMNS and busy_until[column] > row:
                column += 1
            if column == MAX_COLUMNS:
                break
            cell = _cell(piece, row=row, column=column, left=len(rows) - row)
            width = _free_width(busy_until, cell)
            busy_until[column : column + width] = [row + cell.rowspan] * width
            placed.append(replace(cell, colspan=width))
            column += width
    return _compact(len(rows), placed)


def _cell(piece: Piece, *, row: int, column: int, left: int) -> Cell:
    return Cell(
        row=row,
        column=column,
        text=piece.text,
        rowspan=max(1, min(piece.rowspan, left)),
        colspan=max(1, min(piece.colspan, MAX_COLUMNS - column)),
        header=piece.header,
        bold=piece.bold,
    )


def _free_width(busy_until: Sequence[int], cell: Cell) -> int:
    """Columns the cell really gets: a merge from above stops it."""
    width = 1
    while width < cell.colspan and busy_until[cell.column + width] <= cell.row:
        width += 1
    return width


def stack(rows: Sequence[Sequence[tuple[int, Piece]]]) -> Grid:
    """Place cells whose columns are known, joining vertical merges marked ``continues``.

    Words in the hidden lower part of a merge are not printed and are dropped, as Word does.
    """
    placed: list[Cell] = []
    open_merge: dict[int, int] = {}
    for row, pieces in enumerate(rows):
        for column, piece in pieces:
            if column >= MAX_COLUMNS:
                continue
            above = open_merge.get(column)
            if piece.continues and above is not None and _bottom(placed[above]) == row:
                placed[above] = replace(placed[above], rowspan=placed[above].rowspan + 1)
                continue
            open_merge[column] = len(placed)
            placed.append(_cell(piece, row=row, column=column, left=1))
    return _compact(len(rows), placed)


def _bottom(cell: Cell) -> int:
    return cell.row + cell.rowspan


def _compact(n_rows: int, cells: Sequence[Cell]) -> Grid:
    """Drop grid lines at which no cell starts: Word leaves them where borders do not meet."""
    starts = sorted({cell.column for cell in cells})
    compacted = tuple(
        replace(
            cell,
            column=bisect_left(starts, cell.column),
            colspan=_between(starts, cell.column, cell.colspan),
        )
        for cell in cells
    )
    return Grid(n_rows, len(starts), compacted)


def _between(starts: Sequence[int], start: int, length: int) -> int:
    """Count the starts that a span covers."""
    return bisect_left(starts, start + length) - bisect_left(starts, start)


def settle(cells: Sequence[Cell]) -> Grid:
    """Drop lines of the grid, across and down, at which no cell starts.

    For cells found on a drawing. Two cannot stand at one position: the first one does.
    """
    tops = sorted({cell.row for cell in cells})
    moved: dict[tuple[int, int], Cell] = {}
    for cell in cells:
        row = bisect_left(tops, cell.row)
        height = _between(tops, cell.row, cell.rowspan)
        moved.setdefault((row, cell.column), replace(cell, row=row, rowspan=height))
    ordered = [moved[position] for position in sorted(moved) if position[1] < MAX_COLUMNS]
    return _compact(len(tops), ordered)
