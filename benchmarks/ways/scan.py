"""The floor: DuckDB adds up the same rows and makes no list of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb


def answer(store: Path, year: int) -> Iterable[tuple[str, str]]:  # noqa: ARG001 — one shape for all ways
    """Return nothing: the sums are thrown away."""
    duckdb.connect().execute(
        """
        SELECT school, assessment, year, sum(pupils) FILTER (low), sum(pupils)
        FROM read_parquet(?)
        WHERE low IS NOT NULL AND attempt = 1
        GROUP BY ALL
        """,
        [f"{store}/marks/*/*/*.parquet"],
    ).fetchall()
    return ()
