"""Peaks of marks just above a boundary: how far beyond chance, and no more than that.

A finding is a reason to look at the works and the marking, never proof of anything.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.stats import binom

from opora.analytics.arrays import Counts, Floats, matrix, vector
from opora.analytics.discovery import false_discovery
from opora.analytics.refusals import AnalyticsError

_DEGREE = 6
_STEEPEST = 3.0


@dataclass(frozen=True, slots=True)
class Heaping:
    """Results at the boundaries, one entry per school.

    Attributes
    ----------
    at_boundary, near : ndarray, shape (n_schools,)
        Works with exactly a boundary score, and those with it or one point less. [pupils]
    expected : ndarray, shape (n_schools,)
        Works expected at a boundary score, given ``near`` and the school's level.
    lifted : ndarray, shape (n_schools,)
        Share of works one point short that would explain the surplus, 0 to 1.
    p, false_alarms : ndarray, shape (n_schools,)
        Exact one-sided mid-p, and the share of false alarms of the list down to here. NaN
        where nobody stands near a boundary.
    """

    at_boundary: Counts
    near: Counts
    expected: Floats
    lifted: Floats
    p: Floats
    false_alarms: Floats


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Score histograms of one assessment.

    Attributes
    ----------
    histograms : array_like of int, shape (n_schools, highest_score + 1)
        Works by primary score; a row of zeros where a school did not take part. [pupils]
    boundaries : tuple of int
        Lowest score of each mark above the lowest, in ascending order.
    """

    histograms: ArrayLike
    boundaries: tuple[int, ...]


def smooth_reference(histogram: ArrayLike, boundaries: tuple[int, ...]) -> Floats:
    """Smooth a region's histogram without the scores about the boundaries.

    Parameters
    ----------
    histogram : array_like of int, shape (highest_score + 1,)
        Works of the region by score. [pupils]
    boundaries : tuple of int
        Lowest score of each mark; it and the score below are not used.

    Returns
    -------
    ndarray, shape (highest_score + 1,)
        Expected works by score, boundaries included. [pupils]

    Raises
    ------
    AnalyticsError
        If a boundary is outside the scale, or too few scores are left to draw a curve.

    Notes
    -----
    Poisson regression on a polynomial of degree six in the score.

    Examples
    --------
    >>> smooth_reference([5] * 21, (7, 11, 15))[[7, 11]].round(3)
    array([5., 5.])

    References
    ----------
    .. [1] R. Chetty et al., "Adjustment costs, firm responses, and micro vs. macro labor
       supply elasticities," Q. J. Econ., vol. 126, no. 2, pp. 749-804, 2011.
    """
    counts = vector(histogram, "histogram")
    used = _far(counts.size, boundaries)
    if used.sum() <= _DEGREE + 1 or (counts < 0).any() or counts[used].sum() <= _DEGREE:
        raise AnalyticsError("too few scores or works away from the boundaries for a curve")
    half = (counts.size - 1) / 2
    # Legendre's polynomials span the same curves as powers and stay far from collinear.
    powers = np.polynomial.legendre.legvander((np.arange(counts.size) - half) / half, _DEGREE)

    coef = np.zeros(_DEGREE + 1)
    coef[0] = np.log(counts[used].mean())
    for _ in range(100):
        mean = np.exp(np.clip(powers[used] @ coef, -30, 30))
        gradient = powers[used].T @ (counts[used] - mean)
        step = np.linalg.solve((powers[used].T * mean) @ powers[used], gradient)
        coef = coef + step * min(1.0, 2 / float(np.abs(step).max() + 1e-300))
        if np.abs(step).max() < 1e-11:  # noqa: PLR2004 - digits lost or left
            break
    return np.asarray(np.exp(np.clip(powers @ coef, -30, 30)))


