"""What was read in a file as rows of the store, and the counts these rows make.

A row is one pupil, or so many pupils of a school with one mark where the file has only counts.
Neither the code of a participant nor anything else that leads to a pupil is kept: the file and
the row do that, for those who hold the file.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import pyarrow as pa

from opora.methodology.mark_scales import load_mark_scales
from opora.methodology.rules import load_rules
from opora.methodology.subjects import Assessment, load_subjects
from opora.results.model import FileResults, Procedure, PupilResult, SchoolResult

LOW_MARK = 2

KEYS = ("assessment", "year", "source")
"""The columns that say to which part a row belongs."""

SCHEMA = pa.schema([
    ("assessment", pa.string()),
    ("year", pa.int16()),
    ("source", pa.string()),
    ("school", pa.string()),
    ("name", pa.string()),
    ("class_name", pa.string()),
    ("day", pa.date32()),
    ("attempt", pa.int8()),
    ("mark", pa.int8()),
    ("low", pa.bool_()),
    ("pupils", pa.int32()),
    ("journal_mark", pa.int8()),
    ("primary", pa.float64()),
    ("final", pa.float64()),
    ("tasks", pa.list_(pa.int16())),
    ("sheet", pa.string()),
    ("row", pa.int32()),
])  # fmt: skip

COUNTED = (*KEYS, "school", "name", "class_name", "day", "attempt", "mark", "low")
"""Rows that agree in these columns are one row of counts."""

SCORED = (*COUNTED, "primary", "final")
"""Rows that agree in these columns are one row of the counts by score."""


_Key = tuple[str, int]
"""An assessment and its year."""


def tables_of(results: FileResults, source: str) -> dict[tuple[str, int], pa.Table]:
    """Arrange what was read by assessment and year.

    Parameters
    ----------
    results : FileResults
        What the reader made of a file.
    source : str
        SHA-256 of the bytes of that file.

    Returns
    -------
    dict of (str, int) to pyarrow.Table
        Tables of ``SCHEMA`` by code of assessment and year; empty where the file has no
        assessment with low results told apart.
    """
    tables = _pupil_tables(results, source) if results.pupils else _school_tables(
        results.schools, source
    )  # fmt: skip
    return {key: table for key, table in tables.items() if table["low"].null_count < len(table)}


def scores_of(rows: pa.Table) -> pa.Table:
    """Add up the pupils of a part by school, class, mark and score.

    Parameters
    ----------
    rows : pyarrow.Table
        Rows of ``SCHEMA``.

    Returns
    -------
    pyarrow.Table
        The columns of ``SCORED`` and ``pupils``, in an order that the rows alone decide.
    """
    return _added(rows, SCORED)


def counts_of(rows: pa.Table) -> pa.Table:
    """Add up the pupils of a part by school, class, mark and whether the result is low.

    Parameters
    ----------
    rows : pyarrow.Table
        Rows of ``SCHEMA``, or from ``scores_of``.

    Returns
    -------
    pyarrow.Table
        The columns of ``COUNTED`` and ``pupils``, in an order that the rows alone decide.
    """
    return _added(rows, COUNTED)


def _added(rows: pa.Table, keys: tuple[str, ...]) -> pa.Table:
    added = rows.group_by(list(keys), use_threads=False).aggregate([("pupils", "sum")])
    return added.rename_columns([*keys, "pupils"])


def digest_of(rows: pa.Table) -> str:
    """Return the SHA-256 of the values of a part, whatever file they stand in."""
    values = _Digest()
    sink = pa.PythonFile(values, mode="w")
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return values.sha256.hexdigest()


class _Digest(io.RawIOBase):
    """A file that keeps nothing of what is written but its SHA-256."""

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.sha256.update(content)
        return len(content)


@lru_cache(maxsize=1024)
def assessment_of(procedure: Procedure) -> Assessment | None:
    """Return the assessment of a procedure, None where the methodology does not know it.

    Examples
    --------
    >>> assessment_of(Procedure("ВПР", "математика", 5, 2025)).code
    'ВПР-МА-5'
    >>> assessment_of(Procedure(None, None, None, 2025)) is None
    True
    """
    if procedure.kind is None or procedure.subject is None or procedure.grade is None:
        return None
    subject = load_subjects().named(procedure.subject)
    if subject is None:
        return None
    return Assessment(procedure.kind, subject.code, procedure.grade)


def _pupil_tables(results: FileResults, source: str) -> dict[_Key, pa.Table]:
    names = {one.code: one.name for one in results.schools}
    grouped: dict[_Key, tuple[list[PupilResult], list[int]]] = {}
    attempts = _attempts(results.pupils)
    for pupil, attempt in zip(results.pupils, attempts, strict=True):
        key = _key(pupil.procedure)
        if key is not None:
            pupils, numbers = grouped.setdefault(key, ([], []))
            pupils.append(pupil)
            numbers.append(attempt)
    other_papers = frozenset(results.other_papers)
    return {
        key: _pupil_table(
            {"assessment": key[0], "year": key[1], "source": source, "pupils": 1},
            pupils,
            {
                "name": (names.get(one.school) for one in pupils),
                "attempt": numbers,
                "low": (
                    is_low(one, by_scale=one.procedure not in other_papers) for one in pupils
                ),
            },
        )
        for key, (pupils, numbers) in grouped.items()
    }


def _pupil_table(
    same: Mapping[str, object], pupils: list[PupilResult], told: Mapping[str, Iterable[Any]]
) -> pa.Table:
    """Make a table column by column: a hundred thousand rows as dictionaries cost twice."""
    columns = []
    for name, kind in zip(SCHEMA.names, SCHEMA.types, strict=True):
        if name in same:
            column = pa.repeat(pa.scalar(same[name], kind), len(pupils))
        else:
            values = told[name] if name in told else map(_OF_PUPIL[name], pupils)
            column = pa.array(values, kind, size=len(pupils))
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _school_tables(schools: Iterable[SchoolResult], source: str) -> dict[_Key, pa.Table]:
    grouped: dict[_Key, list[dict[str, Any]]] = defaultdict(list)
    for school in schools:
        key = _key(school.procedure)
        if key is not None and school.code is not None:
            same = {"assessment": key[0], "year": key[1], "source": source}
            grouped[key] += [same | row for row in _school_rows(school)]
    return {
        key: pa.Table.from_pylist(rows, schema=SCHEMA) for key, rows in grouped.items() if rows
    }


def _key(procedure: Procedure) -> _Key | None:
    assessment = assessment_of(procedure)
    if assessment is None or procedure.year is None:
        return None
    return assessment.code, procedure.year


def _school_rows(school: SchoolResult) -> Iterator[dict[str, Any]]:
    place = school.place
    same = {
        "school": school.code, "name": school.name, "day": school.procedure.day, "attempt": 1,
        "sheet": place.sheet if place else None, "row": place.row if place else None,
    }  # fmt: skip
    for mark, low, pupils in _told(school):
        if pupils:
            yield same | {"mark": mark, "low": low, "pupils": pupils}


def _told(school: SchoolResult) -> Iterator[tuple[int | None, bool, int]]:
    """Yield mark, low or not, pupils: by marks where the file has them, else below and not."""
    if school.marks is not None:
        for mark, pupils in enumerate(school.marks, start=LOW_MARK):
            yield mark, mark == LOW_MARK, pupils
    elif school.below is not None and school.participants is not None:
        yield None, True, school.below
        yield None, False, school.participants - school.below


def is_low(pupil: PupilResult, *, by_scale: bool = True) -> bool | None:
    """Say whether a result is low, None where the file does not tell.

    ВПР goes by the federal scale of that year where it is known: schools may set marks of
    their own. ОГЭ goes by the mark of the protocol, ЕГЭ by the minimum score of the year.

    Parameters
    ----------
    pupil : PupilResult
        The result.
    by_scale : bool, default True
        False where the paper is not the one of the scale of that year: then marks tell.
    """
    boundary = _boundary(pupil.procedure)
    if by_scale and boundary.primary is not None and pupil.primary is not None:
        return pupil.primary < boundary.primary
    if pupil.mark is not None:
        return pupil.mark == LOW_MARK
    if boundary.final is None or pupil.final is None:
        return None
    return pupil.final < boundary.final


_OF_PUPIL: dict[str, Callable[[PupilResult], object]] = {
    "school": attrgetter("school"),
    "class_name": attrgetter("class_name"),
    "day": attrgetter("procedure.day"),
    "mark": attrgetter("mark"),
    "journal_mark": attrgetter("journal_mark"),
    "primary": attrgetter("primary"),
    "final": attrgetter("final"),
    "tasks": lambda pupil: pupil.tasks or None,
    "sheet": attrgetter("place.sheet"),
    "row": attrgetter("place.row"),
}
"""What a column says of a pupil; the other columns are of the file."""


class _Boundary(NamedTuple):
    """The least scores that are not low, None where no score decides."""

    primary: int | None = None
    final: int | None = None


@lru_cache(maxsize=1024)
def _boundary(procedure: Procedure) -> _Boundary:
    assessment, year = assessment_of(procedure), procedure.year
    if assessment is None or year is None:
        return _Boundary()
    kind, subject = assessment.kind, assessment.subject
    if kind == "ЕГЭ":
        return _Boundary(final=load_mark_scales().minimum(subject, year))
    scale = load_mark_scales().scale(kind, subject, assessment.grade, year)
    return _Boundary(primary=scale.from_3 if scale and _by_scale(kind) else None)


def _by_scale(kind: str) -> bool:
    low_results = load_rules().pack.low_results
    return any(one.kind == kind and one.mark_from == "scale" for one in low_results)


def _attempts(pupils: list[PupilResult]) -> list[int]:
    """Return which attempt of its participant in the assessment of a year each result is."""
    by_day = sorted(
        range(len(pupils)), key=lambda place: (pupils[place].procedure.day or date.min, place)
    )
    seen: Counter[tuple[object, ...]] = Counter()
    attempts = [1] * len(pupils)
    for place in by_day:
        pupil, procedure = pupils[place], pupils[place].procedure
        if pupil.participant is None:
            continue
        key = (
            pupil.school,
            pupil.participant,
            procedure.kind,
            procedure.subject,
            procedure.year,
        )
        seen[key] += 1
        attempts[place] = seen[key]
    return attempts
