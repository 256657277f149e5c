"""Files as the reader hands them on, built without files."""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from opora.results.model import (
    FileResults,
    Marks,
    Place,
    Procedure,
    PupilResult,
    SchoolResult,
)
from opora.results.store import Arrival, ReadyTables
from opora.results.store.rows import SCHEMA

MATHS = Procedure("ВПР", "математика", 5, 2025, date(2025, 4, 22))
RUSSIAN = Procedure("ВПР", "русский язык", 5, 2025, date(2025, 4, 24))
EXAM = Procedure("ОГЭ", "математика", 9, 2025, date(2025, 6, 3))


def source(name):
    return hashlib.sha256(name.encode()).hexdigest()


def table_file(name, marks: dict[str, Marks], procedure=MATHS):
    schools = [
        SchoolResult(
            code, f"Школа {code}", procedure, sum(one), one[0], one, Place("Лист1", 8 + row)
        )
        for row, (code, one) in enumerate(marks.items(), start=1)
    ]
    return Arrival(FileResults(name, "flat_marks", [procedure], schools), source(name))


def pupil(school, row, *, mark=None, procedure=EXAM, **more):
    given = {
        "class_name": None, "participant": None, "tasks": (), "primary": None,
        "journal_mark": None, "final": None,
    } | more  # fmt: skip
    return PupilResult(
        place=Place("Протокол", row), school=school, procedure=procedure, mark=mark, **given
    )


def pupil_file(name, pupils):
    return Arrival(FileResults(name, "oge_protocol", pupils=list(pupils)), source(name))


def two_classes(name, school="edu010001", *, classes=("5А", "5Б"), low=3):
    pupils = [
        pupil(school, row, mark=2 if row % 10 < low else 4, procedure=MATHS,
              class_name=classes[row % len(classes)])
        for row in range(10, 40)
    ]  # fmt: skip
    return pupil_file(name, pupils)


def folder_of(store):
    return Path(store.storage.name)


def many_rows(name, rows, schools, *, grade=5):
    """A source of one pupil a row, made without a file; school and mark follow from the row."""
    place = np.arange(rows)
    mark = 2 + place % 7 % 4
    given = {
        "assessment": _same(f"ВПР-МА-{grade}", rows),
        "year": np.full(rows, 2025),
        "source": _same(source(name), rows),
        "school": pa.array([f"edu{one:06}" for one in range(schools)]).take(place % schools),
        "attempt": np.ones(rows),
        "mark": mark,
        "low": mark == 2,
        "pupils": np.ones(rows),
        "primary": mark * 4.0 + place % 3,
        "sheet": _same("Лист1", rows),
        "row": place,
    }
    columns = [
        pa.array(given[field.name]).cast(field.type) if field.name in given
        else pa.nulls(rows, field.type)
        for field in SCHEMA
    ]  # fmt: skip
    return ReadyTables(
        name, source(name), {(f"ВПР-МА-{grade}", 2025): pa.table(columns, schema=SCHEMA)}
    )


def _same(text, rows):
    return pa.array([text]).take(np.zeros(rows, dtype=int))
