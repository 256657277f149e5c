"""What the context explains of a result, and what is left to the school."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from opora.analytics.arrays import Flags, Floats, matrix, require_finite, vector
from opora.analytics.refusals import AnalyticsError, NothingDiffers, TooFewSchools

FEWEST_FOR_MORE = 30
"""Schools below which the index alone explains results."""

_FEWEST_SCHOOLS = 5


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


@dataclass(frozen=True, slots=True)
class ContextualResult:
    """Share of pupils without a low result beside what the context explains of it.

    Attributes
    ----------
    result, expected : ndarray, shape (n_schools,)
        Share of pupils at or above the boundary, and its expectation; NaN where unknown. [1]
    residual : ndarray, shape (n_schools,)
        Externally studentised residual, below zero worse than expected; NaN where the school
        has no likes in the region. [sd]
    above : ndarray, shape (n_schools,)
        Probability that the true result exceeds what the context explains. [1]
    outside : ndarray of bool, shape (n_schools,)
        Schools whose context has no likes.
    terms : tuple of str
        What the expectation rests on: ``index``, ``size``, types of settlement.
    r2 : float
        Share of the variance explained.
    """

    result: Floats
    expected: Floats
    residual: Floats
    above: Floats
    outside: Flags
    terms: tuple[str, ...]
    r2: float


def contextual_result(  # noqa: PLR0913 - what explains a result, each by its name
    low: ArrayLike,
    tested: ArrayLike,
    index: ArrayLike,
    *,
    settlement: Sequence[str] | None = None,
    divisor: float = 1.0,
    fewest: int = FEWEST_FOR_MORE,
) -> ContextualResult:
    """Compare results of schools with what their context lets expect.

    Parameters
    ----------
    low, tested : array_like of int, shape (n_schools,)
        Participants with a low result, participants; zero where there are none. [pupils]
    index : array_like, shape (n_schools,)
        Index of social well-being; NaN where it is not known. [1]
    settlement : sequence of str, shape (n_schools,), optional
        Type of settlement.
    divisor : float, default 1
        Overdispersion of the counts. [1]
    fewest : int, default 30
        Schools from which size and settlement join the index as terms.

    Returns
    -------
    ContextualResult
        Weights are precisions: chance from few pupils beside true differences.

    Raises
    ------
    TooFewSchools
        If fewer than five schools have both a result and an index.
    NothingDiffers
        If their results, or their indices, are all alike.

    Examples
    --------
    >>> index = np.linspace(-2, 2, 9)
    >>> told = contextual_result([12, 11, 10, 9, 8, 7, 6, 5, 16], [40] * 9, index)
    >>> int(np.nanargmin(told.residual)), told.terms
    (8, ('index',))

    References
    ----------
    .. [1] S. W. Raudenbush and J. D. Willms, "The estimation of school effects," J. Educ.
       Behav. Stat., vol. 20, no. 4, pp. 307-335, 1995.
    """
    count, n = vector(low, "low"), vector(tested, "tested")
    place = vector(index, "index", size=n.size)
    known = np.isfinite(place) & (n > 0)
    if known.sum() < _FEWEST_SCHOOLS:
        raise TooFewSchools("need five schools with a result and an index")
    common = float(count[known].sum() / n[known].sum())
    if not 0 < common < 1 or np.ptp(place[known]) == 0:
        raise NothingDiffers("results or indices are all alike")

    terms, columns = _terms(place, n, settlement, known, fewest)
    result = 1 - count[known] / n[known]
    noise = divisor * common * (1 - common) / n[known]
    first = context_residual(result, columns, weights=1 / noise)
    between = shrunken_residual(first.residual, noise).between
    fit = context_residual(result, columns, weights=1 / (between + noise))
    above = shrunken_residual(fit.residual, noise).above
    return ContextualResult(
        result=_spread_out(result, known),
        expected=_spread_out(fit.expected, known),
        residual=_spread_out(np.where(fit.outside, np.nan, fit.studentised), known),
        above=_spread_out(above, known),
        outside=_spread_out(fit.outside.astype(np.float64), known) == 1,
        terms=terms,
        r2=fit.r2,
    )


def _terms(
    index: Floats, tested: Floats, settlement: Sequence[str] | None, known: Flags, fewest: int
) -> tuple[tuple[str, ...], Floats]:
    """Return what explains results; of terms that say the same the first stays."""
    columns = {"index": index[known]}
    if known.sum() >= fewest:
        columns["size"] = np.log(tested[known])
        labels = np.asarray([""] * index.size if settlement is None else settlement, dtype=str)
        for label in np.unique(labels[known]):
            columns[f"settlement {label}"] = (labels[known] == label).astype(np.float64)
    kept: dict[str, Floats] = {}
    for name, column in columns.items():
        table = np.column_stack([np.ones(column.size), *kept.values(), column])
        if np.linalg.matrix_rank(table) == table.shape[1]:
            kept[name] = column
    return tuple(kept), np.column_stack([*kept.values()])


def _spread_out(values: Floats, known: Flags) -> Floats:
    whole = np.full(known.size, np.nan)
    whole[known] = values
    return whole
