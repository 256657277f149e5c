"""Lines above a table: title, subject, maximum, day, the exam that follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from opora.methodology.comparability import load_comparability
from opora.results.cells import Row, is_empty, key_of, number_of, text_of
from opora.results.exams import (
    ExamWords,
    VprTitle,
    day_in,
    exam_in,
    subject_in_sheet_name,
    subject_name,
    vpr_title_in,
)
from opora.results.model import Finding, Place, Procedure
from opora.results.titles import Said

_FEW = 3
"""A line of a title has no more cells than this."""


@dataclass(slots=True)
class Preamble:
    """What the lines read so far say about the table under them."""

    title: VprTitle | None = None
    subject: str | None = None
    most: float | None = None
    date_text: str | None = None
    date_place: Place | None = None
    exam: ExamWords | None = None
    said: Said = field(default_factory=Said)

    def read(self, row: Row, place: Place) -> bool:
        """Take in one line; say whether it opens a new table: a title or an exam."""
        cells = list(islice((cell for cell in row if not is_empty(cell)), _FEW + 1))
        if not cells or len(cells) > _FEW:
            return False
        filled = [text_of(cell) for cell in cells]
        opens = self._opening(filled)
        if not opens:
            self._read_fact(filled, place)
            self.said = self.said.then(" ".join(filled))
        return opens

    def _opening(self, filled: list[str]) -> bool:
        title = next(filter(None, map(vpr_title_in, filled)), None)
        if title is not None:
            self._forget()
            self.title = title
            return True
        exam = exam_in(filled[0])
        if exam is None or exam.day is None or not (exam.code or exam.names_subject):
            return False
        self.exam = exam
        return True

    def _forget(self) -> None:
        self.subject = self.most = self.date_text = self.date_place = None

    def _read_fact(self, filled: list[str], place: Place) -> None:
        label, _, value = filled[0].partition(":")
        value = value.strip() or (filled[1] if len(filled) > 1 else "")
        key = key_of(label)
        if key == "предмет":
            self.subject = value
        elif key.startswith(key_of("Максимальный первичный балл")):
            self.most = number_of(value)
        elif key in {key_of("Дата"), key_of("Дата проведения")}:
            self.date_text, self.date_place = value, place

    def procedure(self, sheet: str | None) -> Procedure:
        """Return the procedure of ВПР that the lines name; the year follows the day."""
        day = day_in(self.date_text) if self.date_text else None
        subject, grade, year = self.subject, None, None
        if self.title is not None:
            subject, grade, year = self.title.subject, self.title.grade, self.title.year
        else:
            found = subject_in_sheet_name(sheet or "") or (None, None)
            subject = subject or found[0] or self.said.subject
            grade, year = found[1] or self.said.grade, self.said.year
        name = subject_name(subject) if subject else None
        programme = self._programme(grade, day)
        return Procedure("ВПР", name, grade, day.year if day else year, day, programme)

    def _programme(self, grade: int | None, day: date | None) -> int | None:
        """Return the grade that was tested where it is not the pupils' own, as in autumn."""
        said = self.title.programme if self.title is not None else None
        if said is not None:
            return said if said != grade else None
        shift = load_comparability().shift_on(day, kind="ВПР") if day else None
        return grade - shift.grades_back if shift is not None and grade is not None else None

    def finding(self) -> Finding | None:
        """Return the finding that title and day name different years, if they do."""
        day = day_in(self.date_text) if self.date_text else None
        if day is None or self.title is None or day.year == self.title.year:
            return None
        place = self.date_place or Place(None, 0)
        return Finding(
            "year_contradicts_date",
            place.sheet,
            place.row,
            detail=f"{self.title.year}, {day.year}",
        )
