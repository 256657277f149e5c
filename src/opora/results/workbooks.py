"""Files as sheets of rows: XLSX, XLS and ODS through calamine, text with separators."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from opora.results import guards
from opora.results.cells import Row
from opora.results.refusals import BrokenTable, ProtectedTable, UnknownTableFormat

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEPARATORS = ";,\t|^~"
_SAMPLE = 256 * 1024
_SAVE_AS = "Сохраните таблицу как книгу Excel (XLSX) и загрузите её ещё раз."
_BROKEN = f"Книга повреждена или записана не полностью. {_SAVE_AS}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, None in text files, and its rows with their numbers from 1."""

    name: str | None
    rows: Iterable[tuple[int, Row]]


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
    start = source.read(8)
    source.seek(0)
    if start.startswith(_ZIP):
        guards.check_size(size, limit=guards.MAX_WORKBOOK)
        _check_container(source)
        yield from _workbook_sheets(source)
    elif start.startswith(_COMPOUND):
        guards.check_size(size, limit=guards.MAX_WORKBOOK)
        yield from _workbook_sheets(source)
    else:
        guards.check_size(size, limit=guards.MAX_TEXT)
        with _as_text(source) as text:
            yield _text_sheet(text)


def _check_container(source: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            if not any(name.startswith("xl/") or name == "content.xml" for name in names):
                raise UnknownTableFormat(f"Это не таблица. {_SAVE_AS}")
            guards.check_archive(archive)
            guards.check_sheets(archive)
    except guards.ZIP_FAULTS as error:
        raise BrokenTable(_BROKEN) from error
    source.seek(0)


def _workbook_sheets(source: BinaryIO) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(source)
        for sheet in book.sheets_metadata:
            if sheet.typ is SheetTypeEnum.WorkSheet and _is_seen(sheet.visible):
                yield Sheet(sheet.name, enumerate(_rows(book, sheet.name), start=1))
    except PasswordError as error:
        raise ProtectedTable(
            "Книга защищена паролем. Снимите пароль в редакторе и загрузите её ещё раз."
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise BrokenTable(_BROKEN) from error


def _is_seen(visible: SheetVisibleEnum) -> bool:
    return visible is SheetVisibleEnum.Visible


def _rows(book: CalamineWorkbook, name: str) -> Iterator[Row]:
    sheet = book.get_sheet_by_name(name)
    return iter(sheet.iter_rows())


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
    """Return the sign that cuts lines into the most fields; decimal commas make fewer."""
    lines = [line for line in sample.splitlines()[:200] if line.strip()]
    return max(_SEPARATORS, key=lambda sign: sum(map(len, _lenient(lines, sign))))


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
