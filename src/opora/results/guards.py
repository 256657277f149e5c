"""Limits of what is opened: archive bombs and endless sheets end here."""

from __future__ import annotations

import re
import zipfile
import zlib
from itertools import chain
from typing import IO, BinaryIO, NamedTuple

from opora.results.extents import (
    referred_bytes,
    string_lengths,
    walk_ods,
    walk_xlsx,
    whole_tags,
)
from opora.results.refusals import BrokenTable, TableTooLarge

MEBIBYTE = 2**20

MAX_WORKBOOK = 100 * MEBIBYTE
"""A protocol of 100,000 rows has some 10 MiB."""

MAX_TEXT = 128 * MEBIBYTE
"""A text of a million pupils, which are held in memory; larger ones are cut by procedure."""

MAX_PAGE = 32 * MEBIBYTE
"""A page is held in memory as a tree, twenty times its size."""

MAX_UNPACKED = 600 * MEBIBYTE
"""A protocol of 100,000 rows unpacks to some 100 MiB."""

MAX_STRINGS = 512 * MEBIBYTE
"""Every cell gets a copy of its text; those of a protocol of 100,000 rows take some 40 MiB."""

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

_NOT_PLAIN = re.compile(
    rb'<c(?:(?! r="[A-Z])[\s>/]'
    rb'| r="(?:[A-Z]{3}|[C-Z][A-Z]|[A-Z]{1,2}(?:\d{7}|1[5-9]\d{4}|[2-9]\d{5})))'
)
"""A cell without an address, one right of BZ, one below 150,000: without them a sheet has less
than ``MAX_CELLS``, and need not be walked over cell by cell."""

_STRINGS = "xl/sharedStrings.xml"
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


def check_sheets(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Refuse a sheet whose farthest cells span a rectangle that cannot be held in memory.

    Returns
    -------
    tuple of str
        The parts of an XLSX workbook that are sheets with formulas.
    """
    with_formulas = []
    lengths = _shared_strings(archive)
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            with archive.open(name) as part:
                look = _looked_over(part)
            if not look.is_plain:
                with archive.open(name) as part:
                    walk_xlsx(part, _check_area)
            if look.strings * max(lengths, default=0) > MAX_STRINGS:
                with archive.open(name) as part:
                    _check_strings(referred_bytes(part, lengths))
            if look.has_formulas:
                with_formulas.append(name)
        elif name == "content.xml":
            with archive.open(name) as part:
                walk_ods(part, _check_area)
    return tuple(with_formulas)


class _Look(NamedTuple):
    """What a glance over a sheet tells: is it plainly small, formulas, cells with text."""

    is_plain: bool
    has_formulas: bool
    strings: int


def _looked_over(part: IO[bytes]) -> _Look:
    pieces = whole_tags(part)
    first = next(pieces)
    is_plain, has_formulas, strings = b"<worksheet" in first, False, 0
    for piece in chain([first], pieces):
        is_plain = is_plain and _NOT_PLAIN.search(piece) is None
        has_formulas = has_formulas or b"<f" in piece
        strings += piece.count(b't="s"') + piece.count(b"t='s'")
    return _Look(is_plain, has_formulas, strings)


def _shared_strings(archive: zipfile.ZipFile) -> list[int]:
    if _STRINGS not in archive.namelist():
        return []
    _check_strings(archive.getinfo(_STRINGS).file_size)
    with archive.open(_STRINGS) as part:
        return string_lengths(part)


def _check_strings(size: int) -> None:
    if size > MAX_STRINGS:
        raise TableTooLarge(
            f"Тексты ячеек занимают больше {MAX_STRINGS // MEBIBYTE} МБ: столько в таблице "
            "результатов не бывает. Удалите лишние столбцы и сохраните книгу заново."
        )


def _check_area(rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise TableTooLarge(
            f"Лист размечен на {rows} строк и {columns} столбцов: столько таблица результатов "
            "не занимает. Удалите пустые строки и столбцы и сохраните книгу заново."
        )


def size_of(source: BinaryIO) -> int:
    """Return the size in bytes and go back to the beginning."""
    size = source.seek(0, 2)
    source.seek(0)
    return size
