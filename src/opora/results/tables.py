"""Tables of schools: reports with groups of participants and flat regional tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from opora.results.cells import (
    Cell,
    Row,
    decimals_of,
    has_no_value,
    is_empty,
    key_of,
    number_of,
    quoted,
    text_of,
    whole_number_of,
)
from opora.results.headers import Header
from opora.results.layouts import Layout
from opora.results.model import Finding, Marks, Place, Procedure, SchoolResult
from opora.results.percents import counts_of, makes_hundred
from opora.results.schools import (
    Named,
    fis_oko_code,
    is_area,
    maxima,
    named,
    sounds_like_school,
    totals,
)
from opora.results.table_lines import Line, grade_of, subject_of, year_of

T = TypeVar("T")

_FACTS = {"year": "год", "grade": "класс", "subject": "предмет"}
_LOWEST_MARK = 2
_TRIADS = ("lowered", "confirmed", "raised")
_COUNT_SLACK = 0.006
_WHOLE = 100
_MOST_PARTICIPANTS = 3_000_000
"""All pupils of a grade of the country; a greater number is a number of something else."""


class Table:
    """Reads the lines under one header of a table of schools and checks them."""

    def __init__(self, header: Header, procedure: Procedure, sheet: str | None) -> None:
        self.header = header
        self.layout: Layout = header.layout
        self.lines: list[Line] = []
        self.findings: list[Finding] = []
        self.procedures: list[Procedure] = []
        self._procedure = procedure
        self._sheet = sheet
        self._decimals = self.layout.fixed_decimals or 0
        self._below_area = False
        self.has_mark_lines = False
        if self.layout.row == "group":
            self.procedures.append(procedure)

    def read(self, row: Row, number: int) -> bool:
        """Take in one row; say whether it was a row of data."""
        place = Place(self._sheet, number)
        texts = [text_of(cell) for cell in row]
        if self._is_note(row, texts) or self._sums_up(row, texts):
            return False
        line = self._group(row, place) if self.layout.row == "group" else self._flat(row, place)
        self.lines.append(line)
        if line.procedure is not None and line.procedure not in self.procedures:
            self.procedures.append(line.procedure)
        return True

    def _is_note(self, row: Row, texts: list[str]) -> bool:
        """Say whether the row is empty or a remark under the table: words and no numbers."""
        filled = [text for text in texts if text]
        few = len(filled) <= 1 or not any(character.isdigit() for character in "".join(filled))
        return not filled or (
            few and self._code(row) is None and not sounds_like_school(filled[0])
        )

    def _sums_up(self, row: Row, texts: list[str]) -> bool:
        if any(maxima().fit(text) for text in texts if text):
            return True
        roles = ("group", "year", "grade", "subject", "municipality", "school", "school_name")
        words = (self.header.text(row, role) for role in roles)
        return any(totals().fit(word) for word in words) and self._code(row) is None

    def _code(self, row: Row) -> str | None:
        if self.header.has("group"):
            return named(self.header.text(row, "group")).code
        return fis_oko_code(self.header.cell(row, "school"))

    def _group(self, row: Row, place: Place) -> Line:
        text = self.header.text(row, "group")
        found = named(text)
        mark = self.layout.mark_lines.mark(text) if self.layout.mark_lines else None
        self.has_mark_lines = self.has_mark_lines or mark is not None
        line = self._line(row, place, found.code, found.name)
        line.procedure = self._procedure
        line.mark = mark
        line.is_school = mark is None and self._is_school(row, found)
        self._below_area = self._below_area or is_area(found)
        return line

    def _is_school(self, row: Row, found: Named) -> bool:
        if found.code is not None:
            return True
        if is_area(found) or key_of(found.name) == key_of("Вся выборка"):
            return False
        if self.header.has("schools"):
            return is_empty(self.header.cell(row, "schools"))
        return self._below_area or sounds_like_school(found.name)

    def _flat(self, row: Row, place: Place) -> Line:
        code = fis_oko_code(self.header.cell(row, "school"))
        line = self._line(row, place, code, self.header.text(row, "school_name") or None)
        line.procedure = self._flat_procedure(line, row)
        return line

    def _flat_procedure(self, line: Line, row: Row) -> Procedure | None:
        """Return the procedure of the line; what has no column is told by the title."""
        year = self._fact(row, "year", year_of, self._procedure.year)
        grade = self._fact(row, "grade", grade_of, self._procedure.grade)
        subject = self._fact(row, "subject", subject_of, self._procedure.subject)
        if self.layout.row == "bias":
            needed: list[tuple[str, object]] = [("year", year)]
            procedure = Procedure("ВПР", None, None, year)
        else:
            needed = [("year", year), ("grade", grade), ("subject", subject)]
            procedure = Procedure("ВПР", subject, grade, year)
        missing = next((role for role, value in needed if value is None), None)
        if missing is None:
            return procedure
        cell = self.header.cell(row, missing)
        line.blame(f"{_FACTS[missing]} {quoted(cell)}", self._index(missing))
        return None

    def _fact(self, row: Row, role: str, read: Callable[[Cell], T], titled: T) -> T:
        return read(self.header.cell(row, role)) if self.header.has(role) else titled

    def _line(self, row: Row, place: Place, code: str | None, name: str | None) -> Line:
        line = Line(place, None, True, code, name, None, [])
        if self.layout.row == "bias":
            self._read_markers(line, row)
            return line
        line.participants = whole_number_of(self.header.cell(row, "participants"))
        if line.participants is None or not 0 <= line.participants <= _MOST_PARTICIPANTS:
            text = self.header.text(row, "participants")
            nobody = has_no_value(text)
            line.participants = 0 if nobody and self.layout.shares == "average" else None
            if line.participants is None:
                line.blame(f"участников {quoted(text)}", self._index("participants"))
        self._read_shares(line, row)
        if self.header.has("lowered_count"):
            self._read_triads(line, row)
        return line

    def _read_shares(self, line: Line, row: Row) -> None:
        for index, cell in self._share_cells(row):
            value = None if has_no_value(cell) else number_of(cell)
            if (value is None and not has_no_value(cell)) or not self._may_be(value or 0.0):
                counted = self.layout.shares == "count"
                line.blame(f"{'число' if counted else 'доля'} {quoted(cell)}", index)
            elif value is not None and self.layout.fixed_decimals is None:
                self._decimals = max(self._decimals, decimals_of(cell))
            line.shares.append(value)

    def _may_be(self, share: float) -> bool:
        if self.layout.shares == "count":
            return share.is_integer() and 0 <= share <= _MOST_PARTICIPANTS
        return 0 <= share <= _WHOLE

    def _share_cells(self, row: Row) -> Iterator[tuple[int, Cell]]:
        if self.header.has("lowered"):
            for role in _TRIADS:
                yield self.header.columns[role][0], self.header.cell(row, role)
        for column in self.header.family("shares"):
            yield column.index, row[column.index] if column.index < len(row) else ""

    def _read_triads(self, line: Line, row: Row) -> None:
        for role in _TRIADS:
            cell = self.header.cell(row, f"{role}_count")
            count = 0 if has_no_value(cell) else whole_number_of(cell)
            if count is None or count < 0:
                line.blame(f"число участников {quoted(cell)}", self._index(f"{role}_count"))
            line.counts.append(count)

    def _index(self, role: str) -> int:
        return self.header.columns[role][0]

    def _read_markers(self, line: Line, row: Row) -> None:
        for column in self.header.family("shares"):
            cell = row[column.index] if column.index < len(row) else ""
            value = 0.0 if has_no_value(cell) else number_of(cell)
            if value not in {0.0, 1.0}:
                line.blame(f"признак {quoted(cell)}", column.index)
            line.shares.append(value)
        line.total = number_of(self.header.cell(row, "total"))

    def check(self) -> None:
        """Check the lines; what cannot be believed is put aside with one finding."""
        if self._was_rounded():
            self._decimals = 0
        for line in self.lines:
            if line.is_school and line.code is None and line.mark is None:
                self._quarantine(line, "unknown_school")
            elif line.bad is not None:
                self._quarantine(line, "bad_value", line.bad)
            elif self.layout.row == "bias":
                self._check_total(line)
            elif self.layout.shares == "percent":
                self._check_shares(line)
            elif self.layout.shares == "count":
                self._check_marks(line)
        if self.has_mark_lines:
            self._count_mark_lines()

    def _was_rounded(self) -> bool:
        """Say whether somebody rounded to whole percents what the system prints with decimals.

        No share has decimals then, and with two of them the numbers would be impossible.
        """
        if not self.layout.fixed_decimals or self.layout.shares != "percent":
            return False
        lines = [line for line in self.lines if line.bad is None and line.participants]
        told = [[share for share in line.shares if share is not None] for line in lines]
        return all(share.is_integer() for shares in told for share in shares) and any(
            counts_of(shares, line.participants or 0, self._decimals).state == "impossible"
            for line, shares in zip(lines, told, strict=True)
            if shares and not line.counts
        )

    def _check_total(self, line: Line) -> None:
        total = sum(share or 0 for share in line.shares)
        if line.total is not None and line.total != total:
            self.find(line, "marker_sum_differs", f"{line.total:g} ≠ {total:g}")

    def _check_marks(self, line: Line) -> None:
        told = [int(share or 0) for share in line.shares]
        if sum(told) != line.participants:
            self._quarantine(line, "marks_sum_differs", f"{sum(told)} ≠ {line.participants}")
        elif self.layout.counts:
            line.result = told[0], _marks([*told])

    def _check_shares(self, line: Line) -> None:
        shares = [share for share in line.shares if share is not None]
        if not line.participants and not any(shares):
            line.result = (0, (0, 0, 0, 0)) if self.layout.counts else (None, None)
        elif self._nobody_compared(line, shares):
            return
        elif not shares:
            self._quarantine(line, "bad_value", "долей нет")
        elif not makes_hundred(shares, self._decimals):
            self._quarantine(line, "percent_sum_off", f"{sum(shares):.2f}")
        elif line.is_school:
            self._check_counts(line, shares)

    def _nobody_compared(self, line: Line, shares: list[float]) -> bool:
        """In a comparison with the journal nobody may have both marks."""
        return bool(line.counts) and not any(line.counts) and not any(shares)

    def _check_counts(self, line: Line, shares: list[float]) -> None:
        if line.counts:
            self._check_triads(line, shares)
            return
        counts = counts_of(shares, line.participants or 0, self._decimals)
        if counts.state == "impossible":
            self._quarantine(line, "percent_impossible")
        elif self.layout.counts:
            filled = iter(counts.intervals)
            found = [(0, 0) if share is None else next(filled) for share in line.shares]
            exact = [least if least == most else None for least, most in found]
            if None in exact:
                place = exact.index(None)
                mark, (least, most) = _LOWEST_MARK + place, found[place]
                self.find(line, "ambiguous_percent", f"«{mark}»: от {least} до {most}")
            line.result = exact[0], _marks(exact)

    def _check_triads(self, line: Line, shares: list[float]) -> None:
        total = sum(count or 0 for count in line.counts)
        if len(shares) != len(line.counts) or total == 0:
            self._quarantine(line, "count_contradicts_percent")
            return
        for share, count in zip(shares, line.counts, strict=True):
            if abs(100 * (count or 0) / total - share) > _COUNT_SLACK + 1e-9:
                self._quarantine(line, "count_contradicts_percent", f"{count} и {share:g} %")
                return
        if total > (line.participants or 0):
            self._quarantine(line, "percent_impossible", f"{total} > {line.participants}")

    def _count_mark_lines(self) -> None:
        """Lines of marks under a school give its counts: so many wrote for each mark."""
        school: Line | None = None
        found: dict[int, Line] = {}
        for line in self.lines:
            if line.mark is None:
                self._take_marks(school, found)
                school, found = line, {}
            else:
                found[line.mark] = line
        self._take_marks(school, found)

    def _take_marks(self, school: Line | None, found: dict[int, Line]) -> None:
        if school is None or not school.is_school or school.put_aside or not found:
            return
        counts = [
            line.participants if (line := found.get(mark)) and not line.put_aside else None
            for mark in (2, 3, 4, 5)
        ]
        school.result = counts[0], _marks(counts)

    def put_aside_repeat(self, line: Line) -> None:
        """Put aside a line of a school that stands in the file before."""
        self._quarantine(line, "duplicate_school")

    def _quarantine(self, line: Line, code: str, detail: str = "") -> None:
        line.put_aside = True
        self.findings = [one for one in self.findings if one.row != line.place.row]
        self.find(line, code, detail)

    def find(self, line: Line, code: str, detail: str = "") -> None:
        """Add a finding on the line."""
        column = line.column if code == "bad_value" else None
        self.findings.append(Finding(code, line.place.sheet, line.place.row, column, detail))

    def schools(self) -> Iterator[SchoolResult]:
        """Yield the schools that stay."""
        headings = [column.name for column in self.header.family("shares")] or list(_TRIADS)
        for line in self.lines:
            if line.is_school and line.mark is None and not line.put_aside and line.procedure:
                yield SchoolResult(
                    line.code,
                    line.name,
                    line.procedure,
                    line.participants,
                    *line.result,
                    place=line.place,
                    shares=tuple(zip(headings, line.shares, strict=False)),
                )


def _marks(counts: list[int | None]) -> Marks | None:
    two, three, four, five = counts
    if two is None or three is None or four is None or five is None:
        return None
    return two, three, four, five
