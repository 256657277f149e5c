"""The store itself: what comes in, what is withdrawn, and any data set that ever was.

In the store: ``marks/`` holds the rows by assessment and year, each file named by the SHA-256
of its source, ``scores/`` and ``counts/`` beside them how many pupils a school and class have
of each score and of each mark; ``manifest.json`` says which parts count and ``manifests/``
keeps every manifest by the hash of its data set, as ``snapshots`` says; ``places.json`` says
where each part lies, ``history.json`` what was done when; ``totals/`` and ``names/`` hold
answers that can be computed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from opora.results.store.arrivals import Arrival, ByAssessment, Changed, ReadyTables
from opora.results.store.dataset import Dataset
from opora.results.store.history import HISTORY, Step, What, steps_of, with_step
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
from opora.results.store.refusals import NoSuchDataset, NoSuchSource, NotAStore
from opora.results.store.rows import counts_of, digest_of, scores_of
from opora.results.store.snapshots import put_snapshot, read_snapshot
from opora.results.store.storage import open_storage, reading, writing

KINDS = ("marks", "scores", "counts")
"""The folders in which a part has a file each."""


@dataclass(slots=True)
class _State:
    """The manifest and the places while they are being changed."""

    manifest: Manifest
    places: Places


class Store:
    """The marks store in a folder or in an object storage.

    Parameters
    ----------
    place : pathlib.Path or str
        A path or a URL of fsspec; it is made by the first change.
    clock : callable, optional
        Tells the time that the history keeps.
    """

    def __init__(
        self, place: Path | str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.storage = open_storage(place)
        self._clock = clock

    def add(self, arrivals: Iterable[Arrival | ReadyTables]) -> Changed:
        """Keep what was read; all of it counts from one moment on, or none.

        A file that is there already changes nothing. A file of schools, assessments and years
        that are there corrects them: the earlier results stay, and no longer count.

        Parameters
        ----------
        arrivals : iterable of Arrival or ReadyTables
            Taken one by one, so that one file at a time is in memory.

        Raises
        ------
        StoreNotWritable
            If the disk is full or forbids writing; the store stays as it was.
        """
        added: list[str] = []
        known: list[str] = []
        empty: list[str] = []
        files: list[str] = []
        with self._changing() as state:
            before = state.manifest
            for arrival in arrivals:
                if _is_live(state.manifest, arrival.source):
                    known.append(arrival.file)
                elif parts := self._take(state, arrival.file, arrival.tables()):
                    added += parts
                    files.append(arrival.file)
                else:
                    empty.append(arrival.file)
            if files:
                self._commit(state, before, "add", files)
        newly = _newly_superseded(before, state.manifest)
        told = (tuple(added), tuple(known), tuple(empty))
        beside = _beside(state.manifest, state.places, {*added})
        return Changed(state.manifest.data_hash, *told, newly, beside)

    def withdraw(self, source: str) -> Changed:
        """Stop counting a source; what it corrected counts again.

        Parameters
        ----------
        source : str
            Name of the file as it came, or its SHA-256, or the beginning of that if no other
            source begins so.

        Raises
        ------
        NoSuchSource
            If nothing of it counts, or several sources begin so or bear this name.
        """
        self._require()
        with self._changing() as state:
            before = state.manifest
            found = _source_named(before, source)
            state.manifest = Manifest(
                tuple(
                    msgspec.structs.replace(one, withdrawn=one.withdrawn or one.source == found)
                    for one in before.parts
                )
            )
            files = dict.fromkeys(one.file for one in before.parts if one.source == found)
            self._commit(state, before, "withdraw", list(files))
        return Changed(state.manifest.data_hash)

    def compact(self) -> int:
        """Join the parts of an assessment and year into one file each; no data set changes.

        Returns
        -------
        int
            How many files of marks are fewer.

        Raises
        ------
        StoreNotWritable
            If the disk is full or forbids writing; the store stays as it was.
        """
        self._require()
        with self._changing() as state:
            old = {place.path for place in state.places.values()}
            for group in _scattered(state.places):
                self._join(state.places, group)
            self._put_json(PLACES, state.places)
            new = {place.path for place in state.places.values()}
            # Where readers hold no lock, somebody may be reading what was joined just now.
            self._keep_only(new if self.storage.guards_readers else old | new)
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
            If there is no store at this place.
        NoSuchDataset
            If no data set, or more than one, has this hash.
        """
        with self._reading():
            if data_hash is None:
                return Dataset(self.storage, read_json(self.storage, CURRENT, Manifest))
            return Dataset(self.storage, read_snapshot(self.storage, self._named(data_hash)))

    def history(self) -> tuple[Step, ...]:
        """Return what was done to the store, the oldest first.

        Raises
        ------
        NotAStore
            If there is no store at this place.
        """
        with self._reading():
            return steps_of(self.storage, read_json(self.storage, CURRENT, Manifest))

    def unlock(self) -> bool:
        """Remove the lock that a killed writer left in an object storage; say if one was there.

        Locks of a disk fall with their process.
        """
        with writing():
            return self.storage.unlock()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        self._require()
        with reading(self.storage), self.storage.locked(shared=True):
            yield

    def _require(self) -> None:
        with reading(self.storage):
            if not self.storage.exists(CURRENT):
                raise NotAStore(f"В папке «{self.storage.name}» нет хранилища результатов.")

    def _named(self, data_hash: str) -> str:
        names = self.storage.files("manifests")
        found = [one for one in names if data_hash and one.startswith(f"manifests/{data_hash}")]
        if len(found) != 1:
            raise NoSuchDataset(
                f"Набора данных «{data_hash}» в хранилище нет, или таких несколько."
            )
        return found[0].removeprefix("manifests/").removesuffix(".json")

    @contextmanager
    def _changing(self) -> Iterator[_State]:
        """Hold the store alone; the disk's refusals become sentences."""
        with writing(), self.storage.locked():
            yield self._state()

    def _state(self) -> _State:
        if not self.storage.exists(CURRENT):
            return _State(Manifest(), {})
        manifest = read_json(self.storage, CURRENT, Manifest)
        return _State(manifest, read_json(self.storage, PLACES, Places))

    def _take(self, state: _State, file: str, tables: ByAssessment) -> list[str]:
        """Write the parts of a file; they count once the manifest names them."""
        parts = [self._write(state.places, table, file) for table in tables.values()]
        keys = {part.key for part in parts}
        kept = [part for part in state.manifest.parts if part.key not in keys]
        state.manifest = Manifest((*kept, *parts))
        return [part.key for part in parts]

    def _write(self, places: Places, rows: pa.Table, file: str) -> Part:
        scores = scores_of(rows)
        counts = counts_of(scores)
        scopes = scopes_of(counts)
        first = rows.slice(0, 1).to_pylist()[0]
        part = Part(
            first["assessment"], first["year"], first["source"], file, digest_of(rows),
            len(scopes),
        )  # fmt: skip
        if part.key not in places:
            for kind, table in zip(KINDS, (rows, scores, counts), strict=True):
                self._put_table(kind, part.key, [table])
            places[part.key] = Place(part.key, scopes)
        return part

    def _join(self, places: Places, keys: list[str]) -> None:
        paths = sorted({places[key].path for key in keys})
        name = hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()
        joined = f"{keys[0].rpartition('/')[0]}/{name}"
        for kind in KINDS:
            tables = (self.storage.table(_file(kind, path)) for path in paths)
            self._put_table(kind, joined, tables)
        for key in keys:
            places[key] = msgspec.structs.replace(places[key], path=joined)

    def _keep_only(self, paths: Iterable[str]) -> None:
        """Remove files of parts that are joined, and those that a killed import left."""
        kept = {_file(kind, path) for path in paths for kind in KINDS}
        for kind in KINDS:
            for name in {*self.storage.files(kind)} - kept:
                self.storage.remove(name)

    def _commit(self, state: _State, before: Manifest, what: What, files: list[str]) -> None:
        """Make the change count: the manifest is the last to be replaced."""
        state.manifest = resolved(state.manifest, state.places)
        after = state.manifest.data_hash
        step = Step(self._clock(), what, tuple(files), before.data_hash, after)
        history = with_step(self.storage, before, step)
        self._put_json(PLACES, state.places)
        put_snapshot(self.storage, state.manifest, before)
        self.storage.put(HISTORY, lambda path: path.write_bytes(history))
        self._put_json(CURRENT, state.manifest)

    def _put_table(self, kind: str, path: str, tables: Iterable[pa.Table]) -> None:
        self.storage.put(_file(kind, path), lambda target: _write_all(tables, target))

    def _put_json(self, name: str, content: Manifest | Places) -> None:
        encoded = msgspec.json.encode(content)
        self.storage.put(name, lambda path: path.write_bytes(encoded))


