"""Scores to be expected from the tasks themselves, whatever was done at the boundaries.

Where all schools of a region lift works over a boundary, the region's own histogram is no
reference. Tasks are: how often each is solved at each level says how totals must fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from opora.analytics.arrays import Counts, Floats, vector
from opora.analytics.refusals import AnalyticsError

_LEVELS = 6
_FEWEST_PUPILS = 200
_ROUNDS = 200
_SETTLED = 1e-7


def score_distribution(tasks: Sequence[ArrayLike]) -> Floats:
    """Return the distribution of the total of pupils of one level.

    Parameters
    ----------
    tasks : sequence of array_like of float
        For each task the probabilities to get 0, 1, ... points, each summing to one. [1]

    Returns
    -------
    ndarray of float, shape (highest_total + 1,)
        Probability of each total. [1]

    Raises
    ------
    AnalyticsError
        If there is no task, or probabilities are below zero or do not sum to one.

    Notes
    -----
    Tasks are independent at a level; they are added one by one [1]_.

    Examples
    --------
    >>> score_distribution([[0.5, 0.5], [0.2, 0.3, 0.5]])
    array([0.1 , 0.25, 0.4 , 0.25])

    References
    ----------
    .. [1] F. M. Lord and M. S. Wingersky, "Comparison of IRT true-score and equipercentile
       observed-score equatings," Appl. Psychol. Meas., vol. 8, pp. 453-461, 1984.
    """
    if not tasks:
        raise AnalyticsError("a total needs at least one task")
    density = np.ones(1)
    for at, task in enumerate(tasks):
        chance = vector(task, f"task {at}")
        if not (chance >= 0).all() or abs(chance.sum() - 1) > _SETTLED:
            raise AnalyticsError(f"probabilities of task {at} must sum to one")
        density = np.convolve(density, chance)
    return density


def expected_scores(
    points: ArrayLike, most: ArrayLike | None = None, *, levels: int = _LEVELS
) -> Floats:
    """Return how many works of each total the tasks of a region let expect.

    Parameters
    ----------
    points : array_like of int, shape (n_pupils, n_tasks)
        Points of each pupil in each task, none missing. [points]
    most : array_like of int, shape (n_tasks,), optional
        The most points of each task; by default the most that anybody got. [points]
    levels : int, default 6
        Levels of pupils to tell apart.

    Returns
    -------
    ndarray of float, shape (highest_total + 1,)
        Expected works by total, fit as a reference of ``heaping``. [pupils]

    Raises
    ------
    AnalyticsError
        If points are not whole numbers from 0 to ``most``, or there are fewer than two
        hundred pupils or two tasks.

    Notes
    -----
    Levels are classes found by maximum likelihood (EM from bands of the total); within one,
    tasks are independent and the total follows ``score_distribution`` [1]_. Works lifted by
    one point change the classes little and the smooth total hardly at all.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> points = rng.random((500, 6)) < rng.beta(4, 4, (500, 1))
    >>> expected_scores(points, levels=2).sum().round(6)
    np.float64(500.0)

    References
    ----------
    .. [1] F. M. Lord and M. S. Wingersky, "Comparison of IRT true-score and equipercentile
       observed-score equatings," Appl. Psychol. Meas., vol. 8, pp. 453-461, 1984.
    """
    table, highest = _points(points, most)
    if levels < 1:
        raise AnalyticsError(f"levels must be at least one, not {levels}")
    found = _classes(table, highest, levels)
    parts = [
        share * score_distribution([task[row] for task in found.tasks])
        for row, share in enumerate(found.shares)
    ]
    return np.asarray(len(table) * np.sum(parts, axis=0))


@dataclass(frozen=True, slots=True)
class _Classes:
    """Shares of the levels, and for each task the chances of its points by level."""

    shares: Floats
    tasks: list[Floats]


def _points(points: ArrayLike, most: ArrayLike | None) -> tuple[Counts, Counts]:
    table = np.asarray(points, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2 or len(table) < _FEWEST_PUPILS:  # noqa: PLR2004 — pupils by tasks
        raise AnalyticsError(f"need {_FEWEST_PUPILS} pupils and two tasks, not {table.shape}")
    highest = table.max(axis=0) if most is None else vector(most, "most", size=table.shape[1])
    if not ((table >= 0) & (table <= highest) & (table % 1 == 0)).all():
        raise AnalyticsError("points must be whole numbers from 0 to the most of the task")
    return table.astype(np.int64), highest.astype(np.int64)


def _classes(table: Counts, highest: Counts, levels: int) -> _Classes:
    flags = [
        column[:, None] == np.arange(top + 1)
        for column, top in zip(table.T, highest, strict=True)
    ]
    total = table.sum(axis=1)
    band = np.searchsorted(np.quantile(total, np.arange(1, levels) / levels), total)
    belongs = np.eye(levels)[band]
    before = -np.inf
    for _ in range(_ROUNDS):
        found = _given(belongs, flags)
        belongs, loglik = _belonging(found, flags)
        if loglik - before < _SETTLED * len(table):
            break
        before = loglik
    return found


def _given(belongs: Floats, flags: list[Counts]) -> _Classes:
    """Shares and chances where it is known who belongs where."""
    size = belongs.sum(axis=0)
    # Half a work of each score keeps a chance of zero from becoming final.
    tasks = [(belongs.T @ flag + 0.5 / flag.shape[1]) / (size[:, None] + 0.5) for flag in flags]
    return _Classes(size / size.sum(), tasks)


def _belonging(found: _Classes, flags: list[Counts]) -> tuple[Floats, float]:
    """How probably each pupil belongs to each level, and the log-likelihood."""
    pairs = zip(flags, found.tasks, strict=True)
    log = np.log(np.maximum(found.shares, 1e-300)) + sum(
        flag @ np.log(task).T for flag, task in pairs
    )
    top = log.max(axis=1, keepdims=True)
    each = np.exp(log - top)
    whole = each.sum(axis=1, keepdims=True)
    return each / whole, float((top + np.log(whole)).sum())
