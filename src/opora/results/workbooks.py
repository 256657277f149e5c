"""Files as sheets of rows: XLSX, XLS and ODS through calamine, text with separators."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, TextIO

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from opora.results import guards
from opora.results.cells import Row
from opora.results.formulas import Patches, uncomputed_cells
from opora.results.refusals import BrokenTable, ProtectedTable, UnknownTableFormat
from opora.results.web_tables import is_web_page, is_xml_workbook, web_tables

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEPARATORS = ";\t|^~,"
"""The comma is the last: it also stands in numbers."""

_SAMPLE = 256 * 1024
_START = 2048
_SAVE_AS = "Сохраните таблицу как книгу Excel (XLSX) и загрузите её ещё раз."
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PROTECTED = "Книга защищена паролем. Снимите пароль в редакторе и загрузите её ещё раз."
_BROKEN = f"Книга повреждена или записана не полностью. {_SAVE_AS}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, None in text files, and its rows with their numbers from 1.

    A hidden sheet has no rows: what a person does not see is not counted.
    """

    name: str | None
    rows: Iterable[tuple[int, Row]]
    is_hidden: bool = False


def open_sheets(source: BinaryIO) -> Iterator[Sheet]:
    """Yield the sheets of a file, rows streamed; formulas give the values saved with them.

    Parameters
    ----------
    source : BinaryIO
        The file, seekable; the format is told by its content, not by its name.

    Raises
    ------
    ResultsRefused
        If the file is no table, is broken, encrypted or too large.
    """
    size = guards.size_of(source)
    start = source.read(_START)
    source.seek(0)
    if start.startswith(_ZIP):
        guards.check_size(size, limit=guards.MAX_WORKBOOK)
        yield from _workbook_sheets(source, _check_container(source))
    elif start.startswith(_COMPOUND):
        guards.check_size(size, limit=guards.MAX_WORKBOOK)
        _check_encryption(source)
        yield from _workbook_sheets(source, {})
    elif is_xml_workbook(start):
        raise UnknownTableFormat(f"Это таблица XML 2003. {_SAVE_AS}")
    elif is_web_page(start):
        guards.check_size(size, limit=guards.MAX_PAGE)
        yield from _page_sheets(source)
    else:
        guards.check_size(size, limit=guards.MAX_TEXT)
        with _as_text(source) as text:
            yield _text_sheet(text)


def _check_container(source: BinaryIO) -> dict[str, Patches]:
    """Refuse a container that is no workbook or is dangerous; return formulas without value."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            if not any(name.startswith("xl/") or name == "content.xml" for name in names):
                raise UnknownTableFormat(f"Это не таблица. {_SAVE_AS}")
            guards.check_archive(archive)
            patches = uncomputed_cells(archive, guards.check_sheets(archive))
    except guards.ZIP_FAULTS as error:
        raise BrokenTable(_BROKEN) from error
    source.seek(0)
    return patches


def _check_encryption(source: BinaryIO) -> None:
    """Refuse an encrypted XLSX: a stream of this name in a container of the old kind."""
    if _ENCRYPTED in source.read():
        raise ProtectedTable(_PROTECTED)
    source.seek(0)


def _workbook_sheets(source: BinaryIO, patches: dict[str, Patches]) -> Iterator[Sheet]:
    try:
        book = _opened(source)
        for sheet in book.sheets_metadata:
            if sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible is SheetVisibleEnum.Visible:
                rows = enumerate(_rows(book, sheet.name), start=1)
                yield Sheet(sheet.name, _patched(rows, patches.get(sheet.name, {})))
            else:
                yield Sheet(sheet.name, (), is_hidden=True)
    except PasswordError as error:
        raise ProtectedTable(_PROTECTED) from error
    except (CalamineError, OSError, ValueError) as error:
        raise BrokenTable(_BROKEN) from error


def _opened(source: BinaryIO) -> CalamineWorkbook:
    """Open a file of the disk by its path: otherwise all of it is copied to memory first."""
    if isinstance(source, io.BufferedReader) and isinstance(source.name, str):
        return CalamineWorkbook.from_path(source.name)
    return CalamineWorkbook.from_filelike(source)


def _rows(book: CalamineWorkbook, name: str) -> Iterator[Row]:
    """Rows from column A on: the reader leaves out empty columns before the first full one."""
    sheet = book.get_sheet_by_name(name)
    empty: list[Any] = [""] * (sheet.start[1] if sheet.start else 0)
    return (empty + row for row in sheet.iter_rows()) if empty else iter(sheet.iter_rows())


def _patched(rows: Iterable[tuple[int, Row]], patches: Patches) -> Iterable[tuple[int, Row]]:
    return (_patch(*numbered, patches) for numbered in rows) if patches else rows


def _patch(number: int, row: Row, patches: Patches) -> tuple[int, Row]:
    here = patches.get(number)
    if here is None:
        return number, row
    cells = [*row, *[""] * (max(here) + 1 - len(row))]
    for column, text in here.items():
        cells[column] = text
    return number, cells


def _page_sheets(source: BinaryIO) -> Iterator[Sheet]:
    encoding = _encoding_of(source)
    source.seek(0)
    tables = web_tables(source.read(), encoding.removesuffix("-sig"))
    rows = chain.from_iterable(tables)
    yield Sheet(None, enumerate(rows, start=1))


@contextmanager
def _as_text(source: BinaryIO) -> Iterator[io.TextIOWrapper]:
    """Read a file as text in its encoding; the file itself stays its owner's to close."""
    encoding = _encoding_of(source)
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()


def _text_sheet(text: io.TextIOWrapper) -> Sheet:
    sample = text.read(_SAMPLE)
    text.seek(0)
    return Sheet(None, _text_rows(text, _separator_of(sample)))


def _encoding_of(source: BinaryIO) -> str:
    """Say UTF-8 if the whole file is; else the Windows page that office programs use."""
    start = source.read(4)
    source.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8-sig"
    while chunk := source.read(guards.MEBIBYTE):
        if b"\x00" in chunk:
            raise UnknownTableFormat(f"Это не таблица и не текст. {_SAVE_AS}")
        if encoding == "utf-8-sig":
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = "cp1251"
    return encoding


def _separator_of(sample: str) -> str:
    """Return the sign that cuts the most lines into one and the same number of fields."""
    lines = [line for line in sample.splitlines()[:200] if line.strip()]
    return max(_SEPARATORS, key=lambda sign: _agreement(lines, sign))


def _agreement(lines: list[str], sign: str) -> int:
    widths = Counter(len(row) for row in _lenient(lines, sign))
    return max((times for width, times in widths.items() if width > 1), default=0)


def _lenient(lines: list[str], sign: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=sign))
    except csv.Error:
        return []


def _text_rows(text: TextIO, separator: str) -> Iterator[tuple[int, Row]]:
    """Rows by the line on which each begins; a quoted field may take several lines."""
    reader = csv.reader(text, delimiter=separator)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise BrokenTable(f"Строка {line}: текст не делится на столбцы. {_SAVE_AS}") from error