def heaping(tables: list[ScoreTable], references: list[ArrayLike] | None = None) -> Heaping:
    """Ask of each school whether boundary scores are more common than its level explains.

    Parameters
    ----------
    tables : list of ScoreTable
        Assessments of the same schools in the same order; they are added up, as one of
        ten works shows next to nothing.
    references : list of array_like, optional
        Smooth curve of each assessment; by default fitted to the sum of its schools. Where
        the whole region may lift works, take ``item_scores.expected_scores``.

    Returns
    -------
    Heaping
        Arrays of shape (n_schools,).

    Raises
    ------
    AnalyticsError
        If there is no table, tables differ in schools, or counts are not whole numbers.

    Notes
    -----
    The curve is tilted by ``exp(t * score)`` to the school's own mean. Given the works in
    a pair of neighbouring scores, the number in the upper is binomial; the sum over pairs
    and assessments is exact, with mid-p.

    Examples
    --------
    >>> rows = np.full((30, 21), 4); rows[0, [6, 7]] = 0, 12
    >>> found = heaping([ScoreTable(rows, (7, 11, 15))])
    >>> bool(found.p[0] < 0.05), bool(found.p[1] > 0.3)
    (True, True)

    References
    ----------
    .. [1] H. J. Kleven, "Bunching," Annu. Rev. Econ., vol. 8, pp. 435-464, 2016.
    """
    if not tables or (references is not None and len(references) != len(tables)):
        raise AnalyticsError("need a table, and a reference for each where they are given")
    counts = [_checked(table) for table in tables]
    schools = len(counts[0])
    if any(len(one) != schools for one in counts):
        raise AnalyticsError("tables must have the same schools in the same order")
    curves = references or [
        smooth_reference(one.sum(axis=0), table.boundaries)
        for one, table in zip(counts, tables, strict=True)
    ]

    parts = zip(counts, curves, tables, strict=True)
    pairs = [_pairs(one, np.asarray(curve), t.boundaries) for one, curve, t in parts]
    hits, near, chance = (np.concatenate(side, axis=1) for side in zip(*pairs, strict=True))
    expected = (near * chance).sum(axis=1)
    surplus = hits.sum(axis=1) - expected
    short = near.sum(axis=1) - expected
    p = np.array([_mid_p(*row) for row in zip(hits, near, chance, strict=True)])
    return Heaping(
        at_boundary=hits.sum(axis=1),
        near=near.sum(axis=1),
        expected=expected,
        lifted=np.clip(surplus / np.where(short > 0, short, np.inf), 0, 1),
        p=p,
        false_alarms=false_discovery(p),
    )


def _checked(table: ScoreTable) -> Counts:
    counts = matrix(table.histograms, "histograms")
    if not ((counts >= 0) & (counts % 1 == 0)).all():
        raise AnalyticsError("histograms must hold whole numbers of works")
    _far(counts.shape[1], table.boundaries)
    return counts.astype(np.int64)


def _far(size: int, boundaries: tuple[int, ...]) -> Counts:
    """Scores that no boundary touches, as flags."""
    edges = np.asarray(boundaries, dtype=np.int64)
    if edges.size == 0 or edges.min() < 1 or edges.max() >= size:
        raise AnalyticsError(f"boundaries {boundaries} do not lie in scores 1 to {size - 1}")
    far = np.ones(size, dtype=bool)
    far[np.concatenate([edges, edges - 1])] = False
    return far


def _pairs(
    counts: Counts, curve: Floats, boundaries: tuple[int, ...]
) -> tuple[Counts, Counts, Floats]:
    """Works at each boundary, works in the pair, and the chance of the upper score."""
    far = _far(counts.shape[1], boundaries)
    if curve.shape != far.shape or not (curve > 0).all():
        raise AnalyticsError("a reference must be above zero at every score of the scale")
    edges = np.asarray(boundaries)
    scores = np.arange(far.size)
    tilt = np.array([_tilt(row, curve, scores) for row in counts])
    upper = curve[edges] * np.exp(tilt)[:, np.newaxis]
    return (
        counts[:, edges],
        counts[:, edges] + counts[:, edges - 1],
        upper / (upper + curve[edges - 1]),
    )


def _tilt(works: Counts, curve: Floats, scores: Counts) -> float:
    """Slope of the log curve that gives the school its own mean score."""
    if works.sum() == 0:
        return 0.0
    centre = scores.mean()
    offset = scores - centre
    wanted = float(works @ offset) / float(works.sum())

    def miss(slope: float) -> float:
        weight = curve * np.exp(slope * offset)
        return float(weight @ offset) / float(weight.sum()) - wanted

    if miss(-_STEEPEST) >= 0 or miss(_STEEPEST) <= 0:
        return float(np.copysign(_STEEPEST, wanted))
    return float(brentq(miss, -_STEEPEST, _STEEPEST, xtol=1e-12))


def _mid_p(hits: Counts, near: Counts, chance: Floats) -> float:
    """Upper mid-p of a sum of binomials."""
    if near.sum() == 0:
        return float("nan")
    density = np.ones(1)
    for n, p in zip(near, chance, strict=True):
        density = np.convolve(density, binom.pmf(np.arange(n + 1), n, p))
    total = int(hits.sum())
    return float(np.clip(density[total + 1 :].sum() + density[total] / 2, 0, 1))
