"""How the pupils of invented schools sit an assessment: tasks, scores, marks.

A pupil of ability a gets each point of a task with the probability logit⁻¹(a - difficulty); the
boundaries of marks are those of the methodology, so that the reader's checks see real scales.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from opora.methodology.mark_scales import load_mark_scales
from opora.results.synthesis.region import Region, School, school_sizes

Scores = NDArray[np.int64]

NOTHING = -1
"""No value: a task not begun, a mark not given."""

SCALE_YEAR = 2024
"""The last year of which all scales used here are known."""

BASIC = "МАБ"
"""Математика (базовая): the one exam of ЕГЭ with marks."""

_EXAM_MOST = 50
_SENIOR = 11

_ABILITY_SPREAD = 0.9
_ABOVE_BOUNDARY = 1.1
_DIFFICULTY_SPREAD = 0.8
_MISSED_SITTING = 0.03
_ABSENT = 0.01
_NOT_BEGUN = 0.02
_LIFTED = 0.8
_LIFTED_FROM = 2


class Steps(NamedTuple):
    """The largest primary score, and the scores from which marks begin.

    In ЕГЭ marks stand for the minimum score and steps above it: only those under it matter.
    """

    most: int
    from_3: int
    from_4: int
    from_5: int


_BASIC_STEPS = Steps(21, 7, 12, 17)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One assessment of the yearly round: subject by its code and name, grade, day."""

    number: int
    kind: str
    subject: str
    subject_name: str
    exam_code: str
    grade: int
    month: int
    day: int

    @property
    def code(self) -> str:
        """The code of the assessment."""
        return f"{self.kind}-{self.subject}-{self.grade}"

    def date(self, year: int) -> date:
        """Return the day on which it is written."""
        return date(year, self.month, self.day)

    @property
    def scale(self) -> Steps:
        """The scale by which marks are given."""
        return _steps(self.kind, self.subject, self.grade)

    @property
    def has_test_score(self) -> bool:
        """Whether a test score is given instead of a mark."""
        return self.kind == "ЕГЭ" and self.subject != BASIC

    def test_scores(self, primary: Scores) -> Scores:
        """Return the test scores of primary scores, from 0 to 100."""
        return np.asarray(np.floor(100 * primary / self.scale.most + 0.5)).astype(np.int64)

    @property
    def maxima(self) -> tuple[int, ...]:
        """The largest score of each task; those of two points come last."""
        twos = self.scale.most // 5
        return (1,) * (self.scale.most - 2 * twos) + (2,) * twos


@cache
def _steps(kind: str, subject: str, grade: int) -> Steps:
    scales = load_mark_scales()
    if kind == "ЕГЭ":
        least = scales.minimum(subject, SCALE_YEAR)
        return _BASIC_STEPS if subject == BASIC or least is None else _steps_above(least)
    found = scales.scale(kind, subject, grade, SCALE_YEAR)
    if found is None:
        raise LookupError(f"no scale of {kind}-{subject}-{grade} in {SCALE_YEAR}")
    return Steps(found.most, found.from_3, found.from_4, found.from_5)


