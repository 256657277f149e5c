"""The marks store of a region, read for pages: which rows of it count, by column.

The store is a folder for each region below ``settings.OPORA_STORES``. Pages ask for a few
columns of one assessment and year; they are read from the parts that count, whole schools
that a later file corrects left out, as ``opora.results.store.Dataset`` does for its totals.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from opora.domain.organisations.models import Territory
from opora.results.store import Dataset, NotAStore, Store
from opora.results.store.manifest import Part
from opora.results.store.rows import SCHEMA

Kind = Literal["marks", "counts"]
_ATTEMPTS = 2


def folder_of(root: Territory) -> Path:
    """Return the folder of the store of a region."""
    return Path(settings.OPORA_STORES) / str(root.pk)


def store_of(root: Territory) -> Store:
    """Return the store of a region; its folder appears with the first file."""
    return Store(folder_of(root))


def dataset_of(root: Territory, data_hash: str | None = None) -> Dataset | None:
    """Return what counts today, or what counted under a hash; None where nothing was added."""
    if not (folder_of(root) / "manifest.json").exists():
        return None
    return store_of(root).dataset(data_hash)


def sources_of(root: Territory) -> frozenset[str]:
    """Return the sources of which something counts."""
    dataset = dataset_of(root)
    return frozenset(part.source for part in dataset.parts) if dataset else frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of what rows are asked.

    Attributes
    ----------
    code, year
        The assessment of the store, «ВПР-МА-5», and its year.
    schools : tuple of str, optional
        Codes of schools as in the files; all of them by default.
    kind : {"marks", "counts"}
        One row a pupil, or rows added up.
    """

    code: str
    year: int
    schools: tuple[str, ...] | None = None
    kind: Kind = "marks"


def rows(root: Territory, wanted: Wanted, columns: Sequence[str]) -> pa.Table:
    """Return these columns of the rows that count of one assessment and year."""
    dataset = dataset_of(root)
    names = list(dict.fromkeys(columns))
    tables = [
        _own_rows(folder_of(root), part, wanted, names)
        for part in (dataset.parts if dataset else ())
        if (part.assessment, part.year) == (wanted.code, wanted.year)
    ]
    if not tables:
        return pa.schema([SCHEMA.field(name) for name in names]).empty_table()
    return pa.concat_tables(tables, promote_options="permissive")


def _own_rows(folder: Path, part: Part, wanted: Wanted, names: list[str]) -> pa.Table:
    table = _read(folder, part, [*dict.fromkeys([*names, "source", "school"])], wanted.kind)
    # Parts may have been joined into one file: only the rows of this source are its own.
    own = pc.equal(table["source"], part.source)
    if part.superseded:
        gone = pa.array(part.superseded, pa.string())
        own = pc.and_(own, pc.invert(pc.is_in(table["school"], gone)))
    if wanted.schools is not None:
        asked = pa.array(wanted.schools, pa.string())
        own = pc.and_(own, pc.is_in(table["school"], asked))
    return table.filter(own).select(names)


def _read(folder: Path, part: Part, columns: list[str], kind: Kind) -> pa.Table:
    """Read a part; if the store was tidied up between the two steps, look for it once more."""
    for attempt in range(_ATTEMPTS):
        places = json.loads((folder / "places.json").read_bytes())
        path = folder / kind / f"{places[part.key]['path']}.parquet"
        try:
            with pq.ParquetFile(path) as file:
                return file.read(columns=columns)
        except FileNotFoundError as error:
            if attempt + 1 == _ATTEMPTS:
                raise NotAStore(f"Файл хранилища «{path.name}» пропал.") from error
    raise NotAStore(f"Часть «{part.key}» не читается.")
