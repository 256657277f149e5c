"""The store itself: what comes in, what is withdrawn, and any data set that ever was.

In the folder: ``marks/`` and ``counts/`` hold the parts by assessment and year, each file named
by the SHA-256 of its source; ``manifest.json`` says which parts count and ``manifests/`` keeps
every manifest by the hash of its data set; ``places.json`` says where each part lies;
``totals/`` holds answers that can be computed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from opora.results.model import FileResults
from opora.results.store import disk
from opora.results.store.dataset import Dataset
from opora.results.store.manifest import (
    CURRENT,
    PLACES,
    Manifest,
    Part,
    Place,
    Places,
    read_json,
    resolved,
    scopes_of,
)
from opora.results.store.refusals import (
    NoSuchDataset,
    NoSuchSource,
    NotAStore,
)
from opora.results.store.rows import counts_of, digest_of, tables_of


@dataclass(frozen=True, slots=True)
class Arrival:
    """What was read in a file, and the SHA-256 of the bytes of that file."""

    results: FileResults
    source: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change made of the store.

    ``added`` are the parts that were not there, ``known`` the files that were, ``empty`` the
    files that do not tell low results from others, and ``superseded`` the schools, by part, of
    which a later file now stands in place of an earlier one.
    """

    data_hash: str
    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    superseded: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def sentences(self) -> Iterator[str]:
        """Yield in words what came of it, the hash of the data set last."""
        yield f"В хранилище добавлено частей: {len(self.added)}."
        for file in self.known:
            yield f"{file}: уже есть в хранилище, ничего не изменилось."
        for file in self.empty:
            yield f"{file}: не видно, кто справился, а кто нет; в хранилище не положен."
        for part, schools in self.superseded.items():
            assessment, year, _ = part.split("/")
            shown = ", ".join(schools)
            yield f"{assessment}, {year}: прежние результаты заменены у школ {shown}."
        yield f"Набор данных {self.data_hash}."


@dataclass(slots=True)
class _State:
    """The manifest and the places while they are being changed."""

    manifest: Manifest
    places: Places


