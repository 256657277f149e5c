"""Reads the pages of a PDF in a process of its own: from standard input, to JSON.

A forged PDF can make any reader loop or grow without end. In its own process it meets a limit
of memory and of time, and takes nobody with it.
"""

from __future__ import annotations

import io
import resource
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from pdfplumber.utils.text import extract_words

from opora.reading.formats.limits import MAX_PAGES, PDF_MEMORY, PDF_SECONDS
from opora.reading.formats.pdf_content import Content, Page, RuledCell, RuledTable, Word

_FAULTS = (
    PDFException,
    PSException,
    MalformedPDFException,
    PdfminerException,
    zlib.error,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pdfminer and pdfplumber raise on broken files; fuzzing found no other."""

_SPACE_RATIO = 0.25
"""A gap of a quarter of the letter's size parts words where no space is drawn."""

_SAME_PLACE = 1.0
_BOLD_MARKS = ("bold", "black", "heavy", "semibold", "demi")

_TOUCH = 0.2
_SAME_EDGE = 3.0
_FEWEST_UPRIGHT = 3

Char = dict[str, Any]
Edge = dict[str, Any]
Box = tuple[float, float, float, float]


def main() -> None:
    """Read standard input, write :class:`Content` as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (PDF_MEMORY, PDF_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PDF_SECONDS, PDF_SECONDS))
    sys.stdout.buffer.write(msgspec.json.encode(content_of(sys.stdin.buffer.read())))


def content_of(content: bytes) -> Content:
    """Read all pages of a PDF; a fault of the file is a value, not an exception."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if _has_too_many_pages(document):
                return Content(fault="pages")
            return Content(list(_pages(document)))
    except PdfminerException as fault:
        locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in fault.args)
        return Content(fault="protected" if locked else "broken")
    except _FAULTS as fault:
        return Content(fault="protected" if "password" in str(fault).lower() else "broken")


def _has_too_many_pages(document: pdfplumber.pdf.PDF) -> bool:
    """Count no further than the limit: ``document.pages`` would build them all."""
    pages = PDFPage.create_pages(document.doc)
    return sum(1 for _ in islice(pages, MAX_PAGES + 1)) > MAX_PAGES


def _pages(document: pdfplumber.pdf.PDF) -> Iterator[Page]:
    for page in document.pages:
        yield _page(page)
        page.close()


def _page(page: Any) -> Page:
    chars = list(_seen_once(page.chars))
    ends = {"explicit_horizontal_lines": _open_ends(page.edges)}
    tables = [table for table in page.find_tables(ends) if len(table.cells) > 1]
    inside: dict[Box, list[Char]] = {cell: [] for table in tables for cell in table.cells}
    outside: list[Char] = []
    for token in _tokens(chars, list(inside)):
        cell = _cell_of(token, list(inside))
        (outside if cell is None else inside[cell]).extend(token)
    ruled = [
        RuledTable(
            table.bbox[1],
            table.bbox[3],
            [
                RuledCell(x0, top, x1, bottom, _words(inside[x0, top, x1, bottom]))
                for x0, top, x1, bottom in table.cells
            ],
        )
        for table in tables
    ]
    number, width, height = page.page_number, float(page.width), float(page.height)
    return Page(number, width, height, _words(outside), ruled, bool(page.images))


def _open_ends(edges: Sequence[Edge]) -> list[float]:
    """Return heights at which upright lines of a table end and no line closes it.

    Some programs leave a row open where a page cuts it.
    """
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    # An upright border drawn as a thin box has ends, which are no lines.
    level = [e for e in edges if e["orientation"] == "h" and e["x1"] - e["x0"] > _SAME_EDGE]
    heights: dict[int, set[int]] = {}
    for edge in upright:
        for height in (edge["top"], edge["bottom"]):
            heights.setdefault(round(height), set()).add(round(edge["x0"]))
    return [
        float(height)
        for height, places in heights.items()
        if len(places) >= _FEWEST_UPRIGHT and not _is_passed(height, places, upright, level)
    ]


