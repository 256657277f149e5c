"""Participants beside enrolled pupils: results of one file, ОО-1 or a passport of another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from opora.results.crosswalk import KnownSchool, name_key
from opora.results.model import FileResults, PassportValue, Procedure, SchoolResult
from opora.results.passport_cells import pupils_rank

_AUTUMN = 8
"""A school year begins after this month."""

_CENSUS_PUPILS = "pupils"
_GRADE = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Excess:
    """A school in which more pupils wrote than are enrolled; ``grade`` is None for all grades.

    ``school`` is the school as the file of results has it: its code, else its name.
    """

    school: str
    procedure: Procedure
    participants: int
    file: str
    grade: int | None
    enrolled: int
    enrolled_file: str
    enrolled_on: date | None

    def sentence(self) -> str:
        """Say it to a person, with both files."""
        one = self.procedure
        words = (one.kind, one.subject, f"{one.grade} класс" if one.grade else None, one.year)
        called = ", ".join(str(word) for word in words if word is not None)
        where = f"в {self.grade} классе" if self.grade else "в школе"
        on = f" на {self.enrolled_on:%d.%m.%Y}" if self.enrolled_on else ""
        return (
            f"Участников больше, чем обучающихся: {self.school}, {called}: {self.participants} "
            f"({self.file}), а {where}{on} обучающихся {self.enrolled} ({self.enrolled_file}). "
            "Сверьте школу, класс и год; несколько человек могли прийти после этого дня."
        )

    def to_json(self) -> dict[str, Any]:
        """Return the finding for a program."""
        on = self.enrolled_on.isoformat() if self.enrolled_on else None
        day = self.procedure.day.isoformat() if self.procedure.day else None
        one = self.procedure
        procedure = {
            "kind": one.kind, "subject": one.subject, "grade": one.grade, "year": one.year,
            "date": day,
        }  # fmt: skip
        told = asdict(self) | {"enrolled_on": on, "procedure": procedure}
        return told | {"message": self.sentence()}


@dataclass(frozen=True, slots=True)
class _Enrolled:
    """So many pupils of a school, in a grade or in all, at the start of a school year."""

    school: Hashable
    code: str | None
    year: int
    grade: int | None
    pupils: int
    file: str
    day: date | None


def enrolment_checks(
    read: Iterable[FileResults], known: Sequence[KnownSchool] = ()
) -> list[Excess]:
    """Compare participants with the pupils that ОО-1 and social passports count.

    Files of one school year are compared, the grade where the form has it, else the whole
    school. Of several forms the greatest number counts. Schools go together by code; where a
    form has no code, by a name that only one school of the forms bears.

    Parameters
    ----------
    read : iterable of FileResults
        Results and forms together.
    known : sequence of KnownSchool, optional
        The schools of the municipality, so that a name or a further code leads to one school.

    Examples
    --------
    >>> wrote = SchoolResult("edu1", "СОШ № 1", Procedure("ВПР", "химия", 8, 2025), 30)
    >>> form = SchoolResult(None, "МБОУ СОШ № 1", Procedure(None, None, None, 2025), 25)
    >>> files = [FileResults("впр", schools=[wrote]), FileResults("п", schools=[form])]
    >>> [(one.participants, one.enrolled, one.enrolled_file) for one in enrolment_checks(files)]
    [(30, 25, 'п')]
    """
    read = list(read)
    schools = _Schools(known)
    counts = _greatest(one for results in read for one in _enrolled(results, schools))
    return [
        excess
        for results in read
        for one in results.schools
        if (excess := _excess(one, results.file, schools, counts)) is not None
    ]


def has_forms(read: Iterable[FileResults]) -> bool:
    """Say whether there is a form with which participants can be compared."""
    return any(one.procedure.kind is None for results in read for one in results.schools)


_Counts = dict[tuple[Hashable, int, int | None], _Enrolled]


class _Schools:
    """Tells which school a code or a name is; a name of two schools is none."""

    def __init__(self, known: Sequence[KnownSchool]) -> None:
        self._codes = {code: one.code for one in known for code in one.codes}
        bearers: dict[Hashable, set[str]] = defaultdict(set)
        for one in known:
            for name in one.names:
                bearers[_called(name)].add(one.code)
        self._named = {key: codes for key, codes in bearers.items() if key is not None}

    def of(self, code: str | None, name: str | None) -> list[Hashable]:
        """Return the keys of the school, the surest first."""
        key = _called(name or "")
        codes = self._named.get(key, set())
        found = [self._codes.get(code, code)] if code else [*codes] if len(codes) == 1 else []
        return [*found, *([key] if key is not None and len(codes) < 2 else [])]  # noqa: PLR2004


def _called(name: str) -> Hashable:
    """Return what tells the name from others, None where it is only a kind: «СОШ»."""
    key = name_key(name)
    return (key.numbers, frozenset(key.words)) if key.numbers or key.words else None


def _enrolled(results: FileResults, schools: _Schools) -> Iterator[_Enrolled]:
    for one in results.schools:
        procedure = one.procedure
        if procedure.kind is not None or procedure.year is None:
            continue
        values = [
            each for each in results.passport if each.school in {None, one.code, one.name}
        ]
        found = _by_grade(values)
        if one.participants is not None:
            found[None] = one.participants
        for key in schools.of(one.code, one.name):
            for grade, pupils in found.items():
                yield _Enrolled(
                    key, one.code, procedure.year, grade, pupils, results.file, procedure.day
                )


def _by_grade(values: Iterable[PassportValue]) -> dict[int | None, int]:
    """Add up the pupils of each grade: of the classes of a passport, of ОО-1 as printed."""
    ranked: dict[int, list[tuple[int, int]]] = defaultdict(list)
    printed: dict[int | None, int] = {}
    for one in values:
        grade = _GRADE.match(one.class_name or "")
        if grade is None or one.value is None:
            continue
        number, pupils = int(grade[0]), int(one.value)
        rank = pupils_rank(one.indicator)
        if one.item == _CENSUS_PUPILS:
            printed[number] = max(printed.get(number, 0), pupils)
        elif rank is not None:
            ranked[rank].append((number, pupils))
    added: dict[int | None, int] = defaultdict(int)
    for number, pupils in ranked[min(ranked)] if ranked else ():
        added[number] += pupils
    return {**added, **printed}


def _greatest(found: Iterable[_Enrolled]) -> _Counts:
    counts: _Counts = {}
    codes: dict[Hashable, set[str]] = defaultdict(set)
    for one in found:
        key = (one.school, one.year, one.grade)
        codes[one.school] |= {one.code} if one.code else set()
        if key not in counts or counts[key].pupils < one.pupils:
            counts[key] = one
    # A name that two codes bear is of two schools, and tells neither.
    return {key: one for key, one in counts.items() if len(codes[one.school]) <= 1}


def _excess(one: SchoolResult, file: str, schools: _Schools, counts: _Counts) -> Excess | None:
    procedure, year = one.procedure, _school_year(one.procedure)
    if procedure.kind is None or year is None or one.participants is None:
        return None
    enrolled = next(
        (
            counts[key, year, grade]
            for key in schools.of(one.code, one.name)
            for grade in (procedure.grade, None)
            if (key, year, grade) in counts
            and not _told_apart(one.code, key, counts[key, year, grade])
        ),
        None,
    )
    if enrolled is None or one.participants <= enrolled.pupils:
        return None
    return Excess(
        one.code or one.name or "", procedure, one.participants, file,
        enrolled.grade, enrolled.pupils, enrolled.file, enrolled.day,
    )  # fmt: skip


def _told_apart(code: str | None, key: Hashable, enrolled: _Enrolled) -> bool:
    """Say whether codes of one kind contradict a name that is the same."""
    other = enrolled.code
    by_name = not isinstance(key, str)
    return by_name and bool(code and other) and str(code).isdigit() == str(other).isdigit()


def _school_year(procedure: Procedure) -> int | None:
    """Return the year in which the school year of an assessment ends."""
    if procedure.year is None:
        return None
    day = procedure.day
    in_autumn = day.month > _AUTUMN if day else procedure.programme is not None
    return procedure.year + in_autumn
