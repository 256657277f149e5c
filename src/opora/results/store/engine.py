"""The engines that add up the rows of a store: the same narwhals expressions run on each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Protocol
from uuid import uuid4

import narwhals as nw
import pyarrow as pa

from opora.results.store.refusals import EngineFailed, EngineUnavailable, NotAStore
from opora.results.store.storage import Storage

_SPARK = re.compile(r"(?:spark://.+|local(?:\[.+\])?|local-cluster\[.+\])")
_MEMORY = re.compile(r"(\d+) ?([KMGT])B?", re.IGNORECASE)


class Engine(Protocol):
    """Gives lazy frames of narwhals; what becomes of them knows no engine."""

    def parts(self, storage: Storage, names: Sequence[str]) -> nw.LazyFrame[Any]:
        """Return the rows of Parquet files of a storage as one lazy frame."""

    def table(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Return a small table in memory as a lazy frame of this engine."""

    def refusing(self, storage: Storage) -> AbstractContextManager[None]:
        """Turn what the engine raises while it reads a storage into a sentence."""


class DuckEngine:
    """DuckDB in this process.

    Parameters
    ----------
    memory : str, optional
        Its limit, «512MB»; what does not fit goes to the folder for temporary files. Four
        fifths of the machine by default.
    """

    def __init__(self, memory: str | None = None) -> None:
        # Whoever only adds files to a store never needs it, and it takes 30 MB to load.
        import duckdb

        # DuckDB makes this folder when it first needs it and removes it when it ends.
        self._spilled = str(Path(gettempdir()) / f"opora-duckdb-{uuid4().hex}")
        # The order of rows is asked for by name where it matters; to keep it costs memory.
        config: dict[str, Any] = {
            "temp_directory": self._spilled, "preserve_insertion_order": False,
        }  # fmt: skip
        if memory:
            config["memory_limit"] = memory
        self._connection = duckdb.connect(config=config)

    def parts(self, storage: Storage, names: Sequence[str]) -> nw.LazyFrame[Any]:
        """Return the rows of Parquet files of a storage as one lazy frame."""
        filesystem = storage.filesystem
        if filesystem is not None and not self._knows(filesystem):
            self._connection.register_filesystem(filesystem)
        urls = [_literal(storage.url(name)) for name in names]
        return nw.from_native(self._connection.read_parquet(urls)).lazy()

    def table(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Return a small table in memory as a lazy frame of this engine."""
        return nw.from_native(self._connection.from_arrow(table)).lazy()

    @contextmanager
    def refusing(self, storage: Storage) -> Iterator[None]:
        """Turn what DuckDB raises while it reads a storage into a sentence."""
        import duckdb

        try:
            yield
        except duckdb.OutOfMemoryException as error:
            raise EngineFailed(
                "Движку duckdb не хватило памяти или места для временных файлов "
                f"({self._spilled}): увеличьте --memory или освободите место."
            ) from error
        except (duckdb.Error, OSError) as error:
            raise NotAStore(
                f"Файл хранилища «{storage.name}» пропал или повреждён: {error}"
            ) from error

    def _knows(self, filesystem: Any) -> bool:
        protocol = filesystem.protocol
        names = {protocol} if isinstance(protocol, str) else {*protocol}
        return bool(names & {*self._connection.list_filesystems()})


def open_engine(name: str = "duckdb", memory: str | None = None) -> Engine:
    """Open an engine by name.

    Parameters
    ----------
    name : str, default "duckdb"
        ``duckdb`` on this machine; ``spark://host:port`` on a cluster; ``local[…]`` and
        ``local-cluster[…]`` are Spark on this machine.
    memory : str, optional
        «512MB», «4GB»: the limit of DuckDB, or of each worker process of Spark.

    Raises
    ------
    EngineUnavailable
        If there is no such engine, it is not installed, or does not answer.

    Examples
    --------
    >>> type(open_engine("duckdb", "256MB")).__name__
    'DuckEngine'
    """
    if memory is not None and not _MEMORY.fullmatch(memory.strip()):
        raise EngineUnavailable(
            f"Предел памяти «{memory}» не понят: напишите, например, 512MB или 4GB."
        )
    if name == "duckdb":
        return DuckEngine(memory.strip() if memory else None)
    if _SPARK.fullmatch(name):
        from opora.results.store.spark import open_spark

        return open_spark(name, memory and _as_of_java(memory))
    raise EngineUnavailable(
        f"Движок «{name}» не поддерживается: есть duckdb, spark://узел:порт, local[…] "
        "и local-cluster[…]."
    )


def _as_of_java(memory: str) -> str:
    """Write a size as Java does: «512MB» is «512m»."""
    return _MEMORY.sub(lambda found: f"{found[1]}{found[2].lower()}", memory.strip())


def _literal(path: str) -> str:
    """Keep a name from being read as a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", path)
