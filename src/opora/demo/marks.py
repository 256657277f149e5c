"""Files of results of the demo's schools, as ФИС ОКО and РЦОИ would give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np

from opora.demo.district import District
from opora.domain.organisations.models import Organisation
from opora.methodology.mark_scales import load_mark_scales
from opora.results.synthesis.protocols import write_ege, write_ege_checked, write_oge
from opora.results.synthesis.region import LAST_OF_MAIN, Region, School
from opora.results.synthesis.reports import write_flat_marks, write_individual
from opora.results.synthesis.sittings import SITTINGS, Papers, Sitting, sit

YEARS = 3
"""How many years the demo looks back. [years]"""

_DRAWN = Region(schools=15, years=tuple(range(1, YEARS + 1)), seed=4)
"""Years are drawn by their place, so that the demo tells the same story in any year."""

NEIGHBOUR = "ustye_school"
"""The one school of the district next door."""

MOVED = "klyuch2"
"""A school with a new login: the last flat table has it, nobody has said yet whose it is."""

_NEW_LOGIN = "edu950106"
_IN_ONE_TABLE = 7
"""The grade of ВПР that the region hands out as one flat table."""


class Told(msgspec.Struct, frozen=True):
    """A school as the YAML gives it."""

    number: int
    level: float
    context: float
    settlement: str
    growth: float = 0.0
    heaps: bool = False


@dataclass(frozen=True, slots=True)
class DemoSchool(School):
    """An invented school of a district that has a name."""

    district: str
    login: str = ""

    @property
    def code(self) -> str:
        """The login in ФИС ОКО."""
        return self.login or super(DemoSchool, self).code

    @property
    def exam_code(self) -> str:
        """The code in РИС ГИА: codes of neighbours are not alike."""
        return str(10_000 + 37 * self.number)

    @property
    def municipality_name(self) -> str:
        """The municipality in words."""
        return self.district


@dataclass(frozen=True, slots=True)
class ResultsFile:
    """A file, and by its key the organisation that brings it."""

    owner: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file that is not written yet."""

    owner: str
    name: str
    write: Callable[[Path], None]


Sat = dict[Sitting, list[Papers]]
"""What the schools wrote, by sitting."""


def last_year(until: int) -> int:
    """Return the last year up to this one of which the methodology knows the exams' minimums.

    Files of later years would be refused, as those of a real РЦОИ would.
    """
    known = load_mark_scales().minimum
    return next(year for year in range(until, 0, -1) if known("РУ", year) is not None)


def told_schools() -> dict[str, Told]:
    """Read how the pupils of each school do."""
    source = (files("opora.demo") / "pupils.yaml").read_bytes()
    return msgspec.yaml.decode(source, type=dict[str, dict[str, Told]])["schools"]


def chance(number: int, place: int) -> np.random.Generator:
    """Return the source of chance of what a school says of itself in a year."""
    return _DRAWN.generator(5, number, place)


def invented_schools(district: District) -> dict[str, DemoSchool]:
    """Return the schools of the demo with their truth, by key."""
    return {
        key: _school(told, district.organisations[key]) for key, told in told_schools().items()
    }


def _school(told: Told, organisation: Organisation) -> DemoSchool:
    main = "ООШ" in organisation.short_name
    grades = LAST_OF_MAIN if main else LAST_OF_MAIN + 1
    return DemoSchool(
        number=told.number, name=organisation.name, municipality=organisation.territory_id,
        rural=main, grade_size=max(round((organisation.pupils or 0) / grades), 2),
        context=told.context, level=told.level, growth=told.growth, heaps=told.heaps,
        district=organisation.territory.name,
    )  # fmt: skip


def results_files(
    schools: Mapping[str, DemoSchool], *, year: int, place: int
) -> Iterator[ResultsFile]:
    """Return the files of one year, as they come: ВПР in spring, exams in summer.

    Parameters
    ----------
    schools : mapping of str to DemoSchool
        All schools of the demo, by key.
    year : int
        The year that the files name.
    place : int
        Which of the demo's years it is, from 1.
    """
    named = {**schools, MOVED: replace(schools[MOVED], login=_NEW_LOGIN)}
    theirs = {key: one for key, one in schools.items() if key == NEIGHBOUR}
    ours = {key: one for key, one in schools.items() if key != NEIGHBOUR}
    return _written(
        (
            *_vpr(_sat(ours, place), year),
            *_flat(_sat(named if place == YEARS else schools, place), year),
            *_oge("authority", _sat(ours, place), year),
            *_oge("ustye", _sat(theirs, place), year),
            *_ege(_sat(ours, place), year),
        )
    )


