"""Tables out as XLSX, row by row in constant memory, with nothing that runs as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from opora.domain.roadmaps.models import Edition, Obligation, ObligationQuerySet
from opora.reports.plan_table import SectionLine, plan_table

CHUNK = 2000
OBLIGATION_HEADERS = (
    "Организация", "Дорожная карта", "№", "Мероприятие", "Срок", "Контрольный день",
    "Состояние", "Дней опоздания", "Что сделано", "Замечание", "Сдано", "Решено",
)  # fmt: skip
WIDTHS = (30, 40, 8, 60, 24, 14, 16, 10, 50, 40, 14, 14)


def roadmap_xlsx(edition: Edition, path: Path, *, on: date) -> None:
    """Write a roadmap: the plan with its execution on one sheet, obligations on another."""
    table = plan_table(edition, on=on, execution=True)
    with _book(path) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = _sheet(book, "План", table.headers, [10, 50, *[28] * 12], bold)
        for number, line in enumerate(table.lines, 1):
            if isinstance(line, SectionLine):
                sheet.write_string(number, 0, line.text, bold)
            else:
                _write_row(sheet, number, line.cells, wrap)
        rows = Obligation.objects.filter(roadmap=edition.roadmap_id)
        _write_obligations(book, rows, bold, on=on)


def obligations_xlsx(obligations: ObligationQuerySet, path: Path, *, on: date) -> None:
    """Write a list of obligations, 100,000 rows as well as ten."""
    with _book(path) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        _write_obligations(book, obligations, bold, on=on)


def _book(path: Path) -> Any:
    return xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "dd.mm.yyyy",
        },
    )


def _sheet(
    book: Any, name: str, headers: Sequence[str], widths: Sequence[int], bold: Any
) -> Any:
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths[: len(headers)]):
        sheet.set_column(column, column, width)
    _write_row(sheet, 0, headers, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _write_obligations(
    book: Any, obligations: ObligationQuerySet, bold: Any, *, on: date
) -> None:
    sheet = _sheet(book, "Обязательства", OBLIGATION_HEADERS, WIDTHS, bold)
    found = obligations.select_related("organisation", "roadmap", "measure", "occurrence")
    for number, row in enumerate(_streamed(found), 1):
        _write_row(sheet, number, _obligation_cells(row, on=on))


def _streamed(found: ObligationQuerySet) -> Iterable[Obligation]:
    return found.order_by("organisation__short_name", "control", "pk").iterator(CHUNK)


def _obligation_cells(row: Obligation, *, on: date) -> tuple[object, ...]:
    return (
        row.organisation.short_name, row.roadmap.title, row.measure.number, row.measure.text,
        row.occurrence.label, row.control, row.get_state_display(), row.days_late(on=on),
        row.report, row.remark, row.submitted_at and row.submitted_at.date(),
        row.decided_at and row.decided_at.date(),
    )  # fmt: skip


def _write_row(
    sheet: Any, number: int, cells: Sequence[object], look: Any | None = None
) -> None:
    for column, value in enumerate(cells):
        if isinstance(value, date):
            sheet.write_datetime(number, column, value)
        elif isinstance(value, int):
            sheet.write_number(number, column, value, look)
        elif value is not None:
            sheet.write_string(number, column, str(value), look)
