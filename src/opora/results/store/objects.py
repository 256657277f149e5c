"""A store in an object storage, through fsspec.

An object appears whole when its upload ends, so a part is never half there, and the manifest,
replaced last, makes a change count. There is no lock that falls with a process: a writer makes
the object ``lock``, which a storage grants to one only, and removes it. A killed writer leaves
it; a person removes it with ``opora store unlock``. Readers hold nothing, hence a file that
compaction has joined stays until the next compaction.
"""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from opora.results.store.refusals import StorageUnavailable, StoreBusy

LOCK = "lock"
WAIT = 20.0
"""How long a writer waits for another one. [seconds]"""
_PAUSE = 0.2


@contextmanager
def _as_system_errors() -> Iterator[None]:
    """Raise what the client of S3 raises for itself as an error of the system."""
    try:
        from botocore.exceptions import BotoCoreError
    except ImportError:
        yield
        return
    try:
        yield
    except BotoCoreError as error:
        raise ConnectionError(str(error)) from error


class Objects:
    """A prefix of an object storage.

    Parameters
    ----------
    url : str
        As a person wrote it.
    filesystem : fsspec.AbstractFileSystem
        The storage.
    root : str
        The prefix within the storage.
    wait : float, default WAIT
        How long to wait for another writer. [seconds]
    """

    guards_readers = False

    def __init__(self, url: str, filesystem: Any, root: str, wait: float = WAIT) -> None:
        self._url = url.rstrip("/")
        self.filesystem = filesystem
        self._root = root.rstrip("/")
        self._wait = wait
        self._held: bytes | None = None

    @property
    def name(self) -> str:
        """The URL."""
        return self._url

    @contextmanager
    def locked(self, *, shared: bool = False) -> Iterator[None]:
        """Hold the lock object; readers need none.

        Raises
        ------
        StoreBusy
            If another writer does not finish in time, or was killed and left its lock.
        """
        if shared:
            yield
            return
        self._held = self._take_lock()
        try:
            yield
        finally:
            if self._holder() == self._held:
                self.remove(LOCK)
            self._held = None

    @_as_system_errors()
    def put(self, name: str, write: Callable[[Path], object]) -> None:
        """Write an object: whole under its name, or not at all.

        Raises
        ------
        OSError
            If the storage refuses; under the name stands what stood there before.
        StoreBusy
            If somebody removed the lock and another writer may be at work.
        """
        if self._held is not None and self._holder() != self._held:
            raise StoreBusy(
                f"Замок хранилища «{self._url}» снят во время записи; изменение отменено, "
                "прежние данные целы. Повторите загрузку."
            )
        with tempfile.TemporaryDirectory(prefix="opora-") as folder:
            draft = Path(folder) / "draft"
            write(draft)
            self.filesystem.put_file(str(draft), self._path(name))

    @_as_system_errors()
    def exists(self, name: str) -> bool:
        """Say whether there is such an object."""
        return bool(self.filesystem.exists(self._path(name)))

    @_as_system_errors()
    def read(self, name: str) -> bytes:
        """Return the content of an object."""
        content: bytes = self.filesystem.cat_file(self._path(name))
        return content

    @_as_system_errors()
    def table(self, name: str) -> pa.Table:
        """Return the rows of a Parquet object."""
        with self.filesystem.open(self._path(name), "rb") as file, pq.ParquetFile(file) as rows:
            return rows.read()

    @_as_system_errors()
    def files(self, folder: str) -> list[str]:
        """Return the names of all objects below a folder."""
        self.filesystem.invalidate_cache()
        found = self.filesystem.find(self._path(folder))
        return sorted(one.removeprefix(f"{self._root}/") for one in found)

    @_as_system_errors()
    def remove(self, name: str) -> None:
        """Remove an object, if it is there."""
        with suppress(FileNotFoundError):
            self.filesystem.rm_file(self._path(name))

    def unlock(self) -> bool:
        """Remove the lock that a killed writer left; say whether one was there."""
        left = self.exists(LOCK)
        self.remove(LOCK)
        return left

    def url(self, name: str) -> str:
        """Return the address of the object, with the protocol."""
        address: str = self.filesystem.unstrip_protocol(self._path(name))
        return address

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @_as_system_errors()
    def _take_lock(self) -> bytes:
        token = f"{socket.gethostname()}, процесс {os.getpid()}, {uuid4().hex}".encode()
        deadline = time.monotonic() + self._wait
        while True:
            try:
                self.filesystem.pipe_file(self._path(LOCK), token, mode="create")
            except OSError as error:
                # Not every S3 says why it refuses an object that is there already.
                if not isinstance(error, FileExistsError) and not self.exists(LOCK):
                    raise
                if time.monotonic() > deadline:
                    raise StoreBusy(self._busy()) from None
                time.sleep(_PAUSE)
            else:
                return token

    def _holder(self) -> bytes | None:
        try:
            return self.read(LOCK)
        except FileNotFoundError:
            return None

    def _busy(self) -> str:
        holder = (self._holder() or b"").decode(errors="replace").rpartition(", ")[0]
        return (
            f"В хранилище «{self._url}» пишет другая загрузка ({holder}). Подождите; если она "
            f"оборвана, снимите её замок: opora store unlock {self._url}"
        )


def open_objects(url: str) -> Objects:
    """Open an object storage by its URL.

    Raises
    ------
    StorageUnavailable
        If fsspec, or its package for this storage, is not installed, or there is none.
    """
    try:
        from fsspec.core import url_to_fs

        # Listings are read anew: other machines write here too.
        filesystem, root = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise StorageUnavailable(
            f"Хранилище «{url}» не открывается: не установлен пакет для такого адреса. "
            f"Для s3:// поставьте opora[s3] ({error})."
        ) from error
    except ValueError as error:
        raise StorageUnavailable(
            f"Хранилище «{url}» не открывается: адреса такого вида неизвестны. "
            "Назовите папку или место вида s3://корзина/папка."
        ) from error
    return Objects(url, filesystem, root)