def _is_passed(
    height: int,
    places: set[int],
    upright: Sequence[Edge],
    level: Sequence[Edge],
) -> bool:
    """Say whether lines go on through a height, or a line lies along it."""
    left, right = min(places), max(places)
    closed = any(
        abs(edge["top"] - height) < _SAME_EDGE and edge["x0"] < right and edge["x1"] > left
        for edge in level
    )
    through = {
        round(edge["x0"])
        for edge in upright
        if edge["top"] < height - _SAME_EDGE and edge["bottom"] > height + _SAME_EDGE
    }
    joined = sum(_is_joined(height, place, upright) for place in places)
    return closed or bool(through & places) or joined > 1


def _is_joined(height: int, place: int, upright: Sequence[Edge]) -> bool:
    """Say whether one line ends and another begins at the same point."""
    here = [edge for edge in upright if abs(edge["x0"] - place) < _SAME_EDGE]
    ends = any(abs(edge["bottom"] - height) < _SAME_EDGE for edge in here)
    begins = any(abs(edge["top"] - height) < _SAME_EDGE for edge in here)
    return ends and begins


def _seen_once(chars: Iterable[Char]) -> Iterator[Char]:
    """Drop letters drawn again at the same place: some programs print bold so."""
    seen: set[tuple[str, int, int]] = set()
    for char in chars:
        place = (
            char["text"],
            round(char["x0"] / _SAME_PLACE),
            round(char["top"] / _SAME_PLACE),
        )
        if place not in seen:
            seen.add(place)
            yield char


def _tokens(chars: Iterable[Char], cells: Sequence[Box]) -> Iterator[list[Char]]:
    """Cut letters, in the order they were drawn, where the pen moved or a space was drawn.

    A word too long for its cell runs into the next; as a token it stays with its own.
    """
    token: list[Char] = []
    for char in chars:
        if token and _is_apart(token[-1], char, cells):
            yield token
            token = []
        token.append(char)
    if token:
        yield token


def _is_apart(left: Char, right: Char, cells: Sequence[Box]) -> bool:
    if not left["text"].strip() or not right["text"].strip():
        return True
    slack = _TOUCH * max(left["size"], 1)
    if abs(left["top"] - right["top"]) > slack or abs(right["x0"] - left["x1"]) > slack:
        return True
    capital = left["text"].islower() and right["text"].isupper()
    return capital and _cell_of([left], cells) == _cell_of([right], cells) is not None


def _cell_of(token: Sequence[Char], cells: Sequence[Box]) -> Box | None:
    """Return the cell on which the middle of a token lies."""
    x = (token[0]["x0"] + token[-1]["x1"]) / 2
    y = (token[0]["top"] + token[0]["bottom"]) / 2
    for cell in cells:
        if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]:
            return cell
    return None


def _words(chars: list[Char]) -> list[Word]:
    upright = [char for char in chars if not _is_turned(char)]
    turned = [char for char in chars if _is_turned(char)]
    words = extract_words(upright, x_tolerance_ratio=_SPACE_RATIO, return_chars=True)
    return [_word(word) for word in words] + _turned_words(turned)


def _is_turned(char: Char) -> bool:
    """Ask the matrix: pdfminer's own flag calls a quarter turn upright."""
    along, across = char["matrix"][0], char["matrix"][1]
    return bool(abs(across) > abs(along))


def _word(word: dict[str, Any]) -> Word:
    bold = sum(_is_bold(char) for char in word["chars"]) * 2 > len(word["chars"])
    return Word(word["text"], word["x0"], word["x1"], word["top"], word["bottom"], bold)


def _is_bold(char: Char) -> bool:
    return any(mark in str(char["fontname"]).lower() for mark in _BOLD_MARKS)


def _turned_words(chars: list[Char]) -> list[Word]:
    """Words printed upwards or downwards, as headers of narrow columns are: one word a line."""
    lines: dict[int, list[Char]] = {}
    for char in chars:
        lines.setdefault(round(char["x0"] / 4), []).append(char)
    upwards = sum(char["matrix"][1] > 0 for char in chars) * 2 > len(chars)
    words: list[Word] = []
    order = sorted(lines, reverse=not upwards)
    for row, key in enumerate(order):
        line = sorted(lines[key], key=lambda char: char["top"], reverse=upwards)
        text = "".join(str(char["text"]) for char in line).strip()
        first = line[0]
        top = min(char["top"] for char in chars) + 10 * row
        if text:
            words.append(Word(text, first["x0"], first["x1"], top, top + 9, _is_bold(first)))
    return words


if __name__ == "__main__":
    main()
