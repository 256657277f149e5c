"""Words of a page → lines with their place, weight and alignment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from opora.reading.formats.builder import Align
from opora.reading.formats.pdf_content import Word

WIDE_GAP = 2.2
"""A gap of so many letter heights inside a line is a tab, not a space."""

_SAME_LINE = 0.5
_CENTRE_SLACK = 0.06
_CENTRE_MARGIN = 0.08
_RIGHT_FROM = 0.42
_SAME_EDGE = 3.0
_SHARED = 0.05
_WIDEST_MARGIN = 0.25
_USUAL_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]
    page: int

    @property
    def x0(self) -> float:
        """Left end; in points."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right end; in points."""
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        """Top of the highest letter; in points."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Bottom of the lowest letter; in points."""
        return max(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """Height of letters; in points."""
        return median(word.bottom - word.top for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether every word is bold."""
        return all(word.bold for word in self.words)

    def segments(self) -> list[Line]:
        """Cut the line at wide gaps."""
        parts: list[list[Word]] = [[]]
        for word in self.words:
            if parts[-1] and word.x0 - parts[-1][-1].x1 > WIDE_GAP * self.height:
                parts.append([])
            parts[-1].append(word)
        return [Line(tuple(part), self.page) for part in parts]

    @property
    def text(self) -> str:
        """Words with spaces, a tab at each wide gap."""
        return "\t".join(" ".join(word.text for word in part.words) for part in self.segments())


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the text of a page begins and ends."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """Width of the text; in points."""
        return max(self.right - self.left, 1.0)


def lines_of(words: Iterable[Word], page: int) -> list[Line]:
    """Join words into lines from the top down."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom, word.x0)):
        if rows and _on_line(rows[-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(tuple(sorted(row, key=lambda word: word.x0)), page) for row in rows]


def _on_line(row: Sequence[Word], word: Word) -> bool:
    """Compare with the first word only, so that a line cannot creep down the page."""
    first = row[0]
    overlap = min(first.bottom, word.bottom) - max(first.top, word.top)
    return overlap > _SAME_LINE * min(first.bottom - first.top, word.bottom - word.top)


def frame_of(lines: Sequence[Line], width: float) -> Frame:
    """Measure the text of all pages of one width: its left edge is one that lines share."""
    if not lines:
        return Frame(0, width)
    shared = Counter(round(line.x0 / _SAME_EDGE) for line in lines)
    often = max(2, len(lines) * _SHARED)
    starts = [edge * _SAME_EDGE for edge, count in shared.items() if count >= often]
    left = min(starts, default=width)
    if left > width * _WIDEST_MARGIN:
        left = min(*(line.x0 for line in lines), width * _USUAL_MARGIN)
    # A page of short lines says nothing of its right edge; the margins are about alike.
    right = max(line.x1 for line in lines)
    return Frame(left, max(right, width - max(left, width * _CENTRE_MARGIN)))


def align_of(line: Line, frame: Frame) -> Align | None:
    """Guess the alignment of a line from its ends."""
    left, right = line.x0 - frame.left, frame.right - line.x1
    shorter, uneven = min(left, right) / frame.width, abs(left - right) / frame.width
    if shorter > _CENTRE_MARGIN and uneven < _CENTRE_SLACK:
        return "center"
    if shorter > _CENTRE_MARGIN / 2 and uneven < _CENTRE_SLACK / 6:
        return "center"
    return "right" if left >= _RIGHT_FROM * frame.width else None
