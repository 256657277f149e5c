"""Counts as they may leave the school: one to four pupils are not shown, nor found by sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from opora.analytics.disclosure import SMALLEST_SHOWN
from opora.domain.identification.models import Verdict
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User

LEAST_FOR_SHARE = 10
"""A share is shown outside the school from so many participants on."""

HIDDEN = "скрыто: меньше 5"


@dataclass(frozen=True, slots=True)
class ShownClause:
    """One result as the person may see it; None is what is hidden from them."""

    assessment: str
    year: int
    participants: int | None
    below: int | None
    low: bool
    reason: str

    @property
    def is_hidden(self) -> bool:
        """Whether the counts are not for this person."""
        return self.below is None


def sees_small_counts(user: User, school: Organisation, *, on: date) -> bool:
    """Whether counts of one to four pupils of the school are open to the person.

    They are to the school, to its curator and to those who check it in the municipality; the
    region works with larger numbers.
    """
    scope = scope_of(user, on=on)
    return (
        user.is_superuser
        or school.pk in scope.own
        or school.territory_id in scope.municipalities
    )


def shown_clauses(verdict: Verdict, *, full: bool) -> tuple[ShownClause, ...]:
    """Return the results of a verdict, in full or with small counts hidden."""
    return tuple(_shown(one, full=full) for one in verdict.clauses)


def _shown(clause: dict[str, Any], *, full: bool) -> ShownClause:
    below, participants = clause["below"], clause["participants"]
    # Both go: «low, of ten» would say that three or four are meant.
    hidden = not full and is_telling(below, participants)
    return ShownClause(
        clause["assessment"],
        clause["year"],
        None if hidden else participants,
        None if hidden else below,
        clause["low"],
        clause["reason"],
    )


def is_telling(below: int, participants: int) -> bool:
    """Whether the count, or the one found by taking it from the whole, tells of persons."""
    return participants < LEAST_FOR_SHARE or _is_small(below) or _is_small(participants - below)


def _is_small(count: int) -> bool:
    return 0 < count < SMALLEST_SHOWN


def hides_anything(clauses: Iterable[ShownClause]) -> bool:
    """Whether something is hidden, so that the page can say so."""
    return any(one.is_hidden for one in clauses)