def corrected_file(school: DemoSchool, *, year: int, place: int) -> ResultsFile:
    """Return the marks of one school again, two of them spoilt by hand."""
    sitting = next(one for one in SITTINGS if (one.subject, one.grade) == ("РУ", 6))
    papers = _sat_by(school, place)[sitting]
    marks = papers.marks.copy()
    marks[:2] = (7, 0)
    written = [replace(papers, marks=marks)]
    name = f"Индивидуальные результаты_РУ6_{year}, исправлено.xlsx"
    write = partial(write_individual, sitting=sitting, year=year, written=written)
    return next(_written([_Sheet("authority", name, write)]))


def _written(sheets: Iterable[_Sheet]) -> Iterator[ResultsFile]:
    with TemporaryDirectory() as folder:
        for one in sheets:
            path = Path(folder) / one.name
            one.write(path)
            yield ResultsFile(one.owner, one.name, path.read_bytes())


def _sat(schools: Mapping[str, DemoSchool], place: int) -> Sat:
    """Return who sat what in a year; a school now and then misses an assessment."""
    sat: Sat = {sitting: [] for sitting in SITTINGS}
    for school in schools.values():
        for sitting, papers in _sat_by(school, place).items():
            sat[sitting].append(papers)
    return sat


def _sat_by(school: DemoSchool, place: int) -> dict[Sitting, Papers]:
    """Return what one school sat: the same pupils of a grade in every subject."""
    drawn = {one: papers for one in SITTINGS if (papers := sit(_DRAWN, school, one, place))}
    pupils: dict[int, int] = {}
    for sitting, papers in drawn.items():
        fewest = pupils.get(sitting.grade, len(papers.marks))
        pupils[sitting.grade] = min(fewest, len(papers.marks))
    return {one: _of(papers, *_who(one, pupils[one.grade])) for one, papers in drawn.items()}


def _who(sitting: Sitting, pupils: int) -> tuple[int, int]:
    """Return which pupils sit: half of a grade choose one mathematics of ЕГЭ, half another."""
    if sitting.subject == "МАП":
        return 0, pupils // 2
    return (pupils // 2, pupils) if sitting.subject == "МАБ" else (0, pupils)


def _of(papers: Papers, first: int, last: int) -> Papers:
    own = slice(first, last)
    return replace(
        papers, tasks=papers.tasks[own], primary=papers.primary[own], marks=papers.marks[own],
        journal=papers.journal[own],
    )  # fmt: skip


def _vpr(sat: Sat, year: int) -> Iterator[_Sheet]:
    for sitting, papers in sat.items():
        if sitting.kind == "ВПР" and sitting.grade != _IN_ONE_TABLE:
            name = f"Индивидуальные результаты_{sitting.subject}{sitting.grade}_{year}.xlsx"
            write = partial(write_individual, sitting=sitting, year=year, written=papers)
            yield _Sheet("authority", name, write)


def _flat(sat: Sat, year: int) -> Iterator[_Sheet]:
    rows = [
        (sitting, one)
        for sitting, papers in sat.items()
        if sitting.kind == "ВПР" and sitting.grade == _IN_ONE_TABLE
        for one in papers
    ]
    write = partial(write_flat_marks, year=year, written=rows)
    yield _Sheet("authority", f"Отметки ВПР-{_IN_ONE_TABLE}_{year}.csv", write)


def _oge(owner: str, sat: Sat, year: int) -> Iterator[_Sheet]:
    for sitting, papers in sat.items():
        if sitting.kind == "ОГЭ" and papers:
            name = f"Протокол ОГЭ_{sitting.subject}_{year}.xlsx"
            write = partial(write_oge, _DRAWN, sitting=sitting, year=year, written=papers)
            yield _Sheet(owner, name, write)


def _ege(sat: Sat, year: int) -> Iterator[_Sheet]:
    russian, *mathematics = (one for one in sat if one.kind == "ЕГЭ")
    both = [(one, sat[one]) for one in mathematics if sat[one]]
    write = partial(write_ege, _DRAWN, year=year, sat=both)
    yield _Sheet("authority", f"Протокол ЕГЭ_МА_{year}.xlsx", write)
    write = partial(write_ege_checked, _DRAWN, sitting=russian, year=year, written=sat[russian])
    yield _Sheet("authority", f"Протокол проверки ЕГЭ_РУ_{year}.xlsx", write)
