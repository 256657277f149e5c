"""Tables of web pages: systems of РЦОИ and ФИС save them under the name of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from opora.results.cells import Row
from opora.results.refusals import BrokenTable

_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*)*"
    rb"<(?:!doctype\s+html|html|head|meta|body|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_2003 = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
_WIDEST = 200


def is_web_page(start: bytes) -> bool:
    """Say whether the file begins as a web page.

    Examples
    --------
    >>> is_web_page(b"<html><body><table>"), is_web_page("Код ОО;Класс".encode())
    (True, False)
    """
    return _PAGE.match(start.removeprefix(b"\xef\xbb\xbf")) is not None


def is_xml_workbook(start: bytes) -> bool:
    """Say whether the file begins as a «Таблица XML 2003»."""
    return _XML_2003.search(start) is not None


def web_tables(content: bytes, encoding: str) -> Iterator[list[Row]]:
    """Yield the tables of a page that hold no tables themselves, as rows of text.

    Parameters
    ----------
    content : bytes
        The whole page.
    encoding : str
        Its encoding.

    Raises
    ------
    BrokenTable
        If the page has nothing in it.
    """
    try:
        page = html.document_fromstring(content, parser=html.HTMLParser(encoding=encoding))
    except etree.ParserError as error:
        raise BrokenTable("Страница пуста: в ней нет таблицы.") from error
    for table in page.iter("table"):
        if next(table.iterdescendants("table"), None) is None:
            yield _rows(table)


def _rows(table: etree._Element) -> list[Row]:
    rows: list[Row] = []
    above: dict[int, int] = {}
    for line in table.iter("tr"):
        row: list[object] = []
        for cell in line.iterchildren("td", "th"):
            _skip_covered(row, above)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for index in range(len(row), len(row) + width):
                above[index] = height - 1
            row += [" ".join(map(str, cell.itertext())), *[""] * (width - 1)]
        _skip_covered(row, above)
        rows.append(row)
    return rows


def _skip_covered(row: list[object], above: dict[int, int]) -> None:
    """Leave room for cells that reach down from the rows above."""
    while above.get(len(row), 0) > 0:
        above[len(row)] -= 1
        row.append("")


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name) or "1"
    return min(max(int(text), 1), _WIDEST) if text.isdecimal() else 1
