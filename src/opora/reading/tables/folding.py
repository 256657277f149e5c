"""Rows drawn on a finer grid than their header, brought to the columns of the header.

Word keeps a grid column for every edge of every row. A header of five cells may stand over
eight grid columns, and the rows below may divide them otherwise.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from opora.reading.tables.lines import Line, Piece
from opora.reading.tables.wording import join


def column_starts(rows: Sequence[Line]) -> tuple[int, ...]:
    """Return the grid columns at which the cells of a header begin."""
    starts = {
        column for row in rows for column, piece in enumerate(row.pieces) if piece is not None
    }
    return tuple(sorted(starts))


def fold(line: Line, starts: Sequence[int]) -> Line:
    """Bring a row to the columns of its header.

    A row of as many cells as the header has is taken cell by cell; in another row every cell
    goes to the column it covers most.
    """
    if len(line.pieces) == len(starts):
        return line
    pieces = [(column, piece) for column, piece in enumerate(line.pieces) if piece]
    if len(pieces) == len(starts):
        return replace(line, pieces=tuple(replace(piece, colspan=1) for _, piece in pieces))
    folded: list[Piece | None] = [
        Piece("", replace(line.place, column=start)) for start in starts
    ]
    for column, piece in pieces:
        _put(folded, _home(column, piece.colspan, starts), piece)
    return replace(line, pieces=tuple(folded))


def _home(column: int, colspan: int, starts: Sequence[int]) -> range:
    """Columns of the header that a cell covers for the most part, one at least."""
    edges = [*starts, max(starts[-1] + 1, column + colspan)]
    shares = [
        (min(column + colspan, right) - max(column, left)) / (right - left)
        for left, right in pairwise(edges)
    ]
    most = [index for index, share in enumerate(shares) if share > 1 / 2]
    if most:
        return range(most[0], most[-1] + 1)
    nearest = min(bisect_right(starts, column), len(starts)) - 1
    return range(max(nearest, 0), max(nearest, 0) + 1)


def _put(folded: list[Piece | None], home: range, piece: Piece) -> None:
    first = folded[home.start]
    if first is not None and first.text:
        folded[home.start] = replace(first, text=join(first.text, piece.text, paragraph=True))
        return
    folded[home.start] = replace(piece, colspan=len(home))
    for column in home[1:]:
        folded[column] = None
