"""Social passports of schools: a list of indicators, or classes down, categories across."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from opora.results.cells import (
    Cell,
    Row,
    column_letters,
    is_empty,
    key_of,
    number_of,
    text_of,
)
from opora.results.layouts import Phrases, load_words
from opora.results.model import (
    Finding,
    PassportValue,
    Place,
    Procedure,
    RowCounts,
    SchoolResult,
)
from opora.results.passport_cells import ClassTable, cell_at, passport_value, pupils_rank
from opora.results.passport_words import passport_day, school_in, school_year_end
from opora.results.personal import names_staff, personal_columns
from opora.results.schools import totals

_CLASS = re.compile(
    r"(\d{1,2})\s*[-–]?\s*[«\"(]?\s*([а-яёa-z]?)\s*[»\")]?(?:\s*(?:класс|кл\.?))?",
    re.IGNORECASE,
)
_GRADES = range(12 + 1)
_PERSON = re.compile(r"\b[А-ЯЁ][а-яё-]+\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|чна|ьич)\b")
_FEWEST_CATEGORIES = 2

ListColumns = tuple[int, tuple[int, ...]]
"""The column of the indicators and those of their values; the first that is filled counts."""


class _Shapes(NamedTuple):
    title: Phrases
    labels: Phrases
    values: Phrases
    classes: Phrases
    notes: Phrases
    requisites: Phrases


def is_passport(sheet: str | None, rows: Sequence[Row]) -> bool:
    """Say whether the first lines, or the name of the sheet, call it a social passport."""
    title = _shapes().title
    texts = (text_of(cell) for row in rows for cell in row if isinstance(cell, str))
    return title.fit(sheet or "") or any(title.fit(text) for text in texts)


class PassportSheet:
    """One sheet with a social passport, read as a whole: it has a few dozen lines."""

    def __init__(self, sheet: str | None, rows: Sequence[tuple[int, Row]]) -> None:
        self._sheet = sheet
        self._rows = [
            (number, row) for number, row in rows if any(not is_empty(c) for c in row)
        ]
        self.values: list[PassportValue] = []
        self.findings: list[Finding] = []
        self.rows = RowCounts()
        self.has_personal_data = False
        self._pupils: float | None = None
        self._best = len(load_words().passport.pupils)
        start = self._start()
        self._lines = [text for _, row in self._rows[:start] for text in _texts(row)]
        self._read(start)

    @property
    def is_found(self) -> bool:
        """Whether there is a row of data."""
        return self.rows.read > 0

    @property
    def procedures(self) -> list[Procedure]:
        """The state that the passport describes: the year and the day."""
        lines = [*self._lines, self._sheet or ""]
        day = next(filter(None, map(passport_day, lines)), None)
        year = next(filter(None, map(school_year_end, lines)), None)
        return [Procedure(None, None, None, year or _end_of_school_year(day), day)]

    def school(self) -> SchoolResult | None:
        """Return the school with the number of its pupils, None if every row was put aside."""
        if self.rows.kept == 0:
            return None
        name = school_in(self._lines)
        pupils = int(self._pupils) if self._pupils is not None else None
        return SchoolResult(None, name, self.procedures[0], pupils)

    def _start(self) -> int:
        """Return the line of the header, or the first indicator where there is none."""
        for index, (_, row) in enumerate(self._rows):
            if _class_column(row) is not None or _value_column(row) is not None:
                return index
        return next(
            (i for i, (_, row) in enumerate(self._rows) if _list_columns(row) is not None),
            len(self._rows),
        )

    def _read(self, start: int) -> None:
        if start == len(self._rows):
            return
        header = self._rows[start][1]
        class_column = _class_column(header)
        if class_column is not None:
            self._read_classes(start, class_column)
            return
        values = _value_column(header)
        columns = _list_columns(header) if values is None else values
        if columns is not None:
            self._read_list(self._rows[start + (values is not None) :], columns)

    def _read_list(self, rows: list[tuple[int, Row]], columns: ListColumns) -> None:
        label_column, value_columns = columns
        for number, row in rows:
            if personal_columns([text_of(cell) for cell in row]) and _is_header_of_persons(row):
                self.has_personal_data = True
                return
            label = _text(row, label_column)
            filled = (i for i in value_columns if not is_empty(cell_at(row, i)))
            column = next(filled, value_columns[0])
            cell = cell_at(row, column)
            if not label or is_empty(cell) or not self._is_indicator(label):
                continue
            if _shapes().values.fit(text_of(cell)) and _shapes().labels.fit(label):
                continue
            self.rows.read += 1
            value = passport_value(cell)
            if not value.fits:
                self._put_aside(Place(self._sheet, number), label, cell, column)
                continue
            self.values.append(PassportValue(Place(self._sheet, number), label, value.number))
            self._take_pupils(label, value.number)

    def _is_indicator(self, label: str) -> bool:
        key = key_of(label)
        return not (key in {"итого", "всего"} or _shapes().requisites.fit_key(key))

    def _take_pupils(self, label: str, number: float | None) -> None:
        rank = pupils_rank(label)
        if rank is not None and rank < self._best and number is not None:
            self._best, self._pupils = rank, number

    def _put_aside(self, place: Place, label: str, cell: Cell, column: int) -> None:
        self.rows.quarantined += 1
        words = "" if _PERSON.search(text_of(cell)) else f"«{text_of(cell)}»"
        letters = column_letters(column)
        self.findings.append(
            Finding("bad_value", place.sheet, place.row, letters, f"{label}: {words}")
        )

    def _read_classes(self, start: int, class_column: int) -> None:
        headings, lines = self._headings(start)
        categories = [
            index
            for index, heading in enumerate(headings)
            if heading and index != class_column and not _is_aside(heading)
        ]
        table = ClassTable(headings, categories)
        personal = personal_columns(headings)
        for number, row in self._rows[start + lines :]:
            label = _text(row, class_column) or next(iter(_texts(row)), "")
            if totals().fit(label):
                table.add_total(number, label, row)
            elif _is_class(label):
                self._read_class(table, number, label, row)
                self.has_personal_data |= any(_text(row, index) for index in personal)
        self._pupils = table.pupils()
        self._check_total(table)

    def _headings(self, start: int) -> tuple[list[str], int]:
        """Join the second line of a header, which stands under merged cells."""
        headings = [text_of(cell) for cell in self._rows[start][1]]
        if start + 1 == len(self._rows):
            return headings, 1
        second = self._rows[start + 1][1]
        class_column = _class_column(self._rows[start][1]) or 0
        texts = [text_of(cell) for cell in second]
        numeric = any(number_of(cell) is not None for cell in second)
        if numeric or (class_column < len(texts) and texts[class_column]):
            return headings, 1
        width = max(len(headings), len(texts))
        headings += [""] * (width - len(headings))
        texts += [""] * (width - len(texts))
        return [f"{a} {b}".strip() for a, b in zip(headings, texts, strict=True)], 2

    def _read_class(self, table: ClassTable, number: int, label: str, row: Row) -> None:
        self.rows.read += 1
        found = {index: passport_value(cell_at(row, index)) for index in table.categories}
        wrong = next((index for index, value in found.items() if not value.fits), None)
        table.add_class(found, kept=wrong is None)
        if wrong is not None:
            self._put_aside(
                Place(self._sheet, number), table.headings[wrong], cell_at(row, wrong), wrong
            )
            return
        place = Place(self._sheet, number)
        self.values += [
            PassportValue(place, table.headings[index], value.number, label)
            for index, value in found.items()
        ]

    def _check_total(self, table: ClassTable) -> None:
        differs = table.difference()
        if differs is not None:
            number, detail = differs
            self.findings.append(Finding("total_differs", self._sheet, number, detail=detail))


@cache
def _shapes() -> _Shapes:
    words = load_words().passport
    return _Shapes(
        Phrases(words.title),
        Phrases(words.labels),
        Phrases(words.values),
        Phrases(words.classes),
        Phrases(words.notes),
        Phrases(words.requisites),
    )


def _is_aside(heading: str) -> bool:
    own = bool(personal_columns([heading]))
    return (
        names_staff(heading)
        or own
        or _shapes().notes.fit(heading)
        or not key_of(heading).strip("№")
    )


def _is_header_of_persons(row: Row) -> bool:
    """Say whether a list of persons begins here; a line «ФИО, name» is no header."""
    return (
        not any(number_of(cell) is not None for cell in row)
        and sum(bool(personal_columns([text])) for text in _texts(row)) > 1
    )


def _class_column(row: Row) -> int | None:
    """Return the column of classes, if this heads classes and at least two categories."""
    texts = [text_of(cell) for cell in row]
    if sum(map(bool, texts)) <= _FEWEST_CATEGORIES:
        return None
    shape = _shapes().classes
    return next((index for index, text in enumerate(texts) if shape.fit(text)), None)


def _value_column(row: Row) -> ListColumns | None:
    """Return columns of indicators and values, if this is the header of a list."""
    keys = [key_of(text_of(cell)) for cell in row]
    shapes = _shapes()
    named = (i for i, key in enumerate(keys) if shapes.labels.fit_key(key))
    label = next((i for i in named if not _is_above(shapes, keys[i])), None)
    if label is None or any(number_of(cell) is not None for cell in row):
        return None
    others = [i for i, key in enumerate(keys) if i > label and key]
    values = [i for i in others if shapes.values.fit_key(keys[i])]
    found = tuple(values or others[:1])
    return (label, found) if found else None


def _is_above(shapes: _Shapes, key: str) -> bool:
    """Say whether the words stand over the table: its title, the name of the school."""
    return shapes.requisites.fit_key(key) or shapes.title.fit_key(key)


def _list_columns(row: Row) -> ListColumns | None:
    """Return columns of the first indicator of a list without a header: words, a number."""
    label: int | None = None
    for index, cell in enumerate(row):
        if label is not None and passport_value(cell).number is not None:
            return label, (index,)
        text = text_of(cell)
        if label is None and number_of(cell) is None and len(key_of(text)) > 1:
            if _shapes().requisites.fit(text) or names_staff(text):
                return None
            label = index
    return None


def _is_class(label: str) -> bool:
    match = _CLASS.fullmatch(label)
    return match is not None and 1 <= int(match[1]) < len(_GRADES)


def _end_of_school_year(day: date | None) -> int | None:
    first_month = 8
    return day.year + (day.month >= first_month) if day is not None else None


def _text(row: Row, index: int) -> str:
    return text_of(cell_at(row, index))


def _texts(row: Row) -> Iterator[str]:
    return (text for cell in row if (text := text_of(cell)))
