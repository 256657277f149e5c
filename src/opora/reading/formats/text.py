"""Plain text → layout. Tables are found by tabs, by one cell a line, and by drawn borders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from opora.reading.formats.builder import LayoutBuilder, clean
from opora.reading.formats.encoding import decode
from opora.reading.formats.grid import Piece, flow
from opora.reading.formats.text_aligned import aligned_table
from opora.reading.formats.text_cells import cells_table
from opora.reading.formats.text_marks import unmark
from opora.reading.formats.text_pipes import pipe_table
from opora.reading.formats.text_rows import Found, Rows, tab_table
from opora.reading.model import Layout
from opora.reading.refusals import FileTooLarge

MAX_LINES = 50_000
"""A thousand pages; looking ahead for tables, we pass each line many times."""

LONG_LINE = 160
"""A line longer than any hard wrap (or page) allows is a whole paragraph."""

_FEEDS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_POINT = re.compile(r"\s*\d{1,2}(\.\d{1,2}){0,3}[.)]?\s+[А-ЯЁA-Z«]")
_FORCED = re.compile(r"\S {2,}$")


def read(content: bytes) -> Layout:
    """Read a text file in any of the usual Russian encodings."""
    return read_text(decode(content))


def read_text(text: str) -> Layout:
    """Read decoded text as paragraphs and tables.

    A blank line ends a paragraph. Single line feeds stay inside it, so that later stages see
    the lines; only a numbered point and a line too long to be a wrapped one stand alone.
    """
    lines = _FEEDS.sub("\n", text).replace("\f", "\n\n").split("\n")
    if len(lines) > MAX_LINES:
        raise FileTooLarge(
            f"В тексте больше {MAX_LINES} строк. Загрузите только приказ и план.",
        )
    builder = LayoutBuilder("txt")
    one_a_line = _one_paragraph_a_line(lines)
    for segment in _segments(lines):
        if segment.rows is None:
            _add_prose(builder, segment.lines, one_a_line=one_a_line)
        else:
            builder.table(flow([_pieces(row, segment.rows) for row in segment.rows.cells]))
    return builder.layout()


@dataclass(frozen=True, slots=True)
class _Segment:
    """Lines of prose, or the rows of a table."""

    lines: Sequence[str]
    rows: Rows | None = None


_Finder = Callable[[Sequence[str], int, frozenset[int]], Found | None]
_FINDERS: tuple[_Finder, ...] = (cells_table, pipe_table, tab_table, aligned_table)


def _segments(lines: Sequence[str]) -> Iterator[_Segment]:
    prose: list[str] = []
    widths: set[int] = set()
    at = 0
    while at < len(lines):
        found = _find_table(lines, at, frozenset(widths))
        if found is None:
            prose.append(lines[at])
            at += 1
            continue
        if found.rows is None:
            prose.extend(lines[at : found.end])
        else:
            yield _Segment(prose)
            yield _Segment((), found.rows)
            prose = []
            widths.add(found.rows.width)
        at = found.end
    yield _Segment(prose)


def _find_table(lines: Sequence[str], at: int, widths: frozenset[int]) -> Found | None:
    for find in _FINDERS:
        if (found := find(lines, at, widths)) is not None:
            return found
    return None


def _pieces(row: Sequence[str], rows: Rows) -> list[Piece]:
    cells = [unmark(cell) for cell in row]
    pieces = [Piece(clean(cell.text), bold=cell.bold) for cell in cells]
    if len(row) == 1 and rows.width > 1:
        return [Piece(pieces[0].text, colspan=rows.width, bold=pieces[0].bold)]
    return pieces + [Piece("")] * (rows.width - len(pieces))


def _one_paragraph_a_line(lines: Sequence[str]) -> bool:
    """Say whether the file was written without blank lines between its paragraphs."""
    prose = [line for line in lines if "\t" not in line]
    blank = sum(not line.strip() for line in prose)
    return blank * 20 <= len(prose) and any(len(line) > LONG_LINE for line in prose)


def _add_prose(builder: LayoutBuilder, lines: Sequence[str], *, one_a_line: bool) -> None:
    for paragraph in _paragraphs(lines, one_a_line=one_a_line):
        marked = unmark(paragraph)
        builder.paragraph(marked.text, bold=marked.bold, level=marked.level)


def _paragraphs(lines: Sequence[str], *, one_a_line: bool) -> Iterator[str]:
    paragraph: list[str] = []
    for line in lines:
        if paragraph and _starts_anew(paragraph[-1], line, one_a_line=one_a_line):
            yield "\n".join(paragraph)
            paragraph = []
        if line.strip():
            paragraph.append(line)
    if paragraph:
        yield "\n".join(paragraph)


def _starts_anew(previous: str, line: str, *, one_a_line: bool) -> bool:
    if not line.strip():
        return True
    if _FORCED.search(previous):
        return False
    long = max(len(line), len(previous)) > LONG_LINE
    return one_a_line or long or _POINT.match(line) is not None
