"""Counts of obligations: how many came due, are accepted, late, wait for a check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.aggregates import Aggregate

from opora.domain.roadmaps.models import Obligation

State = Obligation.State


@dataclass(frozen=True, slots=True)
class Tally:
    """Obligations counted on a day; waived ones are in none of the counts but ``waived``.

    ``come_due`` is the denominator of ``accepted_due``, ``submitted_due`` and ``overdue``;
    ``total`` that of everything else. ``oldest`` is the control day of the longest delay.
    """

    total: int = 0
    come_due: int = 0
    accepted: int = 0
    accepted_due: int = 0
    submitted: int = 0
    submitted_due: int = 0
    returned: int = 0
    in_work: int = 0
    overdue: int = 0
    waived: int = 0
    oldest: date | None = None

    @property
    def ahead(self) -> int:
        """Obligations that did not come due yet, or have no day."""
        return self.total - self.come_due

    def days_late(self, *, on: date) -> int:
        """Whole days of the longest delay; 0 if nothing is late. [days]."""
        return (on - self.oldest).days if self.oldest else 0


_COUNTS = tuple(field.name for field in fields(Tally) if field.name != "oldest")


def tally_aggregates(*, on: date) -> dict[str, Aggregate]:
    """Return the aggregates of a tally, for groups that the database must sort by them."""
    come_due = Q(control__lt=on)
    owed = Q(state__in=Obligation.OWED)
    standing = ~Q(state=State.WAIVED)
    conditions = {
        "total": standing,
        "come_due": come_due & standing,
        "accepted": Q(state=State.ACCEPTED),
        "accepted_due": come_due & Q(state=State.ACCEPTED),
        "submitted": Q(state=State.SUBMITTED),
        "submitted_due": come_due & Q(state=State.SUBMITTED),
        "returned": Q(state=State.RETURNED),
        "in_work": Q(state=State.IN_WORK),
        "overdue": come_due & owed,
        "waived": Q(state=State.WAIVED),
    }
    found: dict[str, Aggregate] = {
        f"n_{name}": Count("id", filter=condition) for name, condition in conditions.items()
    }
    found["oldest"] = Min("control", filter=come_due & owed)
    return found


def tally_from(row: Mapping[str, Any]) -> Tally:
    """Read a tally from a row of ``tally_aggregates``."""
    return Tally(**{name: row[f"n_{name}"] for name in _COUNTS}, oldest=row["oldest"])


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up; numerators with numerators, denominators with denominators."""
    every = tuple(tallies)
    counts = {name: sum(getattr(one, name) for one in every) for name in _COUNTS}
    late = [one.oldest for one in every if one.oldest]
    return Tally(**counts, oldest=min(late, default=None))


def tallies_by(obligations: Any, *fields: str, on: date) -> dict[tuple[Any, ...], Tally]:
    """Count obligations by the values of fields, in one query of one short row a state.

    Grouping by state is three times as quick as a condition for each count.
    """
    rows = (
        obligations.order_by()
        .values_list(*fields, "state")
        .annotate(
            n=Count("*"),
            due=Count("id", filter=Q(control__lt=on)),
            oldest=Min("control"),
        )
    )
    return add_up(rows)


def tallies_by_day(obligations: Any, *fields: str, on: date) -> dict[tuple[Any, ...], Tally]:
    """Do as ``tallies_by`` for groups whose obligations share few control days.

    The database then only counts along an index that ends in the day: no condition is asked of
    a row, which is three times as quick.
    """
    found = obligations.order_by().values_list(*fields, "state", "control")
    rows = found.annotate(n=Count("*"))
    return add_up(
        (*key, n, n if control and control < on else 0, control) for *key, control, n in rows
    )


def add_up(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], Tally]:
    """Add up rows of a key, a state, a count, how many of them came due, the earliest day."""
    parts: dict[tuple[Any, ...], list[Tally]] = defaultdict(list)
    for *key, state, n, due, oldest in rows:
        parts[tuple(key)].append(_of_state(state, n, due, oldest))
    return {key: sum_of(found) for key, found in parts.items()}


def _of_state(state: str, n: int, due: int, oldest: date | None) -> Tally:
    """Place the count of one state in a tally."""
    if state == State.WAIVED:
        return Tally(waived=n)
    is_owed = state in Obligation.OWED
    named = {
        State.ACCEPTED: {"accepted": n, "accepted_due": due},
        State.SUBMITTED: {"submitted": n, "submitted_due": due},
        State.RETURNED: {"returned": n},
        State.IN_WORK: {"in_work": n},
    }
    return Tally(
        total=n,
        come_due=due,
        overdue=due if is_owed else 0,
        oldest=oldest if is_owed and due else None,
        **named.get(State(state), {}),
    )


def tally_of(obligations: Any, *, on: date) -> Tally:
    """Count a queryset of obligations in one query."""
    return tallies_by(obligations, on=on).get((), Tally())
