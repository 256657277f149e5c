"""PDF → layout. Pages are read by :mod:`pdf_worker`; here their drawing becomes text."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from opora.reading.formats.builder import LayoutBuilder
from opora.reading.formats.grid import Piece, flow
from opora.reading.formats.limits import MAX_PAGES, PDF_SECONDS
from opora.reading.formats.pdf_columns import Columns, regions
from opora.reading.formats.pdf_content import Content, Page, RuledTable
from opora.reading.formats.pdf_join import append
from opora.reading.formats.pdf_lines import Frame, Line, frame_of, lines_of
from opora.reading.formats.pdf_paragraphs import Text, paragraphs
from opora.reading.formats.pdf_tables import grid_of
from opora.reading.formats.scan import read_scans
from opora.reading.model import Layout
from opora.reading.refusals import BrokenFile, FileTooLarge, ProtectedFile, ReadingRefused

_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:стр(?:аница|\.)?)?\s*(\d{1,4})\s*(?:(?:из|/)\s*\d{1,4})?[-–—\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_MARGIN = 0.12
_REFUSALS: dict[str, tuple[type[ReadingRefused], str]] = {
    "protected": (
        ProtectedFile,
        "PDF защищён паролем. Сохраните его без пароля и загрузите ещё раз.",
    ),
    "broken": (
        BrokenFile,
        "PDF повреждён или загружен не полностью. Скачайте или сохраните его заново.",
    ),
    "pages": (
        FileTooLarge,
        f"В PDF больше {MAX_PAGES} страниц. Загрузите только страницы с приказом и планом.",
    ),
}


def read(content: bytes) -> Layout:
    """Read a PDF with text; pages that are pictures go through :mod:`scan`."""
    pages = _pages(content)
    blank = [page.number for page in pages if page.is_blank() and page.pictured]
    builder = LayoutBuilder("pdf")
    if blank:
        scanned = read_scans(content, blank, of=len(pages))
        builder.note(scanned.note)
        pages = [scanned.pages.get(page.number, page) for page in pages]
    if all(page.is_blank() for page in pages):
        raise BrokenFile(
            "В PDF нет ни одной буквы. Загрузите документ Word или PDF, сохранённый из Word.",
        )
    _add_pages(builder, pages)
    return builder.layout(pages=len(pages))


def _pages(content: bytes) -> list[Page]:
    """Let the worker read the pages; its death of hunger or old age is a refusal."""
    try:
        worker = subprocess.run(
            [sys.executable, "-m", "opora.reading.formats.pdf_worker"],
            input=content,
            capture_output=True,
            timeout=PDF_SECONDS,
            check=True,
        )
        read_content = msgspec.json.decode(worker.stdout, type=Content)
    except (subprocess.SubprocessError, msgspec.MsgspecError) as fault:
        raise FileTooLarge(
            "PDF слишком сложен: чтение заняло бы больше времени или памяти, чем отведено. "
            "Загрузите только страницы с приказом и планом или документ Word.",
        ) from fault
    if read_content.fault is not None:
        refusal, sentence = _REFUSALS[read_content.fault]
        raise refusal(sentence)
    return read_content.pages


def _add_pages(builder: LayoutBuilder, pages: Sequence[Page]) -> None:
    lines = _without_running_titles([_lines(page) for page in pages], pages)
    frames = _frames(lines, pages)
    held: Text | None = None
    for page, page_lines in zip(pages, lines, strict=True):
        for item in _items(page, page_lines, frames[round(page.width)]):
            if isinstance(item, Text):
                if held is not None and _goes_on(held, item):
                    held = replace(held, text=append(held.text, item.text, " "), page=item.page)
                    continue
                _add_text(builder, held)
                held = item
            else:
                _add_text(builder, held)
                held = None
                _add_table(builder, item, page.number)
    _add_text(builder, held)


def _add_text(builder: LayoutBuilder, text: Text | None) -> None:
    if text is not None:
        builder.paragraph(text.text, bold=text.bold, align=text.align, page=text.page)


def _add_table(builder: LayoutBuilder, item: RuledTable | Columns, page: int) -> None:
    if isinstance(item, RuledTable):
        builder.table(grid_of(item), page=page)
    else:
        builder.table(flow([[Piece(text) for text in row] for row in item.rows()]), page=page)


def _lines(page: Page) -> list[Line]:
    return lines_of(page.words, page.number)


def _frames(lines: Sequence[Sequence[Line]], pages: Sequence[Page]) -> dict[int, Frame]:
    """Measure upright and lying pages apart."""
    by_width: dict[int, list[Line]] = {}
    for page, page_lines in zip(pages, lines, strict=True):
        by_width.setdefault(round(page.width), []).extend(page_lines)
    return {width: frame_of(wide_lines, width) for width, wide_lines in by_width.items()}


def _items(
    page: Page,
    lines: Sequence[Line],
    frame: Frame,
) -> Iterator[Text | RuledTable | Columns]:
    """Yield what stands on a page from the top down."""
    left = list(lines)
    for table in sorted(page.tables, key=lambda table: table.top):
        above = [line for line in left if line.top < table.top]
        left = left[len(above) :]
        yield from _texts(above, frame)
        yield table
    yield from _texts(left, frame)


def _texts(lines: Sequence[Line], frame: Frame) -> Iterator[Text | Columns]:
    for region in regions(lines):
        if isinstance(region, list):
            yield from paragraphs(region, frame)
        elif region.is_table:
            yield region
        else:
            for block in region.blocks():
                yield from paragraphs(block, frame)


def _goes_on(above: Text, below: Text) -> bool:
    """Say whether a paragraph was cut by the end of a page."""
    cut = above.full and above.align is None and below.align is None
    return (
        cut
        and above.page < below.page
        and below.text[:1].islower()
        and above.text[-1:] not in ".:;!?"
    )


def _without_running_titles(
    lines: Sequence[Sequence[Line]],
    pages: Sequence[Page],
) -> list[list[Line]]:
    """Drop page numbers and titles repeated at the top or the bottom of pages."""
    if len(pages) == 1:
        return [[line for line in lines[0] if not _is_lone_number(line, pages[0])]]
    margins = [
        {_key(line) for line in page_lines if _in_margin(line, page)}
        for page_lines, page in zip(lines, pages, strict=True)
    ]
    seen = Counter(key for keys in margins for key in keys)
    often = max(2, (len(pages) + 1) // 2)
    return [
        [
            line
            for line in page_lines
            if not _in_margin(line, page)
            or not (seen[_key(line)] >= often or _is_lone_number(line, page))
        ]
        for page_lines, page in zip(lines, pages, strict=True)
    ]


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _in_margin(line: Line, page: Page) -> bool:
    return line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def _is_lone_number(line: Line, page: Page) -> bool:
    number = _PAGE_NUMBER.fullmatch(line.text)
    return number is not None and int(number[1]) == page.number and _in_margin(line, page)
