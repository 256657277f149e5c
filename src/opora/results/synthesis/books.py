"""The smallest XLSX that office programs open: numbers and words, bytes fixed by them.

A region has tens of thousands of files; a library of workbooks takes five times as long and
leaves its own traces in the bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from opora.results.cells import column_letters

Value = str | int | float

Rows = list[list[Value]]

_NAMES = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LETTERS = [column_letters(index) for index in range(256)]
_LONGEST_SHEET_NAME = 31
_MOMENT = (2020, 1, 1, 0, 0, 0)


def write_book(path: Path, sheets: Mapping[str, Iterable[Sequence[Value]]]) -> None:
    """Write a workbook; names of sheets are cut as office programs cut them."""
    names = [name[:_LONGEST_SHEET_NAME] for name in sheets]
    numbers = range(1, len(names) + 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as book:
        _put(book, "[Content_Types].xml", _content_types(numbers))
        _put(book, "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        _put(book, "xl/workbook.xml", _workbook(names))
        targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
        _put(book, "xl/_rels/workbook.xml.rels", _relations(targets))
        for number, rows in zip(numbers, sheets.values(), strict=True):
            _put(book, f"xl/worksheets/sheet{number}.xml", _sheet(rows))


def _put(book: zipfile.ZipFile, name: str, content: str) -> None:
    part = zipfile.ZipInfo(name, _MOMENT)
    part.compress_type = zipfile.ZIP_DEFLATED
    book.writestr(part, _HEAD + content)


def _content_types(numbers: range) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        f'ContentType="{_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    return (
        f'<Types xmlns="{_NAMES}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f"{sheets}</Types>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" '
        f'Type="{_NAMES}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_NAMES}/package/2006/relationships">{told}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    return (
        f'<workbook xmlns="{_NAMES}/spreadsheetml/2006/main" '
        f'xmlns:r="{_NAMES}/officeDocument/2006/relationships"><sheets>{sheets}</sheets></workbook>'
    )


def _sheet(rows: Iterable[Sequence[Value]]) -> str:
    lines = "".join(_row(number, row) for number, row in enumerate(rows, start=1))
    return (
        f'<worksheet xmlns="{_NAMES}/spreadsheetml/2006/main">'
        f"<sheetData>{lines}</sheetData></worksheet>"
    )


def _row(number: int, row: Sequence[Value]) -> str:
    cells = [
        f'<c r="{_LETTERS[column]}{number}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        if isinstance(value, str)
        else f'<c r="{_LETTERS[column]}{number}"><v>{value}</v></c>'
        for column, value in enumerate(row)
        if value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>' if cells else ""
