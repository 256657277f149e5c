"""Essentials of the statistical form ОО-1: tables in which lines are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from opora.methodology.packs import Pack, load_pack
from opora.results.cells import (
    Cell,
    Row,
    column_letters,
    has_no_value,
    is_empty,
    number_of,
    quoted,
    text_of,
)
from opora.results.headers import numbers_columns
from opora.results.layouts import Phrases
from opora.results.model import (
    Finding,
    PassportValue,
    Place,
    Procedure,
    RowCounts,
    SchoolResult,
)
from opora.results.passport_words import passport_day, school_in, school_year_end

_GRADE = re.compile(
    r"(?<![\d.,–-])(\d{1,2})\s*(?:-?\s*(?:е|й|м|ый|ом))?\s*(?:класс\w*|кл\.?)", re.IGNORECASE
)
_GRADES = range(1, 12)
_LINE_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)*")
_HEADER_LINES = 5
_ALL = "@all"


class CensusItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One essential: the words of its line and of its column, in either order."""

    code: str
    title: str
    about: tuple[str, ...]
    of: tuple[str, ...]
    by_grade: bool = False


class Census(Pack, frozen=True):
    """The file ``data/oo1.yaml``."""

    title: str
    line_numbers: tuple[str, ...]
    all: tuple[str, ...]
    items: tuple[CensusItem, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    code: str
    by_grade: bool
    counts_all: bool
    about: Phrases
    of: Phrases

    def fits(self, one: str, other: str, *, graded: bool) -> bool:
        return self.about.fit(one) and (self.of.fit(other) or (graded and self.by_grade))


@dataclass(frozen=True, slots=True)
class _Head:
    """The header of one table: where line numbers stand and what heads the columns after."""

    line_column: int
    columns: dict[int, str]
    lines: int


@cache
def load_census() -> Census:
    """Load the words of the form.

    Examples
    --------
    >>> load_census().items[0].code
    'classes'
    """
    return load_pack(files("opora.results") / "data" / "oo1.yaml", Census)


def is_census(sheet: str | None, rows: Sequence[Row]) -> bool:
    """Say whether the first lines, or the name of the sheet, call it the form ОО-1."""
    title = re.compile(load_census().title, re.IGNORECASE)
    texts = (text_of(cell) for row in rows for cell in row if isinstance(cell, str))
    return any(title.search(text) for text in (sheet or "", *texts))


class CensusSheet:
    """One sheet of the form with its tables; ``head`` is the sheet before."""

    layout = "oo1"

    def __init__(
        self, sheet: str | None, rows: Sequence[tuple[int, Row]], *, head: CensusSheet | None
    ) -> None:
        self._sheet = sheet
        self.values: list[PassportValue] = []
        self.findings: list[Finding] = []
        self.rows = RowCounts()
        self.has_personal_data = False
        filled = [(number, row) for number, row in rows if any(not is_empty(c) for c in row)]
        own = [text for _, row in filled for text in _texts(row)]
        self.title_lines: tuple[str, ...] = (*(head.title_lines if head else ()), *own)
        self._told_before = head is not None and "pupils" in head.totals
        self.totals: dict[str, float] = dict(head.totals) if head else {}
        self._read(filled)

    @property
    def is_found(self) -> bool:
        """Whether there is a line with a value."""
        return self.rows.read > 0

    @property
    def procedures(self) -> list[Procedure]:
        """The state that the form describes."""
        year = next(filter(None, map(school_year_end, self.title_lines)), None)
        day = next(filter(None, map(passport_day, self.title_lines)), None)
        return [Procedure(None, None, None, year, day if year else None)]

    def schools(self) -> list[SchoolResult]:
        """Return the school with its pupils, from the sheet that counts them."""
        if "pupils" not in self.totals or self._told_before:
            return []
        pupils = int(self.totals["pupils"])
        return [SchoolResult(None, school_in(self.title_lines), self.procedures[0], pupils)]

    def _read(self, rows: list[tuple[int, Row]]) -> None:
        head: _Head | None = None
        index = 0
        while index < len(rows):
            number, row = rows[index]
            found = _head_at([one for _, one in rows[index : index + _HEADER_LINES]])
            if found is not None:
                head = found
                index += found.lines
                continue
            if head is not None and not numbers_columns(row) and _is_line(row, head):
                self._read_line(Place(self._sheet, number), head, row)
            index += 1

    def _read_line(self, place: Place, head: _Head, row: Row) -> None:
        label = " ".join(
            text_of(cell) for cell in row[: head.line_column] if not is_empty(cell)
        )
        cells = {i: row[i] for i in head.columns if i < len(row) and not has_no_value(row[i])}
        if not label or not cells:
            return
        self.rows.read += 1
        for index, cell in cells.items():
            number = number_of(cell)
            if number is None or number < 0:
                self._put_aside(place, label, cell, index)
                return
        alone = len(head.columns) == 1
        for index, cell in cells.items():
            self._keep(place, label, head.columns[index], number_of(cell) or 0.0, alone=alone)

    def _put_aside(self, place: Place, label: str, cell: Cell, column: int) -> None:
        self.rows.quarantined += 1
        letters = column_letters(column)
        detail = f"{label}: {quoted(cell)}"
        self.findings.append(Finding("bad_value", place.sheet, place.row, letters, detail))

    def _keep(
        self, place: Place, label: str, heading: str, number: float, *, alone: bool
    ) -> None:
        grade = _grade_in(heading) or _grade_in(label)
        item = _item_of(label, heading, graded=grade is not None, alone=alone)
        class_name = str(grade) if grade is not None else None
        self.values.append(
            PassportValue(place, f"{label}: {heading}", number, class_name, item=item)
        )
        if item is not None:
            self._add(item, number, graded=grade is not None)

    def _add(self, item: str, number: float, *, graded: bool) -> None:
        """Take the first printed total of an item; grades make one where none is printed."""
        key = f"{item} by grade" if graded else f"{item} printed"
        self.totals[key] = self.totals.get(key, 0.0) + number if graded else number
        self.totals[item] = self.totals.get(
            f"{item} printed", self.totals.get(f"{item} by grade", 0.0)
        )


def _head_at(rows: Sequence[Row]) -> _Head | None:
    """Return the header that begins here, if there is a column of line numbers."""
    shape = _phrases("line_numbers")
    texts = [text_of(cell) for cell in rows[0]]
    line = next((index for index, text in enumerate(texts) if shape.fit(text)), None)
    if line is None or line == 0:
        return None
    upper = texts
    lines = 1
    for row in rows[1:]:
        if numbers_columns(row) or _has_line_number(row, line):
            break
        upper = _under(upper, [text_of(cell) for cell in row])
        lines += 1
    columns = {index: text for index, text in enumerate(upper) if index > line and text}
    return _Head(line, columns, lines) if columns else None


def _under(upper: list[str], lower: list[str]) -> list[str]:
    """Join a line of a header to what stands above it, merged cells widened."""
    width = max(len(upper), len(lower))
    joined, above = [], ""
    for index in range(width):
        own = upper[index] if index < len(upper) else ""
        below = lower[index] if index < len(lower) else ""
        above = own or above
        joined.append(f"{above} {below}".strip() if below else own)
    return joined


def _is_line(row: Row, head: _Head) -> bool:
    return _has_line_number(row, head.line_column)


def _has_line_number(row: Row, column: int) -> bool:
    return column < len(row) and _LINE_NUMBER.fullmatch(text_of(row[column])) is not None


def _grade_in(text: str) -> int | None:
    grades = [int(found) for found in _GRADE.findall(text)]
    return grades[0] if len(grades) == 1 and grades[0] in _GRADES else None


def _item_of(label: str, heading: str, *, graded: bool, alone: bool) -> str | None:
    for item in _items():
        crossing = item.fits(label, heading, graded=graded) or item.fits(
            heading, label, graded=graded
        )
        if crossing or (alone and item.about.fit(label) and item.counts_all):
            return item.code
    return None


@cache
def _phrases(name: str) -> Phrases:
    return Phrases(getattr(load_census(), name))


@cache
def _items() -> tuple[_Item, ...]:
    everything = load_census().all
    return tuple(
        _Item(
            one.code,
            one.by_grade,
            _ALL in one.of,
            Phrases(one.about),
            Phrases([word for of in one.of for word in (everything if of == _ALL else (of,))]),
        )
        for one in load_census().items
    )


def _texts(row: Row) -> Iterator[str]:
    return (text for cell in row if (text := text_of(cell)))
