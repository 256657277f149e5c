"""Counts of a school as they may leave it: one to four pupils are hidden, sums protect them."""

from __future__ import annotations

from dataclasses import dataclass

from opora.analytics.disclosure import SMALLEST_SHOWN, is_small, is_telling
from opora.domain.assessments.models import SchoolCount

HIDDEN = "скрыто: меньше 5"
FEW = f"меньше {SMALLEST_SHOWN}"
"""How many sat a work, where they were one to four and the person is not of the school."""


@dataclass(frozen=True, slots=True)
class ShownCount:
    """A result of a school as a person may see it; None is what is hidden or not there.

    ``hides_marks`` tells marks that are hidden from those that the file does not have.
    """

    below: int | None
    participants: int | None
    marks: tuple[int, int, int, int] | None
    hides_marks: bool

    @property
    def is_hidden(self) -> bool:
        """Whether the counts are not for this person."""
        return self.below is None


def shown_count(count: SchoolCount, *, full: bool) -> ShownCount:
    """Return a result in full, or without what tells of one to four pupils.

    Marks stand together or not at all: with the number of participants and of the low
    results beside them, a set of which only the small ones are left out would give them away.
    """
    marks = count.marks
    if not full and is_telling(count.below, count.participants):
        return ShownCount(None, None, None, marks is not None)
    hides_marks = not full and marks is not None and any(map(is_small, marks))
    return ShownCount(
        count.below, count.participants, None if hides_marks else marks, hides_marks
    )


def shown_participants(count: int, *, full: bool) -> int | str:
    """Return how many sat a work, or that they are few; nought is shown to everybody."""
    return FEW if not full and is_small(count) else count
