"""A list of participants, as a table file or as pasted lines, read into rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from opora.domain.organisations.roster import (
    MAX_SIZE,
    RosterRefused,
    columns_of,
    load_words,
    read_sheets,
)
from opora.domain.refusals import Refused

MOST = 1000
"""People of one list. The largest hall of a district holds fewer."""
_HEADER_WITHIN = 20
_PARTS = ("last_name", "first_name", "patronymic")
_SEPARATORS = (";", "\t", "|")


class ListRefused(Refused):
    """The list cannot be taken at all; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: its number, the name, the organisation as written (may be empty)."""

    line: int
    name: str
    organisation: str


def read_file(content: bytes, name: str) -> list[Row]:
    """Read a table of participants; its headers say which column is which.

    Raises
    ------
    ListRefused
        If it is no table, has no column with names, or is too long.
    """
    if len(content) > MAX_SIZE:
        raise ListRefused(f"Файл «{name}» слишком велик для списка участников.")
    try:
        sheets = read_sheets(content)
    except RosterRefused as refusal:
        raise ListRefused(str(refusal)) from refusal
    for sheet in sheets:
        for at, header in enumerate(sheet[:_HEADER_WITHIN]):
            columns = columns_of(header, load_words().people_columns)
            if {"full_name", "last_name"} & set(columns.values()):
                body = enumerate(sheet[at + 1 :], at + 2)
                return _checked(_row(line, cells, columns) for line, cells in body)
    raise ListRefused(
        f"В файле «{name}» нет столбца «ФИО». Возьмите образец: в нём два столбца, "
        "«ФИО» и «Организация»."
    )


def read_text(text: str) -> list[Row]:
    """Read pasted lines: a name, and after a semicolon or a tab the organisation.

    Raises
    ------
    ListRefused
        If there are too many lines.

    Examples
    --------
    >>> read_text("Иванова Анна Петровна; СОШ № 5")[0].organisation
    'СОШ № 5'
    """
    return _checked(_pasted(line, words) for line, words in enumerate(text.splitlines(), 1))


def _row(line: int, cells: list[str], columns: dict[int, str]) -> Row:
    values = {field: cells[at] for at, field in columns.items() if at < len(cells)}
    parts = " ".join(filter(None, (values.get(field, "") for field in _PARTS)))
    return Row(line, values.get("full_name", "") or parts, values.get("organisation", ""))


def _pasted(line: int, words: str) -> Row:
    for separator in _SEPARATORS:
        name, found, home = words.partition(separator)
        if found:
            return Row(line, " ".join(name.split()), " ".join(home.split()))
    return Row(line, " ".join(words.split()), "")


def _checked(rows: Iterable[Row]) -> list[Row]:
    found = [row for row in rows if row.name]
    if len(found) > MOST:
        raise ListRefused(
            f"В списке {len(found)} строк, за один раз принимается не больше {MOST}. "
            "Разделите список или впишите одно число участников при отметке о проведении."
        )
    return found