class Store:
    """The marks store in a folder.

    Parameters
    ----------
    directory : pathlib.Path
        The folder; it is made by the first change.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def add(self, arrivals: Iterable[Arrival]) -> Changed:
        """Keep what was read; all of it counts from one moment on, or none.

        A file that is there already changes nothing. A file of schools, assessments and years
        that are there corrects them: the earlier results stay, and no longer count.

        Parameters
        ----------
        arrivals : iterable of Arrival
            Taken one by one, so that one file at a time is in memory.

        Raises
        ------
        StoreNotWritable
            If the disk is full or forbids writing; the store stays as it was.
        """
        added: list[str] = []
        known: list[str] = []
        empty: list[str] = []
        with self._changing() as state:
            before = state.manifest
            for arrival in arrivals:
                file = arrival.results.file
                if _is_live(state.manifest, arrival.source):
                    known.append(file)
                elif parts := self._take(state, arrival):
                    added += parts
                else:
                    empty.append(file)
            self._commit(state)
        newly = _newly_superseded(before, state.manifest)
        told = (tuple(added), tuple(known), tuple(empty))
        return Changed(state.manifest.data_hash, *told, newly)

    def withdraw(self, source: str) -> Changed:
        """Stop counting a source; what it corrected counts again.

        Parameters
        ----------
        source : str
            SHA-256 of the file, or its beginning if no other source begins so.

        Raises
        ------
        NoSuchSource
            If nothing of it counts, or several sources begin so.
        """
        with self._changing() as state:
            parts = state.manifest.parts
            live = {one.source for one in parts if not one.withdrawn}
            found = {one for one in live if source and one.startswith(source)}
            if len(found) != 1:
                raise NoSuchSource(
                    f"Файла с отпечатком «{source}» в хранилище нет, или таких несколько."
                )
            state.manifest = Manifest(
                tuple(
                    msgspec.structs.replace(one, withdrawn=one.withdrawn or one.source in found)
                    for one in parts
                )
            )
            self._commit(state)
        return Changed(state.manifest.data_hash)

    def compact(self) -> int:
        """Join the parts of an assessment and year into one file each; no data set changes.

        Returns
        -------
        int
            How many files are fewer.

        Raises
        ------
        StoreNotWritable
            If the disk is full or forbids writing; the store stays as it was.
        """
        with self._changing() as state:
            old = {place.path for place in state.places.values()}
            for group in _scattered(state.places):
                self._join(state.places, group)
            self._put_json(PLACES, state.places)
            new = {place.path for place in state.places.values()}
            # Nobody reads here: readers hold the lock that this change has alone.
            for path in old - new:
                for kind in ("marks", "counts"):
                    self._file(kind, path).unlink(missing_ok=True)
        return len(old - new) - len(new - old)

    def dataset(self, data_hash: str | None = None) -> Dataset:
        """Return the data set of today, or any that ever was.

        Parameters
        ----------
        data_hash : str, optional
            The hash of a data set, or its beginning if no other begins so.

        Raises
        ------
        NotAStore
            If the folder holds no store.
        NoSuchDataset
            If no data set, or more than one, has this hash.
        """
        name = CURRENT if data_hash is None else self._named(data_hash)
        if not (self.directory / CURRENT).exists():
            raise NotAStore(f"В папке «{self.directory}» нет хранилища результатов.")
        with disk.locked(self.directory, shared=True):
            manifest = read_json(self.directory, name, Manifest)
        return Dataset(self.directory, manifest)

    def _named(self, data_hash: str) -> str:
        names = [path.name for path in (self.directory / "manifests").glob("*.json")]
        found = [name for name in names if data_hash and name.startswith(data_hash)]
        if len(found) != 1:
            raise NoSuchDataset(
                f"Набора данных «{data_hash}» в хранилище нет, или таких несколько."
            )
        return f"manifests/{found[0]}"

    @contextmanager
    def _changing(self) -> Iterator[_State]:
        """Hold the store alone; the disk's refusals become sentences."""
        with disk.refusing():
            self.directory.mkdir(parents=True, exist_ok=True)
            with disk.locked(self.directory):
                disk.sweep(self.directory)
                yield self._state()

    def _state(self) -> _State:
        if not (self.directory / CURRENT).exists():
            return _State(Manifest(), {})
        manifest = read_json(self.directory, CURRENT, Manifest)
        return _State(manifest, read_json(self.directory, PLACES, Places))

    def _take(self, state: _State, arrival: Arrival) -> list[str]:
        """Write the parts of a file; they count once the manifest names them."""
        tables = tables_of(arrival.results, arrival.source)
        parts = [
            self._write(state.places, table, arrival.results.file) for table in tables.values()
        ]
        keys = {part.key for part in parts}
        kept = [part for part in state.manifest.parts if part.key not in keys]
        state.manifest = Manifest((*kept, *parts))
        return [part.key for part in parts]

    def _write(self, places: Places, rows: pa.Table, file: str) -> Part:
        counts = counts_of(rows)
        scopes = scopes_of(counts)
        first = rows.slice(0, 1).to_pylist()[0]
        part = Part(
            first["assessment"], first["year"], first["source"], file, digest_of(rows),
            len(scopes),
        )  # fmt: skip
        if part.key not in places:
            for kind, table in (("marks", rows), ("counts", counts)):
                self._put_table(kind, part.key, [table])
            places[part.key] = Place(part.key, scopes)
        return part

    def _join(self, places: Places, keys: list[str]) -> None:
        paths = sorted({places[key].path for key in keys})
        name = hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()
        joined = f"{keys[0].rpartition('/')[0]}/{name}"
        for kind in ("marks", "counts"):
            tables = (disk.read_table(self._file(kind, path)) for path in paths)
            self._put_table(kind, joined, tables)
        for key in keys:
            places[key] = msgspec.structs.replace(places[key], path=joined)

    def _commit(self, state: _State) -> None:
        """Make the change count: the manifest is the last to be replaced."""
        state.manifest = resolved(state.manifest, state.places)
        self._put_json(PLACES, state.places)
        self._put_json(f"manifests/{state.manifest.data_hash}.json", state.manifest)
        self._put_json(CURRENT, state.manifest)

    def _file(self, kind: str, path: str) -> Path:
        return self.directory / kind / f"{path}.parquet"

    def _put_table(self, kind: str, path: str, tables: Iterable[pa.Table]) -> None:
        disk.put(
            self.directory, f"{kind}/{path}.parquet", lambda target: _write_all(tables, target)
        )

    def _put_json(self, name: str, content: Manifest | Places) -> None:
        disk.put_bytes(self.directory, name, msgspec.json.encode(content))


def source_digest(path: Path) -> str:
    """Return the SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_all(tables: Iterable[pa.Table], target: Path) -> None:
    """Write tables one after another; one at a time is in memory."""
    writer: pq.ParquetWriter | None = None
    try:
        for table in tables:
            writer = writer or pq.ParquetWriter(target, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


def _scattered(places: Places) -> list[list[str]]:
    """Return the parts of each assessment and year that lie in more than one file."""
    groups: dict[str, list[str]] = {}
    for key in places:
        groups.setdefault(key.rpartition("/")[0], []).append(key)
    return [keys for keys in groups.values() if len({places[key].path for key in keys}) > 1]


def _is_live(manifest: Manifest, source: str) -> bool:
    return any(part.source == source and not part.withdrawn for part in manifest.parts)


def _newly_superseded(before: Manifest, after: Manifest) -> dict[str, tuple[str, ...]]:
    past = {part.key: {*part.superseded} for part in before.parts}
    newly = {
        part.key: tuple(one for one in part.superseded if one not in past.get(part.key, set()))
        for part in after.parts
        if not part.withdrawn
    }
    return {key: schools for key, schools in newly.items() if schools}
