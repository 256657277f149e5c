"""Cells of social passports and sums over classes beside the totals that are printed."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from opora.methodology.passport_items import load_passport_items
from opora.results.cells import Cell, Row, fold, key_of, number_of, text_of
from opora.results.layouts import Phrases, load_words
from opora.results.personal import is_private

_FIRST_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:[\s\u00a0]\d{3}(?!\d))*(?:[.,]\d+)?")
_LEADING_COUNT = re.compile(r"\d+\s*[^\W\d]{3,}")
"""A number with its noun at the beginning is the value, whoever is named after it."""

_LAST_OF_MAIN = 9


class Value(NamedTuple):
    """What a cell of a passport says; ``fits`` is false for words that are no value."""

    number: float | None
    fits: bool


def passport_value(cell: Cell) -> Value:
    """Read a cell: a number, the first number of words, «нет» as 0, signs of absence as none.

    Examples
    --------
    >>> passport_value("22 семьи (58 детей)"), passport_value("нет"), passport_value("н/д")
    (Value(number=22.0, fits=True), Value(number=0.0, fits=True), Value(number=None, fits=True))
    >>> passport_value("уточняется").fits, passport_value("Иванова, 8 900 000-00-00").fits
    (False, False)
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
    if match is None or (not _LEADING_COUNT.match(text) and is_private(text_of(cell))):
        return Value(None, fits=False)
    return Value(float(re.sub(r"[\s\u00a0]", "", match[0]).replace(",", ".")), fits=True)


def choice_in(item: str | None, cell: Cell) -> str | None:
    """Return the code of the answer in a cell of an item that is no count.

    Examples
    --------
    >>> choice_in("T1", "Город"), choice_in("T1", "12"), choice_in("C02", "Город")
    ('town', None, None)
    """
    known = {one.code: one for one in load_passport_items().items}
    return known[item].choice_of(text_of(cell)) if item in known else None


class ClassTable:
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
            if (rank := pupils_rank(self.headings[index])) is not None
        ]
        return self._kept[min(ranked)[1]] if ranked else None

    def difference(self) -> tuple[int, str] | None:
        """Return the row of the school's total and the first column in which it is wrong."""
        if self._whole is None:
            return None
        number, row = self._whole
        for index in self.categories:
            printed = number_of(cell_at(row, index))
            if printed is None or index in self._unread or printed == self._sums[index]:
                continue
            return number, f"{self.headings[index]}: {printed:g} ≠ {self._sums[index]:g}"
        return None


@cache
def _pupil_phrases() -> tuple[Phrases, ...]:
    return tuple(Phrases([phrase]) for phrase in load_words().passport.pupils)


def pupils_rank(label: str) -> int | None:
    """Return how surely the words mean the number of all pupils, 0 the surest, or None."""
    key = key_of(label)
    found = (rank for rank, phrase in enumerate(_pupil_phrases()) if phrase.fit_key(key))
    return next(found, None)


def _is_partial(label: str) -> bool:
    text = fold(label)
    parts = (fold(part) for part in load_words().passport.partial)
    grades = [int(number) for number in re.findall(r"\d+", text)]
    whole = len(grades) > 1 and grades[0] <= 1 and grades[-1] >= _LAST_OF_MAIN
    return not whole and (bool(grades) or any(part in text for part in parts))


def cell_at(row: Row, index: int) -> Cell:
    """Return the cell of a row that may be shorter than others."""
    return row[index] if index < len(row) else ""
