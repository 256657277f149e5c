"""The school's own tables of pupils: classes, marks of a term, points of tasks. Pure.

A table has one row a pupil. Which column is which is told by its heading (the wordings are in
``pupil_support.yaml``); a cell that cannot be read is left unknown and named by its place,
never by what stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from itertools import islice
from typing import Any

from opora.domain.refusals import Refused
from opora.methodology.pupil_support import Column, load_pupil_support
from opora.methodology.subjects import load_subjects
from opora.results.cells import (
    Cell,
    column_letters,
    has_no_value,
    key_of,
    number_of,
    text_of,
    whole_number_of,
)
from opora.results.workbooks import open_sheets

MOST_ROWS = 1500
_HEADER_WITHIN = 20
_TELLING = 7
"""A wording of so many letters may stand inside a longer heading."""

_NUMBERS: tuple[Column, ...] = (
    "basic_percent", "term_twos", "threes", "drop", "absences", "mark", "journal",
)  # fmt: skip
_WHOLE = frozenset({"term_twos", "threes", "mark", "journal"})
_PERCENTS = frozenset({"basic_percent", "absences"})
_MARKS = frozenset({"mark", "journal"})
_HIGHEST_MARK = 5
_SHEET_EXAMPLE = "«ФИО», «Класс», «Пропуски», «Задание 1 (макс. 2)»"


class TableRefused(Refused):
    """The table cannot be taken; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class TaskPoints:
    """Points of a task; ``got`` is None where it was not begun, ``most`` where not said."""

    label: str
    got: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class PupilRow:
    """What a table says of one pupil; ``facts`` has only what was read."""

    number: int
    name: str
    class_name: str
    participant: str
    subject: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    tasks: tuple[TaskPoints, ...] = ()

    @property
    def has_work(self) -> bool:
        """Whether the row tells of a work: its mark or its tasks."""
        return bool(self.tasks) or "mark" in self.facts


