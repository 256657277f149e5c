"""Social passports: a list of indicators, or a table of classes or of schools."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from opora.results.cells import (
    Cell,
    Row,
    column_letters,
    is_empty,
    key_of,
    number_of,
    quoted,
    text_of,
)
from opora.results.headers import numbers_columns
from opora.results.model import (
    Finding,
    PassportValue,
    Place,
    Procedure,
    RowCounts,
    SchoolResult,
)
from opora.results.passport_cells import (
    ClassTable,
    cell_at,
    choice_in,
    passport_value,
    pupils_rank,
)
from opora.results.passport_indicators import item_of
from opora.results.passport_tables import (
    ListColumns,
    SchoolColumns,
    categories,
    class_column,
    headings,
    matrix_columns,
    names_school,
    school_columns,
    shapes,
    value_column,
)
from opora.results.passport_words import login_in, passport_day, school_in, school_year_end
from opora.results.personal import PersonList, names_person, names_staff, personal_columns
from opora.results.schools import named, sounds_like_school, totals

_CLASS = re.compile(
    r"(\d{1,2})\s*[-–]?\s*[«\"(]?\s*([а-яёa-z]?)\s*[»\")]?(?:\s*(?:класс|кл\.?))?",
    re.IGNORECASE,
)
_GRADES = range(12 + 1)


def is_passport(sheet: str | None, rows: Sequence[Row], *, follows: bool = False) -> bool:
    """Say whether the first lines, or the name of the sheet, call it a social passport.

    ``follows`` says that a sheet before was one: then the name of a school is enough.
    """
    title = shapes().title
    texts = [text_of(cell) for row in rows for cell in row if isinstance(cell, str)]
    if title.fit(sheet or "") or any(title.fit(text) for text in texts):
        return True
    return follows and any(map(sounds_like_school, [sheet or "", *texts[:5]]))


class PassportSheet:
    """One sheet with a social passport, read as a whole: it has a few dozen lines."""

    layout = "social_passport"

    def __init__(
        self,
        sheet: str | None,
        rows: Sequence[tuple[int, Row]],
        *,
        earlier: Sequence[str] = (),
    ) -> None:
        self._sheet = sheet
        self._rows = [
            (number, row) for number, row in rows if any(not is_empty(c) for c in row)
        ]
        self.values: list[PassportValue] = []
        self.findings: list[Finding] = []
        self.rows = RowCounts()
        persons = PersonList(sheet)
        self.has_personal_data = any(persons.holds(row) for _, row in self._rows)
        self._schools: list[SchoolResult] = []
        self._several = False
        self._pupils: dict[str | None, tuple[int, float]] = {}
        start = self._start()
        self._lines = [text for _, row in self._rows[:start] for text in _texts(row)]
        self.title_lines = (*self._lines, *([sheet] if sheet else ()), *earlier)
        self._read(start)

    @property
    def is_found(self) -> bool:
        """Whether there is a row of data."""
        return self.rows.read > 0

    @property
    def procedures(self) -> list[Procedure]:
        """The state that the passport describes: the year and the day."""
        day = next(filter(None, map(passport_day, self.title_lines)), None)
        return [Procedure(None, None, None, self._year() or _end_of_school_year(day), day)]

    def _year(self) -> int | None:
        return next(filter(None, map(school_year_end, self.title_lines)), None)

    def schools(self) -> list[SchoolResult]:
        """Return the schools with the numbers of their pupils, none if no row stays."""
        if self._several or self.rows.kept == 0:
            return self._schools
        name = school_in(self._lines) or self._school_of_sheet()
        return [
            SchoolResult(login_in(self._lines), name, self.procedures[0], self._all_pupils())
        ]

    def _school_of_sheet(self) -> str | None:
        name = self._sheet or ""
        return name if names_school(name) and not shapes().title.fit(name) else None

    def _all_pupils(self, school: str | None = None) -> int | None:
        found = self._pupils.get(school)
        return int(found[1]) if found else None

    def _start(self) -> int:
        """Return the line of the header, or the first indicator where there is none."""
        for index, (_, row) in enumerate(self._rows):
            if class_column(row) is not None or school_columns(row) is not None:
                return index
            if matrix_columns(row) is not None or value_column(row) is not None:
                return index
        return next(
            (i for i, (_, row) in enumerate(self._rows) if _list_columns(row) is not None),
            len(self._rows),
        )

    def _read(self, start: int) -> None:
        if start == len(self._rows):
            return
        header = self._rows[start][1]
        classes = class_column(header)
        if classes is not None:
            self._read_classes(start, classes)
        elif (schools := school_columns(header)) is not None:
            self._read_schools(start, schools)
        elif (matrix := matrix_columns(header)) is not None:
            self._read_matrix(start, *matrix)
        else:
            values = value_column(header, year=self._year())
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
            if not label or is_empty(cell) or not _is_indicator(label) or numbers_columns(row):
                continue
            if shapes().values.fit(text_of(cell)) and shapes().labels.fit(label):
                continue
            if names_person(label):
                self.has_personal_data = True
                continue
            self._read_value(Place(self._sheet, number), label, cell, column)

    def _read_value(self, place: Place, label: str, cell: Cell, column: int) -> None:
        self.rows.read += 1
        item = item_of(label)
        if choice := choice_in(item, cell):
            self.values.append(PassportValue(place, label, None, item=item, choice=choice))
            return
        value = passport_value(cell)
        if not value.fits:
            self._put_aside(place, label, cell, column)
            return
        self.values.append(PassportValue(place, label, value.number, item=item))
        self._take_pupils(None, label, value.number)

    def _take_pupils(self, school: str | None, label: str, number: float | None) -> None:
        rank = pupils_rank(label)
        known = self._pupils.get(school)
        if rank is not None and number is not None and (known is None or rank < known[0]):
            self._pupils[school] = rank, number

    def _put_aside(self, place: Place, label: str, cell: Cell, column: int) -> None:
        self.rows.quarantined += 1
        letters, detail = column_letters(column), f"{label}: {quoted(cell)}"
        self.findings.append(Finding("bad_value", place.sheet, place.row, letters, detail))

    def _second(self, start: int) -> Row | None:
        return self._rows[start + 1][1] if start + 1 < len(self._rows) else None

    def _read_schools(self, start: int, columns: SchoolColumns) -> None:
        """Read a table in which each line is a school."""
        self._several = True
        heads, lines = headings(self._rows[start][1], self._second(start), columns.name)
        counted = categories(heads, columns)
        for number, row in self._rows[start + lines :]:
            code, name = columns.school(row)
            summed = any(totals().fit(text) for text in [name, *_texts(row)][:3])
            if not name or numbers_columns(row) or (summed and code is None):
                continue
            if all(is_empty(cell_at(row, index)) for index in counted):
                continue
            self._read_school(Place(self._sheet, number), (code, name), heads, row, counted)

    def _read_school(
        self,
        place: Place,
        school: tuple[str | None, str],
        heads: Sequence[str],
        row: Row,
        counted: Sequence[int],
    ) -> None:
        self.rows.read += 1
        key = school[0] or school[1]
        for index in counted:
            if not passport_value(cell_at(row, index)).fits:
                self._put_aside(place, heads[index], cell_at(row, index), index)
                return
        for index in counted:
            self._keep(place, key, heads[index], passport_value(cell_at(row, index)).number)
        self._add_school(*school, place)

    def _keep(self, place: Place, school: str, label: str, number: float | None) -> None:
        self.values.append(
            PassportValue(place, label, number, school=school, item=item_of(label))
        )
        self._take_pupils(school, label, number)

    def _add_school(self, code: str | None, name: str, place: Place) -> None:
        pupils = self._all_pupils(code or name)
        self._schools.append(SchoolResult(code, name, self.procedures[0], pupils, place=place))

    def _read_matrix(self, start: int, label_column: int, columns: Sequence[int]) -> None:
        """Read a table in which each column is a school and each line an indicator."""
        self._several = True
        header_number, header = self._rows[start]
        schools = {index: named(_text(header, index)) for index in columns}
        for number, row in self._rows[start + 1 :]:
            label = _text(row, label_column)
            told = any(not is_empty(cell_at(row, index)) for index in columns)
            if label and told and _is_indicator(label) and not numbers_columns(row):
                keys = {index: one.code or one.name for index, one in schools.items()}
                self._read_matrix_line(Place(self._sheet, number), label, row, keys)
        for one in schools.values() if self.rows.kept else ():
            self._add_school(one.code, one.name, Place(self._sheet, header_number))

    def _read_matrix_line(
        self, place: Place, label: str, row: Row, schools: dict[int, str]
    ) -> None:
        self.rows.read += 1
        found = {index: passport_value(cell_at(row, index)) for index in schools}
        wrong = next((index for index, value in found.items() if not value.fits), None)
        if wrong is not None:
            self._put_aside(place, label, cell_at(row, wrong), wrong)
            return
        for index, value in found.items():
            self._keep(place, schools[index], label, value.number)

    def _read_classes(self, start: int, classes: int) -> None:
        heads, lines = headings(self._rows[start][1], self._second(start), classes)
        table = ClassTable(heads, categories(heads, [classes]))
        personal = personal_columns(heads)
        for number, row in self._rows[start + lines :]:
            label = _text(row, classes) or next(iter(_texts(row)), "")
            if totals().fit(label):
                table.add_total(number, label, row)
            elif _is_class(label) and not numbers_columns(row):
                self._read_class(table, number, label, row)
                self.has_personal_data |= any(_text(row, index) for index in personal)
        pupils = table.pupils()
        if pupils is not None:
            self._pupils[None] = 0, pupils
        self._check_total(table)

    def _read_class(self, table: ClassTable, number: int, label: str, row: Row) -> None:
        self.rows.read += 1
        place = Place(self._sheet, number)
        found = {index: passport_value(cell_at(row, index)) for index in table.categories}
        wrong = next((index for index, value in found.items() if not value.fits), None)
        table.add_class(found, kept=wrong is None)
        if wrong is not None:
            self._put_aside(place, table.headings[wrong], cell_at(row, wrong), wrong)
            return
        for index, value in found.items():
            heading = table.headings[index]
            self.values.append(
                PassportValue(place, heading, value.number, label, item=item_of(heading))
            )

    def _check_total(self, table: ClassTable) -> None:
        differs = table.difference()
        if differs is not None:
            number, detail = differs
            self.findings.append(Finding("total_differs", self._sheet, number, detail=detail))


def _is_indicator(label: str) -> bool:
    key = key_of(label)
    return not (key in {"итого", "всего"} or shapes().requisites.fit_key(key))


def _is_header_of_persons(row: Row) -> bool:
    """Say whether a list of persons begins here; a line «ФИО, name» is no header."""
    return (
        not any(number_of(cell) is not None for cell in row)
        and sum(bool(personal_columns([text])) for text in _texts(row)) > 1
    )


def _list_columns(row: Row) -> ListColumns | None:
    """Return columns of the first indicator of a list without a header: words, a number."""
    label: int | None = None
    for index, cell in enumerate(row):
        if label is not None and passport_value(cell).number is not None:
            return label, (index,)
        text = text_of(cell)
        if label is None and number_of(cell) is None and len(key_of(text)) > 1:
            if shapes().requisites.fit(text) or names_staff(text):
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
