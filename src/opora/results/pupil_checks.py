"""Checks of pupils' rows, and schools counted from the rows that stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from opora.methodology.mark_scales import MarkScale, load_mark_scales
from opora.methodology.subjects import load_subjects
from opora.results.cells import quoted
from opora.results.model import Finding, Marks, Procedure, PupilResult, SchoolResult
from opora.results.notes import OTHER_PAPER, notes_on_scale, scale_of
from opora.results.pupil_rows import Pupil
from opora.results.pupils import Exam
from opora.results.schools import named

_MARKS = {None, 2.0, 3.0, 4.0, 5.0}
_MOST_TEST_SCORE = 100
_MOST_PRIMARY = 200
"""No paper has more; a greater number in the column is a number of something else."""

_BASIC = "математика (базовая)"


class CheckedExam:
    """One procedure with all its pupils, checked: findings, schools, results."""

    def __init__(self, procedure: Procedure, exams: Sequence[Exam]) -> None:
        self.procedure = procedure
        self.findings: list[Finding] = []
        self._names = {code: name for exam in exams for code, name in exam.names.items()}
        self._pupils = [pupil for exam in exams for pupil in exam.pupils]
        self._scale = scale_of(procedure)
        self._has_marks = procedure.kind != "ЕГЭ" or procedure.subject == _BASIC
        declared = max((one.most for one in exams if one.most is not None), default=None)
        self._most = declared or (self._scale.most if self._scale else _MOST_PRIMARY)
        self.notes = self._notes(declared)
        self.other_names = [pair for exam in exams for pair in exam.other_names]
        if self._has_marks:
            _final_is_mark(self._pupils)
        self._check_declared(exams)
        self._put_aside()
        self._remark()

    @property
    def is_other_paper(self) -> bool:
        """Whether the paper is not the one that the scale of its year is for."""
        return any(note.code == OTHER_PAPER for note in self.notes)

    @property
    def quarantined(self) -> int:
        """Rows that were put aside."""
        return sum(pupil.put_aside for pupil in self._pupils)

    def results(self) -> Iterator[PupilResult]:
        """Yield the pupils that stay."""
        for pupil in self._kept():
            yield PupilResult(
                pupil.place,
                pupil.school or "",
                self.procedure,
                pupil.class_name,
                pupil.participant,
                pupil.tasks or (),
                pupil.primary,
                _whole(pupil.mark) if self._has_marks else None,
                _whole(pupil.journal),
                None if self._has_marks else pupil.final,
            )

    def schools(self) -> Iterator[SchoolResult]:
        """Yield one entry for each school that has a row that stays."""
        by_school: dict[str, list[Pupil]] = defaultdict(list)
        for pupil in self._kept():
            by_school[pupil.school or ""].append(pupil)
        for code, pupils in by_school.items():
            present = [pupil for pupil in pupils if _has_result(pupil)]
            marks = _marks_of(present) if self._has_marks else None
            below = marks[0] if marks else self._below_minimum(present)
            name = named(self._names.get(code, "")).name or None
            yield SchoolResult(code, name, self.procedure, len(present), below, marks)

    def _notes(self, declared: float | None) -> list[Finding]:
        if not self._has_marks or not self._pupils:
            return []
        sheet = self._pupils[0].place.sheet
        return notes_on_scale(self.procedure, self._scale, declared, sheet)

    def _kept(self) -> Iterator[Pupil]:
        return (pupil for pupil in self._pupils if not pupil.put_aside)

    def _below_minimum(self, pupils: Iterable[Pupil]) -> int | None:
        subject = load_subjects().named(self.procedure.subject or "")
        if subject is None or self.procedure.year is None:
            return None
        least = load_mark_scales().minimum(subject.code, self.procedure.year)
        if least is None:
            return None
        return sum(pupil.final is not None and pupil.final < least for pupil in pupils)

    def _check_declared(self, exams: Sequence[Exam]) -> None:
        for section in (section for exam in exams for section in exam.sections):
            if section.declared is not None and section.declared != section.pupils:
                place = section.place
                detail = f"{section.declared} ≠ {section.pupils}"
                self.findings.append(
                    Finding("declared_count_differs", place.sheet, place.row, detail=detail)
                )

    def _put_aside(self) -> None:
        for pupil in self._pupils:
            fault = pupil.bad or self._impossible(pupil)
            if pupil.school is not None and fault is None:
                continue
            if pupil.school is None:
                self._quarantine(pupil, "unknown_school")
            elif fault is not None:
                self._quarantine(pupil, "bad_value", fault)
        for pupil in _repeats(self._kept()):
            self._quarantine(pupil, "duplicate_participant")

    def _impossible(self, pupil: Pupil) -> str | None:
        primary, final = pupil.primary, pupil.final
        if primary is not None and not 0 <= primary <= self._most:
            return f"первичный балл {quoted(primary)}"
        for mark in (pupil.mark, pupil.journal) if self._has_marks else (pupil.journal,):
            if mark not in _MARKS:
                return f"отметка {quoted(mark)}"
        if not self._has_marks and final is not None and not 0 <= final <= _MOST_TEST_SCORE:
            return f"тестовый балл {quoted(final)}"
        return None

    def _quarantine(self, pupil: Pupil, code: str, detail: str = "") -> None:
        pupil.put_aside = True
        self._find(pupil, code, detail)

    def _find(self, pupil: Pupil, code: str, detail: str = "") -> None:
        place = pupil.place
        column = pupil.bad_column if code == "bad_value" else None
        self.findings.append(Finding(code, place.sheet, place.row, column, detail))

    def _remark(self) -> None:
        for pupil in self._kept():
            if not _has_result(pupil):
                self._find(pupil, "no_result")
                continue
            if self._has_marks and pupil.mark is None:
                self._find(pupil, "mark_missing")
            self._check_sum(pupil)
            self._check_scale(pupil)

    def _check_sum(self, pupil: Pupil) -> None:
        if pupil.tasks is None or pupil.primary is None:
            return
        total = sum(filter(None, pupil.tasks))
        if total != pupil.primary:
            self._find(pupil, "score_sum_differs", f"{pupil.primary:g} ≠ {total}")

    def _check_scale(self, pupil: Pupil) -> None:
        scale, mark, primary = self._scale, pupil.mark, pupil.primary
        if scale is None or mark is None or primary is None or primary > scale.most:
            return
        right = scale.mark(primary)
        if mark != right and not _is_allowed(scale, pupil, right):
            self._find(
                pupil, "mark_contradicts_scale", f"{mark:g} при {primary:g}, шкала: {right}"
            )


def _final_is_mark(pupils: Iterable[Pupil]) -> None:
    """Where the exam has marks, the last column is one, however it is headed."""
    for pupil in pupils:
        if pupil.mark is None and pupil.final is not None:
            pupil.mark, pupil.final = pupil.final, None


def _is_allowed(scale: MarkScale, pupil: Pupil, right: int) -> bool:
    """Say whether a further condition explains the lower mark, as far as the answers tell."""
    if pupil.mark not in scale.lower_allowed.get(right, ()):
        return False
    condition, tasks = scale.geometry, pupil.tasks
    if (
        condition is None
        or tasks is None
        or len(tasks) != condition.short[1] + condition.long[1]
    ):
        return True
    short = tasks[condition.short[0] - 1 : condition.short[1]]
    long = tasks[condition.short[1] :][condition.long[0] - 1 : condition.long[1]]
    return sum(score or 0 for score in (*short, *long)) < condition.least


def _has_result(pupil: Pupil) -> bool:
    return not (pupil.primary is None and pupil.mark is None and pupil.final is None)


def _repeats(pupils: Iterable[Pupil]) -> list[Pupil]:
    """Rows of one pupil of one school after the first; all of them if the results differ."""
    first: dict[tuple[str | None, str | int], Pupil] = {}
    groups: dict[tuple[str | None, str | int], list[Pupil]] = {}
    for pupil in pupils:
        who = pupil.participant if pupil.participant is not None else pupil.person
        if who is None:
            continue
        key = (pupil.school, who)
        before = first.setdefault(key, pupil)
        if before is not pupil:
            groups.setdefault(key, [before]).append(pupil)
    repeated: list[Pupil] = []
    for group in groups.values():
        results = {(pupil.primary, pupil.mark, pupil.final) for pupil in group}
        repeated += group if len(results) > 1 else group[1:]
    return repeated


def _marks_of(pupils: Iterable[Pupil]) -> Marks:
    counts = [0, 0, 0, 0]
    for pupil in pupils:
        if pupil.mark is not None:
            counts[int(pupil.mark) - 2] += 1
    return counts[0], counts[1], counts[2], counts[3]


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
