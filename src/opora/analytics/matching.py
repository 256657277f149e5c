"""Leader schools for low-results schools: alike where it matters, and with room to help."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from opora.analytics.arrays import Counts, Flags, Floats, matrix, require_finite
from opora.analytics.refusals import AnalyticsError

NO_LEADER = "нет сопоставимой школы"
Reason = Literal["conditions", "distance", "capacity", ""]


def mahalanobis(first: ArrayLike, second: ArrayLike, reference: ArrayLike) -> Floats:
    """Return distances between the contexts of two lists of schools.

    Parameters
    ----------
    first, second : array_like, shape (n, k) and (m, k)
        Context of the schools, none missing.
    reference : array_like, shape (r, k)
        Schools whose covariance sets the units, such as all of the region.

    Returns
    -------
    ndarray, shape (n, m)
        Distances in standard deviations; an item that repeats another counts once. [1]

    Raises
    ------
    AnalyticsError
        If columns differ in number, values are missing or nothing varies.

    Examples
    --------
    >>> mahalanobis([[0.0]], [[1.0], [2.0]], [[0.0], [1.0], [2.0]])
    array([[1., 2.]])

    References
    ----------
    .. [1] P. R. Rosenbaum and D. B. Rubin, "Constructing a control group using
       multivariate matched sampling," Am. Stat., vol. 39, no. 1, pp. 33-38, 1985.
    """
    left, right = matrix(first, "first"), matrix(second, "second")
    region = matrix(reference, "reference")
    require_finite(first=left, second=right, reference=region)
    if not left.shape[1] == right.shape[1] == region.shape[1] or len(region) < 2:  # noqa: PLR2004 - the number needed to estimate it
        raise AnalyticsError("all schools need the same columns, and the reference two rows")
    covariance = np.atleast_2d(np.cov(region, rowvar=False))
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-12 * max(float(values[-1]), 1e-300)
    if values[-1] <= 0:
        raise AnalyticsError("the reference schools do not differ")
    turn = vectors[:, kept] / np.sqrt(values[kept])
    return np.asarray(cdist(left @ turn, right @ turn))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Nearest schools, the nearest first; -1 and NaN where there are fewer."""

    index: Counts
    distance: Floats


def nearest(distance: ArrayLike, k: int, *, allowed: ArrayLike | None = None) -> Neighbours:
    """Return the ``k`` nearest schools of each row.

    Parameters
    ----------
    distance : array_like, shape (n, m)
        Distances, none missing. [1]
    k : int
        How many to show, at least one.
    allowed : array_like of bool, shape (n, m), optional
        Pairs that meet the hard conditions; all by default.

    Returns
    -------
    Neighbours
        Arrays of shape (n, k); equal distances in the order of the columns.

    Raises
    ------
    AnalyticsError
        If shapes differ, a distance is missing or ``k`` is below one.

    Examples
    --------
    >>> nearest([[3.0, 1.0, 2.0]], 2, allowed=[[True, False, True]]).index
    array([[2, 0]])

    References
    ----------
    .. [1] E. A. Stuart, "Matching methods for causal inference: a review and a look forward,"
       Stat. Sci., vol. 25, no. 1, pp. 1-21, 2010.
    """
    table, open_ = _pairs(distance, allowed)
    if k < 1:
        raise AnalyticsError(f"k must be at least one, not {k}")

    masked = np.where(open_, table, np.inf)
    order = np.argsort(masked, axis=1, kind="stable")[:, :k]
    short = k - order.shape[1]
    index = np.pad(order, ((0, 0), (0, short)), constant_values=-1)
    found = np.pad(
        np.take_along_axis(masked, order, axis=1), ((0, 0), (0, short)), constant_values=np.inf
    )
    missing = np.isinf(found)
    return Neighbours(np.where(missing, -1, index), np.where(missing, np.nan, found))


