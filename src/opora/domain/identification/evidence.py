"""The one door through which counts come in: the marks store of the region, by school.

Keys of schools are their primary keys as text; a code that nobody has told of which school it
is stands as «?code»: its pupils teach the prior, and are on no list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from opora.analytics.counts import Counts, tabulate
from opora.domain.assessments import stored
from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import CheckSign, Import
from opora.domain.identification.models import Run
from opora.domain.identification.refusals import NoData
from opora.domain.organisations.models import Organisation, Territory
from opora.results.store import Dataset, Store, open_engine

_KEPT_COUNTS = 8
_KEPT_PLACES = 512

Result = tuple[str, int]
"""An assessment by its code, and a year."""

_COUNTING = (Import.Status.ADDED, Import.Status.ADDING)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The data of a region as they count at one moment, and which code is which school."""

    data_hash: str
    counts: Counts
    codes: dict[str, str]


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Where numbers stand: the file, the sheet, the rows from 1."""

    file: str
    sheet: str
    rows: tuple[int, ...]


Places = dict[Result, tuple[FilePlace, ...]]


def root_of(territory: Territory) -> Territory:
    """Return the region of a territory, itself if it is one."""
    return territory.parent or territory


def schools_of(territory: Territory, *, on: date) -> QuerySet[Organisation]:
    """Return the schools of which a run of the territory speaks."""
    return (
        Organisation.objects.schools()
        .open_on(on)
        .filter(Q(territory=territory) | Q(territory__parent=territory))
        .order_by("pk")
    )


def take(territory: Territory) -> Snapshot:
    """Return today's data of the region of a territory.

    Raises
    ------
    NoData
        If no results were brought yet.
    """
    root = root_of(territory)
    dataset = _dataset(root, None)
    codes = school_codes(root)
    return Snapshot(dataset.data_hash, counts_at(root, dataset.data_hash, codes), codes)


def counts_at(root: Territory, data_hash: str, codes: Mapping[str, str]) -> Counts:
    """Return the counts of a data set that is or ever was, by school."""
    return _counts(stored.folder_of(root), data_hash, tuple(sorted(codes.items())))


def school_codes(root: Territory) -> dict[str, str]:
    """Return of which school each code in the files is."""
    return {code: str(school) for code, school in crosswalk_of(root).schools.items()}


def sources_of(
    root: Territory, snapshot: Snapshot, schools: Iterable[str], assessments: Iterable[str],
    years: Iterable[int],
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the files from which the numbers of these schools are, in order of names."""
    wanted, in_years, own = set(assessments), set(years), set(schools)
    parts = {
        part.source: part.file
        for part in _dataset(root, snapshot.data_hash).parts
        if part.year in in_years and (not wanted or part.assessment in wanted)
    }
    codes = [code for code, school in snapshot.codes.items() if school in own]
    touching = (
        Import.objects.filter(root=root, source__in=parts, status__in=Import.LIVE)
        .filter(schools__code__in=codes, schools__left_out=False)
        .distinct()
    )
    return [
        {"import": one.pk, "source": one.source, "file": one.file_name}
        for one in touching.order_by("file_name", "pk")
    ]


def gone_files(run: Run) -> list[tuple[str, str]]:
    """Return the files of a run of which nothing counts now, each with the status it has."""
    sources = {one["source"]: one["file"] for one in run.sources}
    known = Import.objects.filter(root=root_of(run.territory), source__in=sources)
    statuses: dict[str, set[str]] = {}
    for source, status in known.values_list("source", "status"):
        statuses.setdefault(source, set()).add(status)
    gone = {source: statuses.get(source, set()) for source in sources}
    return [
        (sources[source], _last_status(found))
        for source, found in gone.items()
        if not found.intersection(_COUNTING)
    ]


def _last_status(found: set[str]) -> str:
    superseded = Import.Status.SUPERSEDED
    return superseded if superseded in found else Import.Status.WITHDRAWN


def places_behind(run: Run, school: Organisation, results: Iterable[Result]) -> Places:
    """Return the files and rows from which numbers of a school were added up.

    Parameters
    ----------
    run : Run
        Says under which data set and codes.
    results : iterable of (str, int)
        Assessment and year of each number.
    """
    root = root_of(run.territory)
    codes = [code for code, key in run.frozen["codes"].items() if key == str(school.pk)]
    folder = stored.folder_of(root)
    return _places(folder, run.data_hash, tuple(sorted(codes)), tuple(results))


@lru_cache(maxsize=_KEPT_PLACES)
def _places(
    folder: Path, data_hash: str, codes: tuple[str, ...], results: tuple[Result, ...]
) -> Places:
    """Look rows up with one engine; a data set never changes, so they are kept."""
    dataset, engine = Store(folder).dataset(data_hash), open_engine()
    return {
        (assessment, year): _grouped(
            dataset,
            [
                row
                for code in codes
                for row in dataset.rows(engine, code, assessment, year).to_pylist()
                if row["low"] is not None and row["attempt"] == 1
            ],
        )
        for assessment, year in results
    }


def _grouped(dataset: Dataset, rows: list[dict[str, Any]]) -> tuple[FilePlace, ...]:
    rows.sort(key=lambda row: (row["source"], row["sheet"] or "", row["row"] or 0))
    return tuple(
        FilePlace(
            dataset.file_of(source),
            sheet or "",
            tuple(sorted({row["row"] for row in group if row["row"] is not None})),
        )
        for (source, sheet), group in groupby(rows, lambda row: (row["source"], row["sheet"]))
    )


def signals_of(
    schools: Iterable[str], year: int, *, length: int
) -> dict[str, list[dict[str, Any]]]:
    """Return what in the results of each school asks for a check, in the years of a window."""
    signs = CheckSign.objects.filter(
        school__in=[int(one) for one in schools], year__gt=year - length, year__lte=year
    ).order_by("school_id", "year", "kind")
    found: dict[str, list[dict[str, Any]]] = {}
    for sign in signs:
        found.setdefault(str(sign.school_id), []).append(
            {
                "kind": sign.kind,
                "year": sign.year,
                "sentence": f"{sign.get_kind_display()} ({sign.year})",
            }
        )
    return found


def _dataset(root: Territory, data_hash: str | None) -> Dataset:
    dataset = stored.dataset_of(root, data_hash)
    if dataset is None:
        raise NoData(
            "Результатов оценочных процедур ещё нет. Загрузите их на странице «Результаты»."
        )
    return dataset


@lru_cache(maxsize=_KEPT_COUNTS)
def _counts(folder: Path, data_hash: str, codes: tuple[tuple[str, str], ...]) -> Counts:
    """Add up a data set once: it never changes, and what-if has to answer at once."""
    totals = Store(folder).dataset(data_hash).totals(open_engine())
    known = dict(codes)
    schools = [known.get(code, f"?{code}") for code in totals["school"].to_pylist()]
    rest = ("assessment", "year", "low", "tested")
    return tabulate(schools, *(totals[name].to_pylist() for name in rest))
