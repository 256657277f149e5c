"""Columns that no line parts: tables without borders, and two blocks side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opora.reading.formats.pdf_content import Word
from opora.reading.formats.pdf_lines import Line
from opora.reading.formats.pdf_tables import cell_text

FEWEST_COLUMNS = 3
FEWEST_LINES = 3

_GUTTER = 0.8
_FAR = 4.0
_ROW_GAP = 1.25


@dataclass(frozen=True, slots=True)
class Columns:
    """Lines cut by the same gutters; each gutter is the middle of an empty strip; in points."""

    lines: Sequence[Line]
    gutters: tuple[float, ...]

    @property
    def is_table(self) -> bool:
        """Three columns are a table; two are blocks that stand side by side."""
        return len(self.gutters) + 1 >= FEWEST_COLUMNS

    def column_of(self, word: Word) -> int:
        """Tell the column of a word."""
        return sum(gutter < word.x0 for gutter in self.gutters)

    def blocks(self) -> list[list[Line]]:
        """Lines of each column from the top down."""
        blocks: list[list[Line]] = [[] for _ in range(len(self.gutters) + 1)]
        for line in self.lines:
            for column, block in enumerate(blocks):
                words = tuple(word for word in line.words if self.column_of(word) == column)
                if words:
                    block.append(Line(words, line.page))
        return blocks

    def rows(self) -> list[list[str]]:
        """Texts of the cells, row by row."""
        return [
            [
                cell_text(
                    [w for line in row for w in line.words if self.column_of(w) == column]
                )
                for column in range(len(self.gutters) + 1)
            ]
            for row in self._lines_by_row()
        ]

    def _lines_by_row(self) -> list[list[Line]]:
        gaps = [below.top - above.bottom for above, below in pairwise(self.lines)]
        steps = [below.top - above.top for above, below in pairwise(self.lines)]
        spaced = max(steps) > _ROW_GAP * min(steps)
        rows = [[self.lines[0]]]
        for line, step, _ in zip(self.lines[1:], steps, gaps, strict=True):
            first = self.column_of(line.words[0]) == 0
            if step > _ROW_GAP * min(steps) if spaced else first:
                rows.append([])
            rows[-1].append(line)
        return rows


def regions(lines: Sequence[Line]) -> Iterator[Columns | list[Line]]:
    """Cut the lines of a page into columned parts and the prose between them."""
    prose: list[Line] = []
    at = 0
    while at < len(lines):
        found = _columns_at(lines, at)
        if found is None:
            prose.append(lines[at])
            at += 1
            continue
        if prose:
            yield prose
        yield found
        prose = []
        at += len(found.lines)
    if prose:
        yield prose


def _columns_at(lines: Sequence[Line], at: int) -> Columns | None:
    """Find the longest run from a line that keeps its gutters."""
    if len(lines[at].segments()) == 1:
        return None
    best: Columns | None = None
    for end in range(at + 2, len(lines) + 1):
        run = lines[at:end]
        if run[-1].top - run[-2].bottom > _FAR * run[-2].height:
            break
        gutters = _gutters(run)
        if not gutters or (best is not None and len(gutters) < len(best.gutters)):
            break
        if best is None or len(gutters) == len(best.gutters) or end - at <= FEWEST_LINES:
            best = Columns(run, gutters)
    return best if best is not None and _is_sure(best) else None


def _gutters(lines: Sequence[Line]) -> tuple[float, ...]:
    """Middles of strips that no word of the lines enters."""
    least = _GUTTER * max(line.height for line in lines)
    strips: list[float] = []
    words = sorted((word for line in lines for word in line.words), key=lambda word: word.x0)
    reach = words[0].x1
    for word in words:
        if word.x0 - reach > least:
            strips.append((word.x0 + reach) / 2)
        reach = max(reach, word.x1)
    return tuple(strips)


def _is_sure(columns: Columns) -> bool:
    """Ask for several lines in each of two blocks, or for several full lines of a table."""
    if columns.is_table:
        filled = [len({columns.column_of(w) for w in line.words}) for line in columns.lines]
        full = sum(count >= FEWEST_COLUMNS for count in filled)
        return len(columns.lines) >= FEWEST_LINES and full * 3 >= len(columns.lines)
    return all(len(block) > 1 for block in columns.blocks())
