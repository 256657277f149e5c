"""How hard tasks are whoever sat them, and whether a task is harder for one group alone.

The difficulties of Rasch's model are estimated given the total of each pupil: the level of
the pupils falls out of the likelihood, so that a weak class and a strong one agree on which
task is the harder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from opora.analytics.arrays import Floats, vector
from opora.analytics.pupils import fit_forecast
from opora.analytics.refusals import AnalyticsError

_FEWEST_TASKS = 2


@dataclass(frozen=True, slots=True)
class Rasch:
    """Difficulties of tasks, in the order given.

    Attributes
    ----------
    difficulty, difficulty_se : ndarray of float, shape (n_tasks,)
        Difficulties, which sum to zero, and their standard errors. [logit]
    pupils : int
        Pupils who solved some tasks and not all; the others say nothing of difficulty.
    loglik : float
        Conditional log-likelihood.
    """

    difficulty: Floats
    difficulty_se: Floats
    pupils: int
    loglik: float


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """Log odds of one group over the other at equal level: effect, error, two-sided p."""

    effect: float
    effect_se: float
    p: float


def rasch(solved: ArrayLike) -> Rasch:
    """Estimate the difficulty of each task apart from the level of those who sat it.

    Parameters
    ----------
    solved : array_like of {0, 1}, shape (n_pupils, n_tasks)
        Tasks solved by each pupil, none missing.

    Returns
    -------
    Rasch
        Arrays of shape (n_tasks,). [logit]

    Raises
    ------
    AnalyticsError
        If answers are not 0 or 1, there are fewer than two tasks, or some task is solved by
        all or none of the pupils who tell anything: its difficulty has no limit.

    Notes
    -----
    Conditional maximum likelihood by Newton's method [1]_; standard errors are those of
    difficulties which sum to zero.

    Examples
    --------
    >>> found = rasch([[1, 0, 0]] * 6 + [[0, 1, 0]] * 3 + [[1, 0, 1]] * 2 + [[1, 1, 0]] * 4)
    >>> found.difficulty.round(2)
    array([-1.2, -0.1,  1.3])

    References
    ----------
    .. [1] E. B. Andersen, "The numerical solution of a set of conditional estimation
       equations," J. R. Stat. Soc. B, vol. 34, no. 1, pp. 42-54, 1972.
    """
    table = _answers(solved)
    totals = table.sum(axis=1).astype(np.int64)
    telling = (totals > 0) & (totals < table.shape[1])
    table, totals = table[telling], totals[telling]
    times = table.sum(axis=0)
    if not ((times > 0) & (times < len(table))).all():
        raise AnalyticsError("a task that all or none solve has no difficulty")

    with_total = np.bincount(totals, minlength=table.shape[1] + 1).astype(np.float64)
    easiness = np.log(times / (len(table) - times))
    easiness -= easiness.mean()
    for _ in range(100):
        mean, information = _moments(easiness, with_total)
        step = _inverse(information) @ (times - mean)
        easiness = easiness + step * min(1.0, 2 / float(np.abs(step).max() + 1e-300))
        if np.abs(step).max() < 1e-10:  # noqa: PLR2004 — digits lost or left
            break
    covariance = _inverse(_moments(easiness, with_total)[1])
    symmetric = _symmetric(np.exp(easiness))
    loglik = float(times @ easiness - with_total @ np.log(symmetric))
    return Rasch(-easiness, np.sqrt(covariance.diagonal()), len(table), loglik)


def group_effect(solved: ArrayLike, group: ArrayLike, level: ArrayLike) -> GroupEffect:
    """Compare two groups in one task at equal level by a logistic curve.

    Parameters
    ----------
    solved : array_like of bool, shape (n_pupils,)
        Who solved the task.
    group : array_like of bool, shape (n_pupils,)
        Who belongs to the first group.
    level : array_like of float, shape (n_pupils,)
        Level of each pupil, such as the points in the other tasks. [points]

    Returns
    -------
    GroupEffect
        Log odds of the first group over the second; below zero the task is the harder for
        the first. [logit]

    Raises
    ------
    AnalyticsError
        If shapes differ, a value is missing, or too few solved (or failed) the task.

    Notes
    -----
    Uniform differential functioning: the curve in the level is common, the groups shift
    it [1]_. ``mantel_haenszel`` of ``deficits`` asks the same without a curve.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> level, first = rng.normal(size=4000), rng.random(4000) < 0.5
    >>> solved = rng.random(4000) < 1 / (1 + np.exp(first - level))
    >>> round(group_effect(solved, first, level).effect, 1)
    -0.9

    References
    ----------
    .. [1] H. Swaminathan and H. J. Rogers, "Detecting differential item functioning using
       logistic regression procedures," J. Educ. Meas., vol. 27, pp. 361-370, 1990.
    """
    right, first = np.asarray(solved, dtype=bool), np.asarray(group, dtype=bool)
    points = vector(level, "level")
    if not right.shape == first.shape == points.shape:
        raise AnalyticsError("solved, group and level must cover the same pupils")

    fit = fit_forecast(right, np.column_stack([points, first]))
    effect, error = float(fit.coef[2]), float(fit.coef_se[2])
    return GroupEffect(effect, error, float(2 * ndtr(-abs(effect / error))))


def _inverse(information: Floats) -> Floats:
    """Inverse among difficulties which sum to zero: a shift of all is not informed on."""
    return np.asarray(np.linalg.pinv(information, rcond=1e-10, hermitian=True))


def _answers(solved: ArrayLike) -> Floats:
    table = np.asarray(solved, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < _FEWEST_TASKS:  # noqa: PLR2004 — pupils by tasks
        raise AnalyticsError("solved must have a row for each pupil and at least two tasks")
    if not np.isin(table, (0, 1)).all():
        raise AnalyticsError("answers must be 0 or 1")
    return table


def _symmetric(weights: Floats) -> Floats:
    """Elementary symmetric functions of orders 0 to n, by adding one task at a time."""
    found = np.ones(1)
    for weight in weights:
        found = np.append(found, 0.0) + weight * np.append(0.0, found)
    return found


def _moments(easiness: Floats, with_total: Floats) -> tuple[Floats, Floats]:
    """Return the expected solutions of each task given all totals, and their covariance."""
    weights, n = np.exp(easiness), len(easiness)
    whole = _symmetric(weights)
    # Leaving a task out is computed afresh: dividing it out loses all digits.
    one = np.zeros((n, n + 1))
    both = np.zeros((n, n, n + 1))
    for i in range(n):
        one[i, 1:] = weights[i] * _symmetric(np.delete(weights, i))
        both[i, i] = one[i]
        for j in range(i):
            rest = _symmetric(np.delete(weights, [i, j]))
            both[i, j, 2:] = both[j, i, 2:] = weights[i] * weights[j] * rest
    single, double = one / whole, both / whole
    mean = single @ with_total
    return mean, double @ with_total - (single * with_total) @ single.T
