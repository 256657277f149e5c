"""What comes into a store, and what a change made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from opora.results.model import FileResults
from opora.results.store.rows import tables_of

ByAssessment = Mapping[tuple[str, int], pa.Table]
"""Tables of ``rows.SCHEMA`` by code of assessment and year."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What was read in a file, and the SHA-256 of the bytes of that file."""

    results: FileResults
    source: str

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.results.file

    def tables(self) -> ByAssessment:
        """Return the rows that go into the store."""
        return tables_of(self.results, self.source)


@dataclass(frozen=True, slots=True)
class ReadyTables:
    """Rows that another program arranged by ``rows.SCHEMA``, under the name of a source."""

    file: str
    source: str
    ready: ByAssessment

    def tables(self) -> ByAssessment:
        """Return the rows that go into the store."""
        return self.ready


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change made of the store.

    ``added`` are the parts that were not there, ``known`` the files that were, ``empty`` the
    files that do not tell low results from others, and ``superseded`` the schools, by part, of
    which a later file now stands in place of an earlier one. ``beside`` are the exams, as
    assessment and year, of which the same schools have results of other files too.
    """

    data_hash: str
    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    superseded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beside: tuple[tuple[str, int], ...] = ()

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
        for assessment, number in self.beside:
            yield (
                f"{assessment}, {number}: у тех же школ есть результаты другого дня или "
                "класса, они сложены. Кто пересдавал в другой день, посчитан в каждом файле: "
                "повторная попытка видна только внутри одного файла."
            )
        yield f"Набор данных {self.data_hash}."


def source_digest(path: Path) -> str:
    """Return the SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
