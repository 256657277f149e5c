"""Limits of what is opened: archive bombs and endless sheets end here."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO

from opora.results.refusals import BrokenTable, TableTooLarge

MEBIBYTE = 2**20

MAX_WORKBOOK = 100 * MEBIBYTE
"""A protocol of 100,000 rows has some 10 MiB."""

MAX_TEXT = 512 * MEBIBYTE
"""A text of five million pupils; larger ones are cut by procedure."""

MAX_UNPACKED = 600 * MEBIBYTE
"""A protocol of 100,000 rows unpacks to some 100 MiB."""

MAX_RATIO = 250
"""Sheets compress 10 to 60 times; a bomb, a thousand times and more."""

RATIO_MATTERS = 16 * MEBIBYTE
"""A small part may compress as well as it likes."""

MAX_ENTRIES = 2_000
"""A workbook of a hundred sheets has some 300 entries."""

MAX_CELLS = 12_000_000
"""The reader of workbooks holds a sheet as a rectangle of some 30 bytes a cell."""

ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What ``zipfile`` raises on archives that are cut off, forged or packed by unknown methods."""

_CHUNK = 1 * MEBIBYTE
_OVERLAP = 256
_XLSX_CELL = re.compile(rb'[ \t\n]r="([A-Z]{1,4})(\d{1,8})"')
_ODS_MARK = re.compile(
    rb"<(?P<close>/?)(?:\w+:)?(?P<what>table-row|table-cell|covered-table-cell|table)"
    rb"(?P<rest>(?:\s[^>]*)?)>"
)
_ODS_TIMES = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,9})"')
_SPLIT = "Разделите файл на части и загрузите их по одной."


def check_size(size: int, *, limit: int) -> None:
    """Refuse an empty file and one above the limit, in bytes."""
    if size == 0:
        raise BrokenTable("Файл пуст. Проверьте, тот ли файл выбран.")
    if size > limit:
        raise TableTooLarge(f"Файл больше {limit // MEBIBYTE} МБ. {_SPLIT}")


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse an archive with too many or too large entries, or packed suspiciously well."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise TableTooLarge(f"В книге больше {MAX_ENTRIES} частей: это не таблица результатов.")
    if sum(one.file_size for one in entries) > MAX_UNPACKED:
        raise TableTooLarge(
            f"Книга в распакованном виде больше {MAX_UNPACKED // MEBIBYTE} МБ. {_SPLIT}"
        )
    for one in entries:
        packed_well = one.file_size > MAX_RATIO * max(one.compress_size, 1)
        if one.file_size > RATIO_MATTERS and packed_well:
            raise TableTooLarge(
                "Книга сжата в сотни раз сильнее обычной таблицы: похоже на архивную бомбу. "
                "Сохраните таблицу заново в редакторе."
            )


def check_sheets(archive: zipfile.ZipFile) -> None:
    """Refuse a sheet whose farthest cells span a rectangle that cannot be held in memory."""
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            with archive.open(name) as part:
                _check_area(*_xlsx_extent(part))
        elif name == "content.xml":
            with archive.open(name) as part:
                _check_area(*_ods_extent(part))


def _check_area(rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise TableTooLarge(
            f"Лист размечен на {rows} строк и {columns} столбцов: столько таблица результатов "
            "не занимает. Удалите пустые строки и столбцы и сохраните книгу заново."
        )


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    """Pieces of the part that begin with the end of the one before, so no mark is cut."""
    tail = b""
    while chunk := part.read(_CHUNK):
        yield tail + chunk
        tail = chunk[-_OVERLAP:]


def _xlsx_extent(part: IO[bytes]) -> tuple[int, int]:
    rows = columns = 0
    for chunk in _chunks(part):
        found = _XLSX_CELL.findall(chunk)
        if found:
            rows = max(rows, *(int(row) for _, row in found), 0)
            columns = max(columns, *map(_column_number, {letters for letters, _ in found}), 0)
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _ods_extent(part: IO[bytes]) -> tuple[int, int]:
    """Follow rows and cells as they are repeated; empty ones count only before a full one."""
    rows = columns = 0
    row = column = row_times = 0
    for what, times, empty in _ods_marks(part):
        if what == "table":
            row = row_times = 0
        elif what == "row":
            row, column, row_times = row + row_times, 0, times
        else:
            column += times
            if not empty:
                rows, columns = max(rows, row + row_times), max(columns, column)
                _check_area(rows, columns)
    return rows, columns


def _ods_marks(part: IO[bytes]) -> Iterator[tuple[str, int, bool]]:
    text = part.read(MAX_UNPACKED)
    for mark in _ODS_MARK.finditer(text):
        if mark["close"]:
            continue
        found = _ODS_TIMES.search(mark["rest"])
        times = int(found[1]) if found else 1
        what = mark["what"].removeprefix(b"table-").decode()
        yield what, times, mark["rest"].endswith(b"/")


def size_of(source: BinaryIO) -> int:
    """Return the size in bytes and go back to the beginning."""
    size = source.seek(0, 2)
    source.seek(0)
    return size