@dataclass(frozen=True, slots=True)
class Match:
    """Who is to help one school, or why nobody can.

    Attributes
    ----------
    school, leader : int
        Rows of the table of distances; ``leader`` is None where there is none.
    distance : float
        Distance of the pair, NaN without one. [1]
    reason : {"", "conditions", "distance", "capacity"}
        Why there is none: nobody meets the conditions, nobody is near enough, or all who
        are have no place left.
    """

    school: int
    leader: int | None
    distance: float
    reason: Reason

    @property
    def sentence(self) -> str:
        """What a person reads."""
        if self.leader is not None:
            return f"сопоставимая школа, расстояние {self.distance:.2f}".replace(".", ",")
        why = {
            "conditions": "ни одна не подходит по условиям",
            "distance": "ни одна не близка по контексту",
            "capacity": "у близких школ нет свободных мест",
        }
        return f"{NO_LEADER}: {why[self.reason]}"


def assign_leaders(
    distance: ArrayLike, capacity: ArrayLike, *, allowed: ArrayLike, caliper: float = 1.0
) -> list[Match]:
    """Give each low-results school one leader so that all distances together are least.

    Parameters
    ----------
    distance : array_like, shape (n_schools, n_leaders)
        Distances of context, none missing. [1]
    capacity : array_like of int, shape (n_leaders,)
        Schools that each leader can take.
    allowed : array_like of bool, shape (n_schools, n_leaders)
        Pairs that meet the hard conditions: kind, language, settlement, grades, and a
        leader whose results are surely good and need no check.
    caliper : float, default 1.0
        Distance beyond which schools do not count as alike. [1]

    Returns
    -------
    list of Match
        One for each school in order. As many as can are matched, at least distance.

    Raises
    ------
    AnalyticsError
        If shapes differ, a distance is missing, or a capacity is no whole number.

    Notes
    -----
    The transport problem on leaders repeated by their capacity, solved exactly.

    Examples
    --------
    >>> found = assign_leaders([[0.1], [0.2]], [1], allowed=[[True], [True]])
    >>> [one.leader for one in found], found[1].sentence
    ([0, None], 'нет сопоставимой школы: у близких школ нет свободных мест')

    References
    ----------
    .. [1] P. R. Rosenbaum, "Optimal matching for observational studies,"
       J. Am. Stat. Assoc., vol. 84, no. 408, pp. 1024-1032, 1989.
    """
    table, open_ = _pairs(distance, allowed)
    places = np.asarray(capacity)
    if places.shape != (table.shape[1],) or places.dtype.kind not in "iu" or (places < 0).any():
        raise AnalyticsError(f"capacity must be {table.shape[1]} whole numbers")

    near = open_ & (table <= caliper)
    # Nobody needs more places than there are schools.
    seats = np.repeat(np.arange(places.size), np.minimum(places, len(table)))
    # To stay alone costs more than all distances together, so that most are matched.
    alone = (max(0.0, caliper) + 1.0) * (len(table) + 1)
    cost = np.where(near, table, 2 * alone)[:, seats]
    cost = np.hstack([cost, np.full((len(table), len(table)), alone)])
    rows, columns = linear_sum_assignment(cost)
    chosen = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    return [
        _match(row, table[row], near[row], open_[row], seats, chosen[row])
        for row in range(len(table))
    ]


def _match(  # noqa: PLR0913, PLR0917 - each is a decision of its own
    school: int, distance: Floats, near: Flags, allowed: Flags, seats: Counts, column: int
) -> Match:
    if column < seats.size:
        leader = int(seats[column])
        return Match(school, leader, float(distance[leader]), "")
    if near.any():
        return Match(school, None, float("nan"), "capacity")
    return Match(school, None, float("nan"), "distance" if allowed.any() else "conditions")


def _pairs(distance: ArrayLike, allowed: ArrayLike | None) -> tuple[Floats, Flags]:
    table = np.asarray(distance, dtype=np.float64)
    if table.ndim != 2 or np.isnan(table).any():  # noqa: PLR2004 - a table
        raise AnalyticsError("distance must be a table without missing values")
    open_ = np.ones(table.shape, bool) if allowed is None else np.asarray(allowed)
    if open_.shape != table.shape or open_.dtype != np.bool_:
        raise AnalyticsError(f"allowed must be flags of shape {table.shape}")
    return table, open_
