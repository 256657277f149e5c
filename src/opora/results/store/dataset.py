"""One data set of a store: the rows that count, added up, and where each of them came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from opora.results.store.engine import Engine
from opora.results.store.manifest import PLACES, Address, Manifest, Part, read_json
from opora.results.store.refusals import StoreRefused
from opora.results.store.rows import KEYS, SCHEMA
from opora.results.store.storage import Storage, reading

TOTALS = pa.schema([
    ("school", pa.string()),
    ("assessment", pa.string()),
    ("year", pa.int64()),
    ("low", pa.int64()),
    ("tested", pa.int64()),
])  # fmt: skip
"""What a rule of identification asks for: one row a school, assessment and year."""

ROWS = pa.schema([SCHEMA.field(name) for name in (
    "school", "class_name", "mark", "low", "attempt", "pupils", "primary", "final",
    "source", "sheet", "row",
)])  # fmt: skip
"""The columns that explain a figure."""

DISTRIBUTION = pa.schema([
    *(SCHEMA.field(name) for name in ("school", "class_name", "mark", "primary", "final")),
    ("pupils", pa.int64()),
])  # fmt: skip
"""How many pupils of a class have a mark and a score."""

NAMES = pa.schema([("school", pa.string()), ("name", pa.string())])

_PART_KEYS = pa.schema([SCHEMA.field(name) for name in KEYS])
_SCHOOL_KEYS = _PART_KEYS.append(SCHEMA.field("school"))

_Build = Callable[[nw.LazyFrame[Any]], nw.LazyFrame[Any]]


class Dataset:
    """The data of a store as they were under one manifest.

    Parameters
    ----------
    storage : Storage
        Where the store lies.
    manifest : Manifest
        Which parts count.
    """

    def __init__(self, storage: Storage, manifest: Manifest) -> None:
        self._storage = storage
        self._manifest = manifest
        self._hash = manifest.data_hash

    @property
    def data_hash(self) -> str:
        """The name of the data set."""
        return self._hash

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of which something counts."""
        return self._manifest.counting

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """All parts in the order in which they came, also those that no longer count."""
        return self._manifest.parts

    def totals(self, engine: Engine, *, full_scan: bool = False) -> pa.Table:
        """Add up low results and participants by school, assessment and year.

        Parameters
        ----------
        engine : Engine
            Does the adding.
        full_scan : bool, default False
            Add the marks themselves; else the counts that each part carries are added, once
            for a data set: the answer is kept beside the store.

        Returns
        -------
        pyarrow.Table
            Of the schema ``TOTALS``, sorted. Results of which the file does not tell whether
            they are low are not there, nor are repeated attempts.
        """
        if full_scan:
            return self._asked(engine, "marks", self.parts, _totals, TOTALS)
        return self._kept(
            "totals", lambda: self._asked(engine, "counts", self.parts, _totals, TOTALS)
        )

    def names(self, engine: Engine) -> dict[str, str]:
        """Return the name of each school that a file names; of several the last in order."""
        table = self._kept(
            "names", lambda: self._asked(engine, "counts", self.parts, _names, NAMES)
        )
        return dict(zip(table["school"].to_pylist(), table["name"].to_pylist(), strict=True))

    def distribution(
        self, engine: Engine, assessment: str, year: int, *, full_scan: bool = False
    ) -> pa.Table:
        """Return how many pupils of each class have each mark and score.

        A changed boundary, heaping at a boundary or the spread of a school need no marks.

        Parameters
        ----------
        engine : Engine
            Does the adding.
        assessment, year : str, int
            Of which one.
        full_scan : bool, default False
            Add the marks themselves; else the counts by score that each part carries.

        Returns
        -------
        pyarrow.Table
            Of the schema ``DISTRIBUTION``, sorted; first attempts only.
        """
        kind = "marks" if full_scan else "scores"
        return self._asked(
            engine, kind, self._parts_of(assessment, year), _distribution, DISTRIBUTION
        )

    def rows(self, engine: Engine, school: str, assessment: str, year: int) -> pa.Table:
        """Return the rows behind one figure of a school, with the source and place of each."""

        def build(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
            wanted = frame.filter(nw.col("school") == school).select(*ROWS.names)
            return wanted.sort("source", "sheet", "row")

        return self._asked(engine, "marks", self._parts_of(assessment, year), build, ROWS)

    def file_of(self, source: str) -> str:
        """Return the name under which a source came."""
        return next(part.file for part in self.parts if part.source == source)

    def _parts_of(self, assessment: str, year: int) -> list[Part]:
        return [one for one in self.parts if (one.assessment, one.year) == (assessment, year)]

    def _kept(self, what: str, add: Callable[[], pa.Table]) -> pa.Table:
        """Return the answer kept for this data set, or add up and keep it."""
        name = f"{what}/{self.data_hash}.parquet"
        if self._storage.exists(name):
            return self._storage.table(name)
        table = add()
        # A store that cannot be written to is still read; the next question adds up again.
        with suppress(OSError, StoreRefused):
            self._storage.put(name, lambda path: pq.write_table(table, path))
        return table

    def _asked(
        self, engine: Engine, kind: str, parts: Sequence[Part], build: _Build, schema: pa.Schema
    ) -> pa.Table:
        """Let the engine compute; engines agree in values, and here in types."""
        if not parts:
            return schema.empty_table()
        storage = self._storage
        with reading(storage), storage.locked(shared=True), engine.refusing(storage):
            frame = build(self._counting(engine, kind, parts))
            table = frame.collect(backend="pyarrow").to_arrow()
        return table.select(schema.names).cast(schema)

    def _counting(self, engine: Engine, kind: str, parts: Sequence[Part]) -> nw.LazyFrame[Any]:
        """Return the rows that count: of these parts, without the schools corrected later."""
        files, others = self._files(kind, parts)
        frame = engine.parts(self._storage, files)
        # Most files have nothing else; to look at the source of each row would cost as much
        # as all the adding.
        if others:
            keys = pa.Table.from_pylist([_key(part) for part in parts], schema=_PART_KEYS)
            frame = frame.join(engine.table(keys), on=list(KEYS), how="semi")
        gone = [_key(part) | {"school": school} for part in parts for school in part.superseded]
        if gone:
            corrected = engine.table(pa.Table.from_pylist(gone, schema=_SCHOOL_KEYS))
            frame = frame.join(corrected, on=[*KEYS, "school"], how="anti")
        return frame

    def _files(self, kind: str, parts: Sequence[Part]) -> tuple[list[str], bool]:
        """Return the files of these parts, and whether other parts lie in them too."""
        # Read anew for each question: parts may have been joined since the last one.
        places = read_json(self._storage, PLACES, dict[str, Address])
        wanted = {part.key: places[part.key].path for part in parts}
        paths = dict.fromkeys(wanted.values())
        others = any(one.path in paths and key not in wanted for key, one in places.items())
        return [f"{kind}/{path}.parquet" for path in paths], others


def _totals(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add up; one expression for counts and for marks, both say how many pupils a row is."""
    keys = ("school", "assessment", "year")
    told = frame.filter(~nw.col("low").is_null(), nw.col("attempt") == 1)
    low = nw.when(nw.col("low")).then(nw.col("pupils")).otherwise(0)
    added = told.with_columns(low_pupils=low).group_by(*keys).agg(
        low=nw.col("low_pupils").sum(), tested=nw.col("pupils").sum()
    )  # fmt: skip
    return added.with_columns(nw.col("low", "tested", "year").cast(nw.Int64)).sort(*keys)


def _names(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    pairs = frame.filter(~nw.col("name").is_null()).select(*NAMES.names)
    return pairs.unique().sort(*NAMES.names)


def _distribution(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    keys = DISTRIBUTION.names[:-1]
    first = frame.filter(nw.col("attempt") == 1)
    added = first.group_by(*keys).agg(pupils=nw.col("pupils").sum())
    return added.with_columns(nw.col("pupils").cast(nw.Int64)).sort(*keys)


def _key(part: Part) -> dict[str, Any]:
    return {"assessment": part.assessment, "year": part.year, "source": part.source}
