"""Lines of a page → paragraphs, by gaps, indents and short last lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from opora.reading.formats.builder import Align
from opora.reading.formats.hyphens import rejoin
from opora.reading.formats.pdf_lines import Frame, Line, align_of

_LARGE_GAP = 1.35
_INDENT = 8.0
_SHORT_BY = 0.12
_POINT = re.compile(r"(\d{1,2}(\.\d{1,2}){0,3}[.)]?|[-–—•·▪])\s*\t?\s*\S")
_LABEL = re.compile(r"\d{1,2}(\.\d{1,2}){0,3}[.)]?|[-–—•·▪]")
_NUMBERED = re.compile(r"\d{1,2}(\.\d{1,2}){0,3}[.)]\s")
_ADDRESS = re.compile(r"https?://\S{8,}$")
_GOES_ON = re.compile(r"(?!https?:)[\w%/?&=#.~-]*[a-z0-9%/=][\w%/?&=#.~-]*", re.ASCII)
_ENDS = re.compile(r"[.:;!?]\s*$")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph as drawn."""

    text: str
    bold: bool
    align: Align | None
    page: int
    full: bool
    """Whether its last line reaches the right edge, so that it may go on."""


def paragraphs(lines: Sequence[Line], frame: Frame) -> Iterator[Text]:
    """Join the lines of one column."""
    leading = _leading(lines)
    group: list[Line] = []
    for line in lines:
        if group and _starts_anew(group, line, frame, leading):
            yield _text(group, frame)
            group = []
        group.append(line)
    if group:
        yield _text(group, frame)


def _leading(lines: Sequence[Line]) -> float:
    """Usual distance from line to line; in points."""
    steps = [below.top - above.top for above, below in pairwise(lines)]
    usual = [step for step in steps if step > 0]
    return median(usual) if usual else 0.0


def _starts_anew(group: Sequence[Line], line: Line, frame: Frame, leading: float) -> bool:
    above = group[-1]
    usual = _usual_step(group, leading)
    if line.top - above.top > _LARGE_GAP * usual or "\t" in line.text + above.text:
        return True
    if _centred_with(above, line, frame):
        return False
    align, align_above = align_of(line, frame), align_of(above, frame)
    if align is not None and align == align_above:
        return line.bold != above.bold
    if align != align_above and not _is_body(group, line, frame):
        return True
    return _moved(group, line, frame) or _ended(above, line, frame)


def _usual_step(group: Sequence[Line], leading: float) -> float:
    """Return the step of the paragraph itself, or that of the page, within reason."""
    above = group[-1]
    step = above.top - group[-2].top if len(group) > 1 else leading
    return max(min(step or above.height * 2, above.height * 2), above.height)


def _centred_with(above: Line, line: Line, frame: Frame) -> bool:
    """Join a line that fills the width with the shorter centred one below it, or above."""
    pair = {align_of(above, frame), align_of(line, frame)}
    if pair != {None, "center"} or above.bold != line.bold:
        return False
    full = above if align_of(above, frame) is None else line
    reaches = min(full.x0 - frame.left, frame.right - full.x1) < _INDENT
    even = abs((full.x0 - frame.left) - (frame.right - full.x1)) < 2 * _INDENT
    return reaches and even and (line is not full or line.bold)


def _is_body(group: Sequence[Line], line: Line, frame: Frame) -> bool:
    """Say whether a line goes on with the one above: it begins at the left edge."""
    at_left = min(line.x0 - frame.left, abs(line.x0 - _text_start(group[0])))
    return at_left < _INDENT and align_of(group[0], frame) is None


def _text_start(line: Line) -> float:
    """Where words begin after the number of a list item; in points."""
    labelled = len(line.words) > 1 and _LABEL.fullmatch(line.words[0].text)
    return line.words[1].x0 if labelled else line.x0


def _moved(group: Sequence[Line], line: Line, frame: Frame) -> bool:
    """Tell a first line by its indent, with hanging indents of lists allowed."""
    if _NUMBERED.match(line.text):
        return True
    above = group[-1]
    step = line.x0 - above.x0
    if step > _INDENT:
        return abs(line.x0 - _text_start(above)) > _INDENT / 2
    if step < -_INDENT:
        return len(group) > 1
    return len(group) == 1 and line.x0 - frame.left > _INDENT


def _ended(above: Line, line: Line, frame: Frame) -> bool:
    short = frame.right - above.x1 > _SHORT_BY * frame.width
    opens = line.text[:1].isupper() or _POINT.match(line.text) is not None
    return short and (opens or _ENDS.search(above.text) is not None)


def _text(lines: Sequence[Line], frame: Frame) -> Text:
    aligns = [align_of(line, frame) for line in lines]
    align = aligns[-1] if aligns[0] is None and len(lines) > 1 else aligns[0]
    if align == "center" and _is_body(lines, lines[-1], frame):
        align = None
    return Text(
        join([line.text for line in lines], " " if align is None else "\n"),
        all(line.bold for line in lines),
        align,
        lines[0].page,
        frame.right - lines[-1].x1 < _SHORT_BY * frame.width,
    )


def _is_cut_address(above: str, below: str) -> bool:
    """Say whether a long link was cut: what follows is neither Russian words nor a new link."""
    return _ADDRESS.search(above) is not None and _GOES_ON.match(below) is not None


def join(texts: Iterable[str], glue: str) -> str:
    """Join lines; a word parted between two of them becomes one again.

    Examples
    --------
    >>> join(["нормативно-", "правовой", "акт"], " ")
    'нормативно-правовой акт'
    """
    joined = ""
    for text in texts:
        whole = joined + text if _is_cut_address(joined, text) else rejoin(joined, text)
        joined = whole or (joined + glue + text if joined else text)
    return joined
