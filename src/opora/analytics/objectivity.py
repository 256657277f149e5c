"""Signs that results need a check: level and spread, cohort, tasks, and all together.

Every finding is a reason to check, never an accusation. Schools with a sign stay out of
priors and of leaders until a person has looked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtr, ndtr

from opora.analytics.arrays import Flags, Floats, require_counts, vector
from opora.analytics.discovery import false_discovery
from opora.analytics.refusals import AnalyticsError


@dataclass(frozen=True, slots=True)
class LevelAndSpread:
    """Means that stand out high, and spreads too narrow, one entry per school.

    Attributes
    ----------
    high : ndarray of bool, shape (n_schools,)
        Lower limit of the school's mean above the upper limit of the region's.
    margin : ndarray, shape (n_schools,)
        That distance. [score]
    narrow_p : ndarray, shape (n_schools,)
        P of a spread as small or smaller, were the school like the region.
    """

    high: Flags
    margin: Floats
    narrow_p: Floats


def level_and_spread(
    mean: ArrayLike, sd: ArrayLike, tested: ArrayLike, *, region: tuple[float, float, int]
) -> LevelAndSpread:
    """Compare the level and the spread of schools with the region's.

    Parameters
    ----------
    mean, sd, tested : array_like, shape (n_schools,)
        Mean and standard deviation of scores, and participants. [score, score, pupils]
    region : tuple of float, float, int
        The same of the region.

    Returns
    -------
    LevelAndSpread
        NaN and False where fewer than two took part.

    Raises
    ------
    AnalyticsError
        If shapes differ, a spread is negative or the region has none.

    Examples
    --------
    >>> found = level_and_spread([16.2], [2.1], [24], region=(12.4, 4.2, 9800))
    >>> found.high.tolist(), found.margin.round(2).tolist()
    ([True], [2.88])

    References
    ----------
    .. [1] B. A. Jacob and S. D. Levitt, "Rotten apples: an investigation of the prevalence and
       predictors of teacher cheating," Q. J. Econ., vol. 118, no. 3, pp. 843-877, 2003.
    """
    level = vector(mean, "mean")
    spread = vector(sd, "sd", size=level.size)
    n = vector(tested, "tested", size=level.size)
    centre, whole, pupils = region
    if (spread < 0).any() or whole <= 0 or pupils < 2:  # noqa: PLR2004 - the number needed to estimate it
        raise AnalyticsError("spreads must not be negative, and the region's above zero")

    z = 1.96
    enough = n >= 2  # noqa: PLR2004 - the number needed to estimate it
    lowest = level - z * spread / np.sqrt(np.where(enough, n, np.nan))
    margin = lowest - (centre + z * whole / np.sqrt(pupils))
    freedom = np.where(enough, n - 1, np.nan)
    narrow = np.where(enough, chdtr(freedom, freedom * (spread / whole) ** 2), np.nan)
    return LevelAndSpread(high=margin > 0, margin=margin, narrow_p=narrow)


def cohort_drop(
    low_before: ArrayLike,
    tested_before: ArrayLike,
    low_after: ArrayLike,
    tested_after: ArrayLike,
) -> Floats:
    """Return how surprising the rise of low results of the same cohort is.

    Parameters
    ----------
    low_before, tested_before, low_after, tested_after : array_like, shape (n_schools,)
        The cohort a year ago, in the easier view, and now. [pupils]

    Returns
    -------
    ndarray, shape (n_schools,)
        One-sided p of a rise beyond the region's; NaN where nobody was tested. [1]

    Raises
    ------
    AnalyticsError
        If counts contradict each other.

    Examples
    --------
    >>> cohort_drop([0, 20], [40, 100], [16, 25], [40, 100]).round(3)
    array([0.003, 0.954])

    References
    ----------
    .. [1] B. A. Jacob and S. D. Levitt, "Rotten apples: an investigation of the prevalence and
       predictors of teacher cheating," Q. J. Econ., vol. 118, no. 3, pp. 843-877, 2003.
    """
    pairs = [(low_before, tested_before), (low_after, tested_after)]
    counts = [(vector(low, "low"), vector(all_, "tested")) for low, all_ in pairs]
    for low, all_ in counts:
        require_counts(low, all_, ("low", "tested"))
    (x1, n1), (x2, n2) = counts
    if x1.shape != x2.shape:
        raise AnalyticsError("both years must cover the same schools")
    tested = (n1 > 0) & (n2 > 0)
    if not tested.any():
        return np.full(x1.shape, np.nan)

    m1, m2 = np.where(tested, n1, np.nan), np.where(tested, n2, np.nan)
    shift = np.nansum(x2) / np.nansum(n2) - np.nansum(x1) / np.nansum(n1)
    # One added to each kind keeps a variance where a year shows no low result at all.
    pooled = (x1 + x2 + 1) / (m1 + m2 + 2)
    error = np.sqrt(pooled * (1 - pooled) * (1 / m1 + 1 / m2))
    return np.asarray(ndtr(-(x2 / m2 - x1 / m1 - shift) / error))


def task_profile(solved: ArrayLike, school: ArrayLike) -> Floats:
    """Return how surprising it is that a school fails easy tasks and solves hard ones.

    Parameters
    ----------
    solved : array_like of {0, 1}, shape (n_pupils, n_tasks)
        Tasks solved by each pupil, none missing.
    school : array_like, shape (n_pupils,)
        Label of the school.

    Returns
    -------
    ndarray, shape (n_schools,)
        One-sided p by ascending label; NaN where no pupil could show a pattern. [1]

    Raises
    ------
    AnalyticsError
        If answers are not 0 or 1 or shapes differ.

    Notes
    -----
    Guttman errors, hard solved and easier failed, less the mean of pupils with the same
    total, over the standard error of the school's mean. Pupils who solved all or none
    have no pattern.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> hard = np.linspace(0.9, 0.1, 12)
    >>> answers = rng.random((400, 12)) < hard
    >>> answers[:20] = rng.random((20, 12)) < 0.5
    >>> p = task_profile(answers, np.repeat(np.arange(20), 20))
    >>> bool(p[0] < 0.001), bool(np.median(p) > 0.2)
    (True, True)

    References
    ----------
    .. [1] R. R. Meijer and K. Sijtsma, "Methodology review: evaluating person fit,"
       Appl. Psychol. Meas., vol. 25, no. 2, pp. 107-135, 2001.
    """
    answers = np.asarray(solved, dtype=np.float64)
    labels, index = np.unique(np.asarray(school), return_inverse=True)
    if answers.ndim != 2 or len(answers) != index.size:  # noqa: PLR2004 - a table
        raise AnalyticsError("solved must have a row for each pupil")
    if not np.isin(answers, (0, 1)).all():
        raise AnalyticsError("answers must be 0 or 1")

    sorted_ = answers[:, np.argsort(-answers.mean(axis=0), kind="stable")]
    errors = (sorted_ * np.cumsum(1 - sorted_, axis=1)).sum(axis=1)
    total = answers.sum(axis=1).astype(np.int64)
    n = np.bincount(total)
    mean = np.bincount(total, errors) / np.maximum(n, 1)
    variance = np.bincount(total, errors**2) / np.maximum(n, 1) - mean**2
    surplus = np.bincount(index, errors - mean[total], labels.size)
    noise = np.bincount(index, variance[total], labels.size)
    safe = np.where(noise > 0, noise, 1.0)
    return np.where(noise > 0, ndtr(-surplus / np.sqrt(safe)), np.nan)


_REASONS = {
    "heaping": "больше работ, чем обычно, ровно на границе отметки",
    "journal": "отметки в журнале выше результатов работы",
    "narrow": "разброс результатов необычно мал",
    "cohort": "результаты тех же детей заметно снизились",
    "tasks": "трудные задания решены, а лёгкие нет",
}


@dataclass(frozen=True, slots=True)
class ReasonToCheck:
    """Why the results of one school deserve a look; nothing is established by it."""

    school: str
    signs: tuple[str, ...]
    false_alarms: float

    @property
    def sentence(self) -> str:
        """What a person reads."""
        found = "; ".join(_REASONS[sign] for sign in self.signs)
        return f"Требует проверки: {found}. Это повод посмотреть работы, а не вывод о школе."


def reasons_to_check(
    schools: ArrayLike, p_values: Mapping[str, ArrayLike], *, rate: float = 0.05
) -> list[ReasonToCheck]:
    """Join the signs of all tests into a list with a bounded share of false alarms.

    Parameters
    ----------
    schools : array_like of str, shape (n_schools,)
        Codes of the schools.
    p_values : mapping of str to array_like, shape (n_schools,)
        P-values by sign: ``heaping``, ``journal``, ``narrow``, ``cohort``, ``tasks``; NaN
        where a test could not be made.
    rate : float, default 0.05
        Share of false alarms allowed among all signs named. [1]

    Returns
    -------
    list of ReasonToCheck
        Schools with a sign, the surest first. They stay out of priors and of leaders.

    Raises
    ------
    AnalyticsError
        If a sign is unknown, sizes differ or ``rate`` is not in (0, 1).

    Examples
    --------
    >>> found = reasons_to_check(["А", "Б"], {"heaping": [1e-6, 0.4], "journal": [0.3, 0.9]})
    >>> [(one.school, one.signs) for one in found]
    [('А', ('heaping',))]

    References
    ----------
    .. [1] Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate,"
       J. R. Stat. Soc. B, vol. 57, no. 1, pp. 289-300, 1995.
    """
    codes = [str(code) for code in np.asarray(schools)]
    unknown = set(p_values) - set(_REASONS)
    if unknown or not 0 < rate < 1:
        raise AnalyticsError(f"unknown signs {sorted(unknown)}, or a rate not in (0, 1)")
    if not p_values:
        return []
    signs = list(p_values)
    table = np.stack([vector(p_values[sign], sign, size=len(codes)) for sign in signs], axis=1)
    # All tests of all schools are one family: more signs must not mean more alarms.
    adjusted = false_discovery(table.ravel()).reshape(table.shape)
    found = [
        ReasonToCheck(
            school=code,
            signs=tuple(sign for sign, q in zip(signs, row, strict=True) if q <= rate),
            false_alarms=float(row[row <= rate].min()),
        )
        for code, row in zip(codes, adjusted, strict=True)
        if (row <= rate).any()
    ]
    return sorted(found, key=lambda one: (one.false_alarms, one.school))
