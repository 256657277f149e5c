"""The product's way over the marks themselves, its counts left aside."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.ways import counts


def answer(store: Path, year: int) -> Iterable[tuple[str, str]]:
    """Return what the rule says of each school."""
    return counts.answer(store, year, full_scan=True)
