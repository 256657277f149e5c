"""Signs that results need a check: journal against test, level and spread, cohort, tasks.

Every finding is a reason to check, never an accusation. Schools with a sign stay out of
priors and of leaders until a person has looked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtr, chdtrc, ndtr
from scipy.stats import binom

from opora.analytics.arrays import Flags, Floats, Labels, require_counts, require_finite, vector
from opora.analytics.discovery import false_discovery
from opora.analytics.refusals import AnalyticsError

_TAIL = 0.1
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class JournalMismatch:
    """Journal marks against those of the assessment, schools ascending by label.

    Attributes
    ----------
    schools, pupils : ndarray, shape (n_schools,)
        Labels, and pupils with both marks.
    surplus : ndarray, shape (n_schools,)
        Mean of journal less assessment beyond what the region has at equal marks. [mark]
    plain_p, higher_p : ndarray, shape (n_schools,)
        One-sided p of the surplus without and with the usual difference of marking
        between schools.
    ups_p : ndarray, shape (n_schools,)
        Exact mid-p of so many journal marks above the assessment.
    false_alarms : ndarray, shape (n_schools,)
        Share of false alarms in the list by ``higher_p`` down to here.
    between : float
        Standard deviation of the surplus between schools beyond chance. [mark]
    """

    schools: Labels
    pupils: Floats
    surplus: Floats
    plain_p: Floats
    higher_p: Floats
    ups_p: Floats
    false_alarms: Floats
    between: float


@dataclass(frozen=True, slots=True)
class MarkNorms:
    """What the region has at each assessment mark: the mean, variance and share of ups."""

    marks: Labels
    mean: Floats
    variance: Floats
    up: Floats


def mark_norms(journal: ArrayLike, assessment: ArrayLike) -> MarkNorms:
    """Find how journal marks stand to those of the assessment in the whole region.

    Parameters
    ----------
    journal, assessment : array_like of int, shape (n_pupils,)
        Both marks of each pupil. [mark]

    Returns
    -------
    MarkNorms
        Moments of journal less assessment by assessment mark: a low mark is followed by
        a higher one by chance alone, and that is no sign.

    Raises
    ------
    AnalyticsError
        If shapes differ, a mark is missing or there is none.

    Examples
    --------
    >>> mark_norms([3, 2, 4, 4], [2, 2, 4, 5]).up.tolist()
    [0.5, 0.0, 0.0]
    """
    given = vector(journal, "journal")
    shown = vector(assessment, "assessment", size=given.size)
    require_finite(journal=given, assessment=shown)
    if not given.size:
        raise AnalyticsError("no pupil has both marks")
    marks, at = np.unique(shown, return_inverse=True)
    n, gap = np.bincount(at), given - shown
    mean = np.bincount(at, gap) / n
    return MarkNorms(
        marks=marks,
        mean=mean,
        variance=np.bincount(at, gap**2) / n - mean**2,
        up=np.bincount(at, gap > 0) / n,
    )


def journal_mismatch(
    journal: ArrayLike, assessment: ArrayLike, school: ArrayLike, *, norms: MarkNorms | None = None
) -> JournalMismatch:
    """Compare journal marks with the assessment, regression to the mean allowed for.

    Parameters
    ----------
    journal, assessment : array_like of int, shape (n_pupils,)
        Both marks of each pupil; pupils with one are left out by the caller. [mark]
    school : array_like, shape (n_pupils,)
        Label of the school.
    norms : MarkNorms, optional
        Norms of the region; by default those of the pupils given.

    Returns
    -------
    JournalMismatch
        One entry a school; ``higher_p`` is the one to act on.

    Raises
    ------
    AnalyticsError
        If shapes differ, a mark is missing, or an assessment mark has no norm.

    Notes
    -----
    Schools differ in marking without any fault: a variance between schools, estimated
    with both tails drawn in so that the strange do not excuse themselves, widens the null.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> shown, school = rng.integers(2, 6, 800), np.repeat(np.arange(20), 40)
    >>> given = np.clip(shown + rng.integers(-1, 2, 800) + (school == 7), 2, 5)
    >>> found = journal_mismatch(given, shown, school)
    >>> found.schools[found.false_alarms < 0.05]
    array([7])

    References
    ----------
    .. [1] D. J. Spiegelhalter, "Funnel plots for comparing institutional performance,"
       Stat. Med., vol. 24, no. 8, pp. 1185-1202, 2005.
    """
    known = norms or mark_norms(journal, assessment)
    given = vector(journal, "journal")
    shown = vector(assessment, "assessment", size=given.size)
    require_finite(journal=given, assessment=shown)
    labels, index = np.unique(np.asarray(school), return_inverse=True)
    at = np.searchsorted(known.marks, shown).clip(0, known.marks.size - 1)
    if index.size != given.size or (known.marks[at] != shown).any():
        raise AnalyticsError("every pupil needs a school and a mark that the norms know")

    n = np.bincount(index).astype(np.float64)
    surplus = np.bincount(index, given - shown - known.mean[at]) / n
    noise = np.maximum(np.bincount(index, known.variance[at]) / n**2, 1e-12)
    between = _between(surplus, noise)
    higher = ndtr(-surplus / np.sqrt(noise + between))
    return JournalMismatch(
        schools=labels,
        pupils=n,
        surplus=surplus,
        plain_p=ndtr(-surplus / np.sqrt(noise)),
        higher_p=higher,
        ups_p=_ups(given > shown, at, index, known.up),
        false_alarms=false_discovery(higher),
        between=float(np.sqrt(between)),
    )


def _between(surplus: Floats, noise: Floats) -> float:
    """Variance between schools of the scores with a tenth of each tail drawn in."""
    if surplus.size < _FEWEST:
        return 0.0
    z = surplus / np.sqrt(noise)
    drawn = np.clip(z, *np.quantile(z, [_TAIL, 1 - _TAIL]))
    weight = 1 / noise
    excess = float((drawn**2).sum()) - (z.size - 1)
    return max(0.0, excess / float(weight.sum() - (weight**2).sum() / weight.sum()))


def _ups(up: Flags, at: Labels, index: Labels, chance: Floats) -> Floats:
    """Exact mid-p of the ups of each school: a sum of binomials by assessment mark."""
    schools = int(index.max()) + 1
    counts = np.bincount(index * chance.size + at, minlength=schools * chance.size)
    found = np.bincount(index, up)
    result = np.empty(schools)
    for school, row in enumerate(counts.reshape(schools, chance.size)):
        density = np.ones(1)
        for n, p in zip(row, chance, strict=True):
            density = np.convolve(density, binom.pmf(np.arange(n + 1), n, p))
        total = int(found[school])
        result[school] = density[total + 1 :].sum() + density[total] / 2
    return np.clip(result, 0, 1)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two sets of marks agree; described, not judged: chance alone moves them apart."""

    kappa: float
    marginal: float
    marginal_p: float
    symmetry: float
    symmetry_p: float


