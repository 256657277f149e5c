"""Lines of a page → paragraphs, by gaps, indents, alignment and short last lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from opora.reading.formats.builder import Align
from opora.reading.formats.pdf_join import append
from opora.reading.formats.pdf_lines import Frame, Line, align_of

_LARGE_GAP = 1.35
_INDENT = 8.0
_SAME_START = 2.0
_BLOCK_FROM = 0.25
_SHORT_BY = 0.12
_SPACE = 0.3
_POINT = re.compile(r"(\d{1,2}(\.\d{1,2}){0,3}[.)]?|[-–—•·▪])\s*\t?\s*\S")
_LABEL = re.compile(r"\d{1,2}(\.\d{1,2}){0,3}[.)]?|[-–—•·▪]")
_NUMBERED = re.compile(r"\d{1,2}(\.\d{1,2}){0,3}[.)]\s")
_ENDS = re.compile(r"[.:;!?]\s*$")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph as drawn; ``full`` if its last line reaches the edge and may go on."""

    text: str
    bold: bool
    align: Align | None
    page: int
    full: bool


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line with its alignment and its ends as distances from the edges of the text."""

    line: Line
    align: Align | None
    left: float
    right: float


def paragraphs(lines: Sequence[Line], frame: Frame) -> Iterator[Text]:
    """Join the lines of one column."""
    leading = _leading(lines)
    group: list[_Placed] = []
    for placed in _placed(lines, frame):
        if group and _starts_anew(group, placed, frame, leading):
            yield _text(group, frame)
            group = []
        group.append(placed)
    if group:
        yield _text(group, frame)


def _placed(lines: Sequence[Line], frame: Frame) -> list[_Placed]:
    """Align lines one by one; those begun on one vertical far from the edge are a block."""
    placed = [
        _Placed(line, align_of(line, frame), line.x0 - frame.left, frame.right - line.x1)
        for line in lines
    ]
    block = {
        number
        for at, (above, below) in enumerate(pairwise(placed))
        if abs(above.left - below.left) < _SAME_START and below.left > _BLOCK_FROM * frame.width
        if {above.align, below.align} != {"center"}
        for number in (at, at + 1)
    }
    return [
        _Placed(one.line, "right", one.left, one.right) if number in block else one
        for number, one in enumerate(placed)
    ]


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance from line to line, in points."""
    steps = [below.top - above.top for above, below in pairwise(lines)]
    usual = [step for step in steps if step > 0]
    return median(usual) if usual else 0.0


def _starts_anew(
    group: Sequence[_Placed],
    placed: _Placed,
    frame: Frame,
    leading: float,
) -> bool:
    above, line = group[-1], placed.line
    if line.top - above.line.top > _LARGE_GAP * _usual_step(group, leading):
        return True
    if "\t" in line.text or "\t" in above.line.text:
        return True
    if _centred_with(above, placed):
        return False
    if placed.align is not None and placed.align == above.align:
        return line.bold != above.line.bold and placed.align == "center"
    if placed.align != above.align and not _is_body(group, placed):
        return True
    return _moved(group, placed) or _ended(above, placed, frame)


def _usual_step(group: Sequence[_Placed], leading: float) -> float:
    """Return the step of the paragraph itself, or that of the page, within reason."""
    above = group[-1].line
    step = above.top - group[-2].line.top if len(group) > 1 else leading
    return max(min(step or above.height * 2, above.height * 2), above.height)


def _centred_with(above: _Placed, below: _Placed) -> bool:
    """Join a line that fills the width with the shorter centred one below it, or above."""
    if {above.align, below.align} != {None, "center"} or above.line.bold != below.line.bold:
        return False
    full = above if above.align is None else below
    reaches = min(full.left, full.right) < _INDENT and abs(full.left - full.right) < 2 * _INDENT
    return reaches and (full is above or below.line.bold)


def _is_body(group: Sequence[_Placed], placed: _Placed) -> bool:
    """Say whether a line goes on with the one above: it begins at the left edge."""
    hanging = abs(placed.line.x0 - _text_start(group[0].line))
    return min(placed.left, hanging) < _INDENT and group[0].align is None


def _text_start(line: Line) -> float:
    """Return where words begin after the number of a list item, in points."""
    labelled = len(line.words) > 1 and _LABEL.fullmatch(line.words[0].text)
    return line.words[1].x0 if labelled else line.x0


def _moved(group: Sequence[_Placed], placed: _Placed) -> bool:
    """Tell a first line by its indent, with hanging indents of lists allowed."""
    if _NUMBERED.match(placed.line.text):
        return True
    step = placed.left - group[-1].left
    if step > _INDENT:
        return abs(placed.line.x0 - _text_start(group[-1].line)) > _INDENT / 2
    if step < -_INDENT:
        return len(group) > 1
    return len(group) == 1 and placed.left > _INDENT


def _ended(above: _Placed, placed: _Placed, frame: Frame) -> bool:
    text = placed.line.text
    opens = text[:1].isupper() or _POINT.match(text) is not None
    short = above.right > _SHORT_BY * frame.width
    return short and (opens or _ENDS.search(above.line.text) is not None)


def _text(group: Sequence[_Placed], frame: Frame) -> Text:
    first, last = group[0], group[-1]
    align = last.align if first.align is None and len(group) > 1 else first.align
    if align == "center" and _is_body(group, last):
        align = None
    text = first.line.text
    for above, below in pairwise(group):
        forced = align is not None or _would_fit(above, below)
        text = append(text, below.line.text, "\n" if forced else " ")
    bold = all(placed.line.bold for placed in group)
    full = last.right < _SHORT_BY * frame.width
    return Text(text, bold, align, first.line.page, full)


def _would_fit(above: _Placed, below: _Placed) -> bool:
    """Say whether the first word below had room above: then the break was meant."""
    word = below.line.words[0]
    return word.x1 - word.x0 + _SPACE * below.line.height < above.right
