"""Tables of pupils: reports of ФИС ОКО and protocols of РЦОИ, one exam after another."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from opora.results.answers import TaskScore, task_scores
from opora.results.cells import (
    Cell,
    Row,
    column_letters,
    has_no_value,
    is_empty,
    key_of,
    number_of,
    text_of,
)
from opora.results.exams import ExamWords, exam_in, exam_subject
from opora.results.headers import Header
from opora.results.layouts import FamilyColumn
from opora.results.model import Kind, Place, Procedure
from opora.results.personal import name_columns
from opora.results.schools import fis_oko_code, ris_code, section_heading, totals

_CLASS = re.compile(r"\s*(\d{1,2})")
_SENIOR = 10
_NUMBERS = ("primary", "mark", "journal", "final")
_NEEDED = ("primary", "mark", "final")
_NOT_TELLING = {"number", "municipality"}


@dataclass(slots=True)
class Pupil:
    """One pupil's row as read; ``bad`` says what in it cannot be.

    ``person`` is a number made of the name for the search of repeats; it is never handed on.
    """

    place: Place
    school: str | None
    class_name: str | None
    participant: str | None
    person: int | None
    tasks: tuple[int | None, ...] | None
    primary: float | None
    mark: float | None
    journal: float | None
    final: float | None
    bad: str | None = None
    bad_column: str | None = None
    put_aside: bool = False


@dataclass(slots=True)
class Section:
    """Pupils under one heading and the number that the heading declares."""

    place: Place
    declared: int | None
    pupils: int = 0


@dataclass(slots=True)
class Exam:
    """One exam with its pupils; the kind is known when all classes have been seen."""

    words: ExamWords | None
    procedure: Procedure | None = None
    most: float | None = None
    has_mark: bool = False
    has_final: bool = False
    pupils: list[Pupil] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    grades: Counter[int] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)

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
        self._task_columns = header.family("tasks")
        self._names = name_columns(header.headings)
        self._school_code = fis_oko_code if header.layout.codes == "fis_oko" else ris_code
        exam.has_mark = header.has("mark")
        exam.has_final = header.has("final")

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
        pupil = self._pupil(row, Place(self._sheet, number))
        if exam is None:
            exam, pupil.bad = self._exam, "экзамен не назван"
        self._keep(exam, pupil, row)
        return True

    def _keep(self, exam: Exam, pupil: Pupil, row: Row) -> None:
        exam.pupils.append(pupil)
        if exam.sections:
            exam.sections[-1].pupils += 1
        if pupil.class_name and (match := _CLASS.match(pupil.class_name)):
            exam.grades[int(match[1])] += 1
        if pupil.school is not None and pupil.school not in exam.names:
            exam.names[pupil.school] = self._header.text(row, "school_name")

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

    def _pupil(self, row: Row, place: Place) -> Pupil:
        header = self._header
        tasks, task_fault = self._tasks(row)
        numbers = [_number(header.cell(row, role)) for role in _NUMBERS]
        unread = next((role for role in _NEEDED if self._is_unread(row, role)), None)
        return Pupil(
            place=place,
            school=self._school_code(header.cell(row, "school")),
            class_name=header.text(row, "class_name") or None,
            participant=_code_or_none(header.cell(row, "participant")),
            person=self._person(row),
            tasks=tasks,
            primary=numbers[0],
            mark=numbers[1],
            journal=numbers[2],
            final=numbers[3],
            bad=header.text(row, unread) if unread else task_fault,
            bad_column=column_letters(header.columns[unread][0]) if unread else None,
        )

    def _is_unread(self, row: Row, role: str) -> bool:
        cell = self._header.cell(row, role)
        return not has_no_value(cell) and number_of(cell) is None

    def _person(self, row: Row) -> int | None:
        parts = [key_of(text_of(row[index])) for index in self._names if index < len(row)]
        return hash(tuple(parts)) if any(parts) else None

    def _tasks(self, row: Row) -> tuple[tuple[int | None, ...] | None, str | None]:
        if self._task_columns:
            return _column_tasks(row, self._task_columns)
        header = self._header
        if not header.has("short") and not header.has("long"):
            return None, None
        short, long = (task_scores(header.cell(row, role)) for role in ("short", "long"))
        if short is None or long is None:
            return None, None
        return _string_tasks((*short, *long))


def _number(cell: Cell) -> float | None:
    return None if has_no_value(cell) else number_of(cell)


def _code_or_none(cell: Cell) -> str | None:
    return None if has_no_value(cell) else text_of(cell)


def _column_tasks(
    row: Row, columns: tuple[FamilyColumn, ...]
) -> tuple[tuple[int | None, ...], str | None]:
    scores: list[int | None] = []
    fault = None
    for column in columns:
        cell = row[column.index] if column.index < len(row) else ""
        number = None if has_no_value(cell) else number_of(cell)
        if number is None:
            if not has_no_value(cell):
                fault = text_of(cell)
            scores.append(None)
            continue
        if number < 0 or not number.is_integer() or number > (column.most or number):
            fault = f"{text_of(cell)} за задание {column.name}"
        scores.append(int(number))
    return tuple(scores), fault


def _string_tasks(tasks: tuple[TaskScore, ...]) -> tuple[tuple[int | None, ...], str | None]:
    over = next((one for one in tasks if one.most is not None and one.score > one.most), None)
    fault = f"{over.score}({over.most})" if over else None
    return tuple(one.score for one in tasks), fault
