"""Counts of pupils as they may leave the school: small ones and what gives them away hide."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

from opora.analytics.disclosure import is_small, is_telling

Pair = tuple[Decimal | int, Decimal | int | None]
KeyT = TypeVar("KeyT", bound=Hashable)


def hidden_among(pairs: Mapping[KeyT, Pair]) -> frozenset[KeyT]:
    """Choose the units whose counts are not shown beside their sum.

    A count that tells of persons is hidden; where the sum would give it away, so are the next
    fewest.

    Parameters
    ----------
    pairs : mapping to (numerator, denominator)
        Counts of each unit; the denominator is None where nothing is divided. [pupils]

    Examples
    --------
    >>> sorted(hidden_among({"А": (2, 30), "Б": (20, 40), "В": (30, 60)}))
    ['А', 'Б']
    """
    hidden = {key for key, pair in pairs.items() if tells(pair)}
    if not hidden:
        return frozenset()
    rest = sorted(
        (key for key in pairs if key not in hidden), key=lambda key: _size(pairs[key])
    )
    for key in rest:
        if not _given_away([pairs[one] for one in hidden]):
            break
        hidden.add(key)
    return frozenset(hidden)


def tells(pair: Pair) -> bool:
    """Whether a count, or what is left of the whole, tells of one to four persons."""
    part, whole = pair
    if whole is None:
        return is_small(int(part))
    return is_telling(int(part), int(whole))


def _given_away(pairs: list[Pair]) -> bool:
    """Whether the sum of what is hidden, which everybody can subtract, still tells."""
    if len(pairs) == 1:
        return True
    part = sum(int(one) for one, _ in pairs)
    if any(whole is None for _, whole in pairs):
        return is_small(part)
    return is_telling(part, sum(int(whole or 0) for _, whole in pairs))


def _size(pair: Pair) -> Decimal | int:
    part, whole = pair
    return part if whole is None else whole
