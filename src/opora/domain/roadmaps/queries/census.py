"""All obligations of a territory counted in one pass over an index: by place, state and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count

from opora.domain.roadmaps.models import Obligation, ObligationQuerySet
from opora.domain.roadmaps.queries.tallies import Tally, add_up

State = Obligation.State


class Counted(NamedTuple):
    """How many obligations of a territory are in a state with one control day."""

    territory: int
    school_year: int
    state: str
    control: date | None
    n: int


def census(obligations: ObligationQuerySet) -> list[Counted]:
    """Count obligations. One query.

    The groups stand in the order of the index ``obligation_panel``, so that the database counts
    as it reads and sorts nothing.
    """
    rows = (
        obligations.order_by()
        .values_list("territory", "school_year", "state", "control")
        .annotate(n=Count("*"))
    )
    return [Counted(*row) for row in rows]


def tallies_of(counted: Iterable[Counted], *, on: date) -> dict[int, Tally]:
    """Return the tally of each territory that has obligations."""
    return {key[0]: tally for key, tally in add_up(_by_state(counted, on)).items()}


def ahead_of(counted: Iterable[Counted], *, on: date) -> int:
    """Count what is owed on a day or after it."""
    return sum(
        one.n for one in counted if one.control and one.control >= on and _is_owed(one.state)
    )


def due_by_month(counted: Iterable[Counted]) -> Counter[date]:
    """Count by the month of the control day what had to be done; undated and waived are out."""
    months = Counter[date]()
    for one in counted:
        if one.control and one.state != State.WAIVED:
            months[one.control.replace(day=1)] += one.n
    return months


def _is_owed(state: str) -> bool:
    return state in Obligation.OWED


def _by_state(counted: Iterable[Counted], on: date) -> Iterator[tuple[Any, ...]]:
    """Give rows of territory, state, count, count of what came due, and the earliest day."""
    every, due = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    oldest: dict[tuple[int, str], date] = {}
    for one in counted:
        key = (one.territory, one.state)
        every[key] += one.n
        if one.control and one.control < on:
            due[key] += one.n
            oldest[key] = min(one.control, oldest.get(key, one.control))
    return ((*key, n, due[key], oldest.get(key)) for key, n in every.items())
