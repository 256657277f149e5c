"""Counts of pupils as they may leave the school: small ones and what gives them away hide."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
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
    part, whole = _sum(pairs[one] for one in hidden)
    for key in rest:
        if len(hidden) > 1 and not tells((part, whole)):
            break
        hidden.add(key)
        part, whole = _sum([(part, whole), pairs[key]])
    return frozenset(hidden)


def tells(pair: Pair) -> bool:
    """Whether a count, or what is left of the whole, tells of one to four persons."""
    part, whole = pair
    if whole is None:
        return is_small(int(part))
    return is_telling(int(part), int(whole))


def _sum(pairs: Iterable[Pair]) -> Pair:
    """Add up what is hidden, which everybody can find by subtraction."""
    found = list(pairs)
    part = sum(int(one) for one, _ in found)
    if any(whole is None for _, whole in found):
        return part, None
    return part, sum(int(whole or 0) for _, whole in found)


def _size(pair: Pair) -> Decimal | int:
    part, whole = pair
    return part if whole is None else whole
