"""What is counted of entries: entries, schools, people or hours. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import ceil


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """An entry, as far as counting goes. ``hours`` [h], ``amount`` [people not listed]."""

    pk: int
    day: date
    title: str = ""
    owner: int = 0
    organisations: frozenset[int] = field(default_factory=frozenset)
    people: frozenset[int] = field(default_factory=frozenset)
    amount: int = 0
    hours: Decimal = Decimal(0)
    planned: bool = False
    entered_by: int | None = None
    changed_at: datetime | None = None


def value_of(counts: str, traces: Sequence[Trace]) -> int:
    """Return how much these entries make; nobody and no school is counted twice.

    Examples
    --------
    >>> first = Trace(pk=1, day=date(2025, 9, 3), organisations=frozenset({5, 6}))
    >>> second = Trace(pk=2, day=date(2025, 9, 9), organisations=frozenset({6, 7}))
    >>> value_of("entries", [first, second]), value_of("organisations", [first, second])
    (2, 3)
    """
    match counts:
        case "organisations":
            return len(frozenset[int]().union(*(one.organisations for one in traces)))
        case "people":
            listed = frozenset[int]().union(*(one.people for one in traces))
            return len(listed) + sum(one.amount for one in traces)
        case "hours":
            return int(sum((one.hours for one in traces), Decimal(0)))
    return len(traces)


def needed_of(target: int | None, share: Decimal | None, denominator: int) -> int:
    """Return how many are enough; 0 where a share has nothing to be taken of.

    Examples
    --------
    >>> needed_of(None, Decimal(50), 7), needed_of(6, None, 0)
    (4, 6)
    """
    if share is None:
        return target or 1
    return ceil(share * denominator / 100)
