"""The staff of schools in figures: load, part-time, vacancies, ages, categories."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, NamedTuple

from opora.domain.diagnostics.models import Vacancy
from opora.domain.organisations.models import Organisation
from opora.domain.staff.models import Employment
from opora.methodology.staff_bands import load_staff_bands
from opora.methodology.subjects import load_subjects

Category = Employment.Category
CATEGORIES = (Category.HIGHEST, Category.FIRST, Category.NONE, Category.UNKNOWN)
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StaffFigures:
    """Figures of one or of several schools on a day.

    People are counted once however many posts they hold. ``load`` and ``vacancy_load`` in full
    posts; ``unknown_load`` counts posts whose load is not told. ``ages`` and ``categories`` are
    of teachers and specialists; «unknown» are those of whom it is not known.
    """

    people: int = 0
    teachers: int = 0
    load: float = 0.0
    unknown_load: int = 0
    part_time: int = 0
    heavy: int = 0
    vacancies: int = 0
    vacancy_load: float = 0.0
    ages: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    subjects: list[tuple[str, int, float, float]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the figures as they are kept."""
        return asdict(self)


class _Post(NamedTuple):
    school: int
    person: int
    post: str
    subject: str
    load: float | None
    part_time: bool
    category: str
    born: int | None


class _Open(NamedTuple):
    school: int
    subject: str
    load: float


def figures_of(schools: Iterable[Organisation], *, on: date) -> StaffFigures:
    """Return the figures of schools together. Two queries."""
    chosen = list(schools)
    return _figures(_posts(chosen, on), _vacancies(chosen, on), on=on)


def figures_by_school(schools: Iterable[Organisation], *, on: date) -> dict[int, StaffFigures]:
    """Return the figures of each school. Two queries."""
    chosen = list(schools)
    posts: dict[int, list[_Post]] = defaultdict(list)
    for post in _posts(chosen, on):
        posts[post.school].append(post)
    opened: dict[int, list[_Open]] = defaultdict(list)
    for one in _vacancies(chosen, on):
        opened[one.school].append(one)
    return {one.pk: _figures(posts[one.pk], opened[one.pk], on=on) for one in chosen}


def _posts(schools: Sequence[Organisation], on: date) -> list[_Post]:
    found = Employment.objects.on(on).filter(organisation__in=schools)
    rows = found.values_list(
        "organisation", "person", "post", "subject", "load", "part_time", "category",
        "person__birth_year",
    )  # fmt: skip
    return [
        _Post(*row[:4], None if row[4] is None else float(row[4]), *row[5:]) for row in rows
    ]


def _vacancies(schools: Sequence[Organisation], on: date) -> list[_Open]:
    found = Vacancy.objects.on(on).filter(organisation__in=schools)
    rows = found.values_list("organisation", "subject", "load")
    return [_Open(school, subject, float(load)) for school, subject, load in rows]


def _figures(posts: list[_Post], opened: list[_Open], *, on: date) -> StaffFigures:
    heavy = load_staff_bands().heavy.start
    loads: dict[int, float] = defaultdict(float)
    for one in posts:
        loads[one.person] += one.load or 0.0
    teaching = [one for one in posts if one.post in Employment.TEACHING]
    return StaffFigures(
        people=len(loads),
        teachers=len({one.person for one in teaching}),
        load=round(sum(loads.values()), 2),
        unknown_load=sum(one.load is None for one in posts),
        part_time=len({one.person for one in posts if one.part_time}),
        heavy=sum(load >= heavy for load in loads.values()),
        vacancies=len(opened),
        vacancy_load=round(sum(one.load for one in opened), 2),
        ages=_ages(teaching, on),
        categories=_categories(teaching),
        subjects=_subjects(teaching, opened),
    )


def _ages(teaching: list[_Post], on: date) -> dict[str, int]:
    bands = load_staff_bands()
    born = {one.person: one.born for one in teaching}
    counts = Counter(
        UNKNOWN if year is None else bands.age_band(max(on.year - year, 0)).code
        for year in born.values()
    )
    return {code: counts[code] for code in (*(one.code for one in bands.ages), UNKNOWN)}


def _categories(teaching: list[_Post]) -> dict[str, int]:
    order = [one.value for one in CATEGORIES]
    best: dict[int, str] = {}
    for one in teaching:
        held = best.get(one.person, one.category)
        best[one.person] = min(held, one.category, key=order.index)
    counts = Counter(one or UNKNOWN for one in best.values())
    return {code or UNKNOWN: counts[code or UNKNOWN] for code in order}


def _subjects(
    teaching: list[_Post], opened: list[_Open]
) -> list[tuple[str, int, float, float]]:
    """Return by subject: its name, people, their load, the load nobody holds."""
    names = {one.code: one.name for one in load_subjects().subjects}
    people: dict[str, set[int]] = defaultdict(set)
    loads: dict[str, float] = defaultdict(float)
    vacant: dict[str, float] = defaultdict(float)
    for one in teaching:
        people[one.subject].add(one.person)
        loads[one.subject] += one.load or 0.0
    for free in opened:
        vacant[free.subject] += free.load
    rows = [
        (
            names.get(code, code),
            len(people[code]),
            round(loads[code], 2),
            round(vacant[code], 2),
        )
        for code in {*people, *vacant}
        if code
    ]
    return sorted(rows)
