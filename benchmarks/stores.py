"""Stores of invented results, built part by part: what a real import writes, only faster.

Rows, counts, digests and scopes are made by the store's own functions; that a store built here
equals one that took the same results through ``Store.add`` is tested.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from opora.methodology.mark_scales import MarkScale, load_mark_scales
from opora.results.store.manifest import (
    CURRENT,
    PLACES,
    Manifest,
    Part,
    Place,
    Places,
    resolved,
    scopes_of,
)
from opora.results.store.marks import KINDS
from opora.results.store.rows import SCHEMA, counts_of, digest_of, scores_of
from opora.results.store.snapshots import put_snapshot
from opora.results.store.storage import open_storage

YEARS = (2024, 2025)
REGION = ("ВПР-МА-5", "ВПР-РУ-5", "ВПР-МА-6", "ВПР-РУ-6", "ОГЭ-МА-9", "ОГЭ-РУ-9")
NATION = (*REGION, "ЕГЭ-МАБ-11", "ЕГЭ-РУ-11")
SCALE_YEAR = 2024
"""The last year of which all scales of the region are known."""
CLASS = 26
ROWS_OF_A_FILE = 1_000_000
MEAN, RHO = 0.2, 0.1

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Shape:
    """Schools, pupils of each in an assessment and year, assessments, years.

    A row is a pupil, or with ``by_mark`` so many pupils of a class with one mark. With
    ``scored`` pupils have primary scores, scores of tasks and marks in the journal too. Files
    have so many schools each, or else a million rows.
    """

    schools: int
    pupils: int
    assessments: tuple[str, ...] = REGION
    years: tuple[int, ...] = YEARS
    by_mark: bool = False
    scored: bool = False
    schools_of_a_file: int | None = None

    @property
    def results(self) -> int:
        """How many results there are in all."""
        return self.schools * self.pupils * len(self.assessments) * len(self.years)


@dataclass(frozen=True)
class File:
    """One assessment and year of schools that stand side by side."""

    assessment: str
    year: int
    schools: Whole

    @property
    def name(self) -> str:
        """The name of the file."""
        return f"{self.assessment}-{self.year}-{self.schools[0]}.xlsx"

    @property
    def source(self) -> str:
        """What stands for the SHA-256 of its bytes."""
        return hashlib.sha256(self.name.encode()).hexdigest()


def build(shape: Shape, directory: Path) -> None:
    """Write a store of this shape into an empty folder."""
    places: Places = {}
    parts = []
    for file in files_of(shape):
        rows = rows_of(shape, file)
        scores = scores_of(rows)
        counts = counts_of(scores)
        scopes = scopes_of(counts)
        part = Part(
            file.assessment, file.year, file.source, file.name, digest_of(rows), len(scopes)
        )
        for kind, table in zip(KINDS, (rows, scores, counts), strict=True):
            target = directory / kind / f"{part.key}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(table, target, compression="zstd")
        places[part.key] = Place(part.key, scopes)
        parts.append(part)
    manifest = resolved(Manifest(tuple(parts)), places)
    (directory / PLACES).write_bytes(msgspec.json.encode(places))
    put_snapshot(open_storage(directory), manifest, Manifest())
    (directory / CURRENT).write_bytes(msgspec.json.encode(manifest))


def files_of(shape: Shape) -> Iterator[File]:
    """Yield the files that the results come in."""
    step = shape.schools_of_a_file or max(1, ROWS_OF_A_FILE // shape.pupils)
    for assessment in shape.assessments:
        for year in shape.years:
            for first in range(0, shape.schools, step):
                schools = np.arange(first, min(first + step, shape.schools))
                yield File(assessment, year, schools)


def rows_of(shape: Shape, file: File) -> pa.Table:
    """Return the rows of one file in the store's own schema; the same each time."""
    rng = np.random.default_rng([int(file.source[:8], 16)])
    share = _true_shares(shape)[file.schools]
    pupil = np.tile(np.arange(shape.pupils), len(file.schools))
    school = np.repeat(file.schools, shape.pupils)
    low = rng.random(len(school)) < np.repeat(share, shape.pupils)
    mark = np.where(low, 2, rng.integers(3, 6, len(school)))
    letter = pupil // CLASS
    if not shape.by_mark:
        table = _table(file, school, letter, mark, np.ones_like(mark))
        return _with_scores(table, file, mark, rng) if shape.scored else table
    classes = int(letter.max()) + 1
    cells = np.bincount(((school - file.schools[0]) * classes + letter) * 4 + mark - 2)
    where = np.flatnonzero(cells)
    room = where // 4
    return _table(
        file, file.schools[0] + room // classes, room % classes, where % 4 + 2, cells[where]
    )


def _true_shares(shape: Shape) -> NDArray[np.float64]:
    strength = 1 / RHO - 1
    rng = np.random.default_rng(shape.schools)
    return rng.beta(MEAN * strength, (1 - MEAN) * strength, shape.schools)


def _table(file: File, school: Whole, letter: Whole, mark: Whole, pupils: Whole) -> pa.Table:
    size, first = len(school), int(file.schools[0])
    codes = pa.array([f"edu{one:06}" for one in file.schools.tolist()])
    names = pa.array([f"Школа № {one}" for one in file.schools.tolist()])
    classes = pa.array([f"{file.assessment[-1]}{one}" for one in "АБВГДЕЖИКЛ"])
    columns = {
        "assessment": pa.repeat(file.assessment, size),
        "year": np.full(size, file.year),
        "source": pa.repeat(file.source, size),
        "school": codes.take(pa.array(school - first)),
        "name": names.take(pa.array(school - first)),
        "class_name": classes.take(pa.array(letter)),
        "day": pa.repeat(date(file.year, 4, 15), size),
        "attempt": np.ones(size, np.int8),
        "mark": mark,
        "low": mark == 2,
        "pupils": pupils,
        "sheet": pa.repeat("Лист1", size),
        "row": np.arange(2, size + 2),
    }
    arrays = [
        pa.array(columns[one.name], one.type)
        if one.name in columns
        else pa.nulls(size, one.type)
        for one in SCHEMA
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _with_scores(
    table: pa.Table, file: File, mark: Whole, rng: np.random.Generator
) -> pa.Table:
    """Give each pupil a score among those of the mark, and so many tasks solved."""
    scale = _scale_of(file)
    least = np.array([0, scale.from_3, scale.from_4, scale.from_5, scale.most + 1])
    primary = rng.integers(least[mark - 2], least[mark - 1])
    solved = rng.random((len(mark), scale.most)).argsort(axis=1) < primary[:, None]
    ends = np.arange(0, solved.size + 1, scale.most)
    columns = {
        "primary": primary.astype(np.float64),
        "tasks": pa.ListArray.from_arrays(ends, solved.astype(np.int16).ravel()),
        "journal_mark": np.clip(mark + rng.integers(-1, 2, len(mark)), 2, 5),
    }
    for name, values in columns.items():
        place = SCHEMA.get_field_index(name)
        table = table.set_column(
            place, SCHEMA.field(name), pa.array(values).cast(SCHEMA.field(name).type)
        )
    return table


def _scale_of(file: File) -> MarkScale:
    kind, subject, grade = file.assessment.split("-")
    found = load_mark_scales().scale(kind, subject, int(grade), SCALE_YEAR)
    if found is None:
        raise LookupError(f"no scale of {file.assessment} in {SCALE_YEAR}")
    return found
