"""A store in a folder: a file is there whole or not at all, and one change is made at a time.

Everything is written into ``tmp`` of the store, brought to the disk and moved into its place;
a process killed at any moment leaves at worst a file in ``tmp``, which the next change removes.
The lock is ``flock`` of POSIX, which falls with the process; Windows has none.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq


class Disk:
    """A folder of the disk.

    Parameters
    ----------
    folder : pathlib.Path
        It is made by the first change.
    """

    guards_readers = True
    filesystem = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        """The path."""
        return str(self._folder)

    @contextmanager
    def locked(self, *, shared: bool = False) -> Iterator[None]:
        """Hold the lock of the store; it falls with the process, however that ends.

        Parameters
        ----------
        shared : bool, default False
            Several readers may hold the lock together, one writer alone. What a killed writer
            left half written goes when the next one takes the lock.
        """
        if not shared:
            self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._folder / "lock", os.O_RDONLY | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
            if not shared:
                self._sweep()
            yield
        finally:
            os.close(handle)

    def put(self, name: str, write: Callable[[Path], object]) -> None:
        """Write a file of the store: whole under its name, or not at all.

        Parameters
        ----------
        name : str
            Where the file belongs, relative to the folder.
        write : callable
            Writes the content to the path it is given.

        Raises
        ------
        OSError
            If the disk refuses; under the name stands what stood there before.
        """
        target = self._folder / name
        draft = self._folder / "tmp" / uuid4().hex
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.parent.mkdir(exist_ok=True)
        try:
            write(draft)
            _sync(draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        _sync(target.parent)

    def exists(self, name: str) -> bool:
        """Say whether there is such a file."""
        return (self._folder / name).exists()

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        return (self._folder / name).read_bytes()

    def table(self, name: str) -> pa.Table:
        """Return the rows of a Parquet file."""
        # The reader of whole data sets would load pandas too.
        with pq.ParquetFile(self._folder / name) as file:
            return file.read()

    def files(self, folder: str) -> list[str]:
        """Return the names of all files below a folder."""
        found = (self._folder / folder).rglob("*")
        return sorted(str(one.relative_to(self._folder)) for one in found if one.is_file())

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self._folder / name).unlink(missing_ok=True)

    def unlock(self) -> bool:
        """Return False: the lock of a killed process is not there."""
        return False

    def url(self, name: str) -> str:
        """Return the full path of the file."""
        return str((self._folder / name).resolve())

    def _sweep(self) -> None:
        for draft in (self._folder / "tmp").glob("*"):
            draft.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Bring a file, or the list of names of a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
