"""The engine that adds up the rows of a store: narwhals expressions run on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa

from opora.results.store.refusals import EngineUnavailable


class DuckEngine:
    """DuckDB in this process.

    Parameters
    ----------
    memory : str, optional
        Its limit, «512MB»; what does not fit goes to the disk. DuckDB's own by default.
    """

    def __init__(self, memory: str | None = None) -> None:
        self._connection = duckdb.connect(config={"memory_limit": memory} if memory else {})

    def parts(self, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        """Return the rows of Parquet files as one lazy frame."""
        names = [str(path) for path in paths]
        return nw.from_native(self._connection.read_parquet(names)).lazy()

    def table(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Return a table in memory as a lazy frame of the same engine."""
        return nw.from_native(self._connection.from_arrow(table)).lazy()


def open_engine(name: str = "duckdb") -> DuckEngine:
    """Open an engine by name.

    Raises
    ------
    EngineUnavailable
        If it is not DuckDB, the only engine there is so far.

    Examples
    --------
    >>> type(open_engine("duckdb")).__name__
    'DuckEngine'
    """
    if name != "duckdb":
        raise EngineUnavailable(
            f"Движок «{name}» не поддерживается: пока есть только duckdb, на одной машине."
        )
    return DuckEngine()
