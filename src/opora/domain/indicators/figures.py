"""One figure: a numerator, what it is divided by, and of how many units nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from opora.domain.indicators.counting import Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A numerator without data is None, and then there is a reason."""

    numerator: Decimal | int | None
    denominator: Decimal | int | None = None
    missing: int = 0
    reason: str = ""


def with_missing(
    found: Mapping[Unit, Figure],
    schools: Iterable[int],
    above: Mapping[int, tuple[int, ...]],
    why: str,
) -> dict[Unit, Figure]:
    """Say at each territory of how many schools nothing is known."""
    missing: dict[Unit, int] = {("t", one): 0 for places in above.values() for one in places}
    for school in schools:
        for place in above[school]:
            missing["t", place] += 1
    told = dict(found)
    for unit, count in missing.items():
        had = found.get(unit)
        told[unit] = (
            Figure(None, missing=count, reason=why)
            if had is None
            else Figure(had.numerator, had.denominator, count, why if count else "")
        )
    return told
