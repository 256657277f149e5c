"""Tables of pupils: reports of ФИС ОКО and protocols of РЦОИ, one exam after another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from opora.results.cells import Cell, Memo, Row, is_empty, text_of
from opora.results.exams import ExamWords, exam_in, exam_subject
from opora.results.headers import Header
from opora.results.model import Kind, Place, Procedure
from opora.results.pupil_rows import Pupil, PupilRows
from opora.results.schools import section_heading, totals

_CLASS = re.compile(r"\s*(\d{1,2})")
_SENIOR = 10
_NOT_TELLING = {"number", "municipality"}


@dataclass(slots=True)
class Section:
    """Pupils under one heading and the number that the heading declares."""

    place: Place
    declared: int | None
    pupils: int = 0


@dataclass(slots=True)
class Exam:
    """One exam with its pupils; the kind is known when all classes have been seen.

    ``is_announced`` says that a line above the table names it, so that it counts as one of
    the file also where no pupil wrote it.
    """

    words: ExamWords | None
    procedure: Procedure | None = None
    most: float | None = None
    has_mark: bool = False
    has_final: bool = False
    pupils: list[Pupil] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    grades: Counter[int] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    other_names: set[tuple[str, str]] = field(default_factory=set)
    is_announced: bool = False

    def kind(self) -> Kind:
        """Tell the kind: by the number, by the columns, by the class of the pupils."""
        if self.procedure is not None and self.procedure.kind is not None:
            return self.procedure.kind
        if self.words is not None and self.words.is_gve:
            return "ГВЭ"
        if self.words is not None and re.search(r"\bЕГЭ\b", self.words.words):
            return "ЕГЭ"
        return "ЕГЭ" if self.has_final or self.is_senior() else "ОГЭ"

    def is_senior(self) -> bool:
        """Say whether most pupils are in the last grades."""
        return sum(n if grade >= _SENIOR else -n for grade, n in self.grades.items()) > 0

    def named(self) -> Procedure:
        """Return the procedure."""
        if self.procedure is not None:
            return self.procedure
        kind = self.kind()
        day = self.words.day if self.words else None
        has_mark = self.has_mark and not self.has_final
        subject = exam_subject(self.words, kind, has_mark=has_mark) if self.words else None
        grade = 11 if kind == "ЕГЭ" or (kind == "ГВЭ" and self.is_senior()) else 9
        return Procedure(kind, subject, grade, day.year if day else None, day)


def lend_grades(exams: Sequence[Exam]) -> None:
    """Give an exam without pupils the grades of the nearest one that has some.

    One file is of one state examination as a rule: an empty «Математика базовая» between
    exams of the eleventh grade is ЕГЭ. The same exam elsewhere in the file tells more surely.
    """
    filled = [(place, exam) for place, exam in enumerate(exams) if exam.pupils]
    for place, exam in enumerate(exams):
        if filled and not exam.pupils:
            exam.grades = min(filled, key=partial(_distance, place, exam))[1].grades


def _distance(place: int, exam: Exam, other: tuple[int, Exam]) -> tuple[bool, int]:
    return other[1].words != exam.words, abs(other[0] - place)


class PupilTable:
    """Reads the rows under one header into exams."""

    def __init__(
        self, header: Header, exam: Exam, exams: list[Exam], sheet: str | None
    ) -> None:
        self._header = header
        self._exam = exam
        self._exams = exams
        self._sheet = sheet
        self._by_words: dict[str, Exam] = {}
        self._telling = [role for role in header.columns if role not in _NOT_TELLING]
        self._rows = PupilRows(header, sheet)
        self._has_one_exam = not header.has("exam")
        self._grades = Memo(_grade_of)
        self._names = Memo(text_of)
        named = header.columns.get("school_name", ())
        self._name_column = named[0] if len(named) == 1 else None
        exam.has_mark = header.has("mark")
        exam.has_final = header.has("final")

    def read_plain(self, row: Row, number: int) -> bool:
        """Take in one row if all its cells are as they should be; say whether they were."""
        pupil = self._rows.plain(row, number) if self._has_one_exam else None
        if pupil is None:
            return False
        self._keep(self._exam, pupil, row)
        return True

    def read(self, row: Row, number: int) -> bool:
        """Take in one row; say whether it was a row of data."""
        first = next((text_of(cell) for cell in row if not is_empty(cell)), "")
        if "|" in first and (heading := section_heading(first)) is not None:
            place = Place(self._sheet, number)
            self._exam.sections.append(Section(place, heading.declared))
            return False
        if not self._is_data(row, first):
            return False
        exam = self._exam_of(row)
        pupil = self._rows.careful(row, number)
        if exam is None:
            exam, pupil.bad = self._exam, "экзамен не назван"
        self._keep(exam, pupil, row)
        return True

    def _keep(self, exam: Exam, pupil: Pupil, row: Row) -> None:
        exam.pupils.append(pupil)
        if exam.sections:
            exam.sections[-1].pupils += 1
        grade = self._grades[pupil.class_name]
        if grade is not None:
            exam.grades[grade] += 1
        if pupil.school is not None:
            name = self._school_name(row)
            if exam.names.setdefault(pupil.school, name) != name:
                exam.other_names.add((pupil.school, name))

    def _school_name(self, row: Row) -> str:
        if self._name_column is not None and self._name_column < len(row):
            return self._names[row[self._name_column]]
        return self._header.text(row, "school_name")

    def _is_data(self, row: Row, first: str) -> bool:
        if totals().fit(first):
            return False
        told = (True for role in self._telling if not is_empty(self._header.cell(row, role)))
        return next(told, False) and next(told, False)

    def _exam_of(self, row: Row) -> Exam | None:
        """Protocols after appeals name the exam in each row."""
        if not self._header.has("exam"):
            return self._exam
        text = self._header.text(row, "exam")
        if text not in self._by_words:
            words = exam_in(text)
            if words is None or words.day is None:
                return None
            exam = Exam(words, has_mark=self._exam.has_mark, has_final=self._exam.has_final)
            self._by_words[text] = exam
            self._exams.append(exam)
        return self._by_words[text]


def _grade_of(class_name: Cell) -> int | None:
    match = _CLASS.match(class_name) if isinstance(class_name, str) else None
    return int(match[1]) if match else None
