"""Workbooks for entry by hand: marks and the social passport. They read back as any other file.

What names the school or the indicator is locked, what is entered is checked by the sheet
itself, and there are no macros.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from opora.methodology.passport_items import PassportItem, load_passport_items
from opora.methodology.subjects import load_subjects

_MARKS_HEAD = (
    "Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО", "Кол-во участников",
)  # fmt: skip
_MARKS = (2, 3, 4, 5)
_UNITS = {"percent": "", "count": ", чел."}
_ENTERED_FROM = _MARKS_HEAD.index("Кол-во участников")
_PASSPORT_HEAD = ("№", "Показатель", "Количество")
_PASSPORT_TABLE = 7
_LAST_YEAR = "Прошлый год"
_PUPILS, _FAMILIES = "Всего обучающихся", "Всего семей"
_MOST_PUPILS = 20_000
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}
"""The name of a school that begins with «=» stays words."""


@dataclass(frozen=True, slots=True)
class TemplateSchool:
    """A school as it stands in a template: its login of ФИС ОКО and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the passport, its value of last year, the answers of what is no count."""

    label: str
    before: float | str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Look:
    head: Format
    locked: Format
    entered: Format


@dataclass(frozen=True, slots=True)
class _Cells:
    """A block of cells, both ends in it, counted from 0."""

    top: int
    bottom: int
    left: int
    right: int


def marks_template(  # noqa: PLR0913 — one argument a fact of the form
    schools: Sequence[TemplateSchool],
    *,
    year: int,
    grade: int,
    subject: str,
    municipality: str,
    entered: Literal["percent", "count"] = "percent",
) -> bytes:
    """Return a workbook in which the marks of one assessment are entered, a line a school.

    Reads back as ``flat_marks``: the number of participants and the percent of each mark, or
    as ``flat_counts``: how many have each mark.

    Parameters
    ----------
    schools : sequence of TemplateSchool
        The lines, locked.
    year, grade : int
        The calendar year of the assessment and the class.
    subject : str
        Full name of the subject, offered in a list together with the others.
    municipality : str
        Name of the municipality.
    entered : {"percent", "count"}, default "percent"
        What is entered for each mark: percents of participants, or numbers of them.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        look, sheet = _look(book), book.add_worksheet("Отметки")
        head = [*_MARKS_HEAD, *(f"{mark}{_UNITS[entered]}" for mark in _MARKS)]
        sheet.write_row(0, 0, head, look.head)
        for row, school in enumerate(schools, start=1):
            keys = (year, grade, subject, municipality, school.code, school.name)
            sheet.write_row(row, 0, keys, look.locked)
            sheet.write(row, _MARKS_HEAD.index("Предмет"), subject, look.entered)
            for column in range(_ENTERED_FROM, len(head)):
                sheet.write_blank(row, column, None, look.entered)
        _check_subject(sheet, last=len(schools))
        cells = _Cells(1, len(schools), _ENTERED_FROM, _ENTERED_FROM)
        _check_counts(sheet, cells)
        check = _check_shares if entered == "percent" else _check_counts
        check(sheet, replace(cells, left=_ENTERED_FROM + 1, right=len(head) - 1))
        sheet.set_column(3, 5, 28)
        _finish(sheet)
    return content.getvalue()


def passport_template(
    school: TemplateSchool,
    *,
    year: int,
    day: str,
    last_year: Mapping[str, float | str] | None = None,
    with_families: bool = True,
) -> bytes:
    """Return a workbook of the social passport of one school.

    Reads back as ``social_passport`` with the login of the school.

    Parameters
    ----------
    school : TemplateSchool
        The school, locked.
    year : int
        The year in which the school year ends.
    day : str
        The day of the state, «01.10.2025», chosen from a list.
    last_year : mapping, optional
        Values of the year before by code of the item (``C02``), of totals by their line,
        printed beside the empty cells for comparison and never read back.
    with_families : bool, default True
        Whether the number of families is asked, for shares of families.
    """
    lines = _passport_lines(last_year or {}, with_families=with_families)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        look, sheet = _look(book), book.add_worksheet("Социальный паспорт")
        _head_passport(sheet, look, school, year, day)
        head = (*_PASSPORT_HEAD, _LAST_YEAR) if last_year else _PASSPORT_HEAD
        sheet.write_row(_PASSPORT_TABLE, 0, head, look.head)
        for number, line in enumerate(lines, start=1):
            row = _PASSPORT_TABLE + number
            sheet.write_row(row, 0, (number, line.label), look.locked)
            sheet.write_blank(row, 2, None, look.entered)
            if line.before is not None:
                sheet.write(row, 3, line.before, look.locked)
            _check_line(sheet, row, line)
        sheet.set_column(1, 1, 70)
        _finish(sheet)
    return content.getvalue()