def _steps_above(least: int) -> Steps:
    """Return steps of the primary score of an exam with this minimum of the test score."""
    tests = [int(np.floor(100 * primary / _EXAM_MOST + 0.5)) for primary in range(_EXAM_MOST)]
    passed = next(primary for primary, test in enumerate(tests) if test >= least)
    return Steps(_EXAM_MOST, passed, _EXAM_MOST * 3 // 5, _EXAM_MOST * 4 // 5)


SITTINGS = (
    Sitting(0, "ВПР", "МА", "Математика", "", 5, 4, 16),
    Sitting(1, "ВПР", "РУ", "Русский язык", "", 5, 4, 18),
    Sitting(2, "ВПР", "МА", "Математика", "", 6, 4, 17),
    Sitting(3, "ВПР", "РУ", "Русский язык", "", 6, 4, 19),
    Sitting(4, "ВПР", "МА", "Математика", "", 7, 4, 23),
    Sitting(5, "ВПР", "РУ", "Русский язык", "", 7, 4, 25),
    Sitting(6, "ОГЭ", "РУ", "Русский язык", "01", 9, 6, 3),
    Sitting(7, "ОГЭ", "МА", "Математика", "02", 9, 6, 6),
    Sitting(8, "ЕГЭ", "РУ", "Русский язык", "01", 11, 5, 30),
    Sitting(9, "ЕГЭ", "МАП", "Математика профильная", "02", 11, 5, 27),
    Sitting(10, "ЕГЭ", "МАБ", "Математика базовая", "22", 11, 5, 28),
)


@dataclass(frozen=True, slots=True)
class Papers:
    """What the pupils of a school wrote, one row a pupil.

    ``tasks`` are ``NOTHING`` where a task was not begun, ``marks`` and ``primary`` where the
    pupil has no result, ``journal`` where the journal has no mark.
    """

    school: School
    tasks: Scores
    primary: Scores
    marks: Scores
    journal: Scores

    def tally(self) -> tuple[int, int, int, int]:
        """Return how many pupils have each mark."""
        two, three, four, five = (int((self.marks == mark).sum()) for mark in (2, 3, 4, 5))
        return two, three, four, five


def sit(region: Region, school: School, sitting: Sitting, year: int) -> Papers | None:
    """Draw what the pupils of a school write; None where the school misses the assessment."""
    rng = region.generator(2, school.number, year, sitting.number)
    missed = rng.random() < _MISSED_SITTING
    if missed or (sitting.grade == _SENIOR and not school.has_senior_grades):
        return None
    sizes = school_sizes(region, school, year, len(SITTINGS))
    tasks = _tasks(region, sitting, rng, mean_of(region, school, sitting, year), sizes)
    if school.heaps:
        _lift(rng, tasks, sitting)
    not_begun = (rng.random(tasks.shape) < _NOT_BEGUN) & (tasks == 0)
    primary = tasks.sum(axis=1)
    marks = _marks(primary, sitting.scale)
    journal = _journal(rng, marks)
    absent = rng.random(len(primary)) < _ABSENT
    tasks = np.where(not_begun | absent[:, None], NOTHING, tasks)
    primary, marks = (np.where(absent, NOTHING, one) for one in (primary, marks))
    return Papers(school, tasks, primary, marks, journal)


def mean_of(region: Region, school: School, sitting: Sitting, year: int) -> float:
    """Return the mean ability of the pupils of a school in a year, in logits."""
    grown = school.growth * (year - region.years[0])
    return _boundary(sitting) + _ABOVE_BOUNDARY + school.level + grown


def true_shares(
    region: Region, schools: tuple[School, ...], sitting: Sitting, year: int
) -> NDArray[np.float64]:
    """Return the share of low results that each school would have with endless pupils.

    Schools that lift pupils over the boundary are told as they truly are.
    """
    means = np.array([mean_of(region, school, sitting, year) for school in schools])
    grid = np.linspace(means.min() - 0.1, means.max() + 0.1, 60)
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    abilities = grid[:, None] + _ABILITY_SPREAD * nodes
    shares = _low_chance(region, sitting, abilities) @ (weights / weights.sum())
    return np.asarray(np.interp(means, grid, shares))


def _low_chance(
    region: Region, sitting: Sitting, abilities: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the chance of a score under the boundary of «3» for each ability."""
    chance = np.zeros((*abilities.shape, sitting.scale.from_3))
    chance[..., 0] = 1
    for most, difficulty in zip(sitting.maxima, _difficulties(region, sitting), strict=True):
        got = special.expit(abilities - difficulty)[..., None]
        chance = sum(
            stats.binom.pmf(points, most, got) * _shifted(chance, points)
            for points in range(most + 1)
        )
    return np.asarray(chance.sum(axis=-1))


def _shifted(chance: NDArray[np.float64], points: int) -> NDArray[np.float64]:
    moved = np.zeros_like(chance)
    moved[..., points:] = chance[..., : chance.shape[-1] - points]
    return moved


def _tasks(
    region: Region, sitting: Sitting, rng: np.random.Generator, mean: float, sizes: Scores
) -> Scores:
    ability = rng.normal(mean, _ABILITY_SPREAD, sizes[sitting.number])
    chance = special.expit(ability[:, None] - _difficulties(region, sitting))
    return np.asarray(rng.binomial(np.array(sitting.maxima), chance))


def _difficulties(region: Region, sitting: Sitting) -> NDArray[np.float64]:
    return _drawn_difficulties(region.seed, sitting.number, len(sitting.maxima))


@cache
def _drawn_difficulties(seed: int, number: int, count: int) -> NDArray[np.float64]:
    drawn = np.random.default_rng([seed, 3, number]).normal(0, _DIFFICULTY_SPREAD, count)
    return np.asarray(drawn - drawn.mean())


def _boundary(sitting: Sitting) -> float:
    return float(special.logit((sitting.scale.from_3 - 0.5) / sitting.scale.most))


def _lift(rng: np.random.Generator, tasks: Scores, sitting: Sitting) -> None:
    """Give those just under the boundary of «3» the points they lack, in place."""
    missing = sitting.scale.from_3 - tasks.sum(axis=1)
    near = (missing > 0) & (missing <= _LIFTED_FROM)
    for pupil in np.flatnonzero(near & (rng.random(len(missing)) < _LIFTED)):
        open_tasks = np.flatnonzero(tasks[pupil] == 0)[: missing[pupil]]
        tasks[pupil, open_tasks] = 1


def _marks(primary: Scores, scale: Steps) -> Scores:
    boundaries = np.array([scale.from_3, scale.from_4, scale.from_5])
    return np.asarray(2 + np.searchsorted(boundaries, primary, side="right"))


def _journal(rng: np.random.Generator, marks: Scores) -> Scores:
    """Journals are kinder than assessments, and a few marks are missing."""
    given = np.clip(np.rint(marks + rng.normal(0.3, 0.5, len(marks))), 2, 5).astype(np.int64)
    return np.where(rng.random(len(marks)) < _NOT_BEGUN, NOTHING, given)
