"""Which years of an assessment may be compared, and what stands between them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from opora.methodology.packs import Pack, Sourced, own_pack
from opora.methodology.subjects import AssessmentKind

BreakReason = Literal["not_held", "other_programme", "other_test", "other_participants"]


class Break(Sourced, frozen=True):
    """A year in which an assessment was not what it was before.

    A ``lasting`` break divides the years before it from those after it; without it only the
    year itself cannot be compared with any other. Empty ``subjects`` and ``grades`` mean all.
    """

    kind: AssessmentKind
    year: int
    reason: BreakReason
    title: str
    lasting: bool
    subjects: tuple[str, ...] = ()
    grades: tuple[int, ...] = ()

    def stands_between(self, first: int, second: int) -> bool:
        """Say whether results of the two years cannot be compared because of this break."""
        early, late = sorted((first, second))
        if self.lasting and early < self.year <= late:
            return True
        return not self.lasting and self.year in {early, late}

    def concerns(self, *, subject: str, grade: int) -> bool:
        """Say whether the break touches this subject and grade."""
        return (not self.subjects or subject in self.subjects) and (
            not self.grades or grade in self.grades
        )


class ShiftedDays(Sourced, frozen=True):
    """Days in which pupils were tested on the programme of the grade they had finished."""

    kind: AssessmentKind
    first: date
    last: date
    grades_back: int
    title: str


class Comparability(Pack, frozen=True):
    """Breaks of series, and days when the programme was that of an earlier grade."""

    breaks: tuple[Break, ...]
    shifted: tuple[ShiftedDays, ...]

    def between(
        self, first: int, second: int, *, kind: AssessmentKind, subject: str, grade: int
    ) -> tuple[Break, ...]:
        """Return everything that forbids to compare two years; empty when they compare.

        Parameters
        ----------
        first, second : int
            Calendar years in which the assessment was sat, in any order.
        kind, subject, grade
            The assessment, the subject by our code.

        Examples
        --------
        >>> pack = load_comparability()
        >>> pack.between(2023, 2024, kind="ВПР", subject="МА", grade=5)
        ()
        >>> pack.between(2024, 2025, kind="ВПР", subject="МА", grade=5)[0].reason
        'other_test'
        """
        if first == second:
            return ()
        return tuple(
            one
            for one in self.breaks
            if one.kind == kind
            and one.concerns(subject=subject, grade=grade)
            and one.stands_between(first, second)
        )

    def shift_on(self, day: date, *, kind: AssessmentKind) -> ShiftedDays | None:
        """Return why the programme of that day was an earlier grade's, None if it was not.

        Examples
        --------
        >>> load_comparability().shift_on(date(2022, 9, 28), kind="ВПР").grades_back
        1
        """
        return next(
            (one for one in self.shifted if one.kind == kind and one.first <= day <= one.last),
            None,
        )


@cache
def load_comparability() -> Comparability:
    """Load which years may be compared."""
    return own_pack("comparability.yaml", Comparability)
