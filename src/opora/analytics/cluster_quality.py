"""How much groups along an index are worth: apart from each other, and found again.

Contexts of schools are a continuum; three groups are a cut for use, and these figures say
how far to trust where it lies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from opora.analytics.arrays import Floats, Labels, matrix, require_finite, vector
from opora.analytics.divisions import Division, by_best_groups
from opora.analytics.refusals import AnalyticsError

_LEAST_A_GROUP = 10
_LOW_PERCENT = 10


def silhouette(index: ArrayLike, cuts: ArrayLike) -> float:
    """Return how much nearer schools are to their own group than to the next.

    Parameters
    ----------
    index : array_like of float, shape (n_schools,)
        Index, none missing. [1]
    cuts : array_like of float, shape (k - 1,)
        Ascending boundaries; a school at a cut belongs above it.

    Returns
    -------
    float
        Mean silhouette, -1 to 1; above one half groups stand apart. [1]

    Raises
    ------
    AnalyticsError
        If a value is missing, or fewer than two groups hold schools.

    Examples
    --------
    >>> round(silhouette([0.0, 0.1, 5.0, 5.1], [2.5]), 2)
    0.98

    References
    ----------
    .. [1] P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and
       validation of cluster analysis," J. Comput. Appl. Math., vol. 20, pp. 53-65, 1987.
    """
    values = vector(index, "index")
    require_finite(index=values)
    groups = np.searchsorted(vector(cuts, "cuts"), values, side="right")
    return silhouette_of_groups(values, groups)


def silhouette_of_groups(index: ArrayLike, groups: ArrayLike) -> float:
    """Return how much nearer schools are to their own group, of whatever shape it is.

    Parameters
    ----------
    index : array_like of float, shape (n_schools,)
        Index, none missing. [1]
    groups : array_like, shape (n_schools,)
        Label of the group of each school; a group need not lie in one piece.

    Returns
    -------
    float
        Mean silhouette, -1 to 1. [1]

    Raises
    ------
    AnalyticsError
        If a value is missing, or fewer than two groups hold schools.

    Notes
    -----
    Distances along a line are sums of sorted values, so that any number of schools is
    quick. A school alone in its group has the silhouette 0.

    Examples
    --------
    >>> round(silhouette_of_groups([0.0, 5.0, 0.1, 5.1], ["a", "b", "a", "b"]), 2)
    0.98

    References
    ----------
    .. [1] P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and
       validation of cluster analysis," J. Comput. Appl. Math., vol. 20, pp. 53-65, 1987.
    """
    values = vector(index, "index")
    require_finite(index=values)
    labels = np.asarray(groups)
    if labels.shape != values.shape:
        raise AnalyticsError("groups must cover the same schools")
    kinds, place = np.unique(labels, return_inverse=True)
    if kinds.size < 2:  # noqa: PLR2004 — the number needed to compare
        raise AnalyticsError("need two groups with schools")

    members = [np.sort(values[place == at]) for at in range(kinds.size)]
    sums = np.column_stack([_distances(values, of) for of in members])
    sizes = np.array([of.size for of in members], dtype=np.float64)
    rows = np.arange(values.size)
    own = sums[rows, place] / np.maximum(sizes[place] - 1, 1)
    others = sums / sizes
    others[rows, place] = np.inf
    nearest = others.min(axis=1)
    widest = np.maximum(own, nearest)
    apart = (nearest - own) / np.where(widest > 0, widest, 1)
    return float(np.where(sizes[place] > 1, apart, 0.0).mean())


def adjusted_rand(first: ArrayLike, second: ArrayLike) -> float:
    """Return how far two divisions of the same schools agree beyond chance.

    Parameters
    ----------
    first, second : array_like, shape (n_schools,)
        Label of the group of each school in both divisions.

    Returns
    -------
    float
        1 where they are the same, 0 as by chance. [1]

    Raises
    ------
    AnalyticsError
        If the divisions cover other schools.

    Examples
    --------
    >>> adjusted_rand([1, 1, 2, 2], ["a", "a", "b", "b"])
    1.0
    >>> round(adjusted_rand([1, 1, 2, 2], [1, 2, 1, 2]), 2)
    -0.5

    References
    ----------
    .. [1] L. Hubert and P. Arabie, "Comparing partitions," J. Classif., vol. 2, no. 1,
       pp. 193-218, 1985.
    """
    left, right = np.asarray(first), np.asarray(second)
    if left.ndim != 1 or left.shape != right.shape:
        raise AnalyticsError("both divisions must cover the same schools")
    _, rows = np.unique(left, return_inverse=True)
    kinds, columns = np.unique(right, return_inverse=True)
    both = np.bincount(rows * max(kinds.size, 1) + columns)

    together = _pairs(both)
    mine, theirs = _pairs(np.bincount(rows)), _pairs(np.bincount(columns))
    all_pairs = left.size * (left.size - 1) / 2
    by_chance = mine * theirs / all_pairs if all_pairs else 0.0
    most = (mine + theirs) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


@dataclass(frozen=True, slots=True)
class Stability:
    """Agreement of groups with those of drawn schools: its mean and low tenth, up to 1."""

    mean: float
    low_tenth: float


def stability(
    schools: ArrayLike,
    k: int,
    *,
    rng: np.random.Generator,
    draws: int = 50,
    divide: Division = by_best_groups,
) -> Stability:
    """Ask whether other schools of the same kind would be divided in the same way.

    Parameters
    ----------
    schools : array_like of float, shape (n_schools,) or (n_schools, n_items)
        Index of each school, or the items that ``divide`` takes; none missing. [1]
    k : int
        Number of groups.
    rng : numpy.random.Generator
        Source of randomness.
    draws : int, default 50
        How many times schools are drawn with return.
    divide : Division, default by_best_groups
        How groups are learnt: one of :mod:`opora.analytics.divisions`.

    Returns
    -------
    Stability
        Adjusted Rand index of the groups of all schools with those that the drawn schools
        make of them. Under a half in the low tenth, use the cuts of the region.

    Raises
    ------
    AnalyticsError
        If there are fewer than ten schools a group, or a value is missing.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> apart = np.concatenate([rng.normal(0, 1, 40), rng.normal(9, 1, 40)])
    >>> stability(apart, 2, rng=rng)
    Stability(mean=1.0, low_tenth=1.0)

    References
    ----------
    .. [1] C. Hennig, "Cluster-wise assessment of cluster stability," Comput. Stat. Data
       Anal., vol. 52, no. 1, pp. 258-271, 2007.
    """
    table = matrix(schools, "schools")
    require_finite(schools=table)
    if len(table) < _LEAST_A_GROUP * k:
        raise AnalyticsError(f"{len(table)} schools are too few for {k} groups of use")

    items = table[:, 0] if table.shape[1] == 1 else table
    here, found = divide(items, k)(items), []
    for _ in range(draws):
        drawn = rng.choice(items, len(items))
        if len(np.unique(drawn, axis=0)) >= k:
            found.append(adjusted_rand(here, divide(drawn, k)(items)))
    return Stability(float(np.mean(found)), float(np.percentile(found, _LOW_PERCENT)))


def _distances(values: Floats, to: Floats) -> Floats:
    """Sum of the distances of each value to sorted others."""
    sums = np.concatenate([[0.0], np.cumsum(to)])
    below = np.searchsorted(to, values)
    left = values * below - sums[below]
    return np.asarray(left + sums[-1] - sums[below] - values * (to.size - below))


def _pairs(sizes: Labels) -> float:
    return float((sizes * (sizes - 1) / 2).sum())
