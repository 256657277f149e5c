"""A pupil's row of a protocol, read: quickly where all is as it should be, else carefully."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import getitem, itemgetter
from typing import Any

import msgspec

from opora.results.answers import TaskScore, task_scores
from opora.results.cells import (
    Cell,
    Memo,
    Row,
    column_letters,
    has_no_value,
    is_uncomputed,
    key_of,
    number_of,
    quoted,
    text_of,
)
from opora.results.class_names import class_name_of
from opora.results.headers import Header
from opora.results.layouts import FamilyColumn
from opora.results.model import Place
from opora.results.personal import name_columns
from opora.results.schools import fis_oko_code, ris_code

_NUMBERS = ("primary", "mark", "journal", "final")
_NEEDED = ("primary", "mark", "final")
_KEYS = ("school", "participant")

Tasks = tuple[int | None, ...]


class Pupil(msgspec.Struct, gc=False):
    """One pupil's row as read; ``bad`` says what in it cannot be.

    ``person`` is a number made of the name for the search of repeats; it is never handed on.
    """

    place: Place
    school: str | None
    class_name: str | None
    participant: str | None
    tasks: Tasks | None
    primary: float | None
    mark: float | None
    journal: float | None
    final: float | None
    person: int | None = None
    bad: str | None = None
    bad_column: str | None = None
    put_aside: bool = False


class PupilRows:
    """Reads the rows under one header as pupils.

    Parameters
    ----------
    header : Header
        The header of a layout whose rows are pupils.
    sheet : str, optional
        The name of the sheet, None in text files.
    """

    def __init__(self, header: Header, sheet: str | None) -> None:
        self._header = header
        self._sheet = sheet
        self._task_columns = header.family("tasks")
        self._names = name_columns(header.headings)
        self._school_code = fis_oko_code if header.layout.codes == "fis_oko" else ris_code
        self._answers = _string_answers(header)
        self._plain = _plain_row(header, self._school_code)

    def plain(self, row: Row, number: int) -> Pupil | None:
        """Read a row in which every cell is as it should be; None of any other.

        A protocol has few different cells, so each is understood once; ``careful`` makes the
        same pupil of the row, ten times slower.
        """
        try:
            found = self._plain(row)
        except (_NotPlain, IndexError):
            return None
        return Pupil(Place(self._sheet, number), *found)

    def careful(self, row: Row, number: int) -> Pupil:
        """Read any row of data; what cannot be read is told in ``bad``."""
        header = self._header
        tasks, task_fault = self._tasks(row)
        primary, mark, journal, final = (_number(header.cell(row, one)) for one in _NUMBERS)
        pupil = Pupil(
            Place(self._sheet, number),
            self._school_code(header.cell(row, "school")),
            class_name_of(header.cell(row, "class_name")),
            _code_or_none(header.cell(row, "participant")),
            tasks,
            primary,
            mark,
            journal,
            final,
            person=self._person(row),
            bad=task_fault,
        )
        unread = next((role for role in header.columns if self._is_unread(row, role)), None)
        if unread is not None:
            pupil.bad = quoted(header.cell(row, unread))
            pupil.bad_column = column_letters(header.columns[unread][0])
        return pupil

    def _is_unread(self, row: Row, role: str) -> bool:
        cell = self._header.cell(row, role)
        if role not in _NEEDED:
            return is_uncomputed(cell)
        return not has_no_value(cell) and number_of(cell) is None

    def _person(self, row: Row) -> int | None:
        parts = [key_of(text_of(row[index])) for index in self._names if index < len(row)]
        return hash(tuple(parts)) if any(parts) else None

    def _tasks(self, row: Row) -> tuple[Tasks | None, str | None]:
        if self._task_columns:
            return _column_tasks(row, self._task_columns)
        header = self._header
        if not header.has("short") and not header.has("long"):
            return None, None
        scores = self._answers(row)
        return (None, None) if scores is None else _string_tasks(scores)


class _NotPlain(Exception):
    """A cell of the row needs the careful reading."""


def _plain_row(
    header: Header, school_code: Callable[[Cell], str | None]
) -> Callable[[Row], Sequence[Any]]:
    """Return the function that makes the fields of a pupil of a plain row, in their order."""
    if not all(map(header.has, _KEYS)):
        return _no_row_is_plain
    readers: dict[str, Callable[[Cell], object]] = {
        "school": school_code, "class_name": class_name_of,
        "participant": _code_or_none, **dict.fromkeys(_NUMBERS, _plain_number),
    }  # fmt: skip
    columns = [header.columns.get(role, (0,)) for role in readers]
    memos = [
        Memo(_reader(read, must=role in _KEYS or len(header.columns[role]) > 1))
        if header.has(role)
        else Memo(_nothing)
        for role, read in readers.items()
    ]
    pick = itemgetter(*(index for index, *_ in columns))
    tasks = _plain_tasks(header.family("tasks")) or _plain_answers(header)

    def fields(row: Row) -> Sequence[Any]:
        found = list(map(getitem, memos, pick(row)))
        found.insert(3, tasks(row))
        return found

    return fields


def _string_answers(header: Header) -> Callable[[Row], tuple[TaskScore, ...] | None]:
    """Return the function that reads the strings of answers of a row, None if it cannot."""
    answers = Memo(task_scores)

    def scores(row: Row) -> tuple[TaskScore, ...] | None:
        short, long = (answers[header.cell(row, role)] for role in ("short", "long"))
        return None if short is None or long is None else (*short, *long)

    return scores


def _plain_answers(header: Header) -> Callable[[Row], Tasks | None]:
    if not header.has("short") and not header.has("long"):
        return _nothing
    answers = _string_answers(header)

    def tasks(row: Row) -> Tasks | None:
        scores = answers(row)
        found, fault = (None, None) if scores is None else _string_tasks(scores)
        if fault is not None:
            raise _NotPlain
        return found

    return tasks


def _plain_tasks(columns: Sequence[FamilyColumn]) -> Callable[[Row], Tasks | None] | None:
    if not columns:
        return None
    first, last = columns[0].index, columns[-1].index + 1
    memos: list[Any] = [Memo(_nothing)] * (last - first)
    for column in columns:
        memos[column.index - first] = Memo(_reader(_score_up_to(column.most)))
    if len(memos) == len(columns):
        return lambda row: tuple(map(getitem, memos, _whole(row[first:last], last - first)))
    places = [column.index - first for column in columns]
    return lambda row: tuple(memos[place][row[first + place]] for place in places)


def _whole(cells: Row, width: int) -> Row:
    if len(cells) != width:
        raise _NotPlain
    return cells


def _no_row_is_plain(_row: Row) -> Sequence[Any]:
    raise _NotPlain


def _nothing(_cell: object) -> None:
    return None


def _reader(read: Callable[[Cell], object], *, must: bool = False) -> Callable[[Cell], object]:
    """Make the reader refuse what only the careful reading can judge."""

    def plain(cell: Cell) -> object:
        value = read(cell)
        if is_uncomputed(cell) or (must and value is None):
            raise _NotPlain
        return value

    return plain


def _plain_number(cell: Cell) -> float | None:
    number = _number(cell)
    if number is None and not has_no_value(cell):
        raise _NotPlain
    return number


def _score_up_to(most: int | None) -> Callable[[Cell], int | None]:
    def score(cell: Cell) -> int | None:
        number = _plain_number(cell)
        if number is None:
            return None
        if not _is_score(number, most):
            raise _NotPlain
        return int(number)

    return score


def _number(cell: Cell) -> float | None:
    return None if has_no_value(cell) else number_of(cell)


def _code_or_none(cell: Cell) -> str | None:
    return None if has_no_value(cell) else text_of(cell)


def _is_score(number: float, most: int | None) -> bool:
    return number >= 0 and number.is_integer() and (most is None or number <= most)


def _column_tasks(row: Row, columns: tuple[FamilyColumn, ...]) -> tuple[Tasks, str | None]:
    scores: list[int | None] = []
    fault = None
    for column in columns:
        cell = row[column.index] if column.index < len(row) else ""
        number = _number(cell)
        unread = number is None and not has_no_value(cell)
        if unread or (number is not None and not _is_score(number, column.most)):
            fault = f"{quoted(cell)} за задание {column.name}"
        scores.append(None if number is None else int(number))
    return tuple(scores), fault


def _string_tasks(tasks: tuple[TaskScore, ...]) -> tuple[Tasks, str | None]:
    over = next((one for one in tasks if one.most is not None and one.score > one.most), None)
    fault = f"{over.score}({over.most})" if over else None
    return tuple(one.score for one in tasks), fault
