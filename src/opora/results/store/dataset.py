"""One data set of a store: the rows that count, added up, and where each of them came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from opora.results.store import disk
from opora.results.store.engine import DuckEngine
from opora.results.store.manifest import PLACES, Manifest, Part, Places, read_json
from opora.results.store.refusals import NotAStore
from opora.results.store.rows import KEYS

TOTALS = pa.schema([
    ("school", pa.string()),
    ("assessment", pa.string()),
    ("year", pa.int64()),
    ("low", pa.int64()),
    ("tested", pa.int64()),
])  # fmt: skip
"""What a rule of identification asks for: one row a school, assessment and year."""

ROWS = ("school", "class_name", "mark", "low", "attempt", "pupils", "primary", "final",
        "source", "sheet", "row")  # fmt: skip
"""The columns that explain a figure."""

_PART_KEYS = pa.schema(
    [("assessment", pa.string()), ("year", pa.int16()), ("source", pa.string())]
)
_SCHOOL_KEYS = _PART_KEYS.append(pa.field("school", pa.string()))


class Dataset:
    """The data of a store as they were under one manifest.

    Parameters
    ----------
    directory : pathlib.Path
        The folder of the store.
    manifest : Manifest
        Which parts count.
    """

    def __init__(self, directory: Path, manifest: Manifest) -> None:
        self._directory = directory
        self._manifest = manifest

    @property
    def data_hash(self) -> str:
        """The name of the data set."""
        return self._manifest.data_hash

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of which something counts."""
        return self._manifest.counting

    def totals(self, engine: DuckEngine, *, full_scan: bool = False) -> pa.Table:
        """Add up low results and participants by school, assessment and year.

        Parameters
        ----------
        engine : DuckEngine
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
            return self._added(engine, "marks")
        kept = f"totals/{self.data_hash}.parquet"
        if (self._directory / kept).exists():
            return disk.read_table(self._directory / kept).cast(TOTALS)
        added = self._added(engine, "counts")
        # A store that cannot be written to is still read; the next question adds up again.
        with suppress(OSError):
            disk.put(self._directory, kept, lambda path: pq.write_table(added, path))
        return added

    def names(self, engine: DuckEngine) -> dict[str, str]:
        """Return the name of each school that a file names; of several the last in order."""
        if not self.parts:
            return {}
        with self._reading():
            frame = self._counting(engine, "counts", self.parts)
            pairs = frame.filter(~nw.col("name").is_null()).select("school", "name").unique()
            table = pairs.sort("school", "name").collect(backend="pyarrow").to_arrow()
        return dict(zip(table["school"].to_pylist(), table["name"].to_pylist(), strict=True))

    def rows(self, engine: DuckEngine, school: str, assessment: str, year: int) -> pa.Table:
        """Return the rows behind one figure of a school, with the source and place of each."""
        parts = [
            part for part in self.parts if (part.assessment, part.year) == (assessment, year)
        ]
        if not parts:
            return pa.table({name: [] for name in ROWS})
        with self._reading():
            frame = self._counting(engine, "marks", parts)
            wanted = frame.filter(nw.col("school") == school).select(*ROWS)
            return wanted.sort("source", "sheet", "row").collect(backend="pyarrow").to_arrow()

    def file_of(self, source: str) -> str:
        """Return the name under which a source came."""
        return next(part.file for part in self.parts if part.source == source)

    def _added(self, engine: DuckEngine, kind: str) -> pa.Table:
        if not self.parts:
            return TOTALS.empty_table()
        with self._reading():
            frame = self._counting(engine, kind, self.parts)
            table = _totals(frame).collect(backend="pyarrow").to_arrow()
        return table.select(TOTALS.names).cast(TOTALS)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Hold the store as it is; a part that is gone or damaged becomes a sentence."""
        try:
            with disk.locked(self._directory, shared=True):
                yield
        except duckdb.Error as error:
            raise NotAStore(
                f"Файл хранилища «{self._directory}» пропал или повреждён: {error}"
            ) from error

    def _counting(
        self, engine: DuckEngine, kind: str, parts: Sequence[Part]
    ) -> nw.LazyFrame[Any]:
        """Return the rows that count: of these parts, without the schools corrected later."""
        keys = pa.Table.from_pylist([_key(part) for part in parts], schema=_PART_KEYS)
        gone = [_key(part) | {"school": school} for part in parts for school in part.superseded]
        frame = engine.parts(self._files(kind, parts))
        frame = frame.join(engine.table(keys), on=list(KEYS), how="semi")
        if not gone:
            return frame
        corrected = engine.table(pa.Table.from_pylist(gone, schema=_SCHOOL_KEYS))
        return frame.join(corrected, on=[*KEYS, "school"], how="anti")

    def _files(self, kind: str, parts: Sequence[Part]) -> list[Path]:
        # Read anew for each question: parts may have been joined since the last one.
        places = read_json(self._directory, PLACES, Places)
        stems = dict.fromkeys(places[part.key].path for part in parts)
        return [self._directory / kind / f"{stem}.parquet" for stem in stems]


def _totals(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add up; one expression for counts and for marks, both say how many pupils a row is."""
    keys = ("school", "assessment", "year")
    told = frame.filter(~nw.col("low").is_null(), nw.col("attempt") == 1)
    low = nw.when(nw.col("low")).then(nw.col("pupils")).otherwise(0)
    added = told.with_columns(low_pupils=low).group_by(*keys).agg(
        low=nw.col("low_pupils").sum(), tested=nw.col("pupils").sum()
    )  # fmt: skip
    return added.with_columns(nw.col("low", "tested", "year").cast(nw.Int64)).sort(*keys)


def _key(part: Part) -> dict[str, Any]:
    return {"assessment": part.assessment, "year": part.year, "source": part.source}
