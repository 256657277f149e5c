"""Subjects and assessments: their codes, names and spellings in the files of the field."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import Pack, Sourced, own_pack

AssessmentKind = Literal["ВПР", "ОГЭ", "ЕГЭ", "ГВЭ"]

_CODE = re.compile(r"(?P<kind>ВПР|ОГЭ|ЕГЭ|ГВЭ)-(?P<subject>[А-Я]+)-(?P<grade>\d{1,2})")


class Subject(Sourced, frozen=True):
    """One subject: our code, its full name, other spellings, numbers in the state exams.

    ``everybody`` says that all pupils of a grade sit it; a subject chosen by lot for a class
    is a sample, not a result of the school.
    """

    code: str
    name: str
    spellings: tuple[str, ...] = ()
    exam_codes: tuple[str, ...] = ()
    everybody: bool = False


class Kind(Sourced, frozen=True):
    """One kind of assessment: what it is called in full and in which grades it is sat."""

    kind: AssessmentKind
    title: str
    grades: tuple[int, ...]


class Assessment(msgspec.Struct, frozen=True, order=True):
    """One assessment (оценочная процедура): kind, subject and grade.

    Examples
    --------
    >>> Assessment("ВПР", "МА", 5).code
    'ВПР-МА-5'
    """

    kind: AssessmentKind
    subject: str
    grade: int

    @property
    def code(self) -> str:
        """The code by which rules and stores name the assessment."""
        return f"{self.kind}-{self.subject}-{self.grade}"


class Subjects(Pack, frozen=True):
    """Kinds of assessment and subjects."""

    kinds: tuple[Kind, ...]
    subjects: tuple[Subject, ...]

    def __post_init__(self) -> None:
        codes = [one.code for one in self.subjects]
        if len(set(codes)) != len(codes):
            raise ValueError("у двух предметов один код")

    def named(self, words: str) -> Subject | None:
        """Return the subject of this code, name or spelling, whatever the case of letters.

        Examples
        --------
        >>> load_subjects().named("Математика").code
        'МА'
        >>> load_subjects().named("алхимия") is None
        True
        """
        wanted = words.strip().casefold()
        return next(
            (
                one
                for one in self.subjects
                if wanted in {name.casefold() for name in (one.code, one.name, *one.spellings)}
            ),
            None,
        )

    def with_exam_code(self, number: str) -> Subject | None:
        """Return the subject of this number in the codifier of the state exams."""
        return next((one for one in self.subjects if number in one.exam_codes), None)

    def assessment(self, code: str) -> Assessment:
        """Take a code of an assessment apart.

        Raises
        ------
        ValueError
            If the code is not «KIND-SUBJECT-GRADE» of a known kind, subject and grade.

        Examples
        --------
        >>> load_subjects().assessment("ЕГЭ-МАП-11").grade
        11
        """
        match = _CODE.fullmatch(code)
        if match is None:
            raise ValueError(f"процедура «{code}»: нужна запись вида ВПР-МА-5")
        kind = next(one for one in self.kinds if one.kind == match["kind"])
        grade = int(match["grade"])
        if grade not in kind.grades:
            raise ValueError(f"процедура «{code}»: {kind.kind} в {grade} классе не пишут")
        if match["subject"] not in {one.code for one in self.subjects}:
            raise ValueError(f"процедура «{code}»: предмета «{match['subject']}» нет")
        return Assessment(kind.kind, match["subject"], grade)


@cache
def load_subjects() -> Subjects:
    """Load kinds of assessment and subjects."""
    return own_pack("subjects.yaml", Subjects)
