"""A table as it stands on a page, and the same table as XLSX, CSV and DOCX.

``TableRefused``
    The table is too long for the format; the sentence says which format to take.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import xlsxwriter
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement

Cell = str | int | float | date | None
DOCX_ROWS = 2000
WIDE = 6
"""A table of more columns is printed on a page laid on its side."""

_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LEAST_WIDTH, _MOST_WIDTH = 8, 60


class TableRefused(Exception):
    """The table is too long for the format; the sentence says which format to take."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as shown: what is hidden on the page is hidden here too.

    Attributes
    ----------
    title : str
        Its heading.
    columns : tuple of str
        Headers.
    rows : iterable of sequence of Cell
        One cell a column; an iterator is written out once, in constant memory.
    note : str
        What stands below it: the source, what was hidden and why.
    """

    title: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    note: str = ""


def write_xlsx(table: Table, path: Path) -> None:
    """Write a table as a workbook of one sheet, row by row, nothing as a formula."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd.mm.yyyy",
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Таблица")
        for column, header in enumerate(table.columns):
            width = min(max(len(header), _LEAST_WIDTH), _MOST_WIDTH) + 2
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, table.title, bold)
        _write_line(sheet, 1, table.columns, bold)
        sheet.freeze_panes(2, 0)
        last = 1
        for last, row in enumerate(table.rows, 2):
            _write_line(sheet, last, row)
        if table.note:
            sheet.write_string(last + 2, 0, table.note)


def csv_lines(table: Table) -> Iterator[str]:
    """Yield a table as CSV that Excel in Russian opens: a mark of UTF-8, semicolons.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    yield "\ufeff"
    for row in chain((table.columns,), table.rows):
        line = StringIO()
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(map(_harmless, row))
        yield line.getvalue()


def docx_bytes(table: Table) -> bytes:
    """Return a table as a DOCX document with a repeated heading row.

    Raises
    ------
    TableRefused
        If it has more than ``DOCX_ROWS`` rows.
    """
    rows = list(table.rows)
    if len(rows) > DOCX_ROWS:
        raise TableRefused(
            f"В таблице {len(rows)} строк, для Word это слишком много (больше {DOCX_ROWS}). "
            "Выгрузите её в XLSX или CSV, или сузьте отбор."
        )
    document = Document()
    if len(table.columns) > WIDE:
        _lay_on_side(document.sections[0])
    document.add_heading(table.title, level=1)
    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    _fill(grid.rows[0], table.columns)
    grid.rows[0]._tr.get_or_add_trPr().append(_repeated_heading())  # noqa: SLF001 — no other way in python-docx
    for row in rows:
        _fill(grid.add_row(), row)
    if table.note:
        document.add_paragraph(table.note)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def shown(cell: Cell) -> str:
    """Write a cell as Russian text has it.

    Examples
    --------
    >>> shown(12.5), shown(date(2025, 9, 1)), shown(None)
    ('12,5', '01.09.2025', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", ",")
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y %H:%M}"
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell)


def _harmless(cell: Cell) -> str:
    text = shown(cell)
    is_number = not isinstance(cell, str)
    return text if is_number or not text.startswith(_RUNS_AS_FORMULA) else f"'{text}"


def _write_line(
    sheet: Any, number: int, cells: Sequence[Cell], look: Any | None = None
) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, bool) or cell is None:
            continue
        if isinstance(cell, datetime | date):
            sheet.write_datetime(number, column, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(number, column, cell, look)
        else:
            sheet.write_string(number, column, cell, look)


def _lay_on_side(section: Any) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _fill(row: Any, cells: Sequence[Cell]) -> None:
    for place, cell in zip(row.cells, cells, strict=True):
        place.text = shown(cell)


def _repeated_heading() -> Any:
    return OxmlElement("w:tblHeader")
