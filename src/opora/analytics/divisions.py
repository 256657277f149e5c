"""Ways to divide schools into groups: each learns on some schools and then names any.

They exist side by side so that :func:`opora.analytics.cluster_quality.stability` can ask all
of them the same question; the lists of Опора use the first.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.cluster.vq import kmeans2, vq

from opora.analytics.arrays import Floats, Labels, matrix, require_finite, vector
from opora.analytics.clusters import best_groups
from opora.analytics.mixtures import best_mixture
from opora.analytics.refusals import AnalyticsError

Naming = Callable[[Floats], Labels]
"""Names the group of each school, from 0."""

Division = Callable[[Floats, int], Naming]
"""Learns so many groups on some schools."""

_STARTS = 10


def by_best_groups(index: ArrayLike, k: int) -> Naming:
    """Divide at the exact cuts of the least sum of squares.

    Parameters
    ----------
    index : array_like of float, shape (n_schools,)
        Index. [1]
    k : int
        Number of groups.

    Returns
    -------
    Naming
        Groups of any schools by those cuts.

    Raises
    ------
    AnalyticsError
        If there are fewer different values than groups.

    Examples
    --------
    >>> by_best_groups([0.0, 0.1, 5.0, 5.1], 2)(np.array([1.0, 4.0]))
    array([0, 1])

    References
    ----------
    .. [1] H. Wang and M. Song, "Ckmeans.1d.dp: optimal k-means clustering in one dimension by
       dynamic programming," R J., vol. 3, no. 2, pp. 29-33, 2011.
    """
    return _by_cuts(best_groups(index, k).cuts)


def by_quantiles(index: ArrayLike, k: int) -> Naming:
    """Divide into groups of equally many schools.

    Parameters
    ----------
    index : array_like of float, shape (n_schools,)
        Index. [1]
    k : int
        Number of groups.

    Returns
    -------
    Naming
        Groups of any schools by those cuts; a school at a cut belongs above it.

    Raises
    ------
    AnalyticsError
        If there is no school or no group.

    Examples
    --------
    >>> by_quantiles([0.0, 0.1, 5.0, 5.1], 2)(np.array([1.0, 4.0]))
    array([0, 1])

    References
    ----------
    .. [1] M. Nardo et al., "Handbook on Constructing Composite Indicators," OECD, 2008, ch. 3.
    """
    values = vector(index, "index")
    if k < 1 or not values.size:
        raise AnalyticsError(f"{values.size} schools give no {k} groups")
    return _by_cuts(np.quantile(values, np.arange(1, k) / k))


def by_mixture(index: ArrayLike, k: int) -> Naming:
    """Divide by the likeliest group of a mixture of normal groups, of one variance or not.

    Parameters
    ----------
    index : array_like of float, shape (n_schools,)
        Index. [1]
    k : int
        Number of groups.

    Returns
    -------
    Naming
        Likeliest group of any school. A wide group may lie on both sides of a narrow one.

    Raises
    ------
    AnalyticsError
        If there are fewer different values than groups.

    Examples
    --------
    >>> by_mixture([0.0, 0.1, 0.2, 5.0, 5.1, 5.2], 2)(np.array([1.0, 4.0]))
    array([0, 1])

    References
    ----------
    .. [1] L. Scrucca et al., "mclust 5: clustering, classification and density estimation
       using Gaussian finite mixture models," R J., vol. 8, no. 1, pp. 289-317, 2016.
    """
    mixture = best_mixture(index, [k])
    return lambda values: np.argmax(mixture.membership(values), axis=1)


def by_centres(rng: np.random.Generator) -> Division:
    """Divide by the nearest centre among all items, as k-means of many dimensions does.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the centres begin.

    Returns
    -------
    Division
        Takes items of shape (n_schools, n_items) on one scale; the best of ten starts.

    Raises
    ------
    AnalyticsError
        When it divides, if an item is missing or there are fewer kinds of schools than groups.

    Examples
    --------
    >>> divide = by_centres(np.random.default_rng(1))
    >>> naming = divide(np.array([[0.0, 0.0], [0.1, 0.0], [5.0, 5.0], [5.1, 5.0]]), 2)
    >>> low, high = naming(np.array([[1.0, 1.0], [4.0, 4.0]]))
    >>> bool(low != high)
    True

    References
    ----------
    .. [1] D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding,"
       Proc. 18th ACM-SIAM Symp. Discrete Algorithms, pp. 1027-1035, 2007.
    """

    def divide(items: Floats, k: int) -> Naming:
        table = matrix(items, "items")
        require_finite(items=table)
        if k < 1 or len(np.unique(table, axis=0)) < k:
            raise AnalyticsError(f"the schools differ too little for {k} groups")
        tried = [kmeans2(table, k, minit="++", rng=rng, iter=50)[0] for _ in range(_STARTS)]
        centres = min(tried, key=lambda one: float((vq(table, one)[1] ** 2).sum()))
        return lambda others: np.asarray(vq(matrix(others, "items"), centres)[0])

    return divide


def _by_cuts(cuts: Floats) -> Naming:
    return lambda values: np.searchsorted(cuts, values, side="right")
