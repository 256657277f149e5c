"""The prose of a layout as lines, each with its place; cells of prose are paragraphs too."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from opora.reading.model import Layout, Paragraph, Place, Span, Table
from opora.reading.tables.wording import join

_GAP = re.compile(r"\t+| {3,}")
_MARKER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[-–—•*])\s*")
_SPACED = re.compile(r"(?<![^\W\d_])(?:[^\W\d_] ){3,30}[^\W\d_](?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of prose, or a piece of it between wide gaps.

    ``paragraph`` counts paragraphs and cells, and tables of the plan that are passed over, so
    that lines on both sides of one are no neighbours; ``first`` marks the first line of one.
    """

    text: str
    place: Place
    paragraph: int
    first: bool = False
    bold: bool = False
    align: str | None = None
    level: int | None = None


def read_lines(layout: Layout, plan_blocks: Collection[int] = ()) -> tuple[Line, ...]:
    """Return the prose of a layout line by line, without the tables of the plan."""
    lines: list[Line] = []
    paragraph = 0
    for block in layout.blocks:
        if block.index in plan_blocks:
            paragraph += 1
            continue
        for piece in filter(lambda one: one.text.strip(), _prose(block)):
            paragraph += 1
            lines.extend(_split(piece, paragraph))
    return tuple(lines)


def _prose(block: Paragraph | Table) -> Iterator[Line]:
    if isinstance(block, Paragraph):
        place = Place(block.index)
        yield Line(block.text, place, 0, False, block.bold, block.align, block.level)
        return
    for cell in sorted(block.cells, key=lambda one: (one.row, one.column)):
        yield Line(cell.text, Place(block.index, cell.row, cell.column), 0, bold=cell.bold)


def _split(piece: Line, paragraph: int) -> Iterator[Line]:
    first = True
    for match in re.finditer(r"[^\n]+", piece.text):
        for start, end in _pieces(match[0]):
            span = Span(match.start() + start, match.start() + end)
            place = replace(piece.place, span=span)
            text = unspaced(piece.text[span.start : span.end])
            yield replace(piece, text=text, place=place, paragraph=paragraph, first=first)
            first = False


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield pieces of a line parted by tabs or wide gaps; a number stays with its text."""
    start = 0
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        piece = text[start:end]
        if gap and (_MARKER.fullmatch(piece.strip()) or not piece.strip()):
            continue
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if right > left:
            yield start + left, start + right
        start = gap.end() if gap else end


def unspaced(text: str) -> str:
    """Close up letter-spaced words.

    Examples
    --------
    >>> unspaced("П Р И К А З")
    'ПРИКАЗ'
    >>> unspaced("на основании п р и к а з ы в а ю:")
    'на основании приказываю:'
    """
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)


def join_text(pieces: Iterable[str]) -> str:
    """Join lines into one text: runs of white space become a space, a final hyphen joins words.

    Examples
    --------
    >>> join_text(["нормативно-", "правовых  актов"])
    'нормативно-правовых актов'
    """
    joined_pieces: list[str] = []
    for words in filter(None, (" ".join(piece.split()) for piece in pieces)):
        if joined_pieces and joined_pieces[-1].endswith("-"):
            joined_pieces[-1] = join(joined_pieces[-1], words)
        else:
            joined_pieces.append(words)
    return " ".join(joined_pieces)


def joined(lines: Iterable[Line]) -> str:
    """Return the text of lines, joined."""
    return join_text(line.text for line in lines)


def place_of(lines: Iterable[Line]) -> Place | None:
    """Return the place of the first line, spread over those that stand in the same text."""
    given = list(lines)
    if not given:
        return None
    first = given[0].place
    end = max(_end(line.place) for line in given if _same_text(line.place, first))
    return replace(first, span=Span(first.span.start if first.span else 0, end))


def _end(place: Place) -> int:
    return place.span.end if place.span else 0


def _same_text(a: Place, b: Place) -> bool:
    return (a.block, a.row, a.column) == (b.block, b.row, b.column)
