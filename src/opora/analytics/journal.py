"""Journal marks against those of an assessment, regression to the mean allowed for.

A finding is a reason to look at how marks are given, never proof of anything.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr
from scipy.stats import binom

from opora.analytics.arrays import Flags, Floats, Labels, require_counts, require_finite, vector
from opora.analytics.discovery import false_discovery
from opora.analytics.refusals import AnalyticsError

_TAIL = 0.1
# Variance of a standard normal once a tenth of each tail is drawn in to its quantile.
_DRAWN_VARIANCE = 0.6787
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

    References
    ----------
    .. [1] A. G. Barnett, J. C. van der Pols and A. J. Dobson, "Regression to the mean: what it
       is and how to deal with it," Int. J. Epidemiol., vol. 34, no. 1, pp. 215-220, 2005.
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
    journal: ArrayLike,
    assessment: ArrayLike,
    school: ArrayLike,
    *,
    norms: MarkNorms | None = None,
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
    excess = float((drawn**2).sum()) / _DRAWN_VARIANCE - (z.size - 1)
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
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:  # noqa: PLR2004 - a table
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