def agreement(table: ArrayLike) -> Agreement:
    """Describe a square table of journal marks by assessment marks.

    Parameters
    ----------
    table : array_like of int, shape (n_marks, n_marks)
        Pupils by journal mark (rows) and assessment mark (columns). [pupils]

    Returns
    -------
    Agreement
        Kappa with quadratic weights, Stuart and Maxwell's and Bowker's statistics with
        their p-values; NaN where a table leaves them undefined.

    Raises
    ------
    AnalyticsError
        If the table is not square or holds no whole counts.

    Examples
    --------
    >>> round(agreement([[5, 1], [1, 5]]).kappa, 3)
    0.667

    References
    ----------
    .. [1] A. Stuart, "A test for homogeneity of the marginal distributions in a two-way
       classification," Biometrika, vol. 42, no. 3/4, pp. 412-416, 1955.
    """
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:  # noqa: PLR2004 - square
        raise AnalyticsError(f"table must be square, not of shape {counts.shape}")
    require_counts(counts, np.full_like(counts, max(counts.sum(), 0)), ("cell", "table"))

    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    far = np.subtract.outer(np.arange(len(counts)), np.arange(len(counts))) ** 2
    by_chance = (far * np.outer(rows, columns)).sum()
    gap = (rows - columns)[:-1]
    spread = np.diag(rows + columns) - counts - counts.T
    marginal = float(gap @ np.linalg.pinv(spread[:-1, :-1]) @ gap)
    upper = np.triu_indices(len(counts), 1)
    pairs, gaps = (counts + counts.T)[upper], (counts - counts.T)[upper]
    symmetry = float((gaps[pairs > 0] ** 2 / pairs[pairs > 0]).sum())
    return Agreement(
        kappa=float(1 - (far * counts).sum() * counts.sum() / by_chance)
        if by_chance
        else float("nan"),
        marginal=marginal,
        marginal_p=float(chdtrc(len(counts) - 1, marginal)),
        symmetry=symmetry,
        symmetry_p=float(chdtrc(pairs.size, symmetry)),
    )


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
    """
    level = vector(mean, "mean")
    spread = vector(sd, "sd", size=level.size)
    n = vector(tested, "tested", size=level.size)
    centre, whole, pupils = region
    if (spread < 0).any() or whole <= 0 or pupils < 2:  # noqa: PLR2004 - a spread
        raise AnalyticsError("spreads must not be negative, and the region's above zero")

    z = 1.96
    enough = n >= 2  # noqa: PLR2004 - a spread
    lowest = level - z * spread / np.sqrt(np.where(enough, n, np.nan))
    margin = lowest - (centre + z * whole / np.sqrt(pupils))
    freedom = np.where(enough, n - 1, np.nan)
    narrow = np.where(enough, chdtr(freedom, freedom * (spread / whole) ** 2), np.nan)
    return LevelAndSpread(high=margin > 0, margin=margin, narrow_p=narrow)


def cohort_drop(
    low_before: ArrayLike, tested_before: ArrayLike, low_after: ArrayLike, tested_after: ArrayLike
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
    if answers.ndim != 2 or len(answers) != index.size:  # noqa: PLR2004 - pupils by tasks
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
