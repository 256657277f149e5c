"""Files as the reader hands them on, built without files."""

import hashlib
from datetime import date

from opora.results.model import (
    FileResults,
    Marks,
    Place,
    Procedure,
    PupilResult,
    SchoolResult,
)
from opora.results.store import Arrival

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
