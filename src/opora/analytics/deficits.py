"""Which tasks and skills a school teaches less well than pupils of its level would show.

A raw gap to the region is mostly the level of the school. What remains at equal scores in
the other tasks points at teaching.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr

from opora.analytics.arrays import Counts, Flags, Floats, Labels
from opora.analytics.discovery import false_discovery
from opora.analytics.refusals import AnalyticsError
from opora.methodology.fioko import Difficulty, load_fioko

_FEWEST_PUPILS = 8
_STRATA = 20

SkillVerdict = Literal[
    "системный дефицит", "отдельные задания", "дефицит не виден", "мало данных"
]


@dataclass(frozen=True, slots=True)
class TaskGaps:
    """Gaps of schools in tasks, schools ascending by label, tasks in the order given.

    Attributes
    ----------
    schools, pupils : ndarray, shape (n_schools,)
        Labels, and pupils with every task.
    raw : ndarray, shape (n_schools, n_tasks)
        Share of points less the region's, -1 to 1.
    adjusted, adjusted_se : ndarray, shape (n_schools, n_tasks)
        The same against pupils with equal scores in the other tasks, and its error.
    shrunken, shrunken_sd : ndarray, shape (n_schools, n_tasks)
        What remains of it when chance is taken off; NaN under eight pupils, where only
        skills are to be read.
    false_alarms : ndarray, shape (n_schools, n_tasks)
        Share of false alarms of the list of deficits down to here.
    """

    schools: Labels
    pupils: Counts
    raw: Floats
    adjusted: Floats
    adjusted_se: Floats
    shrunken: Floats
    shrunken_sd: Floats
    false_alarms: Floats

    def skill(self, tasks: Sequence[int]) -> tuple[Floats, Floats]:
        """Return the gap of each school in a skill and its error, by precision.

        ``tasks`` are columns; small schools are not left out here.
        """
        chosen = list(tasks)
        weight = 1 / self.adjusted_se[:, chosen] ** 2
        total = weight.sum(axis=1)
        return (weight * self.adjusted[:, chosen]).sum(axis=1) / total, 1 / np.sqrt(total)


def task_gaps(points: ArrayLike, school: ArrayLike) -> TaskGaps:
    """Compare each school with pupils of the region at the same level, task by task.

    Parameters
    ----------
    points : array_like, shape (n_pupils, n_tasks)
        Points got as a share of the maximum, in [0, 1], none missing. [1]
    school : array_like, shape (n_pupils,)
        Label of the school.

    Returns
    -------
    TaskGaps
        Arrays of shape (n_schools, n_tasks).

    Raises
    ------
    AnalyticsError
        If a value is missing or out of [0, 1], shapes differ, or there is one task.

    Notes
    -----
    The level of a pupil in a task is the twentieth of the region by points in all
    others; what a school falls short in all tasks alike is its level, and is taken off.
    Gaps of a task are shrunk by normal empirical Bayes across schools.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> school = np.repeat(np.arange(40), 30)
    >>> chance = np.full((1200, 10), 0.6); chance[school == 3, 0] = 0.2
    >>> found = task_gaps(rng.random((1200, 10)) < chance, school)
    >>> np.argwhere(found.false_alarms < 0.01).tolist()
    [[3, 0]]

    References
    ----------
    .. [1] R. Zwick, D. T. Thayer and C. Lewis, "An empirical Bayes approach to
       Mantel-Haenszel DIF analysis," J. Educ. Meas., vol. 36, no. 1, pp. 1-28, 1999.
    """
    table = np.asarray(points, dtype=np.float64)
    labels, index = np.unique(np.asarray(school), return_inverse=True)
    if table.ndim != 2 or len(table) != index.size or table.shape[1] < 2:  # noqa: PLR2004 - a table
        raise AnalyticsError("points must have a row for each pupil and at least two tasks")
    if not ((table >= 0) & (table <= 1)).all():
        raise AnalyticsError("points must be shares of the maximum, none missing")

    pupils = np.bincount(index)
    columns = [_at_equal_level(table, task, index, pupils) for task in range(table.shape[1])]
    adjusted, error = (np.column_stack(side) for side in zip(*columns, strict=True))
    # Scores err: pupils of a weak school fall short of their equals in every task alike.
    weight = 1 / error**2
    adjusted -= ((weight * adjusted).sum(axis=1) / weight.sum(axis=1))[:, np.newaxis]
    shrunken, spread = _shrunken(adjusted, error)
    few = (pupils < _FEWEST_PUPILS)[:, np.newaxis]
    p = np.where(few, np.nan, ndtr(adjusted / error))
    means = np.column_stack([np.bincount(index, column) / pupils for column in table.T])
    return TaskGaps(
        schools=labels,
        pupils=pupils,
        raw=means - table.mean(axis=0),
        adjusted=adjusted,
        adjusted_se=error,
        shrunken=np.where(few, np.nan, shrunken),
        shrunken_sd=np.where(few, np.nan, spread),
        false_alarms=false_discovery(p.ravel()).reshape(p.shape),
    )


def _at_equal_level(
    table: Floats, task: int, index: Labels, pupils: Counts
) -> tuple[Floats, Floats]:
    rest = table.sum(axis=1) - table[:, task]
    cuts = np.unique(np.quantile(rest, np.arange(1, _STRATA) / _STRATA))
    stratum = np.searchsorted(cuts, rest, side="left")
    n = np.maximum(np.bincount(stratum), 1)
    mean = np.bincount(stratum, table[:, task]) / n
    variance = np.bincount(stratum, table[:, task] ** 2) / n - mean**2
    gap = np.bincount(index, table[:, task] - mean[stratum]) / pupils
    noise = np.bincount(index, np.maximum(variance, 0)[stratum]) / pupils**2
    # A task that all or none solve has no spread; its gap is zero and must stay finite.
    return gap, np.sqrt(np.maximum(noise, 1e-12))


def _shrunken(gap: Floats, error: Floats) -> tuple[Floats, Floats]:
    noise = error**2
    between = np.maximum((gap**2 - noise).mean(axis=0), 0)
    shrink = between / (between + noise)
    return shrink * gap, np.sqrt(shrink * noise)


@dataclass(frozen=True, slots=True)
class EqualLevel:
    """Odds of one group against another at equal level: ratio, statistic, p-value."""

    odds_ratio: float
    statistic: float
    p: float


def mantel_haenszel(solved: ArrayLike, group: ArrayLike, level: ArrayLike) -> EqualLevel:
    """Compare two groups of pupils in one task at equal level.

    Parameters
    ----------
    solved : array_like of bool, shape (n_pupils,)
        Who solved the task.
    group : array_like of bool, shape (n_pupils,)
        Who belongs to the first group.
    level : array_like, shape (n_pupils,)
        Level of each pupil, such as a fifth by points in the other tasks.

    Returns
    -------
    EqualLevel
        Odds of the first group over the second, without continuity correction; NaN where
        no level holds both groups and both outcomes.

    Raises
    ------
    AnalyticsError
        If shapes differ.

    Examples
    --------
    >>> mantel_haenszel([1, 1, 0, 1, 0, 0], [1, 1, 1, 0, 0, 0], [1] * 6).odds_ratio
    4.0

    References
    ----------
    .. [1] N. Mantel and W. Haenszel, "Statistical aspects of the analysis of data from
       retrospective studies," J. Natl. Cancer Inst., vol. 22, no. 4, pp. 719-748, 1959.
    """
    right = np.asarray(solved, dtype=bool)
    first = np.asarray(group, dtype=bool)
    _, stratum = np.unique(np.asarray(level), return_inverse=True)
    if not right.shape == first.shape == stratum.shape:
        raise AnalyticsError("solved, group and level must cover the same pupils")

    cells = np.bincount(stratum * 4 + first * 2 + right, minlength=4 * (stratum.max() + 1))
    d, c, b, a = cells.reshape(-1, 4).T.astype(np.float64)
    n = a + b + c + d
    crossed = float((b * c / n).sum())
    expected = (a + b) * (a + c) / n
    variance = (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * np.maximum(n - 1, 1))
    if variance.sum() == 0:
        return EqualLevel(float("nan"), float("nan"), float("nan"))
    # Rows are solved and not, columns the groups: b is the first group's failures.
    ratio = float((a * d / n).sum()) / crossed if crossed else float("inf")
    statistic = float((a - expected).sum() ** 2 / variance.sum())
    return EqualLevel(ratio, statistic, float(chdtrc(1, statistic)))


def judge_skill(percents: Sequence[float], difficulties: Sequence[Difficulty]) -> SkillVerdict:
    """Say of a skill whether its tasks show a deficit, by the bands of ФИОКО-2026.

    Parameters
    ----------
    percents : sequence of float
        Points got in each task of the skill, per cent of the maximum. [%]
    difficulties : sequence of {"basic", "advanced"}
        Difficulty of each task.

    Returns
    -------
    str
        The verdict in the words shown to people; one task is too few to judge a skill.

    Raises
    ------
    AnalyticsError
        If the lists differ in length.

    Examples
    --------
    >>> judge_skill([40, 51, 70], ["basic"] * 3), judge_skill([40], ["basic"])
    ('системный дефицит', 'мало данных')

    References
    ----------
    .. [1] ФИОКО, recommendations on the analysis of ВПР, 2026: the reviewed pack ``fioko`` of
       ``opora.methodology``, with pages and confidence.
    """
    if len(percents) != len(difficulties):
        raise AnalyticsError("every task needs a difficulty")
    pack = load_fioko()
    if len(percents) < pack.sizes.skill_tasks:
        return "мало данных"
    low = _insufficient(percents, difficulties)
    if 2 * low.sum() > low.size:
        return "системный дефицит"
    return "отдельные задания" if low.any() else "дефицит не виден"


def _insufficient(percents: Sequence[float], difficulties: Sequence[Difficulty]) -> Flags:
    pack = load_fioko()
    pairs = zip(percents, difficulties, strict=True)
    return np.array(
        [
            pack.judge_task(percent, difficulty=difficulty).band == "insufficient"
            for percent, difficulty in pairs
        ]
    )