@dataclass(frozen=True, slots=True)
class PupilTable:
    """Rows that were read and sentences about what was not."""

    rows: tuple[PupilRow, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    columns: dict[Column, int]
    tasks: dict[int, tuple[str, int | None]]


def read_table(content: bytes) -> PupilTable:
    """Read a table of pupils from XLSX, XLS, ODS, CSV or pasted text.

    Raises
    ------
    TableRefused
        If no header is found, or there are more than ``MOST_ROWS`` rows.
    ResultsRefused
        If the file is no table, is broken or encrypted.
    """
    for sheet in open_sheets(BytesIO(content)):
        rows = list(islice(sheet.rows, MOST_ROWS + _HEADER_WITHIN + 1))
        header = _find_header(rows[:_HEADER_WITHIN])
        if header is not None:
            return _read(rows, header)
    raise TableRefused(
        "В таблице не нашлась строка заголовков: нужны столбцы «ФИО» (или «Код участника») и "
        f"«Класс». Заголовки бывают такие: {_SHEET_EXAMPLE}. Возьмите шаблон на этой странице."
    )


def column_of(heading: str) -> Column | None:
    """Return what a heading names, None if that is not known.

    Examples
    --------
    >>> column_of("Ф.И.О. обучающегося"), column_of("Пропущено уроков, %")
    ('name', 'absences')
    >>> column_of("Количество двоек за четверть")
    'term_twos'
    >>> column_of("Классный руководитель") is None
    True
    """
    key = _key(heading)
    if (exact := _known().get(key)) is not None:
        return exact
    inside = [words for words in _known() if len(words) >= _TELLING and words in key]
    return _known()[max(inside, key=len)] if inside else None


def task_of(heading: str) -> tuple[str, int | None] | None:
    """Return the label of a task and its greatest score, if the heading is one of a task.

    Examples
    --------
    >>> task_of("Задание 5 (макс. 2)"), task_of("№ 12К1"), task_of("Итого")
    (('5', 2), ('12К1', None), None)
    """
    match = _task_pattern().fullmatch(" ".join(heading.split()))
    if match is None:
        return None
    label, most = match.groups()
    return label.upper().replace(" ", "").replace("K", "К"), int(most) if most else None


@cache
def _known() -> dict[str, Column]:
    columns = load_pupil_support().columns
    return {_key(words): column for column, told in columns.items() for words in told}


def _key(heading: str) -> str:
    return key_of(heading.replace("%", ""))


@cache
def _task_pattern() -> re.Pattern[str]:
    return re.compile(load_pupil_support().tasks, re.IGNORECASE)


def _find_header(rows: Iterable[tuple[int, Sequence[Cell]]]) -> _Header | None:
    for number, row in rows:
        columns: dict[Column, int] = {}
        tasks = {}
        for place, cell in enumerate(row):
            heading = text_of(cell)
            if (column := column_of(heading)) is not None:
                columns.setdefault(column, place)
            elif (task := task_of(heading)) is not None:
                tasks[place] = task
        if "class_name" in columns and {"name", "participant"} & columns.keys():
            return _Header(number, columns, tasks)
    return None


def _read(rows: Sequence[tuple[int, Sequence[Cell]]], header: _Header) -> PupilTable:
    below = [(number, row) for number, row in rows if number > header.row and _is_told(row)]
    if len(below) > MOST_ROWS:
        raise TableRefused(
            f"В таблице больше {MOST_ROWS} строк. Разделите её по классам и загрузите частями."
        )
    problems: list[str] = []
    found = [_row(number, row, header, problems) for number, row in below]
    return PupilTable(tuple(one for one in found if one), tuple(problems))


def _is_told(row: Sequence[Cell]) -> bool:
    return any(text_of(cell) for cell in row)


def _row(
    number: int, row: Sequence[Cell], header: _Header, problems: list[str]
) -> PupilRow | None:
    words = {
        name: text_of(_cell(row, header.columns.get(name)))
        for name in ("name", "class_name", "participant", "subject")
    }
    if not (words["name"] or words["participant"]):
        problems.append(f"Строка {number}: нет ни имени, ни кода участника. Строка не взята.")
        return None
    facts: dict[str, Any] = {}
    for name in _NUMBERS:
        value = _number(row, header.columns.get(name), name, number, problems)
        if value is not None:
            facts[name] = value
    failed = _failed(row, header.columns.get("failed"))
    if failed is not None:
        facts["failed_subjects"] = failed
    tasks = tuple(
        one
        for place, task in header.tasks.items()
        if (one := _points(row, place, task, number, problems)) is not None
    )
    return PupilRow(number=number, **words, facts=facts, tasks=tasks)


def _cell(row: Sequence[Cell], place: int | None) -> Cell:
    return row[place] if place is not None and place < len(row) else ""


def _number(
    row: Sequence[Cell], place: int | None, name: Column, number: int, problems: list[str]
) -> Any:
    cell = _cell(row, place)
    if place is None or has_no_value(cell):
        return None
    text = text_of(cell).removesuffix("%").strip() if isinstance(cell, str) else cell
    value = whole_number_of(text) if name in _WHOLE else number_of(text)
    if value is None or not _is_possible(name, value):
        problems.append(
            f"Строка {number}, столбец {column_letters(place)}: здесь не число или такого не "
            "бывает. Ячейка не учтена."
        )
        return None
    return value


def _is_possible(name: Column, value: float) -> bool:
    if name in _MARKS:
        return 1 <= value <= _HIGHEST_MARK
    if name in _PERCENTS:
        return 0 <= value <= 100  # noqa: PLR2004  # a per cent
    return name == "drop" or value >= 0


def _failed(row: Sequence[Cell], place: int | None) -> frozenset[str] | None:
    """Codes of subjects; an empty cell of the column says that there are none."""
    if place is None:
        return None
    cell = _cell(row, place)
    if has_no_value(cell):
        return frozenset()
    subjects = load_subjects()
    words = [one.strip() for one in re.split(r"[,;/]", text_of(cell)) if one.strip()]
    found = [(subjects.named(one), one) for one in words]
    return frozenset(subject.code if subject else word for subject, word in found)


def _points(
    row: Sequence[Cell],
    place: int,
    task: tuple[str, int | None],
    number: int,
    problems: list[str],
) -> TaskPoints | None:
    label, most = task
    cell = _cell(row, place)
    if has_no_value(cell):
        # «X» says that the task was not begun; an empty cell says nothing.
        return TaskPoints(label, None, most) if text_of(cell) else None
    got = whole_number_of(cell)
    if got is None or got < 0 or (most is not None and got > most):
        problems.append(
            f"Строка {number}, столбец {column_letters(place)}: за задание {label} столько "
            "баллов не бывает. Ячейка не учтена."
        )
        return None
    return TaskPoints(label, got, most)
