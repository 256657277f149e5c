"""Shares with a context: what a school's share is beside that of schools like it.

Without covariates ``shares.beta_binomial`` gives the same verdicts sooner. With them, the
true share of a school is what its context lets expect, and a deviation of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import betaln, expit, logit, ndtr

from opora.analytics.arrays import Floats, matrix, require_finite
from opora.analytics.counts import checked
from opora.analytics.refusals import AnalyticsError

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(25)
_TAIL_NODES, _TAIL_WEIGHTS = np.polynomial.legendre.leggauss(64)
_REACH = 8.0
_LOG_SD_BOUNDS = (-7.0, 3.0)
_COLLINEAR = 1e-8
_FEWEST_BEYOND = 2


@dataclass(frozen=True, slots=True)
class LogitNormal:
    """Shares as ``logit share = constant + x b + deviation``, one deviation a school.

    Attributes
    ----------
    low, tested : ndarray of float, shape (n_schools,)
        The counts. [pupils]
    coef : ndarray of float, shape (k + 1,)
        Coefficients, the constant first. [logit per unit of x]
    sd : float
        Standard deviation of the deviations. [logit]
    loglik : float
        Log-likelihood, with the binomial coefficients.
    expected : ndarray of float, shape (n_schools,)
        Share that the context alone lets expect. [1]
    level, level_sd : ndarray of float, shape (n_schools,)
        Most probable logit of the true share, and the standard deviation there. [logit]
    """

    low: Floats
    tested: Floats
    coef: Floats
    sd: float
    loglik: float
    expected: Floats
    level: Floats
    level_sd: Floats

    @property
    def share(self) -> Floats:
        """The most probable true share of each school, in [0, 1]."""
        return np.asarray(expit(self.level))

    def tail(self, threshold: float) -> Floats:
        """Return the probability that each true share is at or above a threshold.

        Parameters
        ----------
        threshold : float
            Strictly between 0 and 1.

        Returns
        -------
        ndarray of float, shape (n_schools,)
            Probabilities by quadrature of the posterior, skewed as it is. [1]

        Raises
        ------
        AnalyticsError
            If the threshold is not in (0, 1).
        """
        cut = np.clip(self._steps_to(threshold), -_REACH, _REACH)
        part, whole = self._mass_above(cut), self._mass_above(np.full(cut.size, -_REACH))
        return np.asarray(np.clip(part / whole, 0, 1))

    def tail_at_mode(self, threshold: float) -> Floats:
        """Return the same by a normal curve about the mode, as Laplace's method has it.

        Parameters
        ----------
        threshold : float
            Strictly between 0 and 1.

        Returns
        -------
        ndarray of float, shape (n_schools,)
            Probabilities. [1]

        Raises
        ------
        AnalyticsError
            If the threshold is not in (0, 1).
        """
        return np.asarray(ndtr(-self._steps_to(threshold)))

    def _steps_to(self, threshold: float) -> Floats:
        """Distance from the mode to a share, in standard deviations."""
        if not 0 < threshold < 1:
            raise AnalyticsError(f"threshold must be in (0, 1), not {threshold}")
        return np.asarray((logit(threshold) - self.level) / self.level_sd)

    def _mass_above(self, start: Floats) -> Floats:
        """Posterior mass above a point given in standard deviations from the mode."""
        half = (_REACH - start) / 2
        steps = (start + half)[:, None] + half[:, None] * _TAIL_NODES
        level = self.level[:, None] + self.level_sd[:, None] * steps
        heights = [
            _log_density(low, tested, at, logit(expected), self.sd)
            for low, tested, at, expected in (
                (self.low[:, None], self.tested[:, None], level, self.expected[:, None]),
                (self.low, self.tested, self.level, self.expected),
            )
        ]
        return np.asarray(half * (np.exp(heights[0] - heights[1][:, None]) @ _TAIL_WEIGHTS))


def logit_normal(low: ArrayLike, tested: ArrayLike, x: ArrayLike | None = None) -> LogitNormal:
    """Estimate every school's true share beside that of schools with its context.

    Parameters
    ----------
    low, tested : array_like of int, shape (n_schools,)
        Pupils with a low result, pupils who sat the assessment. [pupils]
    x : array_like, shape (n_schools, k), optional
        Context of each school without the constant, none missing. [any]

    Returns
    -------
    LogitNormal
        A school without pupils has what its context lets expect.

    Raises
    ------
    InvalidCounts
        If not ``0 <= low <= tested``, in whole numbers, for every school.
    AnalyticsError
        If a context is missing, columns are collinear or constant, schools with pupils are
        fewer than two beyond the coefficients, or all or no pupils are low.

    Notes
    -----
    Maximum likelihood by adaptive Gauss-Hermite quadrature with 25 nodes about the mode of
    each school [1]_, as ``glmer(nAGQ = 25)`` of lme4.

    Examples
    --------
    >>> low, tested = [3, 2, 6, 10, 1, 5, 7, 0, 12, 4], [10, 25, 18, 40, 12, 9, 60, 8, 33, 30]
    >>> fit = logit_normal(low, tested)
    >>> round(fit.sd, 2), fit.tail(0.3)[[0, 5]].round(2)
    (0.62, array([0.25, 0.66]))

    References
    ----------
    .. [1] J. C. Pinheiro and D. M. Bates, "Approximations to the log-likelihood function in
       the nonlinear mixed-effects model," J. Comput. Graph. Stat., vol. 4, pp. 12-35, 1995.
    """
    count, n = checked(low, tested)
    context = np.empty((n.size, 0)) if x is None else matrix(x, "x", rows=n.size)
    require_finite(x=context)
    _require_telling(count, n, context)
    centre, scale = context.mean(axis=0), context.std(axis=0)
    design = np.column_stack([np.ones(n.size), (context - centre) / scale])

    def minus(point: Floats) -> float:
        line = design @ point[:-1]
        return -_loglik(count, n, line, float(np.exp(point[-1])))

    start = np.zeros(design.shape[1] + 1)
    start[0], start[-1] = logit(count.sum() / n.sum()), np.log(0.5)
    bounds = [(None, None)] * design.shape[1] + [_LOG_SD_BOUNDS]
    options = {"ftol": 1e-13, "gtol": 1e-7, "maxiter": 500}
    found = minimize(minus, start, method="L-BFGS-B", bounds=bounds, options=options)
    line, sd = design @ found.x[:-1], float(np.exp(found.x[-1]))
    level, level_sd = _modes(count, n, line, sd)
    coef = np.concatenate([found.x[:1], found.x[1:-1] / scale])
    coef[0] -= centre @ coef[1:]
    return LogitNormal(count, n, coef, sd, -float(found.fun), expit(line), level, level_sd)


def _require_telling(count: Floats, n: Floats, context: Floats) -> None:
    coefficients, schools = context.shape[1] + 1, int((n > 0).sum())
    if schools < coefficients + _FEWEST_BEYOND:
        raise AnalyticsError(f"{schools} schools cannot carry {coefficients} coefficients")
    if not 0 < count.sum() < n.sum():
        raise AnalyticsError("all pupils are low, or none: there is nothing to explain")
    scale = context.std(axis=0)
    if not scale.all():
        raise AnalyticsError("a column of x does not vary; the constant is added already")
    unit = (context - context.mean(axis=0)) / scale
    if np.linalg.matrix_rank(unit, tol=_COLLINEAR * n.size) < context.shape[1]:
        raise AnalyticsError("columns of x are linear combinations of each other")


def _modes(count: Floats, n: Floats, line: Floats, sd: float) -> tuple[Floats, Floats]:
    """Most probable logit of each school and the curvature there, as a deviation."""
    level, precision = line.copy(), sd**-2
    for _ in range(100):
        share = expit(level)
        curvature = n * share * (1 - share) + precision
        step = (count - n * share - (level - line) * precision) / curvature
        level += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-11:  # noqa: PLR2004 — digits lost or left
            break
    share = expit(level)
    return level, 1 / np.sqrt(n * share * (1 - share) + precision)


def _loglik(count: Floats, n: Floats, line: Floats, sd: float) -> float:
    level, spread = _modes(count, n, line, sd)
    at = level[:, None] + spread[:, None] * _NODES
    heights = _log_density(count[:, None], n[:, None], at, line[:, None], sd) + _NODES**2 / 2
    top = heights.max(axis=1)
    sums = np.exp(heights - top[:, None]) @ _WEIGHTS
    coefficients = -betaln(count + 1, n - count + 1) - np.log(n + 1)
    return float((np.log(sums) + top + np.log(spread) + coefficients).sum())


def _log_density(count: Floats, n: Floats, level: Floats, line: Floats, sd: float) -> Floats:
    """Binomial times normal, without the coefficients of the former."""
    normal = -(((level - line) / sd) ** 2) / 2 - np.log(sd * np.sqrt(2 * np.pi))
    return np.asarray(count * level - n * np.logaddexp(0, level) + normal)
