"""Sums of things by school, municipality and region, each thing once in each of them. Pure.

A row says that a school has a thing of some weight: a person, an entry, itself. Things are told
apart by their key, so that a person of two schools counts in both and once above them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

Unit = tuple[str, int]
"""«o» or «t», and the primary key of an organisation or a territory."""


class Row(NamedTuple):
    """A thing that an organisation has."""

    organisation: int
    key: Hashable
    weight: Decimal | int = 1


def organisation_unit(pk: int) -> Unit:
    """Name an organisation as a unit."""
    return "o", pk


def territory_unit(pk: int) -> Unit:
    """Name a territory as a unit."""
    return "t", pk


def totals(
    rows: Iterable[Row], above: Mapping[int, tuple[int, ...]]
) -> dict[Unit, Decimal | int]:
    """Add up the weights of things by unit.

    Parameters
    ----------
    rows : iterable of Row
        In any order; a row that comes twice counts once.
    above : mapping of int to tuple of int
        Territories in which an organisation lies; rows of others are passed over.

    Examples
    --------
    >>> seen = [Row(1, "Лукина"), Row(2, "Лукина"), Row(2, "Юдин")]
    >>> totals(seen, {1: (9,), 2: (9,)})
    {('o', 1): 1, ('t', 9): 2, ('o', 2): 2}
    """
    things: dict[Unit, dict[Hashable, Decimal | int]] = defaultdict(dict)
    for organisation, key, weight in rows:
        if organisation not in above:
            continue
        things["o", organisation][key] = weight
        for territory in above[organisation]:
            things["t", territory][key] = weight
    return {unit: sum(weights.values()) for unit, weights in things.items()}
