"""Where a store lies: a folder of the disk, or a place in an object storage."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from opora.results.store.disk import Disk
from opora.results.store.refusals import NotAStore, StoreNotWritable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_REASONS: dict[type[OSError], str] = {
    ConnectionError: "связи с ним нет",
    PermissionError: "нет права доступа",
    FileNotFoundError: "такого места нет",
    NotADirectoryError: "на этом месте файл, а не папка",
    FileExistsError: "на этом месте файл, а не папка",
    TimeoutError: "оно не ответило вовремя",
}


class Storage(Protocol):
    """Files that are there whole or not at all, by names like ``totals/….parquet``."""

    @property
    def guards_readers(self) -> bool:
        """Whether a reader's lock keeps writers out."""

    @property
    def name(self) -> str:
        """The place as a person knows it."""

    @property
    def filesystem(self) -> Any:
        """The fsspec file system behind ``url``; None for the disk."""

    def locked(self, *, shared: bool = False) -> AbstractContextManager[None]:
        """Hold the store: readers together, one writer alone."""

    def put(self, name: str, write: Callable[[Path], object]) -> None:
        """Write a file by way of a path of the disk: whole under its name, or not at all."""

    def exists(self, name: str) -> bool:
        """Say whether there is such a file."""

    def read(self, name: str) -> bytes:
        """Return the content of a file."""

    def table(self, name: str) -> pa.Table:
        """Return the rows of a Parquet file."""

    def files(self, folder: str) -> list[str]:
        """Return the names of all files below a folder."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def unlock(self) -> bool:
        """Remove the lock that a killed writer left; say whether one was there."""

    def url(self, name: str) -> str:
        """Return the address at which an engine finds the file."""


def open_storage(place: Path | str) -> Storage:
    """Open a place by its path or URL.

    Parameters
    ----------
    place : pathlib.Path or str
        A path, ``file://…``, or a URL of fsspec: ``s3://bucket/prefix``, ``memory://name``.

    Raises
    ------
    StorageUnavailable
        If the package for this kind of storage is not installed.

    Examples
    --------
    >>> type(open_storage("var/store")).__name__
    'Disk'
    """
    text = str(place)
    if "://" not in text:
        return Disk(Path(place))
    if text.startswith("file://"):
        return Disk(Path(text.removeprefix("file://")))
    from opora.results.store.objects import open_objects

    return open_objects(text)


@contextmanager
def writing() -> Iterator[None]:
    """Turn what a storage refuses to a writer into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreNotWritable(
                "На диске хранилища нет места. Данные, которые уже были в нём, целы; "
                "освободите место и повторите загрузку."
            ) from error
        raise StoreNotWritable(
            f"Хранилище не открывается для записи: {_reason(error)}. "
            "Данные, которые уже были в нём, целы."
        ) from error


@contextmanager
def reading(storage: Storage) -> Iterator[None]:
    """Turn what a storage refuses to a reader into a sentence."""
    try:
        yield
    except OSError as error:
        raise NotAStore(
            f"Хранилище «{storage.name}» не открывается для чтения: {_reason(error)}."
        ) from error


def _reason(error: OSError) -> str:
    """Say why, and in the words of the storage, where it has its own for who looks after it."""
    told = next((words for kind, words in _REASONS.items() if isinstance(error, kind)), None)
    if error.errno == errno.EROFS:
        told = "диск только для чтения"
    if told is None:
        return error.strerror or str(error)
    own = "" if error.errno else str(error).rstrip(".")
    return f"{told} ({own})" if own else told
