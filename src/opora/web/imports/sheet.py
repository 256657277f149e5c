"""The document as it looks, cut into pieces so that read values can be marked. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from opora.web.imports.sources import Mark

Json = Mapping[str, Any]
Marks = Mapping[tuple[int, int | None, int | None], Sequence[Mark]]

_HEADINGS = range(1, 4)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one text that belong to the same values; no keys, no mark."""

    text: str
    keys: str = ""
    bad: bool = False
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a table."""

    pieces: tuple[Piece, ...]
    rowspan: int = 1
    colspan: int = 1
    strong: bool = False


@dataclass(frozen=True, slots=True)
class SheetParagraph:
    """A paragraph with its look."""

    pieces: tuple[Piece, ...]
    align: str
    strong: bool
    page: int | None
    table = False


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table by rows."""

    rows: tuple[tuple[SheetCell, ...], ...]
    page: int | None
    table = True


def sheet_of(layout: Json, marks: Iterable[Mark]) -> list[SheetParagraph | SheetTable]:
    """Return the blocks of a layout with their texts cut at the marks."""
    by_cell: defaultdict[tuple[int, int | None, int | None], list[Mark]] = defaultdict(list)
    for mark in marks:
        by_cell[mark.cell].append(mark)
    return [
        _table(block, by_cell) if block["block"] == "table" else _paragraph(block, by_cell)
        for block in layout.get("blocks") or ()
    ]


def _paragraph(block: Json, marks: Marks) -> SheetParagraph:
    aligned = {"center": "text-center", "right": "text-end"}
    return SheetParagraph(
        pieces=pieces_of(block["text"], marks.get((block["index"], None, None), ())),
        align=aligned.get(block.get("align") or "", ""),
        strong=bool(block.get("bold")) or block.get("level") in _HEADINGS,
        page=block.get("page"),
    )


def _table(block: Json, marks: Marks) -> SheetTable:
    cells = {(cell["row"], cell["column"]): cell for cell in block["cells"]}
    covered = {place for cell in block["cells"] for place in _covered(cell)}
    rows = (
        tuple(
            _cell(cells.get((row, column)), marks.get((block["index"], row, column), ()))
            for column in range(block["n_columns"])
            if (row, column) not in covered
        )
        for row in range(block["n_rows"])
    )
    return SheetTable(tuple(rows), block.get("page"))


def _covered(cell: Json) -> Iterator[tuple[int, int]]:
    """Yield the grid positions that a merged cell takes beside its own."""
    for row in range(cell["row"], cell["row"] + cell.get("rowspan", 1)):
        for column in range(cell["column"], cell["column"] + cell.get("colspan", 1)):
            if (row, column) != (cell["row"], cell["column"]):
                yield row, column


def _cell(cell: Json | None, marks: Sequence[Mark]) -> SheetCell:
    if cell is None:
        return SheetCell(())
    return SheetCell(
        pieces=pieces_of(cell["text"], marks),
        rowspan=cell.get("rowspan", 1),
        colspan=cell.get("colspan", 1),
        strong=bool(cell.get("header") or cell.get("bold")),
    )


def pieces_of(text: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """Cut a text at the ends of its marks; where marks overlap, a piece carries both keys.

    Examples
    --------
    >>> number = Mark("document.number", 0, None, None, 2, 8)
    >>> [(piece.text, piece.keys) for piece in pieces_of("№ 214-од", [number])]
    [('№ ', ''), ('214-од', 'document.number')]
    """
    spans = [(min(m.start, len(text)), _end(m, text), m) for m in marks]
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    started: set[str] = set()
    pieces = []
    for start, end in pairwise(cuts):
        here = [m for s, e, m in spans if s <= start and end <= e]
        keys = dict.fromkeys(m.key for m in here)
        anchors = tuple(key for key in keys if key not in started)
        started.update(anchors)
        bad = any(m.bad for m in here)
        pieces.append(Piece(text[start:end], " ".join(keys), bad, anchors))
    lost = tuple(dict.fromkeys(m.key for _, _, m in spans if m.key not in started))
    return (*pieces, Piece("", anchors=lost)) if lost else tuple(pieces)


def _end(mark: Mark, text: str) -> int:
    return len(text) if mark.end is None else min(mark.end, len(text))
