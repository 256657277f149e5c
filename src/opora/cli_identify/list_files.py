"""The list as a file: XLSX for people, CSV for other programs."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from opora.cli_identify.lists import cells_of, in_order, label, summary, title
from opora.cli_identify.refusing import refuse, unopened

if TYPE_CHECKING:
    from opora.cli_identify.questions import Listed

HEADS = ("Код", "Школа", "По правилу", "Вывод", "Вероятность", "Доля и её границы", "Не учтено")
_RESULT_HEADS = ("Код", "Процедура", "Год", "Участников", "Ниже порога", "Низкий результат",
                 "Не учтено")  # fmt: skip
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float


def saver_for(path: Path) -> Callable[[Listed], None]:
    """Return what saves a list to a file, or refuse its name before anything is computed."""
    makers = {".xlsx": as_workbook, ".csv": as_csv}
    make = makers.get(path.suffix.lower())
    if make is None:
        refuse(f"Список сохраняется в .xlsx или .csv, а не в «{path.name}».")
    if not path.parent.is_dir():
        refuse(f"Папки «{path.parent}» нет.")
    return partial(_save, make, path)


def _save(make: Callable[[Listed], bytes], path: Path, told: Listed) -> None:
    """Write beside the file, then take its place: a full disk leaves no half of a list."""
    content = make(told)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        refuse(unopened(OSError(error.errno, error.strerror, str(path))))


def as_csv(told: Listed) -> bytes:
    """Return the list as text with semicolons, in the alphabet that Excel expects."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADS)
    for place in in_order(told.found):
        writer.writerow(map(_harmless, cells_of(told, place)))
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a name out of a file for a formula.

    Examples
    --------
    >>> _harmless("=1+1"), _harmless("МБОУ «СОШ № 1»")
    ("'=1+1", 'МБОУ «СОШ № 1»')
    """
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell


def as_workbook(told: Listed) -> bytes:
    """Return a workbook: the list, the results behind it, and what the list is worth."""
    import xlsxwriter

    content = io.BytesIO()
    # Written as strings: a school whose name begins with «=» stays a name.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        for name, heads, rows in _sheets(told):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, heads, bold)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, row)
            sheet.set_column(0, len(heads) - 1, 22)
    return content.getvalue()


def _sheets(told: Listed) -> Iterator[tuple[str, Sequence[str], Iterator[Sequence[Cell]]]]:
    listing = (cells_of(told, place) for place in in_order(told.found))
    yield "Список", HEADS, listing
    yield "Результаты", _RESULT_HEADS, _results(told)
    about = (f"{title(told)}.{label(told.rule)}", *summary(told))
    yield "О списке", ("О списке",), ((line,) for line in about)


def _results(told: Listed) -> Iterator[Sequence[Cell]]:
    for school in told.found.counts.schools.tolist():
        for one in told.found.clauses(school):
            why = told.given.reason(one.reason) if one.reason else ""
            low = "да" if one.low else "нет"
            yield school, one.assessment, one.year, one.participants, one.below, low, why