def _file(kind: str, path: str) -> str:
    return f"{kind}/{path}.parquet"


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


def _source_named(manifest: Manifest, name: str) -> str:
    live = [part for part in manifest.parts if not part.withdrawn]
    found = {one.source for one in live if name and name in (one.file, one.source)} or {
        one.source for one in live if name and one.source.startswith(name)
    }
    if len(found) != 1:
        told = "их несколько, укажите отпечаток" if found else "его нет"
        raise NoSuchSource(f"Файл «{name}» в хранилище не найден: {told}.")
    return found.pop()


def _newly_superseded(before: Manifest, after: Manifest) -> dict[str, tuple[str, ...]]:
    past = {part.key: {*part.superseded} for part in before.parts}
    newly = {
        part.key: tuple(one for one in part.superseded if one not in past.get(part.key, set()))
        for part in after.parts
        if not part.withdrawn
    }
    return {key: schools for key, schools in newly.items() if schools}


def _beside(manifest: Manifest, places: Places, added: set[str]) -> tuple[tuple[str, int], ...]:
    """Return the exams in which a new part and another one both have counting results."""
    groups: dict[tuple[str, int], list[Part]] = {}
    for part in manifest.counting:
        # Pupils write ВПР once; an exam is sat again on another day.
        if not part.assessment.startswith("ВПР"):
            groups.setdefault((part.assessment, part.year), []).append(part)
    return tuple(
        exam
        for exam, parts in groups.items()
        if any(part.key in added for part in parts) and _share_schools(parts, places)
    )


def _share_schools(parts: list[Part], places: Places) -> bool:
    seen: set[str] = set()
    for part in parts:
        schools = {one.school for one in places[part.key].scopes} - {*part.superseded}
        if schools & seen:
            return True
        seen |= schools
    return False
