"""Which parts of the store count: the manifest, its hash, and which file corrects which."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

import msgspec
import pyarrow as pa

from opora.results.store.refusals import NotAStore
from opora.results.store.storage import Storage

CURRENT = "manifest.json"
PLACES = "places.json"

ShapeT = TypeVar("ShapeT")


class Scope(msgspec.Struct, frozen=True, array_like=True):
    """What a part has of one school: the days and the classes, empty where none are told."""

    school: str
    days: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """Where a part lies, without folder and suffix, and what it has of each school."""

    path: str
    scopes: tuple[Scope, ...]


Places = dict[str, Place]
"""Places by the name of the part."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One assessment and year of one source file, and what of it counts.

    ``digest`` is of the values, so it outlives the joining of parts; ``superseded`` are the
    schools that a later file corrects.
    """

    assessment: str
    year: int
    source: str
    file: str
    digest: str
    schools: int
    withdrawn: bool = False
    superseded: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of the part."""
        return f"{self.assessment}/{self.year}/{self.source}"

    @property
    def counts(self) -> bool:
        """Whether anything of the part counts."""
        return not self.withdrawn and len(self.superseded) < self.schools


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The parts of the store in the order in which they came."""

    parts: tuple[Part, ...] = ()

    @cached_property
    def counting(self) -> tuple[Part, ...]:
        """The parts of which something counts."""
        return tuple(part for part in self.parts if part.counts)

    @cached_property
    def data_hash(self) -> str:
        """The name of the data set: one and the same for the same data, however they came.

        Examples
        --------
        >>> gone = Part("ВПР-МА-5", 2025, "f", "f.xlsx", "d", 1, withdrawn=True)
        >>> Manifest((gone,)).data_hash == Manifest().data_hash
        True
        """
        lines = sorted([part.key, part.digest, *part.superseded] for part in self.counting)
        return hashlib.sha256(msgspec.json.encode(lines)).hexdigest()


class Address(msgspec.Struct, frozen=True):
    """Where a part lies; of a nation's places one reads no more to find the files."""

    path: str


def read_json(storage: Storage, name: str, shape: type[ShapeT]) -> ShapeT:
    """Read a manifest or the places.

    Raises
    ------
    NotAStore
        If the file is not there or is not of this shape.
    """
    try:
        return msgspec.json.decode(storage.read(name), type=shape)
    except (OSError, msgspec.MsgspecError) as error:
        raise NotAStore(
            f"Файл хранилища «{storage.name}/{name}» повреждён или не открывается."
        ) from error


def scopes_of(counts: pa.Table) -> tuple[Scope, ...]:
    """Say what a part has of each school.

    Parameters
    ----------
    counts : pyarrow.Table
        From ``rows.counts_of``.
    """
    seen: dict[str, tuple[set[str], set[str]]] = {}
    names = ["school", "day", "class_name"]
    distinct = counts.group_by(names, use_threads=False).aggregate([])
    columns = (distinct[name].to_pylist() for name in names)
    for school, day, class_name in zip(*columns, strict=True):
        days, classes = seen.setdefault(school, (set(), set()))
        days |= {day.isoformat()} if day else set()
        classes |= {class_name} if class_name else set()
    return tuple(
        Scope(school, tuple(sorted(days)), tuple(sorted(classes)))
        for school, (days, classes) in sorted(seen.items())
    )


def corrects(later: Scope, earlier: Scope, *, assessment: str) -> bool:
    """Say whether what came later of a school stands in place of what came earlier.

    Another class of the school, or another day of an exam, stands beside it. Days of ВПР do
    not: each pupil writes it once, and a corrected report may bear another day.

    Examples
    --------
    >>> first, second = Scope("s", ("2025-05-30",)), Scope("s", ("2025-06-23",))
    >>> corrects(second, first, assessment="ОГЭ-МА-9")
    False
    >>> corrects(second, first, assessment="ВПР-МА-5")
    True
    """
    if later.school != earlier.school or _apart(later.classes, earlier.classes):
        return False
    return assessment.startswith("ВПР") or not _apart(later.days, earlier.days)


def _apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(one) and bool(other) and not {*one} & {*other}


def resolved(manifest: Manifest, places: Mapping[str, Place]) -> Manifest:
    """Return the manifest with the schools of each part that later parts correct.

    Parameters
    ----------
    manifest : Manifest
        Parts in the order in which they came; withdrawn ones correct nothing.
    places : mapping of str to Place
        By name of part.
    """
    later: dict[tuple[str, int, str], list[Scope]] = {}
    parts: list[Part] = []
    for part in reversed(manifest.parts):
        scopes = places[part.key].scopes
        gone = tuple(one.school for one in scopes if _corrected(part, one, later))
        parts.append(msgspec.structs.replace(part, superseded=gone))
        if not part.withdrawn:
            for one in scopes:
                key = (part.assessment, part.year, one.school)
                later.setdefault(key, []).append(one)
    return Manifest(tuple(reversed(parts)))


def _corrected(
    part: Part, scope: Scope, later: Mapping[tuple[str, int, str], list[Scope]]
) -> bool:
    rivals = later.get((part.assessment, part.year, scope.school), [])
    return any(corrects(one, scope, assessment=part.assessment) for one in rivals)
