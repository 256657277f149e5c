"""Workbooks and tables of text whose bytes are fixed by what is written in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from opora.results.synthesis.books import Rows, Value, write_book
from opora.results.synthesis.sittings import NOTHING, Papers, Sitting

REGION_NAME = "Славогорский край"
_LONGEST_SHEET_NAME = 31
_ROWS_OF_XLS = 60_000


@contextmanager
def sheet(path: Path, name: str) -> Iterator[Rows]:
    """Give a list of rows to fill; it becomes a workbook of one sheet."""
    rows: Rows = []
    yield rows
    write_book(path, {name: rows})


def write_old_book(path: Path, head: Sequence[Value], rows: Iterable[Sequence[Value]]) -> None:
    """Write a workbook of Excel 97, as programs of exams do; long tables take sheets."""
    import xlwt  # type: ignore[import-untyped]

    book = xlwt.Workbook(encoding="utf-8")
    page = None
    for number, row in enumerate(rows):
        line = number % _ROWS_OF_XLS
        if line == 0:
            page = book.add_sheet(f"Sheet{number // _ROWS_OF_XLS + 1}")
            _write_line(page, 0, head)
        _write_line(page, line + 1, row)
    book.save(str(path))


def _write_line(page: Any, line: int, row: Sequence[Value]) -> None:
    for column, value in enumerate(row):
        page.write(line, column, value)


def write_table(path: Path, rows: Iterable[Sequence[Value]]) -> None:
    """Write text as office programs of Russia do: cp1251, semicolons, decimal commas."""
    with path.open("w", encoding="cp1251", newline="") as file:
        table = csv.writer(file, delimiter=";", lineterminator="\r\n")
        table.writerows(
            [_with_comma(one) if isinstance(one, float) else one for one in row] for row in rows
        )


def _with_comma(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")


def title_of(report: str, sitting: Sitting, year: int) -> Rows:
    """Return the lines above a report of ФИС ОКО."""
    return [
        [report],
        [],
        [f"ВПР {year} {sitting.subject_name} {sitting.grade} класс"],
        ["Предмет:", sitting.subject_name],
        ["Максимальный первичный балл:", sitting.scale.most],
        ["Дата:", f"{sitting.date(year):%d.%m.%Y}"],
    ]


def sheet_name(sitting: Sitting, report: str) -> str:
    """Return the name of the sheet of a report, cut as ФИС ОКО cuts it."""
    return f"{sitting.subject} {sitting.grade} {report}"[:_LONGEST_SHEET_NAME]


def shown(value: int, nothing: str) -> Value:
    """Return what a cell shows."""
    return nothing if value == NOTHING else int(value)


def full_name(papers: Papers) -> str:
    """Return the school as reports name it, its login in brackets."""
    return f"{papers.school.name}({papers.school.code})"


def by_municipality(written: Sequence[Papers]) -> dict[str, list[Papers]]:
    """Return the papers by municipality, named with its code."""
    groups: dict[str, list[Papers]] = {}
    for papers in written:
        school = papers.school
        name = f"{school.municipality_name}(reg95_m{school.municipality:03})"
        groups.setdefault(name, []).append(papers)
    return groups


def group_lines(written: Sequence[Papers]) -> Iterator[tuple[str, int | str, list[Papers]]]:
    """Yield the groups of a report: region, municipalities, schools; name, schools, papers."""
    yield REGION_NAME, len(written), list(written)
    for name, members in by_municipality(written).items():
        yield name, len(members), members
        for one in members:
            yield full_name(one), "", [one]


def percent(part: float, whole: float) -> float:
    """Return a share in percent as ФИС ОКО prints it, with two decimals."""
    return round(100 * part / max(whole, 1), 2)
