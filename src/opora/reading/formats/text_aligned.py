"""Tables of plain text whose columns are kept apart by spaces, as PDF printed to text has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from opora.reading.formats.text_rows import Found, Rows

FEWEST_COLUMNS = 3
FEWEST_LINES = 3
NARROWEST_GUTTER = 2
"""Spaces; one space parts words."""

_GAP = re.compile(r"\S {2,}(?=\S)")


def aligned_table(lines: Sequence[str], at: int, _widths: frozenset[int]) -> Found | None:
    """Find a table of columns kept apart by spaces that starts at a line."""
    if "\t" in lines[at] or _segments(lines[at]) < FEWEST_COLUMNS:
        return None
    end, starts = at + 1, _starts(lines[at : at + 1])
    while end < len(lines) and lines[end].strip() and "\t" not in lines[end]:
        wider = _starts(lines[at : end + 1])
        if len(wider) < FEWEST_COLUMNS:
            break
        end, starts = end + 1, wider
    full = sum(_segments(line) >= FEWEST_COLUMNS for line in lines[at:end])
    if full < FEWEST_LINES or len(starts) < FEWEST_COLUMNS:
        return None
    return Found(Rows(len(starts), _rows(lines[at:end], starts)), end)


def _segments(line: str) -> int:
    return len(_GAP.findall(line.strip())) + 1 if line.strip() else 0


def _starts(lines: Sequence[str]) -> list[int]:
    """Return where columns begin: after strips of spaces that go through all lines."""
    width = max(map(len, lines))
    taken = [any(line[at : at + 1].strip() for line in lines) for at in range(width)]
    starts: list[int] = []
    spaces = NARROWEST_GUTTER
    for at, is_taken in enumerate(taken):
        if is_taken and spaces >= NARROWEST_GUTTER:
            starts.append(at)
        spaces = 0 if is_taken else spaces + 1
    return starts


def _rows(lines: Sequence[str], starts: Sequence[int]) -> list[list[str]]:
    """A line with an empty first column goes on with the row above."""
    ends = [*starts[1:], None]
    rows: list[list[str]] = []
    for line in lines:
        cells = [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        if rows and not cells[0]:
            rows[-1] = [
                "\n".join(filter(None, pair)) for pair in zip(rows[-1], cells, strict=True)
            ]
        else:
            rows.append(cells)
    return rows
