"""Counts from shares that were rounded to be printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_SLACK = 0.001
"""Percentage points above half a unit of the last decimal: binary fractions are not exact."""

_SUM_SLACK = 0.01


@dataclass(frozen=True, slots=True)
class Counts:
    """Whole numbers behind the shares: for each the fewest and the most that fit.

    ``state``: ``exact`` if one count fits each share, ``ambiguous`` if several fit one,
    ``impossible`` if none does or they do not make the number of participants.
    """

    state: Literal["exact", "ambiguous", "impossible"]
    intervals: tuple[tuple[int, int], ...]


def makes_hundred(shares: Sequence[float], decimals: int) -> bool:
    """Say whether rounded shares make 100, as near as their rounding allows.

    Examples
    --------
    >>> makes_hundred([15.38, 42.31, 32.69, 9.62], 2), makes_hundred([11.36, 43.18, 45], 2)
    (True, False)
    """
    allowed = len(shares) * _half_unit(decimals) + _SUM_SLACK
    return abs(sum(shares) - 100) <= allowed + 1e-9


def counts_of(shares: Sequence[float], participants: int, decimals: int) -> Counts:
    """Return the counts that give these shares of so many participants.

    Parameters
    ----------
    shares : sequence of float
        [percent]
    participants : int
        [pupils]
    decimals : int
        Decimals to which the shares were rounded.

    Examples
    --------
    >>> counts_of([15.38, 42.31, 32.69, 9.62], 52, 2).intervals
    ((8, 8), (22, 22), (17, 17), (5, 5))
    """
    intervals = tuple(_fitting(share, participants, decimals) for share in shares)
    if any(least > most for least, most in intervals):
        return Counts("impossible", intervals)
    least, most = (sum(ends) for ends in zip(*intervals, strict=True))
    if not least <= participants <= most:
        return Counts("impossible", intervals)
    return Counts("exact" if least == most else "ambiguous", intervals)


def _half_unit(decimals: int) -> float:
    return float(0.5 * 10.0**-decimals)


def _fitting(share: float, participants: int, decimals: int) -> tuple[int, int]:
    half = _half_unit(decimals) + _SLACK + 1e-9
    least = math.ceil((share - half) * participants / 100)
    most = math.floor((share + half) * participants / 100)
    return max(least, 0), min(most, participants)
