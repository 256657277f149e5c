"""HTML → layout. Pages of sites, Word's «Save as web page», single-file MHT."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from opora.reading.formats.builder import LayoutBuilder, clean
from opora.reading.formats.encoding import decode
from opora.reading.formats.grid import Piece, flow
from opora.reading.formats.html_flow import Printed, tag, walk
from opora.reading.model import Layout
from opora.reading.refusals import BrokenFile

_FAULTS = (
    etree.LxmlError,
    ValueError,
    RecursionError,
    AssertionError,
    AttributeError,
    LookupError,
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_MHT = re.compile(rb"\s*[\w-]+:.{0,4000}?multipart/", re.IGNORECASE | re.DOTALL)
_SECTIONS = frozenset({"thead", "tbody", "tfoot", "form"})
_MOST_ROWS = 65_534


def read(content: bytes) -> Layout:
    """Read a page; scripts, styles and hidden parts are dropped, nothing is fetched."""
    if not content.lstrip().startswith(b"<") and _MHT.match(content):
        content = _page_of_mht(content)
    text = _XML_DECLARATION.sub("", decode(content)).replace("\0", "")
    try:
        builder = LayoutBuilder("html")
        if text.strip():
            _add(builder, document_fromstring(text, parser=_parser()))
    except _FAULTS as fault:
        raise BrokenFile(
            "Страница HTML повреждена. Сохраните её из браузера заново или загрузите DOCX.",
        ) from fault
    return builder.layout()


def _parser() -> HTMLParser:
    return HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)


def _page_of_mht(content: bytes) -> bytes:
    try:
        message = email.message_from_bytes(content)
        for part in message.walk():
            if part.get_content_type() == "text/html":
                payload = part.get_payload(decode=True)
                return payload if isinstance(payload, bytes) else b""
    except _FAULTS as fault:
        raise BrokenFile("Файл MHT повреждён. Сохраните страницу заново.") from fault
    raise BrokenFile("Внутри файла MHT нет страницы. Сохраните документ как DOCX или HTML.")


def _add(builder: LayoutBuilder, root: HtmlElement) -> None:
    for item in walk(root):
        if isinstance(item, Printed):
            builder.paragraph(
                item.text,
                level=item.level,
                bold=item.bold,
                align=item.align,
            )
        else:
            _add_table(builder, item)


def _add_table(builder: LayoutBuilder, table: HtmlElement) -> None:
    rows = [list(cells) for cells in _rows(table)]
    for caption in table.iterchildren("caption"):
        _add(builder, caption)
    if _is_frame(rows):
        for cell in (cell for row in rows for cell in row):
            _add(builder, cell)
    else:
        builder.table(flow([[_piece(cell) for cell in row] for row in rows]))


def _rows(table: HtmlElement) -> Iterator[list[HtmlElement]]:
    loose: list[HtmlElement] = []
    for child in table.iterchildren():
        if tag(child) in _SECTIONS:
            yield from _rows(child)
        elif tag(child) == "tr":
            yield [cell for cell in child.iterchildren() if tag(cell) in {"td", "th"}]
        elif tag(child) in {"td", "th"}:
            loose.append(child)
    if loose:
        yield loose


def _is_frame(rows: list[list[HtmlElement]]) -> bool:
    """Tell a table that only places things on the page: one cell, or a larger table inside."""
    cells = [cell for row in rows for cell in row]
    inner = [table for cell in cells for table in cell.iter("table")]
    return len(cells) == 1 or any(_size(table) > max(3, len(cells)) for table in inner)


def _size(table: HtmlElement) -> int:
    return sum(len(row) for row in _rows(table))


def _piece(cell: HtmlElement) -> Piece:
    printed = list(_printed(cell))
    texts = [item.text for item in printed if item.text]
    parent = cell.getparent()
    section = parent.getparent() if parent is not None else None
    return Piece(
        "\n".join(texts),
        colspan=_span(cell, "colspan"),
        rowspan=_span(cell, "rowspan") or _MOST_ROWS,
        header=tag(cell) == "th" or (section is not None and tag(section) == "thead"),
        bold=bool(texts) and all(item.bold for item in printed if item.text),
    )


def _printed(cell: HtmlElement) -> Iterator[Printed]:
    """Paragraphs of a cell; of a table inside it, a row is a line."""
    for item in walk(cell, with_links=True):
        if isinstance(item, Printed):
            yield Printed(clean(item.text), bold=item.bold)
            continue
        for row in _rows(item):
            texts = [" ".join(part.text for part in _printed(inner)) for inner in row]
            yield Printed(" ".join(filter(None, texts)))


def _span(cell: HtmlElement, name: str) -> int:
    value = re.match(r"\s*(\d{1,5})", cell.get(name) or "1")
    return int(value[1]) if value else 1
