"""Correlation of items that are told in steps: of what stands behind the steps.

Shares of the social passport heap at zero and at round numbers. Taken as fifths of the
region, they say only who is above whom, and a long tail cannot pull the index.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize_scalar
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

from opora.analytics.arrays import Counts, Floats, matrix, require_finite
from opora.analytics.refusals import AnalyticsError, NothingDiffers

_FAR = 9.0
_NEARLY_ONE = 0.9999
_LEAST_CHANCE = 1e-12
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


def steps(items: ArrayLike, count: int = 5) -> Counts:
    """Tell items in steps of equally many schools.

    Parameters
    ----------
    items : array_like of float, shape (n_schools, n_items)
        Items, none missing. [any]
    count : int, default 5
        How many steps; fifths where not said.

    Returns
    -------
    ndarray of int, shape (n_schools, n_items)
        Step of each school from 0; schools with one value share the step of their mean
        rank.

    Raises
    ------
    AnalyticsError
        If a value is missing or there are fewer than two steps.

    Examples
    --------
    >>> steps([10.0, 30.0, 20.0, 40.0], 2).ravel()
    array([0, 1, 0, 1])

    References
    ----------
    .. [1] S. Kolenikov and G. Angeles, "Socioeconomic status measurement with discrete proxy
       variables," Rev. Income Wealth, vol. 55, no. 1, pp. 128-165, 2009.
    """
    table = matrix(items, "items")
    require_finite(items=table)
    if count < 2:  # noqa: PLR2004 - one step tells nothing apart
        raise AnalyticsError("need two steps or more")

    rank = rankdata(table, axis=0)
    return np.asarray(np.ceil(rank * count / len(table)) - 1, dtype=np.int64)


def polychoric(levels: ArrayLike) -> Floats:
    """Estimate the correlations of normal quantities behind items told in steps.

    Parameters
    ----------
    levels : array_like, shape (n_schools, n_items)
        Step of each school on each item; only the order of steps counts. [any]

    Returns
    -------
    ndarray of float, shape (n_items, n_items)
        Correlations; each pair is estimated alone. [1]

    Raises
    ------
    NothingDiffers
        If an item has a single step.
    AnalyticsError
        If a value is missing.

    Notes
    -----
    In two steps: cuts from the share of schools under each, then the correlation of the
    greatest likelihood. The normal distribution of two is Gauss's integral over the arcsine of
    the correlation, exact to more digits than the estimate has.

    Examples
    --------
    >>> pairs = [[0, 0]] * 40 + [[0, 1]] * 10 + [[1, 0]] * 10 + [[1, 1]] * 40
    >>> float(polychoric(pairs)[0, 1].round(3))
    0.809

    References
    ----------
    .. [1] U. Olsson, "Maximum likelihood estimation of the polychoric correlation
       coefficient," Psychometrika, vol. 44, no. 4, pp. 443-460, 1979.
    """
    table = matrix(levels, "levels")
    require_finite(levels=table)
    dense = [np.unique(column, return_inverse=True)[1] for column in table.T]
    if any(one.size == 0 or one.max() == 0 for one in dense):
        raise NothingDiffers("an item is the same in every school; leave it out")

    found = np.eye(len(dense))
    for at, first in enumerate(dense):
        for other in range(at):
            found[at, other] = found[other, at] = _of_pair(first, dense[other])
    return found


def _of_pair(first: Counts, second: Counts) -> float:
    width = int(second.max()) + 1
    cells = np.bincount(first * width + second, minlength=(int(first.max()) + 1) * width)
    counts = cells.reshape(-1, width)
    rows, columns = _cuts(counts.sum(axis=1)), _cuts(counts.sum(axis=0))

    def unlikely(correlation: float) -> float:
        chances = np.maximum(_chances(rows, columns, correlation), _LEAST_CHANCE)
        return -float((counts * np.log(chances)).sum())

    bounds = (-_NEARLY_ONE, _NEARLY_ONE)
    return float(minimize_scalar(unlikely, bounds=bounds, options={"xatol": 1e-8}).x)


def _cuts(sizes: Counts) -> Floats:
    below = np.cumsum(sizes)[:-1] / sizes.sum()
    return np.concatenate([[-_FAR], ndtri(below), [_FAR]])


def _chances(rows: Floats, columns: Floats, correlation: float) -> Floats:
    """Return the chance of each cell between the cuts under two normal quantities."""
    end = np.arcsin(correlation)
    angle = end * (_NODES + 1) / 2
    row, column = rows[:, np.newaxis, np.newaxis], columns[np.newaxis, :, np.newaxis]
    power = (row**2 - 2 * row * column * np.sin(angle) + column**2) / (2 * np.cos(angle) ** 2)
    tied = (np.exp(-power) * _WEIGHTS).sum(axis=-1) * end / (4 * np.pi)
    below = np.outer(ndtr(rows), ndtr(columns)) + tied
    return np.asarray(np.diff(np.diff(below, axis=0), axis=1))
