"""What the context explains of a result, and what is left to the school."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from opora.analytics.arrays import Flags, Floats, matrix, require_finite, vector
from opora.analytics.refusals import AnalyticsError


@dataclass(frozen=True, slots=True)
class ContextFit:
    """Results against context, one entry per school.

    Attributes
    ----------
    coef, coef_se, coef_se_robust : ndarray, shape (k + 1,)
        Coefficients, the constant first, usual and HC3 standard errors.
    r2, sigma : float
        Share explained, and the residual deviation at weight one.
    expected, residual, leverage, studentised : ndarray, shape (n_schools,)
        Expectation, result less expectation, leverage and externally studentised residual.
    """

    coef: Floats
    coef_se: Floats
    coef_se_robust: Floats
    r2: float
    sigma: float
    expected: Floats
    residual: Floats
    leverage: Floats
    studentised: Floats

    @property
    def outside(self) -> Flags:
        """Schools whose context has so few likes that the expectation is a guess."""
        return np.asarray(self.leverage > 2 * self.coef.size / self.leverage.size)


def context_residual(
    result: ArrayLike, context: ArrayLike, *, weights: ArrayLike | None = None
) -> ContextFit:
    """Regress school results on their context.

    Parameters
    ----------
    result : array_like, shape (n_schools,)
        Mean result. [score]
    context : array_like, shape (n_schools, k)
        Index or items without the constant; in a small municipality the index alone.
    weights : array_like, shape (n_schools,), optional
        Precision weights such as pupils tested, above zero.

    Returns
    -------
    ContextFit
        Least squares; the coefficients of related items are not to be read one by one.

    Raises
    ------
    AnalyticsError
        If values are missing, columns collinear, or schools too few for the columns.

    Examples
    --------
    >>> fit = context_residual([3, 5, 7, 8], [0, 1, 2, 3])
    >>> fit.coef.round(2), fit.residual.round(2)
    (array([3.2, 1.7]), array([-0.2,  0.1,  0.4, -0.3]))

    References
    ----------
    .. [1] J. G. MacKinnon and H. White, "Some heteroskedasticity-consistent covariance
       matrix estimators," J. Econom., vol. 29, no. 3, pp. 305-325, 1985.
    """
    y = vector(result, "result")
    x = np.column_stack([np.ones(y.size), matrix(context, "context", rows=y.size)])
    weight = np.ones(y.size) if weights is None else vector(weights, "weights", size=y.size)
    require_finite(result=y, context=x, weights=weight)
    freedom = y.size - x.shape[1]
    if freedom < 2 or (weight <= 0).any():  # noqa: PLR2004 - the number needed to estimate it
        raise AnalyticsError("need two schools more than columns, and weights above zero")
    root = np.sqrt(weight)
    basis, triangle = np.linalg.qr(x * root[:, np.newaxis])
    scale = np.abs(triangle.diagonal())
    if scale.min() < 1e-10 * scale.max():
        raise AnalyticsError("columns of context are linear combinations of each other")

    coef = np.linalg.solve(triangle, basis.T @ (y * root))
    residual = y - x @ coef
    leverage = (basis**2).sum(axis=1)
    scaled = residual * root
    sigma2 = float(scaled @ scaled) / freedom
    inverse = np.linalg.inv(triangle)
    # HC3 divides each weighted residual by what the school itself did not decide.
    sandwich = inverse @ (basis.T * (scaled / (1 - leverage)) ** 2) @ basis @ inverse.T
    without = (sigma2 * freedom - scaled**2 / (1 - leverage)) / (freedom - 1)
    total = float((weight * (y - np.average(y, weights=weight)) ** 2).sum())
    return ContextFit(
        coef=coef,
        coef_se=np.sqrt(sigma2 * (inverse**2).sum(axis=1)),
        coef_se_robust=np.sqrt(sandwich.diagonal()),
        r2=1 - sigma2 * freedom / total if total > 0 else float("nan"),
        sigma=float(np.sqrt(sigma2)),
        expected=x @ coef,
        residual=residual,
        leverage=leverage,
        studentised=scaled / np.sqrt(np.maximum(without * (1 - leverage), 1e-300)),
    )


@dataclass(frozen=True, slots=True)
class ShrunkenResidual:
    """True surplus of each school over its context, chance taken off."""

    between: float
    effect: Floats
    effect_sd: Floats

    @property
    def above(self) -> Floats:
        """Probability that the true surplus is above zero, NaN without a result."""
        safe = np.where(self.effect_sd > 0, self.effect_sd, 1.0)
        return np.where(self.effect_sd > 0, ndtr(self.effect / safe), np.nan)


def shrunken_residual(residual: ArrayLike, sampling_variance: ArrayLike) -> ShrunkenResidual:
    """Shrink residuals of schools by how few pupils stand behind them.

    Parameters
    ----------
    residual : array_like, shape (n_schools,)
        Result less expectation; NaN where there is none. [score]
    sampling_variance : array_like, shape (n_schools,)
        Variance of each result from the few pupils, above zero. [score squared]

    Returns
    -------
    ShrunkenResidual
        ``between`` is the variance that chance does not explain; where it is zero nothing
        tells schools apart, and ``above`` is NaN.

    Raises
    ------
    AnalyticsError
        If shapes differ, a variance is not above zero or fewer than three are known.

    Notes
    -----
    Moments of DerSimonian and Laird.

    Examples
    --------
    >>> found = shrunken_residual([6.0, -6.0, 6.0, -6.0], [4.0, 4.0, 36.0, 36.0])
    >>> found.effect.round(1)
    array([ 5.6, -5.6,  3.5, -3.5])

    References
    ----------
    .. [1] R. DerSimonian and N. Laird, "Meta-analysis in clinical trials,"
       Control. Clin. Trials, vol. 7, no. 3, pp. 177-188, 1986.
    """
    left = vector(residual, "residual")
    noise = vector(sampling_variance, "sampling_variance", size=left.size)
    known = np.isfinite(left) & np.isfinite(noise)
    if known.sum() < 3 or (noise[known] <= 0).any():  # noqa: PLR2004 - the number needed to estimate it
        raise AnalyticsError("need three residuals with variances above zero")

    weight = 1 / noise[known]
    centre = np.average(left[known], weights=weight)
    excess = float(weight @ (left[known] - centre) ** 2) - (known.sum() - 1)
    between = max(0.0, excess / float(weight.sum() - (weight**2).sum() / weight.sum()))
    shrink = between / (between + noise)
    return ShrunkenResidual(between, shrink * left, np.sqrt(shrink * noise))
