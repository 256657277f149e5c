"""Tables of plain text that hold a cell a line: a tab opens a cell, a blank line a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from opora.reading.formats.grid import MAX_COLUMNS
from opora.reading.formats.text_rows import Found, Rows

FEWEST_COLUMNS = 3
LOOK_AHEAD = 300
MOST_GROUPS_A_ROW = 6
"""Blank lines inside the cells of one row cut it into at most so many groups."""

_SECTION_COST = 0.4
_JOIN_COST = 0.3
_ODD_COST = 2.0
_POINT = re.compile(r"\s*\d{1,2}(\.\d{1,2})*[.)]\s+\S")
_GOES_ON = re.compile(r"[а-яё\-–—•(,;]|https?:")


@dataclass(slots=True)
class _Group:
    """Cells between two blank lines; ``lead`` is more text of the cell before them."""

    lead: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


def cells_table(lines: Sequence[str], at: int, _widths: frozenset[int]) -> Found | None:
    """Find a table of one cell a line whose header starts at a line."""
    if not _opens_cell(lines[at]) or all(map(_opens_cell, lines[at : at + MAX_COLUMNS])):
        return None
    header, _ = _group(lines, at)
    width = len(header.cells)
    if width < FEWEST_COLUMNS or header.lead or _is_list(header.cells):
        return None
    if not _has_row_near(lines, at, width):
        return None
    groups, end = _groups(lines, at)
    return Found(Rows(width, _rows(groups, width)), end)


def _has_row_near(lines: Sequence[str], at: int, width: int) -> bool:
    """Look for a whole row soon after the header, before all that follows is cut."""
    groups, _ = _groups(lines[: at + LOOK_AHEAD], at)
    return any(len(group.cells) == width for group in groups[1:])


def _is_list(cells: Sequence[str]) -> bool:
    """Tell indented points of an order from a header."""
    return sum(bool(_POINT.match(cell)) for cell in cells) > len(cells) / 2


def _opens_cell(line: str) -> bool:
    return line.startswith("\t") and "\t" not in line[1:]


def _group(lines: Sequence[str], at: int) -> tuple[_Group, int]:
    """Read one group and the blank lines after it; a line with two tabs ends the table."""
    group = _Group()
    while at < len(lines) and lines[at].strip(" "):
        if "\t" in lines[at] and not _opens_cell(lines[at]):
            return group, at
        if _opens_cell(lines[at]):
            group.cells.append(lines[at][1:].strip())
        elif group.cells:
            group.cells[-1] += "\n" + lines[at].strip()
        else:
            group.lead.append(lines[at].strip())
        at += 1
    while at < len(lines) and not lines[at].strip(" "):
        at += 1
    return group, at


def _groups(lines: Sequence[str], at: int) -> tuple[list[_Group], int]:
    groups: list[_Group] = []
    width = 0
    while at < len(lines):
        group, after = _group(lines, at)
        if after == at or (groups and not _belongs(group, groups[-1], width)):
            break
        width = width or len(group.cells)
        groups.append(group)
        at = after
    return groups, at


def _belongs(group: _Group, above: _Group, width: int) -> bool:
    """Say whether lines not opened by a tab are still of the table."""
    if not group.lead:
        return True
    return len(above.cells) not in {1, width} or _GOES_ON.match(group.lead[0]) is not None


def _rows(groups: Sequence[_Group], width: int) -> list[list[str]]:
    """Join groups into rows at the least cost: whole rows first, then sections, then joins."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(groups) + 1):
        first = max(0, end - MOST_GROUPS_A_ROW)
        best.append(
            min(
                (best[start][0] + _cost(groups[start:end], width), start)
                for start in range(first, end)
            ),
        )
    rows: list[list[str]] = []
    end = len(groups)
    while end:
        start = best[end][1]
        rows.append(_row(groups[start:end]))
        end = start
    return rows[::-1]


def _cost(groups: Sequence[_Group], width: int) -> float:
    count = sum(len(group.cells) for group in groups)
    joins = _JOIN_COST * (len(groups) - 1)
    if groups[0].lead:
        return inf if len(groups) > 1 else _ODD_COST * 2
    if count == width:
        return joins
    if count == 1 and len(groups) == 1:
        return _SECTION_COST
    return _ODD_COST + joins if count < width else 2 * _ODD_COST + joins


def _row(groups: Sequence[_Group]) -> list[str]:
    cells: list[str] = []
    for group in groups:
        if group.lead and cells:
            cells[-1] = "\n".join([cells[-1], *group.lead])
        elif group.lead:
            cells.append("\n".join(group.lead))
        cells.extend(group.cells)
    return cells
