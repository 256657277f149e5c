"""What titles in free words say: «Результаты ВПР по математике в 5 классах, 2024 год»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from opora.methodology.subjects import load_subjects
from opora.results.passport_words import school_year_end

_WORK = re.compile(r"\bВПР\b|\bвсеросс\w+\s+провероч\w+", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_GRADE = re.compile(
    r"(?P<several>\d\s*(?:-?[а-я]{1,2})?\s*(?:[-–—,]|и)\s*)?(?<!\d)(?P<grade>\d{1,2})"
    r"\s*(?:-?\s*[а-я]{1,2})?\s*(?:класс|кл\b)",
    re.IGNORECASE,
)
_GRADES = range(1, 12)
_WORD = re.compile(r"[а-яё]+")
_ENDING = 2
"""Letters at the end of a word that change with its case."""

_SHORT_WORD = 4
"""Words of so few letters keep them all: «мир», «язык»."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the lines above a table say; None where they say nothing or several things.

    ``names_work`` says that they name ВПР: other numbers of years and classes mean nothing.
    """

    names_work: bool = False
    year: int | None = None
    grade: int | None = None
    subject: str | None = None

    def then(self, line: str) -> Said:
        """Return what is said when one more line is read.

        Examples
        --------
        >>> Said().then("Результаты ВПР по русскому языку").then("5 класс, 2023/2024 уч. год")
        Said(names_work=True, year=2024, grade=5, subject='русский язык')
        """
        if not self.names_work and _WORK.search(line) is None:
            return self
        return replace(
            self,
            names_work=True,
            year=_year_in(line) or self.year,
            grade=_grade_in(line) or self.grade,
            subject=_subject_in(line) or self.subject,
        )


def _year_in(line: str) -> int | None:
    return school_year_end(line) or _only({int(found) for found in _YEAR.findall(line)})


def _grade_in(line: str) -> int | None:
    found = list(_GRADE.finditer(line))
    if any(one["several"] for one in found):
        return None
    return _only({int(one["grade"]) for one in found} & {*_GRADES})


def _only(found: set[int]) -> int | None:
    return found.pop() if len(found) == 1 else None


def _subject_in(line: str) -> str | None:
    """Return the subject in whatever case, None where there are none or several."""
    words = _WORD.findall(line.casefold())
    found = {name for place in range(len(words)) if (name := _subject_at(words[place:]))}
    return found.pop() if len(found) == 1 else None


def _subject_at(words: Sequence[str]) -> str | None:
    """Return the subject with which the words begin, of several the one of more letters."""
    fits = (
        (sum(map(len, stems)), name)
        for name, stems in _stems()
        if len(stems) <= len(words)
        and all(word.startswith(stem) for word, stem in zip(words, stems, strict=False))
    )
    return max(fits, default=(0, None))[1]


@cache
def _stems() -> tuple[tuple[str, tuple[str, ...]], ...]:
    names = (one.name for one in load_subjects().subjects if "(" not in one.name)
    return tuple((name, tuple(_stem_of(name))) for name in names)


def _stem_of(name: str) -> Iterator[str]:
    for word in name.split():
        yield word if len(word) <= _SHORT_WORD else word[:-_ENDING]
