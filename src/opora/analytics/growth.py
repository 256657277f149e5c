"""Random intercepts and slopes: the level of each school and its own course over years."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from opora.analytics.arrays import Floats, Labels, matrix, require_finite, vector
from opora.analytics.mixed import NotIdentified
from opora.analytics.refusals import AnalyticsError


@dataclass(frozen=True, slots=True)
class Growth:
    """A fitted model with a level and a slope for each group, groups ascending by label.

    Attributes
    ----------
    coef : ndarray, shape (k + 1,)
        Coefficients, the constant first. [y per unit of x]
    covariance : ndarray, shape (2, 2)
        Covariance of level and slope between groups. [y squared, per unit of time]
    var_residual : float
        Variance about the line of the group. [y squared]
    loglik : float
        Restricted log likelihood.
    groups : ndarray, shape (n_groups,)
        Labels in ascending order.
    level, level_sd, slope, slope_sd : ndarray, shape (n_groups,)
        Shrunken deviations and their conditional standard deviations. [y, y per time]
    """

    coef: Floats
    covariance: Floats
    var_residual: float
    loglik: float
    groups: Labels
    level: Floats
    level_sd: Floats
    slope: Floats
    slope_sd: Floats


def random_slope(y: ArrayLike, x: ArrayLike, group: ArrayLike, time: ArrayLike) -> Growth:
    """Fit ``y = constant + x b + level of the group + slope of the group * time``.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome of a group at a time. [score]
    x : array_like, shape (n, k)
        Covariates without the constant, which is added; ``k`` may be 0. [any]
    group : array_like, shape (n,)
        Label of the group of each row.
    time : array_like, shape (n,)
        Time, zero where levels are to be compared. [years]

    Returns
    -------
    Growth
        Estimates by restricted maximum likelihood.

    Raises
    ------
    AnalyticsError
        If shapes differ or a value is missing; years without data are left out as rows.
    NotIdentified
        If ``time`` does not vary, columns are collinear, or rows are too few.

    Notes
    -----
    Level and slope may correlate. The likelihood is profiled to the three entries of the
    relative Cholesky factor and minimised by Nelder and Mead's simplex.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> school, year = np.repeat(np.arange(40), 6), np.tile(np.arange(6.0), 40)
    >>> y = 50 + rng.normal(0, 3, 40)[school] + rng.normal(0, 1, 40)[school] * year
    >>> fit = random_slope(y + rng.normal(0, 1, 240), np.empty((240, 0)), school, year)
    >>> fit.covariance.diagonal().round(1).tolist(), round(fit.var_residual, 1)
    ([7.7, 0.5], 1.1)

    References
    ----------
    .. [1] S. W. Raudenbush and A. S. Bryk, Hierarchical Linear Models, 2nd ed., 2002.
    """
    outcome = vector(y, "y")
    design = matrix(x, "x", rows=outcome.size)
    when = vector(time, "time", size=outcome.size)
    require_finite(y=outcome, x=design, time=when)
    labels, index = np.unique(np.asarray(group), return_inverse=True)
    if index.size != outcome.size:
        raise AnalyticsError(f"group must have {outcome.size} labels")
    if when.std() == 0 or labels.size <= 3:  # noqa: PLR2004 - the number needed to estimate it
        raise NotIdentified("need several times and more than three groups")
    if outcome.size <= design.shape[1] + 4:
        raise NotIdentified(f"{outcome.size} rows are too few for this model")

    unit = float(when.std())
    blocks = _Blocks.of(outcome, design, index, when / unit)
    found = minimize(
        blocks.deviance,
        [1.0, 0.0, 0.5],
        method="Nelder-Mead",
        options={"xatol": 1e-6, "fatol": 1e-9, "maxfev": 4000},
    )
    return blocks.at(found.x, labels, unit)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Cross products of the whole and, first axis the group, of each group."""

    inner: Floats
    with_fixed: Floats
    with_outcome: Floats
    cross: Floats
    right: Floats
    square: float
    freedom: int

    @classmethod
    def of(cls, y: Floats, x: Floats, index: Labels, time: Floats) -> "_Blocks":
        fixed = np.column_stack([np.ones(y.size), x])
        cross = fixed.T @ fixed
        spread = np.sqrt(cross.diagonal())
        if np.linalg.eigvalsh(cross / np.outer(spread, spread))[0] < 1e-10:  # noqa: PLR2004 - digits lost or left
            raise NotIdentified("columns of x are collinear or constant")
        random = np.column_stack([np.ones(y.size), time])
        return cls(
            inner=_summed(random[:, :, None] * random[:, None, :], index),
            with_fixed=_summed(random[:, :, None] * fixed[:, None, :], index),
            with_outcome=_summed(random * y[:, None], index),
            cross=cross,
            right=fixed.T @ y,
            square=float(y @ y),
            freedom=y.size - fixed.shape[1],
        )

    def solved(self, entries: Floats) -> tuple[Floats, Floats, Floats, float, float]:
        """Return weights, normal matrix, coefficients, residual sum and log determinant."""
        factor = np.array([[entries[0], 0.0], [entries[1], entries[2]]])
        inside = factor.T @ self.inner @ factor + np.eye(2)
        weight = factor @ np.linalg.solve(inside, np.broadcast_to(factor.T, inside.shape))
        turned = weight @ self.with_fixed
        normal = self.cross - np.einsum("jqa,jqb->ab", self.with_fixed, turned)
        right = self.right - np.einsum("jqa,jq->a", turned, self.with_outcome)
        explained = np.einsum("jp,jpq,jq->", self.with_outcome, weight, self.with_outcome)
        coef = np.linalg.solve(normal, right)
        left = self.square - float(explained) - float(coef @ right)
        return weight, normal, coef, left, float(np.linalg.slogdet(inside)[1].sum())

    def deviance(self, entries: Floats) -> float:
        """Return minus twice the restricted log likelihood."""
        _, normal, _, left, determinant = self.solved(entries)
        spread = self.freedom * (1 + np.log(2 * np.pi * left / self.freedom))
        return float(spread + determinant + np.linalg.slogdet(normal)[1])

    def at(self, entries: Floats, labels: Labels, unit: float) -> Growth:
        """Return the record at the best entries, time back in its own unit."""
        weight, _, coef, left, _ = self.solved(entries)
        residual = left / self.freedom
        factor = np.array([[entries[0], 0.0], [entries[1], entries[2]]])
        back = np.array([1.0, 1 / unit])
        rest = self.with_outcome - self.with_fixed @ coef
        effect = (weight @ rest[:, :, None])[:, :, 0] * back
        sd = np.sqrt(residual * np.einsum("jqq->jq", weight)) * back
        return Growth(
            coef=coef,
            covariance=factor @ factor.T * residual * np.outer(back, back),
            var_residual=residual,
            loglik=-self.deviance(entries) / 2,
            groups=labels,
            level=effect[:, 0],
            level_sd=sd[:, 0],
            slope=effect[:, 1],
            slope_sd=sd[:, 1],
        )


def _summed(rows: Floats, index: Labels) -> Floats:
    total = np.zeros((int(index.max()) + 1, *rows.shape[1:]))
    np.add.at(total, index, rows)
    return total
