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
    fold,
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
from opora.results.passport_words import passport_day, school_in, school_year_end
from opora.results.personal import names_staff, personal_columns
from opora.results.schools import totals

_FIRST_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:[\s\u00a0]\d{3}(?!\d))*(?:[.,]\d+)?")
_CLASS = re.compile(
    r"(\d{1,2})\s*[-–]?\s*[«\"(]?\s*([а-яёa-z]?)\s*[»\")]?(?:\s*(?:класс|кл\.?))?",
    re.IGNORECASE,
)
_GRADES = range(12 + 1)
_LAST_OF_MAIN = 9
_PERSON = re.compile(r"\b[А-ЯЁ][а-яё-]+\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|чна|ьич)\b")
_FEWEST_CATEGORIES = 2

ListColumns = tuple[int, tuple[int, ...]]
"""The column of the indicators and those of their values; the first that is filled counts."""


class Value(NamedTuple):
    """What a cell of a passport says; ``fits`` is false for words that are no value."""

    number: float | None
    fits: bool


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


def passport_value(cell: Cell) -> Value:
    """Read a cell: a number, the first number of words, «нет» as 0, signs of absence as none.

    Examples
    --------
    >>> passport_value("22 семьи (58 детей)"), passport_value("нет"), passport_value("н/д")
    (Value(number=22.0, fits=True), Value(number=0.0, fits=True), Value(number=None, fits=True))
    >>> passport_value("уточняется").fits
    False
    """
    number = number_of(cell)
    if number is not None:
        return Value(number, number >= 0)
    text = text_of(cell).casefold().strip(" .")
    words = load_words().passport
    if not key_of(text) or text in {word.strip(".") for word in words.nothing}:
        return Value(None, fits=True)
    if text in words.zero:
        return Value(0.0, fits=True)
    match = _FIRST_NUMBER.search(text)
    if match is None:
        return Value(None, fits=False)
    return Value(float(re.sub(r"[\s\u00a0]", "", match[0]).replace(",", ".")), fits=True)


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
            filled = (i for i in value_columns if not is_empty(_cell(row, i)))
            column = next(filled, value_columns[0])
            cell = _cell(row, column)
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
        rank = _pupils_rank(label)
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
        table = _ClassTable(headings, categories)
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

    def _read_class(self, table: _ClassTable, number: int, label: str, row: Row) -> None:
        self.rows.read += 1
        found = {index: passport_value(_cell(row, index)) for index in table.categories}
        wrong = next((index for index, value in found.items() if not value.fits), None)
        table.add_class(found, kept=wrong is None)
        if wrong is not None:
            self._put_aside(
                Place(self._sheet, number), table.headings[wrong], _cell(row, wrong), wrong
            )
            return
        place = Place(self._sheet, number)
        self.values += [
            PassportValue(place, table.headings[index], value.number, label)
            for index, value in found.items()
        ]

    def _check_total(self, table: _ClassTable) -> None:
        differs = table.difference()
        if differs is not None:
            number, detail = differs
            self.findings.append(Finding("total_differs", self._sheet, number, detail=detail))


class _ClassTable:
    """Sums over classes beside the totals that are printed."""

    def __init__(self, headings: list[str], categories: list[int]) -> None:
        self.headings = headings
        self.categories = categories
        self._sums = dict.fromkeys(categories, 0.0)
        self._kept = dict.fromkeys(categories, 0.0)
        self._unread: set[int] = set()
        self._whole: tuple[int, Row] | None = None
        self._labels: set[str] = set()
        self._after_class = False

    def add_class(self, values: dict[int, Value], *, kept: bool) -> None:
        """Add one class to the sums."""
        self._after_class = True
        self._whole = None
        for index, value in values.items():
            self._sums[index] += value.number or 0
            self._kept[index] += (value.number or 0) if kept else 0
            if not value.fits:
                self._unread.add(index)

    def add_total(self, number: int, label: str, row: Row) -> None:
        """Take in a printed total; the last that is not of a part is that of the school."""
        key = key_of(label)
        partial = _is_partial(label) or (self._after_class and key in self._labels)
        self._labels.add(key)
        self._after_class = False
        if not partial:
            self._whole = number, row

    def pupils(self) -> float | None:
        """Return the number of pupils: the sum of the classes that stay."""
        ranked = [
            (rank, index)
            for index in self.categories
            if (rank := _pupils_rank(self.headings[index])) is not None
        ]
        return self._kept[min(ranked)[1]] if ranked else None

    def difference(self) -> tuple[int, str] | None:
        """Return the row of the school's total and the first column in which it is wrong."""
        if self._whole is None:
            return None
        number, row = self._whole
        for index in self.categories:
            printed = number_of(_cell(row, index))
            if printed is None or index in self._unread or printed == self._sums[index]:
                continue
            return number, f"{self.headings[index]}: {printed:g} ≠ {self._sums[index]:g}"
        return None


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


@cache
def _pupil_phrases() -> tuple[Phrases, ...]:
    return tuple(Phrases([phrase]) for phrase in load_words().passport.pupils)


def _pupils_rank(label: str) -> int | None:
    key = key_of(label)
    found = (rank for rank, phrase in enumerate(_pupil_phrases()) if phrase.fit_key(key))
    return next(found, None)


def _is_partial(label: str) -> bool:
    text = fold(label)
    parts = (fold(part) for part in load_words().passport.partial)
    grades = [int(number) for number in re.findall(r"\d+", text)]
    whole = len(grades) > 1 and grades[0] <= 1 and grades[-1] >= _LAST_OF_MAIN
    return not whole and (bool(grades) or any(part in text for part in parts))


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


def _cell(row: Row, index: int) -> Cell:
    return row[index] if index < len(row) else ""


def _text(row: Row, index: int) -> str:
    return text_of(_cell(row, index))


def _texts(row: Row) -> Iterator[str]:
    return (text for cell in row if (text := text_of(cell)))
