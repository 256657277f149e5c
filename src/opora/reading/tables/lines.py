"""Rows of a table with every grid position known: printed, covered by a merge, or empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opora.reading.model import Cell, Place, Table
from opora.reading.tables.wording import flat, lined


@dataclass(frozen=True, slots=True)
class Piece:
    """The content of one grid position.

    ``text`` is in the form of ``wording.lined``. ``place`` is where the text is printed, so two
    positions of one merged cell have one place; ``covered`` says that the cell began in a row
    above.
    """

    text: str
    place: Place
    colspan: int = 1
    rowspan: int = 1
    bold: bool = False
    header: bool = False
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table; None where a cell to the left spreads over the position."""

    block: int
    row: int
    pieces: tuple[Piece | None, ...]

    @property
    def first(self) -> bool:
        """Whether the row opens its table, as after a page break."""
        return self.row == 0

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return Place(self.block, self.row)

    @property
    def text(self) -> str:
        """All that is printed in the row, on one line."""
        return " ".join(flat(piece.text) for piece in self.filled().values())

    def at(self, column: int) -> str:
        """Return the text of a column on one line, "" where nothing is printed."""
        piece = self.pieces[column] if column < len(self.pieces) else None
        return flat(piece.text) if piece else ""

    def filled(self) -> dict[int, Piece]:
        """Return the pieces printed in this row itself, by column."""
        return {
            column: piece
            for column, piece in enumerate(self.pieces)
            if piece and piece.text and not piece.covered
        }


def lines_of(table: Table, *, wrapped: bool = False) -> list[Line]:
    """Lay a table out as rows.

    Parameters
    ----------
    table : Table
        The table as the format gives it.
    wrapped : bool, default False
        Whether line feeds come from the width of the cells (PDF).
    """
    grid: list[list[Piece | None]] = [
        [_empty(table, row, column) for column in range(table.n_columns)]
        for row in range(table.n_rows)
    ]
    for cell in table.cells:
        _lay(grid, cell, _piece(table, cell, wrapped=wrapped))
    return [Line(table.index, row, tuple(pieces)) for row, pieces in enumerate(grid)]


def caption(block: int, text: str, width: int, *, bold: bool = False) -> Line:
    """Make a row of a paragraph that stands between two tables, as if merged over the table."""
    piece = Piece(lined(text), Place(block), colspan=width, bold=bold)
    return Line(block, 0, (piece, *[None] * (width - 1)))


def continue_merges(above: Line, lines: Sequence[Line]) -> list[Line]:
    """Carry cells merged down to the end of one page over to the rows of the next.

    A page break leaves the rest of such a cell empty at the top of the next table.

    Parameters
    ----------
    above : Line
        The last row before the break.
    lines : sequence of Line
        The rows after it.
    """
    carried = list(lines)
    for column, piece in enumerate(above.pieces):
        rest = lines[0].pieces[column] if lines and column < len(lines[0].pieces) else None
        if piece is None or not piece.covered or rest is None or rest.text or rest.covered:
            continue
        for index in range(min(rest.rowspan, len(carried))):
            carried[index] = _with_piece(carried[index], column, piece)
    return carried


def _with_piece(line: Line, column: int, piece: Piece) -> Line:
    pieces = (*line.pieces[:column], piece, *line.pieces[column + 1 :])
    return replace(line, pieces=pieces)


def _empty(table: Table, row: int, column: int) -> Piece:
    return Piece("", Place(table.index, row, column))


def _piece(table: Table, cell: Cell, *, wrapped: bool) -> Piece:
    return Piece(
        lined(cell.text, wrapped=wrapped),
        Place(table.index, cell.row, cell.column),
        cell.colspan,
        cell.rowspan,
        cell.bold,
        cell.header,
    )


def _lay(grid: list[list[Piece | None]], cell: Cell, piece: Piece) -> None:
    for row in range(cell.row, min(cell.row + cell.rowspan, len(grid))):
        width = len(grid[row])
        for column in range(cell.column, min(cell.column + cell.colspan, width)):
            grid[row][column] = None
        if cell.column < width:
            grid[row][cell.column] = replace(piece, covered=row > cell.row)
