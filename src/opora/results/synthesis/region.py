"""The schools of an invented region: their size, their context, their true level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SCHOOLS_OF_A_MUNICIPALITY = 20

LAST_OF_MAIN = 9
_REGION_CODE = 95
_RURAL_SHARE = 0.45
_CONTEXT_SLOPE = 0.32
_LEVEL_SPREAD = 0.42
_GROWTH_SPREAD = 0.06

_VILLAGES = (
    "Ольховка", "Берёзово", "Сосновка", "Ключи", "Заречье", "Луговое", "Озёрное", "Каменка",
    "Дубрава", "Рябинино", "Ивняки", "Верховье", "Пригорье", "Тальники", "Лебяжье", "Моховое",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """What is asked for.

    ``heaping`` is the share of schools that lift pupils over the boundary of «2».
    """

    schools: int
    years: tuple[int, ...]
    seed: int
    heaping: float = 0.0

    def generator(self, *place: int) -> np.random.Generator:
        """Return the source of chance of one place, whatever was drawn elsewhere."""
        return np.random.default_rng([self.seed, *place])


@dataclass(frozen=True, slots=True)
class School:
    """One school with its truth.

    ``level`` and ``growth`` are in logits, of the region's mean and a year; ``context`` is in
    standard deviations, below zero is worse.
    """

    number: int
    name: str
    municipality: int
    rural: bool
    grade_size: int
    context: float
    level: float
    growth: float
    heaps: bool

    @property
    def code(self) -> str:
        """The login in ФИС ОКО."""
        return f"edu{_REGION_CODE}{self.number:04}"

    @property
    def has_senior_grades(self) -> bool:
        """Whether there are grades 10 and 11: main schools of villages end with the ninth."""
        return not self.rural

    @property
    def grades(self) -> range:
        """The grades of the school."""
        return range(1, 12 if self.has_senior_grades else 10)

    @property
    def pupils(self) -> int:
        """All pupils on the first day of the school year."""
        return sum(self.pupils_of(grade) for grade in self.grades)

    def pupils_of(self, grade: int) -> int:
        """Pupils of a grade on the first day of the school year; half go on after the ninth."""
        return self.grade_size if grade <= LAST_OF_MAIN else (self.grade_size + 1) // 2

    @property
    def exam_code(self) -> str:
        """The code in РИС ГИА."""
        return str(10_000 + self.number)

    @property
    def municipality_name(self) -> str:
        """The municipality in words."""
        return f"{_ordinal(self.municipality)} муниципальный округ"


def draw_schools(region: Region) -> tuple[School, ...]:
    """Draw the schools of a region.

    Examples
    --------
    >>> [school.code for school in draw_schools(Region(2, (2025,), 1))]
    ['edu950001', 'edu950002']
    """
    return tuple(_school(region, number) for number in range(1, region.schools + 1))


def _school(region: Region, number: int) -> School:
    rng = region.generator(0, number)
    rural = bool(rng.random() < _RURAL_SHARE)
    context = float(rng.normal(-0.4 if rural else 0.3, 0.9))
    return School(
        number=number,
        name=_name(number, rural=rural),
        municipality=(number - 1) // SCHOOLS_OF_A_MUNICIPALITY + 1,
        rural=rural,
        grade_size=_grade_size(rng, rural=rural),
        context=context,
        level=float(rng.normal(_CONTEXT_SLOPE * context, _LEVEL_SPREAD)),
        growth=float(rng.normal(0, _GROWTH_SPREAD)),
        heaps=bool(rng.random() < region.heaping),
    )


def _grade_size(rng: np.random.Generator, *, rural: bool) -> int:
    """Pupils of a grade: a handful in a village, up to five classes in a town."""
    typical = 8 if rural else 55
    return int(np.clip(round(typical * rng.lognormal(0, 0.5)), 2, 150))


def _name(number: int, *, rural: bool) -> str:
    village = _VILLAGES[number % len(_VILLAGES)]
    if rural:
        return f"МКОУ «ООШ № {number} с. {village}»"
    return f"МБОУ «СОШ № {number}»"


def _ordinal(number: int) -> str:
    return f"{number}-й"


def school_sizes(region: Region, school: School, year: int, count: int) -> NDArray[np.int64]:
    """Return how many pupils each of so many grades has in a year; they vary a little."""
    rng = region.generator(1, school.number, year)
    return np.maximum(rng.poisson(school.grade_size, count), 1)
