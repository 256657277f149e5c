"""Counts as they may leave the school: one to four pupils are not shown, nor found by sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from opora.analytics.disclosure import LEAST_FOR_SHARE, is_telling
from opora.domain.assessments.disclosure import HIDDEN
from opora.domain.assessments.permissions import sees_small_counts
from opora.domain.identification.models import Reply, Verdict

__all__ = [
    "HIDDEN",
    "LEAST_FOR_SHARE",
    "ShownClause",
    "claim_words",
    "hides_anything",
    "is_telling",
    "sees_small_counts",
    "shown_clauses",
]


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


def claim_words(reply: Reply, *, full: bool) -> str:
    """Write the number that a school holds to be right: «6 из 17», or that it is hidden.

    Outside the school it is hidden with the number that it corrects: the two are close.
    """
    _, below, participants = reply.claimed
    corrected = [
        (one["below"], one["participants"])
        for one in reply.verdict.clauses
        if (one["assessment"], one["year"]) == (reply.assessment, reply.year)
    ]
    if not full and any(is_telling(*one) for one in [(below, participants), *corrected]):
        return HIDDEN
    return f"{below} из {participants}"


def hides_anything(clauses: Iterable[ShownClause]) -> bool:
    """Whether something is hidden, so that the page can say so."""
    return any(one.is_hidden for one in clauses)
