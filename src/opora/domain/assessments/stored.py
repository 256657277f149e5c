"""The marks store of a region, read for pages: which rows of it count, by column.

The store is a folder for each region below ``settings.OPORA_STORES``. Pages ask for a few
columns of one assessment and year; they are read from the parts that count, whole schools
that a later file corrects left out, as ``opora.results.store.Dataset`` does for its totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from opora.domain.organisations.models import Territory
from opora.results.store import Dataset, NotAStore, Store
from opora.results.store.manifest import Address, Part
from opora.results.store.rows import SCHEMA

Kind = Literal["marks", "counts"]
_ATTEMPTS = 2
_OWN = ("source", "school")
"""By these columns rows are told that count."""


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
    parts = [
        part
        for part in (dataset.parts if dataset else ())
        if (part.assessment, part.year) == (wanted.code, wanted.year)
    ]
    if not parts:
        return pa.schema([SCHEMA.field(name) for name in names]).empty_table()
    tables = _read(folder_of(root), parts, wanted, [*dict.fromkeys([*names, *_OWN])])
    own = [_own(*one, wanted).select(names) for one in zip(tables, parts, strict=True)]
    return pa.concat_tables(own, promote_options="permissive")


def _own(table: pa.Table, part: Part, wanted: Wanted) -> pa.Table:
    # Parts may have been joined into one file: only the rows of this source are its own.
    own = pc.equal(table["source"], part.source)
    if part.superseded:
        gone = pa.array(part.superseded, pa.string())
        own = pc.and_(own, pc.invert(pc.is_in(table["school"], gone)))
    if wanted.schools is not None:
        asked = pa.array(wanted.schools, pa.string())
        own = pc.and_(own, pc.is_in(table["school"], asked))
    return table.filter(own)


def _read(
    folder: Path, parts: Sequence[Part], wanted: Wanted, columns: list[str]
) -> list[pa.Table]:
    """Read parts; if the store was tidied up between the two steps, look for them once more."""
    gone = ""
    for _ in range(_ATTEMPTS):
        # The places of a region weigh megabytes: they are read once for all its parts.
        places = msgspec.json.decode(
            (folder / "places.json").read_bytes(), type=dict[str, Address]
        )
        paths = [folder / wanted.kind / f"{places[part.key].path}.parquet" for part in parts]
        try:
            return [_table(path, columns, wanted.schools) for path in paths]
        except FileNotFoundError as error:
            gone = Path(error.filename or "").name
    raise NotAStore(f"Файл хранилища «{gone}» пропал.")


def _table(path: Path, columns: list[str], schools: tuple[str, ...] | None) -> pa.Table:
    """Read columns of a file, of the groups of rows in which one of the schools may be."""
    with pq.ParquetFile(path) as file:
        groups = [
            group
            for group in range(file.num_row_groups)
            if schools is None or _may_hold(file.metadata.row_group(group), schools)
        ]
        return file.read_row_groups(groups, columns=columns)


def _may_hold(group: pq.RowGroupMetaData, schools: tuple[str, ...]) -> bool:
    told = group.column(SCHEMA.get_field_index("school")).statistics
    if told is None or not told.has_min_max:
        return True
    return any(told.min <= school <= told.max for school in schools)
