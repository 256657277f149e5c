"""Tables of plain text that hold a row a line, cells parted by tabs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

NARROW = 2
"""So few columns are as often a list or signatures as a table."""

GLANCE = 100
"""Lines that tell how wide a table is."""

LONGEST_TABLE = 2_000
"""A longer table is read in pieces, which later stages join as they do torn ones."""

LONGEST_GAP = 3
"""More lines without a tab than this between rows are prose between two tables."""

_NUMBER = re.compile(r"\s*([(\[]?\d{1,3}(\.\d{1,3}){0,3}[.)\]]?|[-–—•*·])\s*$")
_PERSON = re.compile(
    r"[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё-]+|[А-ЯЁ][а-яё-]+\s[А-ЯЁ]\.\s?[А-ЯЁ]\."
)
_SECTION = re.compile(
    r"\s*(<b>|<strong>|\*\*|(раздел|направление|модуль|этап|блок|задача|цель|модель|глава)\b"
    r"|[IVXІХ]{1,5}[.)\s]|\d{1,2}\.\s*[А-ЯЁ])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Cells of a table as text; a row of one cell spans the whole width."""

    width: int
    cells: list[list[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A table and the line after it; without rows, lines that surely hold no table."""

    rows: Rows | None
    end: int


def tab_table(lines: Sequence[str], at: int, widths: frozenset[int]) -> Found | None:
    """Find a table of tab-separated rows that starts at a line.

    Parameters
    ----------
    lines : sequence of str
        The whole text.
    at : int
        The line that would be the first row.
    widths : frozenset of int
        Numbers of columns of the tables before it: a single torn row is known by them.
    """
    if "\t" not in lines[at]:
        return None
    width = _usual_width(_group(lines, at, GLANCE), at_start=_width(lines[at]))
    if width == NARROW:
        return _narrow_table(lines, at)
    if width <= NARROW or _width(lines[at]) != width:
        return None
    run = _run(_group(lines, at, LONGEST_TABLE), width)
    if not _is_table(run, width, widths):
        return Found(None, at + len(run))
    cells = _assemble(run, width)
    return Found(Rows(max(width, *map(len, cells)), cells), at + len(run))


def _group(lines: Sequence[str], at: int, most: int) -> Sequence[str]:
    """Return lines down to the first blank one."""
    end = at
    while end < min(len(lines), at + most) and lines[end].strip(" "):
        end += 1
    return lines[at:end]


def _width(line: str) -> int:
    return line.count("\t") + 1


def _usual_width(group: Sequence[str], *, at_start: int) -> int:
    """Return the width of most rows, or of the first line if none has three cells."""
    counts = Counter(_width(line) for line in group if "\t" in line)
    wide = {width: count for width, count in counts.items() if width > NARROW}
    if not wide:
        return at_start
    return max(wide, key=lambda width: (wide[width], width))


def _run(group: Sequence[str], width: int) -> Sequence[str]:
    """Cut the lines after the last row of the table."""
    last = 0
    for number, line in enumerate(group):
        if number - last > LONGEST_GAP + 1:
            break
        if _width(line) == width or (_width(line) > NARROW and number == last + 1):
            last = number
    return group[: last + 1]


def _filled(line: str) -> int:
    return sum(bool(cell.strip()) for cell in line.split("\t"))


def _is_table(run: Sequence[str], width: int, widths: frozenset[int]) -> bool:
    fullest = max(map(_filled, run))
    if width in widths:
        # A torn row goes on in the middle of a sentence; a stamp moved right by tabs does not.
        return fullest > 1 or run[0].strip()[:1].islower()
    if len(run) == 1:
        return width > NARROW + 1 and fullest > NARROW
    return fullest > NARROW


def _narrow_table(lines: Sequence[str], at: int) -> Found | None:
    """Find two columns that are neither a numbered list nor signatures."""
    last = at
    while last < len(lines) and _width(lines[last]) == _filled(lines[last]) == NARROW:
        last += 1
    cells = [lines[number].split("\t") for number in range(at, last)]
    listed = all(_NUMBER.match(left) for left, _ in cells)
    signed = any(_PERSON.match(right.strip()) for _, right in cells)
    if len(cells) <= 1 or listed or signed:
        return Found(None, max(last, at + 1))
    return Found(Rows(NARROW, cells), last)


def _assemble(run: Sequence[str], width: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in run:
        cells = line.split("\t")
        if not rows:
            rows.append(cells)
        elif len(cells) == 1:
            _add_line(rows, line, width)
        elif _continues(rows[-1], cells, width):
            rows[-1][-1] += "\n" + cells[0]
            rows[-1].extend(cells[1:])
        else:
            rows.append(cells)
    return rows


def _add_line(rows: list[list[str]], line: str, width: int) -> None:
    """Take a line without tabs: the title of a section, or more of the last cell."""
    if len(rows[-1]) == width and (_SECTION.match(line) or line.isupper()):
        rows.append([line])
    elif len(rows[-1]) == 1 and width > 1:
        rows[-1][0] += "\n" + line
    else:
        rows[-1][-1] += "\n" + line


def _continues(row: Sequence[str], cells: Sequence[str], width: int) -> bool:
    """Say whether a line feed inside a cell cut one row into these two lines."""
    fits = 1 < len(row) < width and len(row) + len(cells) - 1 == width
    return fits and not _NUMBER.match(cells[0])
