"""Groups of schools by context: fixed cuts, exact cuts, and how sure a membership is.

There are no natural clusters, only a continuum that is cut for use: a school near a cut is
shown with its probability of either side.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from opora.analytics.arrays import Counts, Floats, vector
from opora.analytics.refusals import AnalyticsError


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups along one index, the lowest first.

    Attributes
    ----------
    cuts : ndarray, shape (k - 1,)
        Boundaries; a school at a cut belongs above it.
    centres : ndarray, shape (k,)
        Mean of each group.
    sizes : ndarray of int, shape (k,)
        Schools in each group.
    within : float
        Sum of squared distances to the means.
    """

    cuts: Floats
    centres: Floats
    sizes: Counts
    within: float


def best_groups(index: ArrayLike, k: int) -> Groups:
    """Cut an index into ``k`` groups with the least sum of squares, exactly.

    Parameters
    ----------
    index : array_like, shape (n_schools,)
        Index; NaN is left out. [1]
    k : int
        Number of groups, at least one.

    Returns
    -------
    Groups
        The optimum, not the end of a random start: the same data give the same groups.

    Raises
    ------
    AnalyticsError
        If there are fewer different values than groups.

    Notes
    -----
    Dynamic programming over sorted values. Best starts grow with the end, so each layer
    is filled by halving in O(n log n).

    Examples
    --------
    >>> best_groups([1.0, 1.2, 5.0, 5.1, 9.0], 3).sizes
    array([2, 2, 1])

    References
    ----------
    .. [1] H. Wang and M. Song, "Ckmeans.1d.dp: optimal k-means clustering in one
       dimension by dynamic programming," R J., vol. 3, no. 2, pp. 29-33, 2011.
    """
    values = vector(index, "index")
    values = np.sort(values[np.isfinite(values)])
    if k < 1 or np.unique(values).size < k:
        raise AnalyticsError(f"{np.unique(values).size} different values give no {k} groups")

    starts = _best_starts(values - values.mean(), k)
    parts = np.split(values, starts[1:])
    edges = [(left[-1] + right[0]) / 2 for left, right in pairwise(parts)]
    return Groups(
        cuts=np.array(edges),
        centres=np.array([part.mean() for part in parts]),
        sizes=np.array([part.size for part in parts]),
        within=float(sum(((part - part.mean()) ** 2).sum() for part in parts)),
    )


def membership(index: ArrayLike, error: ArrayLike, cuts: ArrayLike) -> Floats:
    """Return how probable it is that each school belongs to each group.

    Parameters
    ----------
    index, error : array_like, shape (n_schools,)
        Index and its standard error; NaN gives NaN. [1]
    cuts : array_like, shape (k - 1,)
        Ascending boundaries.

    Returns
    -------
    ndarray, shape (n_schools, k)
        Rows sum to one; without error a row is the group itself.

    Raises
    ------
    AnalyticsError
        If cuts do not ascend or an error is negative.

    Examples
    --------
    >>> membership([0.0, 2.0], [1.0, 0.0], [0.0, 1.0]).round(2)
    array([[0.5 , 0.34, 0.16],
           [0.  , 0.  , 1.  ]])

    References
    ----------
    .. [1] L. M. Rudner, "Computing the expected proportions of misclassified examinees," Pract.
       Assess. Res. Eval., vol. 7, no. 14, 2001.
    """
    value = vector(index, "index")[:, np.newaxis]
    spread = vector(error, "error", size=len(value))[:, np.newaxis]
    edges = vector(cuts, "cuts")
    if (np.diff(edges) <= 0).any() or (spread < 0).any():
        raise AnalyticsError("cuts must ascend and errors must not be negative")

    certain = np.where(np.isnan(value), np.nan, (edges > value).astype(np.float64))
    safe = np.where(spread > 0, spread, 1.0)
    below = np.where(spread == 0, certain, ndtr((edges - value) / safe))
    unknown = np.isnan(value) | np.isnan(spread)
    ends = [np.zeros_like(value), np.where(unknown, np.nan, below), np.ones_like(value)]
    return np.where(unknown, np.nan, np.diff(np.hstack(ends), axis=1))


def _best_starts(values: Floats, k: int) -> Counts:
    """First position of each group in the best division of sorted values."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    squares = np.concatenate([[0.0], np.cumsum(values**2)])
    cost = np.array([_spread(sums, squares, np.zeros(1, int), end)[0] for end in _ends(values)])
    chosen = []
    for layer in range(1, k):
        cost, first = _layer(sums, squares, cost, layer)
        chosen.append(first)
    starts, end = [], values.size - 1
    for first in reversed(chosen):
        starts.append(int(first[end]))
        end = starts[-1] - 1
    return np.array([0, *reversed(starts)])


def _ends(values: Floats) -> range:
    return range(values.size)


def _spread(sums: Floats, squares: Floats, first: Counts, last: int) -> Floats:
    """Sum of squares about the mean of values ``first`` to ``last``, both included."""
    total = sums[last + 1] - sums[first]
    return np.asarray(squares[last + 1] - squares[first] - total**2 / (last + 1 - first))


def _layer(sums: Floats, squares: Floats, cost: Floats, layer: int) -> tuple[Floats, Counts]:
    """Cost and first position of the last group when one group more is allowed."""
    size = cost.size
    best, first = np.full(size, np.inf), np.zeros(size, dtype=np.int64)
    spans = [(layer, size - 1, layer, size - 1)]
    while spans:
        low, high, left, right = spans.pop()
        if low > high:
            continue
        middle = (low + high) // 2
        trial = np.arange(left, min(middle, right) + 1)
        costs = cost[trial - 1] + _spread(sums, squares, trial, middle)
        at = int(costs.argmin())
        best[middle], first[middle] = costs[at], trial[at]
        spans += [(low, middle - 1, left, trial[at]), (middle + 1, high, trial[at], right)]
    return best, first
