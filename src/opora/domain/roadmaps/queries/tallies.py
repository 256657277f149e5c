"""Counts of obligations: how many came due, are accepted, late, wait for a check."""

from __future__ import annotations

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


def tally_aggregates(
    *, on: date, prefix: str = "", only: Q | None = None
) -> dict[str, Aggregate]:
    """Return the aggregates of a tally; ``prefix`` leads to them, ``only`` is a limit."""
    come_due = _q(prefix, control__lt=on)
    owed = _q(prefix, state__in=Obligation.OWED)
    standing = ~_q(prefix, state=State.WAIVED)
    conditions = {
        "total": standing,
        "come_due": come_due & standing,
        "accepted": _q(prefix, state=State.ACCEPTED),
        "accepted_due": come_due & _q(prefix, state=State.ACCEPTED),
        "submitted": _q(prefix, state=State.SUBMITTED),
        "submitted_due": come_due & _q(prefix, state=State.SUBMITTED),
        "returned": _q(prefix, state=State.RETURNED),
        "in_work": _q(prefix, state=State.IN_WORK),
        "overdue": come_due & owed,
        "waived": _q(prefix, state=State.WAIVED),
    }
    within = only if only is not None else Q()
    found: dict[str, Aggregate] = {
        f"n_{name}": Count(f"{prefix}id", filter=condition & within)
        for name, condition in conditions.items()
    }
    found["oldest"] = Min(f"{prefix}control", filter=come_due & owed & within)
    return found


def _q(prefix: str, **conditions: object) -> Q:
    return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})


def tally_from(row: Mapping[str, Any]) -> Tally:
    """Read a tally from a row of ``tally_aggregates``."""
    return Tally(**{name: row[f"n_{name}"] for name in _COUNTS}, oldest=row["oldest"])


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up; numerators with numerators, denominators with denominators."""
    every = tuple(tallies)
    counts = {name: sum(getattr(one, name) for one in every) for name in _COUNTS}
    late = [one.oldest for one in every if one.oldest]
    return Tally(**counts, oldest=min(late, default=None))


def tally_of(obligations: Any, *, on: date) -> Tally:
    """Count a queryset of obligations in one query."""
    return tally_from(obligations.order_by().aggregate(**tally_aggregates(on=on)))
