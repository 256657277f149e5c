"""Tables of plain text whose columns are kept apart by spaces, as PDF printed to text has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from opora.reading.formats.text_rows import Found, Rows

FEWEST_COLUMNS = 3
FEWEST_LINES = 3
NARROWEST_GUTTER = 2
"""Spaces; one space parts words."""

WIDEST_LINE = 400
_GAP = re.compile(r"\S {2,}(?=\S)")


def aligned_table(lines: Sequence[str], at: int, _widths: frozenset[int]) -> Found | None:
    """Find a table of columns kept apart by spaces that starts at a line."""
    if "\t" in lines[at] or _segments(lines[at]) < FEWEST_COLUMNS:
        return None
    end, inked = at + 1, _inked(lines[at])
    while end < len(lines) and lines[end].strip() and "\t" not in lines[end]:
        wider = inked | _inked(lines[end])
        if len(_starts(wider)) < FEWEST_COLUMNS:
            break
        end, inked = end + 1, wider
    starts = _starts(inked)
    full = sum(_segments(line) >= FEWEST_COLUMNS for line in lines[at:end])
    if full < FEWEST_LINES or len(starts) < FEWEST_COLUMNS:
        return None
    return Found(Rows(len(starts), _rows(lines[at:end], starts)), end)


def _segments(line: str) -> int:
    return len(_GAP.findall(line.strip())) + 1 if line.strip() else 0


def _inked(line: str) -> frozenset[int]:
    """Return the places of a line at which a letter stands."""
    return frozenset(at for at, letter in enumerate(line[:WIDEST_LINE]) if letter.strip())


def _starts(inked: frozenset[int]) -> list[int]:
    """Return where columns begin: after strips of spaces that go through all lines."""
    strips = ({at - back for back in range(1, NARROWEST_GUTTER + 1)} for at in sorted(inked))
    return [at for at, strip in zip(sorted(inked), strips, strict=True) if not strip & inked]


def _rows(lines: Sequence[str], starts: Sequence[int]) -> list[list[str]]:
    """Cut lines into cells; one with an empty first column goes on with the row above."""
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
