"""Tables of plain text with drawn borders: Markdown, grid tables, box-drawing signs."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reading.formats.text_rows import Found, Rows

_STROKES = frozenset("-─━═")
_BORDER = frozenset("|+:┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╟╢╤╧╪│║┃= ") | _STROKES
_FEWEST_STROKES = 3
_SIDES = str.maketrans("│║┃", "|||")
_FEWEST_CELLS = 2
_FEWEST_LINES = 2
_HEADER_AND_BODY = 2


def pipe_table(lines: Sequence[str], at: int, _widths: frozenset[int]) -> Found | None:
    """Find a table with drawn borders that starts at a line."""
    end = at
    while end < len(lines) and _is_drawn(lines[end]):
        end += 1
    groups = _groups([line.translate(_SIDES).strip() for line in lines[at:end]])
    cells = _rows(groups)
    width = max(map(len, cells), default=0)
    if width < _FEWEST_CELLS or end - at < _FEWEST_LINES:
        return Found(None, end) if end > at else None
    return Found(Rows(width, cells), end)


def _is_drawn(line: str) -> bool:
    flat = line.translate(_SIDES).strip()
    return _is_border(line) or (flat.startswith("|") and flat.count("|") >= _FEWEST_CELLS)


def _is_border(line: str) -> bool:
    strokes = sum(line.count(stroke) for stroke in _STROKES)
    return strokes >= _FEWEST_STROKES and set(line.strip()) <= _BORDER


def _groups(lines: Sequence[str]) -> list[list[list[str]]]:
    """Rows of cells between borders."""
    groups: list[list[list[str]]] = [[]]
    for line in lines:
        if _is_border(line):
            groups.append([])
        else:
            groups[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return [group for group in groups if group]


def _rows(groups: Sequence[Sequence[list[str]]]) -> list[list[str]]:
    """With a border under each row a row may take several lines; otherwise a line is a row."""
    if len(groups) > _HEADER_AND_BODY:
        return [_join(group) for group in groups]
    return [row for group in groups for row in group]


def _join(lines: Sequence[Sequence[str]]) -> list[str]:
    width = max(map(len, lines))
    padded = [[*line, *[""] * (width - len(line))] for line in lines]
    return ["\n".join(filter(None, column)) for column in zip(*padded, strict=True)]
