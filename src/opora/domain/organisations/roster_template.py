"""Sample tables for the lists: headers that are read, drop-downs, a hint at every column."""

from __future__ import annotations

import io
from dataclasses import dataclass

import xlsxwriter

from opora.domain.organisations.models import Organisation, Role
from opora.domain.organisations.roster import Kind

_ROWS = 2000
"""Rows to which drop-downs reach."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class _Column:
    header: str
    width: int
    hint: str
    choices: tuple[str, ...] = ()


_ORGANISATIONS = (
    _Column("Полное наименование", 60, "Как в уставе. Обязательно."),
    _Column("Краткое наименование", 28, "Как пишут в списках, до 120 знаков."),
    _Column("Вид", 28, "Выберите из списка.", tuple(Organisation.Kind.labels)),
    _Column("Адрес", 40, "С населённым пунктом."),
    _Column("Логин ФИС ОКО", 18, "Если есть."),
    _Column("Код ОО", 14, "Код в РИС ГИА, если есть."),
    _Column("ИНН", 14, "10 цифр, если есть."),
    _Column("Учеников", 12, "Цифрами."),
    _Column("Другие названия", 40, "Как ещё пишут в документах, через точку с запятой."),
)
_PEOPLE = (
    _Column("ФИО", 36, "Фамилия, имя и отчество полностью. Обязательно."),
    _Column("Электронная почта", 30, "По ней человек входит. Обязательно."),
    _Column("Организация", 40, "Как в списке организаций. Обязательно."),
    _Column("Роль", 28, "Выберите из списка.", tuple(Role.labels)),
    _Column("Должность", 36, "Как в штатном расписании."),
    _Column("Действует с", 14, "День, например 01.09.2025. Пусто — давно."),
    _Column("Действует по", 14, "Последний день. Пусто — бессрочно."),
)
_COLUMNS: dict[Kind, tuple[_Column, ...]] = {"organisations": _ORGANISATIONS, "people": _PEOPLE}


def template_xlsx(kind: Kind) -> bytes:
    """Return an empty table to fill in.

    Parameters
    ----------
    kind : {"organisations", "people"}
        Of what the list is.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet("Список")
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(_COLUMNS[kind]):
            sheet.set_column(at, at, column.width, text)
            sheet.write_string(0, at, column.header, bold)
            sheet.data_validation(1, at, _ROWS, at, _validation(column))
    return stream.getvalue()


def _validation(column: _Column) -> dict[str, object]:
    hint = {"input_title": column.header, "input_message": column.hint}
    if not column.choices:
        return {"validate": "any", **hint}
    return {
        "validate": "list",
        "source": list(column.choices),
        "error_title": column.header,
        "error_message": "Выберите значение из списка.",
        **hint,
    }


def safe_cell(text: str) -> str:
    r"""Return a text that a spreadsheet opened from CSV shows and never computes.

    Examples
    --------
    >>> safe_cell('=HYPERLINK("http://x")')
    '\'=HYPERLINK("http://x")'
    >>> safe_cell("СОШ № 5")
    'СОШ № 5'
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
