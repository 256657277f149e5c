"""Writing so that a file is there whole or not at all, and one change at a time.

Everything is written into ``tmp`` of the store, brought to the disk and moved into its place;
a process killed at any moment leaves at worst a file in ``tmp``, which the next change removes.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from opora.results.store.refusals import StoreNotWritable

_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def locked(directory: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of the store; it falls with the process, however that ends.

    Parameters
    ----------
    directory : pathlib.Path
        The folder of the store.
    shared : bool, default False
        Several readers may hold the lock together, one writer alone.
    """
    handle = os.open(directory / "lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def put(directory: Path, name: str, write: Callable[[Path], object]) -> None:
    """Write a file of the store: whole under its name, or not at all.

    Parameters
    ----------
    directory : pathlib.Path
        The folder of the store.
    name : str
        Where the file belongs, relative to the folder.
    write : callable
        Writes the content to the path it is given.

    Raises
    ------
    OSError
        If the disk refuses; nothing stands under the name that did not stand there before.
    """
    target = directory / name
    draft = directory / "tmp" / uuid4().hex
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.parent.mkdir(exist_ok=True)
    try:
        write(draft)
        _sync(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    _sync(target.parent)


def put_bytes(directory: Path, name: str, content: bytes) -> None:
    """Write these bytes as ``put`` does."""
    put(directory, name, lambda path: path.write_bytes(content))


def read_table(path: Path) -> pa.Table:
    """Read a Parquet file of the store; the reader of whole data sets would load pandas too."""
    with pq.ParquetFile(path) as file:
        return file.read()


def sweep(directory: Path) -> None:
    """Remove what killed processes left half written; call it under the lock."""
    for draft in (directory / "tmp").glob("*"):
        draft.unlink(missing_ok=True)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreNotWritable(
                "На диске хранилища нет места. Данные, которые уже были в нём, целы; "
                "освободите место и повторите загрузку."
            ) from error
        raise StoreNotWritable(
            f"Хранилище не открывается для записи: {error.strerror or error}. "
            "Данные, которые уже были в нём, целы."
        ) from error


def _sync(path: Path) -> None:
    """Bring a file, or the list of names of a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
