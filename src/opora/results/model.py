"""What the reader of results hands on: procedures, schools, rows and findings.

The records are of msgspec: a protocol has a hundred thousand pupils, and a frozen dataclass
takes five times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import msgspec

Kind = Literal["ВПР", "ОГЭ", "ЕГЭ", "ГВЭ"]

Marks = tuple[int, int, int, int]
"""Counts of the marks 2, 3, 4, 5."""


class Procedure(msgspec.Struct, frozen=True, gc=False):
    """One assessment as it was written: what, in which grade, when.

    ``year`` is the calendar year; for a social passport, in which the rest is None, it is the
    year in which the school year ends. ``programme`` is the grade whose programme was tested
    where that is not the grade of the pupils: ВПР of autumn.
    """

    kind: Kind | None
    subject: str | None
    grade: int | None
    year: int | None
    day: date | None = None
    programme: int | None = None


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One remark on a file: a code, a place, a sentence and what to do.

    ``row`` counts from 1 as a spreadsheet does; ``sheet`` and ``row`` are None for the file.
    """

    code: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    detail: str = ""


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where a row stands: the sheet, None in text files, and the row from 1."""

    sheet: str | None
    row: int


class PupilResult(msgspec.Struct, frozen=True, gc=False):
    """One pupil in one procedure, without anything that names the pupil.

    ``participant`` is the code of the participant in the file, ``tasks`` the scores in the
    order of the tasks, None where the file has no value; ``final`` is the test score of ЕГЭ.
    """

    place: Place
    school: str
    procedure: Procedure
    class_name: str | None
    participant: str | None
    tasks: tuple[int | None, ...]
    primary: float | None
    mark: int | None
    journal_mark: int | None
    final: float | None


class SchoolResult(msgspec.Struct, frozen=True, gc=False):
    """One school in one procedure: the counts that the file gives.

    ``shares`` are the shares and averages that the file prints, by the heading of the column.
    """

    code: str | None
    name: str | None
    procedure: Procedure
    participants: int | None = None
    below: int | None = None
    marks: Marks | None = None
    place: Place | None = None
    shares: tuple[tuple[str, float | None], ...] = ()


class PassportValue(msgspec.Struct, frozen=True, gc=False):
    """One value of a social passport or of ОО-1: the indicator as worded.

    ``class_name`` and ``school`` (its code, else its name) are there where the table has them;
    ``item`` is the code of the item that the words mean, None where that is not known.
    ``choice`` is the code of the answer to an item that is no count.
    """

    place: Place
    indicator: str
    value: float | None
    class_name: str | None = None
    school: str | None = None
    item: str | None = None
    choice: str | None = None


@dataclass(slots=True)
class RowCounts:
    """Rows of data that were read, and those of them put aside."""

    read: int = 0
    quarantined: int = 0

    @property
    def kept(self) -> int:
        """Rows that count."""
        return self.read - self.quarantined


@dataclass(slots=True)
class FileResults:
    """All that was read in one file.

    ``notes`` are remarks that put no row in doubt; ``other_papers`` the procedures whose paper
    is not the one of the scale of their year, so that only marks tell low results.
    """

    file: str
    layout: str = "unknown"
    procedures: list[Procedure] = field(default_factory=list)
    schools: list[SchoolResult] = field(default_factory=list)
    pupils: list[PupilResult] = field(default_factory=list)
    passport: list[PassportValue] = field(default_factory=list)
    rows: RowCounts = field(default_factory=RowCounts)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    other_papers: list[Procedure] = field(default_factory=list)
