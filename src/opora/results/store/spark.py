"""Apache Spark as an engine: the same expressions over many machines."""

from __future__ import annotations

import os
import re
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw
import pyarrow as pa

from opora.results.store.refusals import EngineFailed, EngineUnavailable, NotAStore
from opora.results.store.storage import Storage

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PORT = 7077
_PATIENCE = 6.0
"""How long one master is waited for. [seconds]"""
_WORKERS_PATIENCE = 60.0
"""How long a worker is waited for: the cluster may be busy. [seconds]"""
_PAUSE = 0.2
_DRIVER_AND_WORKER = 2
_SCHEMES = {"s3": "s3a", "s3a": "s3a", "hdfs": "hdfs", "gs": "gs", "abfs": "abfs"}
"""Storages that Spark reads by readers of its own, and their names there."""
_SETTINGS = {
    "spark.app.name": "opora",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
}
_ON_ONE_MACHINE = {"spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": "8"}
"""A cluster is told by its own settings; one machine needs no network and few partitions."""


class SparkEngine:
    """A session of Spark.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        An open one.
    """

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def parts(self, storage: Storage, names: Sequence[str]) -> nw.LazyFrame[Any]:
        """Return the rows of Parquet files of a storage as one lazy frame."""
        urls = [_address(storage, name) for name in names]
        frame: nw.LazyFrame[Any] = nw.from_native(self._session.read.parquet(*urls)).lazy()
        return frame

    def table(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Return a small table in memory as a lazy frame of this engine."""
        frame: nw.LazyFrame[Any] = nw.from_native(self._session.createDataFrame(table)).lazy()
        return frame

    @contextmanager
    def refusing(self, storage: Storage) -> Iterator[None]:
        """Turn what Spark raises while it reads a storage into a sentence."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            yield
        except (PySparkException, Py4JError) as error:
            told = str(error)
            if "PATH_NOT_FOUND" in told or "FAILED_READ_FILE" in told or "Parquet" in told:
                raise NotAStore(
                    f"Файл хранилища «{storage.name}» пропал или повреждён, или узлы Spark "
                    f"его не видят: {_first_line(told)}"
                ) from error
            raise EngineFailed(f"Spark не закончил расчёт: {_first_line(told)}") from error

    def close(self) -> None:
        """End the session."""
        self._session.stop()


def open_spark(master: str, memory: str | None = None) -> SparkEngine:
    """Open a session of Spark.

    Parameters
    ----------
    master : str
        ``spark://host:port``, several hosts by commas; ``local[…]``, ``local-cluster[…]``.
    memory : str, optional
        Of each worker process, «512m».

    Raises
    ------
    EngineUnavailable
        If PySpark or Java is not installed, or no master answers.
    """
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineUnavailable(
            "Для расчёта на Spark установите пакет: pip install opora[spark]."
        ) from error
    _require_java()
    if master.startswith("spark://"):
        _require_master(master)
    builder = SparkSession.builder.master(master)
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    if memory:
        builder = builder.config("spark.executor.memory", memory)
    if not master.startswith("spark://"):
        for name, value in _ON_ONE_MACHINE.items():
            builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise EngineUnavailable(
            f"Spark «{master}» не запустился; проверьте адрес, память и версию (нужна та же, "
            f"что у PySpark): {_first_line(str(error))}"
        ) from error
    if master.startswith("spark://"):
        _require_workers(session, master)
    return SparkEngine(session)


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and (Path(home) / "bin" / "java").exists())):
        raise EngineUnavailable(
            "Для расчёта на Spark нужна Java 17 или новее: "
            "apt-get install openjdk-17-jre-headless."
        )


def _require_master(master: str) -> None:
    """See that a master listens: Spark would try for a minute and fail in a hundred lines."""
    hosts = master.removeprefix("spark://").split(",")
    if not any(_listens(host) for host in hosts):
        raise EngineUnavailable(
            f"Spark по адресу «{master}» не отвечает: проверьте адрес и порт и запущен ли "
            "главный узел (master)."
        )


def _listens(address: str) -> bool:
    """Ask for a file that no master has: whoever speaks the language of Spark says so."""
    host, _, port = address.partition(":")
    name = b"/files/opora"
    asked = b"\x06" + len(name).to_bytes(4, "big") + name
    try:
        with socket.create_connection((host, int(port or _PORT)), timeout=_PATIENCE) as peer:
            peer.sendall((8 + len(asked)).to_bytes(8, "big") + asked)
            # One that wants to be signed in to closes the line; that is an answer too.
            peer.recv(1)
    except (OSError, ValueError, OverflowError):
        return False
    return True


def _require_workers(session: SparkSession, master: str) -> None:
    """See that a worker joins: without one Spark would wait for ever and say nothing."""
    # PySpark has no public way to ask; the driver itself is among those told.
    told = session.sparkContext._jsc.sc().getExecutorMemoryStatus  # noqa: SLF001
    deadline = time.monotonic() + _WORKERS_PATIENCE
    while told().size() < _DRIVER_AND_WORKER:
        if time.monotonic() > deadline:
            session.stop()
            raise EngineUnavailable(
                f"На кластере Spark «{master}» за {_WORKERS_PATIENCE:.0f} с не нашлось "
                "свободного узла (worker): запустите узлы, подождите или уменьшите --memory."
            )
        time.sleep(_PAUSE)


def _address(storage: Storage, name: str) -> str:
    url = storage.url(name)
    scheme, separator, rest = url.partition("://")
    if not separator:
        # A path of Hadoop is a pattern too; a backslash makes a letter of a sign.
        return re.sub(r"([*?\[\]{}\\])", r"\\\1", url)
    if scheme not in _SCHEMES:
        raise EngineUnavailable(
            f"Spark не читает хранилище «{storage.name}»: считайте на duckdb или перенесите "
            "хранилище на общий диск, в s3:// или hdfs://."
        )
    return f"{_SCHEMES[scheme]}://{rest}"


def _first_line(told: str) -> str:
    return told.strip().partition("\n")[0]
