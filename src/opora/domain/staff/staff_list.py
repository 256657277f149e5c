"""A staff list as a table file, read into rows, and the empty table to fill in. Pure.

What column holds what is told by its header, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from opora.domain.organisations.naming import fold
from opora.domain.organisations.roster import (
    RosterRefused,
    RosterRow,
    find_table,
)
from opora.domain.organisations.roster_template import Column, table_xlsx
from opora.methodology.packs import Pack, load_pack
from opora.methodology.subjects import load_subjects

MOST_ROWS = 1000
"""Rows of one file: the staff of twenty schools."""
_COLUMNS = (
    Column("full_name", "ФИО", 36, "Фамилия, имя и отчество полностью. Обязательно."),
    Column("birth_year", "Год рождения", 12, "Помогает различить однофамильцев."),
    Column("organisation", "Организация", 36, "Как в списке организаций. Пусто: выбранная "
           "при загрузке."),
    Column("post", "Должность", 36, "Как в штатном расписании. Обязательно."),
    Column("subject", "Предмет", 24, "Несколько — через запятую."),
    Column("load", "Ставка", 10, "Число: 1 или 0,75. Пусто — нет данных."),
    Column("part_time", "Внешний совместитель", 14, "Пусто — нет.", ("да", "нет")),
    Column("category", "Категория", 18, "Пусто — нет данных.",
           ("высшая", "первая", "без категории")),
    Column("since", "Работает с", 14, "День, например 01.09.2025."),
    Column("until", "Работал по", 14, "Последний день. Пусто — работает."),
)  # fmt: skip


class StaffWords(Pack, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file ``data/staff_list.yaml``."""

    columns: Mapping[str, tuple[str, ...]]
    posts: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    subjects: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, tuple[str, ...]]
    part_time: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class StaffList:
    """A list as read: its rows, and headers of columns that were not understood."""

    rows: tuple[RosterRow, ...]
    unread: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def load_staff_words() -> StaffWords:
    """Read the word lists once."""
    return load_pack(Path(__file__).parent / "data" / "staff_list.yaml", StaffWords)


def read_staff_list(content: bytes, name: str) -> StaffList:
    """Read a staff list: XLSX, XLS, ODS or CSV.

    Parameters
    ----------
    name : str
        The name of the file, for the sentences.

    Raises
    ------
    RosterRefused
        If the file is broken, too long, or has no columns with names and posts.
    """
    found = find_table(content, name, load_staff_words().columns, _is_header)
    if found is not None:
        sheet, at, columns = found
        return StaffList(_rows(sheet, at, columns, name), _unread(sheet[at], columns))
    raise RosterRefused(
        f"В файле «{name}» нет строки с названиями столбцов. Нужны «ФИО» и «Должность». "
        "Возьмите наш образец."
    )


def staff_template() -> bytes:
    """Return an empty table to fill in."""
    return table_xlsx(_COLUMNS)


def _is_header(fields: Collection[str]) -> bool:
    return not {"full_name", "last_name"}.isdisjoint(fields) and "post" in fields


def _unread(header: Sequence[str], columns: Mapping[int, str]) -> tuple[str, ...]:
    ignored = load_staff_words().ignored
    return tuple(
        text for at, text in enumerate(header)
        if text and at not in columns and fold(text) not in ignored
    )  # fmt: skip


def _rows(
    sheet: Sequence[Sequence[str]], header: int, columns: Mapping[int, str], name: str
) -> tuple[RosterRow, ...]:
    rows = []
    for line, cells in enumerate(sheet[header + 1 :], header + 2):
        values = {
            field: cells[at] for at, field in columns.items() if at < len(cells) and cells[at]
        }
        if {"full_name", "last_name"} & values.keys() and [*cells] != [*sheet[header]]:
            rows.append(RosterRow(line, values))
    if len(rows) > MOST_ROWS:
        raise RosterRefused(
            f"В файле «{name}» {len(rows)} строк, за один раз принимается не больше "
            f"{MOST_ROWS}. Разделите список по школам."
        )
    return tuple(rows)


def subjects_in(text: str) -> tuple[str, ...]:
    """Return codes of the subjects that a text names, in its order.

    Examples
    --------
    >>> subjects_in("учитель русского языка и литературы")
    ('РУ', 'ЛИТ')
    >>> subjects_in("физическая культура")
    ()
    """
    whole = load_subjects().named(text)
    if whole is not None:
        return (whole.code,)
    words = f" {fold(text)} "
    found: dict[int, str] = {}
    for phrase, code in _phrases():
        at = words.find(f" {phrase} ")
        if at >= 0 and code not in found.values():
            found[at] = code
            words = words.replace(f" {phrase} ", " " * (len(phrase) + 2), 1)
    return tuple(found[at] for at in sorted(found))


@lru_cache(maxsize=1)
def _phrases() -> list[tuple[str, str]]:
    """Return phrases of subjects, the longest first, each with its code."""
    known = load_staff_words().subjects
    every = [(fold(phrase), code) for code, phrases in known.items() for phrase in phrases]
    return sorted(every, key=lambda one: -len(one[0]))
