"""Tables of the lists, empty as a sample or filled: headers that are read, drop-downs, hints.

Cells are written as texts: what looks like a formula is shown and never computed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from opora.domain.organisations.models import Organisation, Role
from opora.domain.organisations.roster import Kind

_ROWS = 2000
"""Rows to which drop-downs reach."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the field it holds, its header, width, hint and values to choose."""

    field: str
    header: str
    width: int
    hint: str
    choices: tuple[str, ...] = ()


_ORGANISATIONS = (
    Column("name", "Полное наименование", 60, "Как в уставе. Обязательно."),
    Column("short_name", "Краткое наименование", 28, "Как пишут в списках, до 120 знаков."),
    Column("kind", "Вид", 28, "Выберите из списка.", tuple(Organisation.Kind.labels)),
    Column("address", "Адрес", 40, "С населённым пунктом."),
    Column("oko", "Логин ФИС ОКО", 18, "Если есть."),
    Column("gia", "Код ОО", 14, "Код в РИС ГИА, если есть."),
    Column("inn", "ИНН", 14, "10 цифр, если есть."),
    Column("pupils", "Учеников", 12, "Цифрами."),
    Column(
        "aliases", "Другие названия", 40, "Как ещё пишут в документах, через точку с запятой."
    ),
)
_PEOPLE = (
    Column("full_name", "ФИО", 36, "Фамилия, имя и отчество полностью. Обязательно."),
    Column("email", "Электронная почта", 30, "По ней человек входит. Обязательно."),
    Column("organisation", "Организация", 40, "Как в списке организаций. Обязательно."),
    Column("role", "Роль", 28, "Выберите из списка.", tuple(Role.labels)),
    Column("post", "Должность", 36, "Как в штатном расписании."),
    Column("since", "Действует с", 14, "День, например 01.09.2025. Пусто — давно."),
    Column("until", "Действует по", 14, "Последний день. Пусто — бессрочно."),
)
_COLUMNS: dict[Kind, tuple[Column, ...]] = {"organisations": _ORGANISATIONS, "people": _PEOPLE}


def template_xlsx(kind: Kind) -> bytes:
    """Return an empty table to fill in.

    Parameters
    ----------
    kind : {"organisations", "people"}
        Of what the list is.
    """
    return filled_xlsx(kind, ())


def filled_xlsx(kind: Kind, rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return a table with rows, each of them field → text as ``read_roster`` gives them."""
    return table_xlsx(_COLUMNS[kind], rows)


def table_xlsx(columns: Sequence[Column], rows: Iterable[Mapping[str, str]] = ()) -> bytes:
    """Return a table of these columns with hints and drop-downs, and rows if there are any."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Список")
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width, text)
            sheet.write_string(0, at, column.header, bold)
            sheet.data_validation(1, at, _ROWS, at, _validation(column))
        for line, row in enumerate(rows, 1):
            for at, column in enumerate(columns):
                sheet.write_string(line, at, row.get(column.field, ""))
    return stream.getvalue()


def _validation(column: Column) -> dict[str, object]:
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