def _passport_lines(
    last_year: Mapping[str, float | str], *, with_families: bool
) -> list[_Line]:
    """Return the lines: totals, what is told of pupils, of teachers, of the place."""
    totals = [_PUPILS, *([_FAMILIES] if with_families else [])]
    items = load_passport_items().items
    social = [one for one in items if one.role == "social"]
    resources = [one for one in items if one.role == "resource"]
    strata = [one for one in items if one.choices]
    return [
        *(_Line(label, last_year.get(label)) for label in totals),
        *(_line(one, last_year) for one in social),
        *(
            _Line(label, last_year.get(label))
            for label in dict.fromkeys(one.of for one in resources)
        ),
        *(_line(one, last_year) for one in (*resources, *strata)),
    ]


def _line(item: PassportItem, last_year: Mapping[str, float | str]) -> _Line:
    return _Line(item.title, last_year.get(item.code), item.choices)


def _check_line(sheet: Worksheet, row: int, line: _Line) -> None:
    if line.choices:
        offered = {"validate": "list", "source": [*line.choices.values()]}
        sheet.data_validation(row, 2, row, 2, offered)
    else:
        _check_counts(sheet, _Cells(row, row, 2, 2))


def _head_passport(
    sheet: Worksheet, look: _Look, school: TemplateSchool, year: int, day: str
) -> None:
    title = f"Социальный паспорт, {year - 1}-{year} учебный год"
    sheet.write(0, 1, title, look.head)
    sheet.write(1, 1, school.name, look.head)
    sheet.write(2, 1, f"Логин ОО: {school.code}", look.head)
    sheet.write(3, 1, "По состоянию на:", look.head)
    sheet.write(3, 2, day, look.entered)
    days = (f"01.09.{year - 1}", f"01.10.{year - 1}", f"01.01.{year}")
    choice = {"validate": "list", "source": list(dict.fromkeys((day, *days)))}
    sheet.data_validation(3, 2, 3, 2, choice)


def _look(book: xlsxwriter.Workbook) -> _Look:
    return _Look(
        head=book.add_format({"bold": True, "text_wrap": True}),
        locked=book.add_format({"locked": True, "text_wrap": True}),
        entered=book.add_format({"locked": False, "bg_color": "#FFF8DC", "border": 1}),
    )


def _check_subject(sheet: Worksheet, *, last: int) -> None:
    column = _MARKS_HEAD.index("Предмет")
    names = [one.name for one in load_subjects().subjects if one.code not in {"МАП", "МАБ"}]
    listed, length = [], 0
    for name in names:
        # A drop-down holds 255 characters; the subjects of the primary grades come first.
        length += len(name) + 1
        if length <= 255:  # noqa: PLR2004
            listed.append(name)
    sheet.data_validation(1, column, last, column, {"validate": "list", "source": listed})


def _check_shares(sheet: Worksheet, cells: _Cells) -> None:
    share = {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 100,
        "error_title": "Доля",
        "error_message": "Впишите долю в процентах, от 0 до 100, с двумя знаками.",
    }
    sheet.data_validation(cells.top, cells.left, cells.bottom, cells.right, share)


def _check_counts(sheet: Worksheet, cells: _Cells) -> None:
    count = {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": _MOST_PUPILS,
        "error_title": "Число",
        "error_message": "Впишите целое число, 0 или больше.",
    }
    sheet.data_validation(cells.top, cells.left, cells.bottom, cells.right, count)


def _finish(sheet: Worksheet) -> None:
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.freeze_panes(1, 0)
