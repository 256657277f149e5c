"""Tables of a Word document → grid; frames, which only place things on the page, told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from opora.reading.formats.builder import clean
from opora.reading.formats.docx_xml import Node, flag, local, number, value
from opora.reading.formats.grid import Grid, Piece, stack

_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})

CellReader = Callable[[Node], tuple[str, bool]]


def blocks_of(container: Node) -> Iterator[Node]:
    """Yield paragraphs and tables in order, also those inside content controls."""
    return _unwrapped(container, {"p", "tbl"})


def _unwrapped(container: Node, names: set[str]) -> Iterator[Node]:
    for child in container.iterchildren():
        if local(child) in names:
            yield child
        elif local(child) in _WRAPPERS:
            yield from _unwrapped(child, names)


def _rows(table: Node) -> Iterator[Node]:
    for row in _unwrapped(table, {"tr"}):
        properties = row.find(f"{{{row.nsmap[row.prefix]}}}trPr")
        if properties is None or "del" not in map(local, properties):
            yield row


def _cells(row: Node) -> Iterator[Node]:
    for cell in _unwrapped(row, {"tc"}):
        if flag(cell, "tcPr/cellDel") is None:
            yield cell


def inner_blocks(table: Node) -> Iterator[Node]:
    """Yield the cells of a frame, each a container of blocks."""
    for row in _rows(table):
        yield from _cells(row)


def is_frame(table: Node) -> bool:
    """Tell a table of one cell, or one that holds a table larger than itself."""
    cells = list(inner_blocks(table))
    if len(cells) == 1:
        return True
    inner = (block for cell in cells for block in blocks_of(cell) if local(block) == "tbl")
    return any(len(list(inner_blocks(nested))) > max(3, len(cells)) for nested in inner)


def grid_of(table: Node, read_cell: CellReader) -> Grid:
    """Place the cells of a table: spans, vertical merges, cells left out at either end."""
    rows: list[list[tuple[int, Piece]]] = []
    for row in _rows(table):
        column = number(value(row, "trPr/gridBefore"))
        header = bool(flag(row, "trPr/tblHeader"))
        placed: list[tuple[int, Piece]] = []
        for cell in _cells(row):
            piece = _piece(cell, read_cell, header=header)
            if value(cell, "tcPr/hMerge") == "continue" and placed:
                placed[-1] = _widened(*placed[-1], piece)
            else:
                placed.append((column, piece))
            column += piece.colspan
        rows.append(placed)
    return stack(rows)


def _widened(column: int, left: Piece, right: Piece) -> tuple[int, Piece]:
    width = left.colspan + right.colspan
    return column, Piece(left.text, width, 1, left.header, left.bold, left.continues)


def _piece(cell: Node, read_cell: CellReader, *, header: bool) -> Piece:
    text, bold = read_cell(cell)
    merge = cell.find("./{*}tcPr/{*}vMerge")
    continues = merge is not None and value(cell, "tcPr/vMerge") != "restart"
    return Piece(
        clean(text),
        colspan=max(1, number(value(cell, "tcPr/gridSpan"), 1)),
        header=header,
        bold=bold,
        continues=continues,
    )
