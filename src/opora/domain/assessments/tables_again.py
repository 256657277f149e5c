"""A table written anew with some cells changed: without names of pupils, or with corrections.

Rows keep their numbers and sheets their names, so what a finding says of a place holds.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.crypto import salted_hmac

from opora.results.cells import Cell, Row, is_empty, key_of, text_of
from opora.results.headers import find_header
from opora.results.personal import name_columns, personal_columns
from opora.results.workbooks import Sheet, open_sheets

Change = Callable[[str, int, Row], Row]
"""Gets the sheet («» in text files), the number of the row and the row; returns the row."""

_SALT = "opora.assessments.pupils"
_SUFFIXES = {True: ".xlsx", False: ".csv"}


@contextmanager
def rewritten(source: BinaryIO, change: Change) -> Iterator[Path]:
    """Write the table anew with each row changed; the file is gone with the context.

    Raises
    ------
    ResultsRefused
        If the source is no table, or is broken.
    """
    sheets = open_sheets(source)
    first = next(sheets, None)
    is_book = first is None or first.name is not None
    with tempfile.TemporaryDirectory(prefix="opora-table-") as folder:
        path = Path(folder) / f"table{_SUFFIXES[is_book]}"
        if first is not None and not is_book:
            _write_text(path, first, change)
        else:
            _write_book(path, first, sheets, change)
        yield path


def _write_text(path: Path, sheet: Sheet, change: Change) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        line = 1
        for number, row in sheet.rows:
            # A quoted field of several lines made numbers jump; empty lines keep the places.
            while line < number:
                file.write("\n")
                line += 1
            writer.writerow([_one_line(cell) for cell in change("", number, row)])
            line += 1


def _one_line(cell: Cell) -> str:
    return " ".join(str("" if cell is None else cell).splitlines())


def _write_book(
    path: Path, first: Sheet | None, others: Iterable[Sheet], change: Change
) -> None:
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "default_date_format": "dd.mm.yyyy", "nan_inf_to_errors": True,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        for sheet in (first, *others) if first else ():
            page = book.add_worksheet(sheet.name)
            for number, row in sheet.rows:
                for column, cell in enumerate(change(sheet.name or "", number, row)):
                    _write_cell(page, number - 1, column, cell)


def _write_cell(page: Any, row: int, column: int, cell: Cell) -> None:
    if is_empty(cell):
        return
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif isinstance(cell, datetime | date | time | timedelta):
        page.write_datetime(row, column, cell)
    else:
        page.write_string(row, column, str(cell))


class WithoutPersons:
    """Takes names, documents and addresses of pupils out of rows.

    The first column of a full name gets a pseudonym, keyed by the secret of the installation,
    so that a pupil who stands in a file twice is still found; the others are emptied.
    """

    def __init__(self) -> None:
        self._sheet: str | None = None
        self._own: tuple[int, ...] = ()
        self._names: tuple[int, ...] = ()

    def __call__(self, sheet: str, _number: int, row: Row) -> Row:
        """Return the row as it may be kept."""
        if sheet != self._sheet:
            self._sheet, self._own, self._names = sheet, (), ()
        if self._heads(row):
            return row
        if not self._own:
            return row
        kept = list(row)
        for index in self._own:
            if index < len(kept):
                kept[index] = ""
        if self._names and self._names[0] < len(kept):
            kept[self._names[0]] = self._pseudonym(row)
        return kept

    def _heads(self, row: Row) -> bool:
        """Say whether the row heads columns of persons; if so, remember which."""
        if not _may_head(row):
            return False
        headings = [text_of(cell) for cell in row]
        own = personal_columns(headings)
        if own:
            self._own, self._names = _widened(own, headings), name_columns(headings)
            return True
        if self._own and find_header(row, None) is not None:
            self._own = self._names = ()
            return True
        return False

    def _pseudonym(self, row: Row) -> str:
        parts = [key_of(text_of(row[index])) for index in self._names if index < len(row)]
        if not any(parts):
            return ""
        digest = salted_hmac(_SALT, "|".join(parts), algorithm="sha256").hexdigest()
        # Letters only: a number among names would be read as a document.
        return "П" + digest[:12].translate(str.maketrans("0123456789", "ghijklmnop"))


def _widened(own: tuple[int, ...], headings: list[str]) -> tuple[int, ...]:
    """In sparse tables a value may stand right of its heading, under an empty one."""
    found = set(own)
    for index in own:
        following = index + 1
        while following < len(headings) and not headings[following]:
            found.add(following)
            following += 1
    return tuple(sorted(found))


def _may_head(row: Row) -> bool:
    """Say cheaply whether the row may be a header: few of its cells hold digits."""
    filled = [cell for cell in row if not is_empty(cell)]
    words = sum(
        isinstance(cell, str) and not any(sign.isdigit() for sign in cell) for cell in filled
    )
    return 3 * words >= len(filled) > 1


def corrected_by(fixes: dict[tuple[str, int], dict[int, str]]) -> Change:
    """Return a change that puts corrected cells in their places.

    Parameters
    ----------
    fixes : dict
        By sheet and row: index of the column from 0 → what stands there now.
    """

    def change(sheet: str, number: int, row: Row) -> Row:
        cells = fixes.get((sheet, number))
        if cells is None:
            return row
        kept = [*row, *[""] * (max(cells) + 1 - len(row))]
        for index, value in cells.items():
            kept[index] = value
        return kept

    return change
