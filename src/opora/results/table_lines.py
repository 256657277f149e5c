"""One line of a table of schools, and what its cells say of the assessment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from opora.results.cells import Cell, column_letters, has_no_value, text_of
from opora.results.exams import subject_name
from opora.results.model import Marks, Place, Procedure

_YEAR = re.compile(
    r"(20\d\d)(?:\s*[/\-–—]\s*(?:20)?(\d\d))?(?:\.0+)?(?:\s*г\.?|\s*год|\s*уч.*)?"
)
_GRADE = re.compile(
    r"(\d{1,2})(?:\.0+)?(?:\s*-?[а-яё]{0,2})?(?:\s*(?:класс\w*|кл\.?))?", re.IGNORECASE
)
_GRADES = range(1, 12)


@dataclass(slots=True)
class Line:
    """One line of a table as read; ``is_school`` is false for sums over areas."""

    place: Place
    procedure: Procedure | None
    is_school: bool
    code: str | None
    name: str | None
    participants: int | None
    shares: list[float | None]
    counts: list[int | None] = field(default_factory=list)
    bad: str | None = None
    column: str | None = None
    total: float | None = None
    mark: int | None = None
    put_aside: bool = False
    result: tuple[int | None, Marks | None] = (None, None)

    def blame(self, fault: str, column: int) -> None:
        """Note what cannot be and in which column; the first fault of a line is told."""
        if self.bad is None:
            self.bad, self.column = fault, column_letters(column)

    @property
    def outcome(self) -> tuple[object, ...]:
        """What two lines of one school must share to be the same line twice."""
        return (self.participants, *self.shares, *self.counts)


def subject_of(cell: Cell) -> str | None:
    """Return the full name of the subject, None where the cell says none."""
    return None if has_no_value(cell) else subject_name(text_of(cell))


def year_of(cell: Cell) -> int | None:
    """Return the year, of a school year that in which it ends.

    Examples
    --------
    >>> year_of("2023/24"), year_of("2024 год"), year_of("2024.0"), year_of("весна")
    (2024, 2024, 2024, None)
    """
    match = _YEAR.fullmatch(text_of(cell))
    if match is None:
        return None
    return 2000 + int(match[2]) if match[2] else int(match[1])


def grade_of(cell: Cell) -> int | None:
    """Return the grade, None where the cell says none.

    Examples
    --------
    >>> grade_of("5-й класс"), grade_of("5.0"), grade_of("12")
    (5, 5, None)
    """
    match = _GRADE.fullmatch(text_of(cell))
    grade = int(match[1]) if match else None
    return grade if grade in _GRADES else None
