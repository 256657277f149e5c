"""A list of participants, as a table file or as pasted lines, read into rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from opora.domain.organisations.roster import (
    RosterRefused,
    find_table,
    load_words,
)

MOST = 1000
"""People of one list. The largest hall of a district holds fewer."""
_PARTS = ("last_name", "first_name", "patronymic")
_SEPARATORS = (";", "\t", "|")


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
    RosterRefused
        If it is no table, has no column with names, or is too long.
    """
    found = find_table(content, name, load_words().people_columns, _is_header)
    if found is not None:
        body = enumerate(found.sheet[found.at + 1 :], found.at + 2)
        return _checked(_row(line, cells, found.columns) for line, cells in body)
    raise RosterRefused(
        f"В файле «{name}» нет столбца «ФИО». Возьмите образец: в нём два столбца, "
        "«ФИО» и «Организация»."
    )


def _is_header(fields: Collection[str]) -> bool:
    return not {"full_name", "last_name"}.isdisjoint(fields)


def read_text(text: str) -> list[Row]:
    """Read pasted lines: a name, and after a semicolon or a tab the organisation.

    Raises
    ------
    RosterRefused
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
        raise RosterRefused(
            f"В списке {len(found)} строк, за один раз принимается не больше {MOST}. "
            "Разделите список или впишите одно число участников при отметке о проведении."
        )
    return found
