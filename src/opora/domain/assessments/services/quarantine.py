"""Rows that were put aside, as a workbook with the reason beside each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from opora.domain.assessments.models import Import, ImportFinding

HEADERS = ("Лист", "Строка", "Столбец", "Почему отложена", "Что сделать")
_WIDTHS = (22, 8, 9, 60, 60)
_NOTICE = (
    "Исправьте эти строки в исходном файле и загрузите его целиком: новый файл встаёт на место "
    "прежнего, поэтому одних исправленных строк мало."
)
_FIRST = 2


def quarantine_file(imported: Import, path: Path) -> int:
    """Write the rows that were put aside, each with its reason and its cells.

    Rows of tables with other headings stand on sheets of their own. Names and documents of
    pupils are in neither.

    Returns
    -------
    int
        How many rows were written.
    """
    findings = imported.findings.filter(quarantined=True).order_by("order")
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    pages: dict[tuple[str, ...], _Page] = {}
    written = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for finding in findings.iterator(chunk_size=1000):
            headings = tuple(_heading(one) for one in finding.values)
            if headings not in pages:
                pages[headings] = _Page(book, len(pages) + 1, headings, bold)
            pages[headings].write(finding)
            written += 1
        if not pages:
            book.add_worksheet("Отложенные 1").write_string(0, 0, "Отложенных строк нет.")
    return written


def _heading(value: dict[str, str]) -> str:
    return value["heading"] or f"Столбец {value['column']}"


class _Page:
    """One sheet: rows of tables with the same headings."""

    def __init__(self, book: Any, number: int, headings: tuple[str, ...], bold: Any) -> None:
        self._sheet = book.add_worksheet(f"Отложенные {number}")
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        self._sheet.write_string(0, 0, _NOTICE)
        for column, text in enumerate((*HEADERS, *headings)):
            self._sheet.write_string(1, column, text, bold)
        self._sheet.freeze_panes(_FIRST, 0)
        self._row = _FIRST

    def write(self, finding: ImportFinding) -> None:
        """Write one row under the others."""
        place = (finding.sheet, str(finding.row or ""), finding.column)
        cells = [*place, finding.sentence, finding.fix]
        cells += [one["value"] for one in finding.values]
        for column, text in enumerate(cells):
            self._sheet.write_string(self._row, column, text)
        self._row += 1
