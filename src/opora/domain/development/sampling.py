"""Drawing a sample that anybody can draw again. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

Unit = tuple[int, str]
"""A document and its stratum."""


def draw(frame: Sequence[Unit], *, size: int, seed: int) -> list[int]:
    """Draw documents from each stratum in proportion, by largest remainders.

    The order within a stratum is that of SHA-256 of seed and document, so the sample depends
    on neither the order of the frame nor the version of a library.

    Examples
    --------
    >>> frame = [(1, "a"), (2, "a"), (3, "a"), (4, "b")]
    >>> draw(frame, size=2, seed=7) == draw(frame[::-1], size=2, seed=7)
    True
    """
    strata: dict[str, list[int]] = defaultdict(list)
    for key, stratum in frame:
        strata[stratum].append(key)
    counts = _shares({name: len(keys) for name, keys in strata.items()}, size, seed)
    drawn = (
        sorted(keys, key=lambda key: _lot(seed, key))[: counts[name]]
        for name, keys in strata.items()
    )
    return sorted(key for keys in drawn for key in keys)


def _shares(sizes: dict[str, int], size: int, seed: int) -> dict[str, int]:
    """Divide the size of the sample among the strata; one gets no more than it has."""
    total = sum(sizes.values())
    size = min(size, total)
    exact = {name: size * count / total for name, count in sizes.items()}
    given = {name: int(part) for name, part in exact.items()}
    by_rest = sorted(exact, key=lambda name: (given[name] - exact[name], _lot(seed, name)))
    for name in by_rest[: size - sum(given.values())]:
        given[name] += 1
    return given


def _lot(seed: int, key: int | str) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()
