"""Shares of low results with their limits, and what a whole region tells about one school.

``wilson``, ``clopper_pearson``, ``jeffreys``
    Limits from the counts of a school alone: for display, for a dispute, for a posterior.
``beta_binomial``
    Posterior of each share with a prior fitted to all schools or to each stratum of them.

A count is refused with ``InvalidCounts`` where it is not whole, below zero or above the number
tested. Nobody tested is no error: the estimate is NaN there.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from opora.analytics.arrays import Flags, Floats
from opora.analytics.beta_prior import Prior, fit_prior
from opora.analytics.counts import checked
from opora.analytics.refusals import AnalyticsError

FEWEST_OF_A_STRATUM = 15
"""Schools below which a stratum borrows the prior of all."""

_SMALLEST_RHO = 1e-9


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares and limits, one entry per school; ``tested`` in pupils, the others in [0, 1]."""

    tested: Floats
    estimate: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """Posterior of each school's true share, and the prior it came from.

    Attributes
    ----------
    mean, rho : float
        Mean and intraclass correlation of the prior of all schools. [1]
    loglik : float
        Log-likelihood of that prior, with the binomial coefficients.
    alpha, beta : ndarray of float, shape (n_schools,)
        Parameters of each posterior. [pupils]
    posterior_mean, reliability : ndarray of float, shape (n_schools,)
        Shrunk share, and the weight n / (n + alpha + beta) of the school's own counts. [1]
    prior_mean, prior_rho : ndarray of float, shape (n_schools,)
        The prior used for each school: of its stratum, or of all where it is borrowed.
    borrowed : ndarray of bool, shape (n_schools,)
        The stratum is too small for a prior of its own.
    """

    mean: float
    rho: float
    loglik: float
    alpha: Floats
    beta: Floats
    posterior_mean: Floats
    reliability: Floats
    prior_mean: Floats
    prior_rho: Floats
    borrowed: Flags

    def tail(self, threshold: float) -> Floats:
        """Return the probability that each true share is at or above a threshold.

        Parameters
        ----------
        threshold : float
            In [0, 1].

        Returns
        -------
        ndarray of float, shape (n_schools,)
            Probabilities. [1]
        """
        _require_share(threshold, "threshold")
        return np.asarray(special.betaincc(self.alpha, self.beta, threshold))

    def limits(self, confidence: float = 0.95) -> tuple[Floats, Floats]:
        """Return the equal-tailed limits of each true share."""
        half = _tail_area(confidence)
        lower = special.betaincinv(self.alpha, self.beta, half)
        return np.asarray(lower), np.asarray(special.betainccinv(self.alpha, self.beta, half))


def wilson(low: ArrayLike, tested: ArrayLike, *, confidence: float = 0.95) -> Shares:
    """Give score limits of each share: they keep their coverage in a class of ten.

    Parameters
    ----------
    low : array_like of int, shape (n_schools,)
        Pupils with a low result. [pupils]
    tested : array_like of int, shape (n_schools,)
        Pupils who sat the assessment. Zero is allowed. [pupils]
    confidence : float, default 0.95
        Two-sided confidence level, strictly between 0 and 1. [1]

    Returns
    -------
    Shares
        Arrays of shape (n_schools,), or single numbers for a single school. NaN where
        nobody was tested.

    Raises
    ------
    InvalidCounts
        If not ``0 <= low <= tested``, in whole numbers, for every school.
    AnalyticsError
        If ``confidence`` is not in (0, 1).

    Notes
    -----
    Pupils of one school count as exchangeable. No continuity correction [1]_.

    Examples
    --------
    >>> wilson([3, 29], [10, 97]).upper.round(4)
    array([0.6032, 0.3963])

    References
    ----------
    .. [1] R. G. Newcombe, "Two-sided confidence intervals for the single proportion,"
       Stat. Med., vol. 17, no. 8, pp. 857-872, 1998, method 3.
    """
    count, tested_ = checked(low, tested)
    z = -NormalDist().inv_cdf(_tail_area(confidence))

    n = np.where(tested_ > 0, tested_, np.nan)
    share = count / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    # At the ends one limit is 0 or 1 exactly; rounding must not move it.
    lower = np.where(count == 0, 0 * n, centre - half)
    upper = np.where(count == tested_, 0 * n + 1, centre + half)
    return _shaped(Shares(tested_, share, lower, upper), low, tested)


def clopper_pearson(low: ArrayLike, tested: ArrayLike, *, confidence: float = 0.95) -> Shares:
    """Give exact limits of each share: wide, but never short of their coverage.

    Parameters
    ----------
    low : array_like of int, shape (n_schools,)
        Pupils with a low result. [pupils]
    tested : array_like of int, shape (n_schools,)
        Pupils who sat the assessment. Zero is allowed. [pupils]
    confidence : float, default 0.95
        Two-sided confidence level, strictly between 0 and 1. [1]

    Returns
    -------
    Shares
        Arrays of shape (n_schools,), or single numbers for a single school. NaN where
        nobody was tested.

    Raises
    ------
    InvalidCounts
        If not ``0 <= low <= tested``, in whole numbers, for every school.
    AnalyticsError
        If ``confidence`` is not in (0, 1).

    Examples
    --------
    >>> clopper_pearson([3], [10]).lower.round(4)
    array([0.0667])

    References
    ----------
    .. [1] C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits,"
       Biometrika, vol. 26, pp. 404-413, 1934.
    """
    count, n = checked(low, tested)
    half = _tail_area(confidence)

    rest = n - count
    # The functions have no value for a parameter of 0, where the limit is the end itself.
    lower = special.betaincinv(np.maximum(count, 1), rest + 1, half)
    upper = special.betainccinv(count + 1, np.maximum(rest, 1), half)
    return _shaped(_with_ends(count, n, lower, upper), low, tested)


def jeffreys(low: ArrayLike, tested: ArrayLike, *, confidence: float = 0.95) -> Shares:
    """Give the equal-tailed limits of the posterior under the prior Beta(1/2, 1/2).

    The lower limit is 0 where nobody is low, the upper 1 where all are [1]_.

    Parameters
    ----------
    low : array_like of int, shape (n_schools,)
        Pupils with a low result. [pupils]
    tested : array_like of int, shape (n_schools,)
        Pupils who sat the assessment. Zero is allowed. [pupils]
    confidence : float, default 0.95
        Two-sided confidence level, strictly between 0 and 1. [1]

    Returns
    -------
    Shares
        Arrays of shape (n_schools,), or single numbers for a single school. NaN where
        nobody was tested.

    Raises
    ------
    InvalidCounts
        If not ``0 <= low <= tested``, in whole numbers, for every school.
    AnalyticsError
        If ``confidence`` is not in (0, 1).

    Examples
    --------
    >>> jeffreys([0, 1], [1, 1]).upper.round(4)
    array([0.8533, 1.    ])

    References
    ----------
    .. [1] L. D. Brown, T. T. Cai, and A. DasGupta, "Interval estimation for a binomial
       proportion," Stat. Sci., vol. 16, no. 2, pp. 101-133, 2001.
    """
    count, n = checked(low, tested)
    half = _tail_area(confidence)

    alpha, beta = count + 0.5, n - count + 0.5
    lower = special.betaincinv(alpha, beta, half)
    upper = special.betainccinv(alpha, beta, half)
    return _shaped(_with_ends(count, n, lower, upper), low, tested)


def beta_binomial(  # noqa: PLR0913 — every part of the prior may come from the caller
    low: ArrayLike,
    tested: ArrayLike,
    *,
    stratum: ArrayLike | None = None,
    divisor: float = 1.0,
    prior: Prior | None = None,
    in_prior: ArrayLike | None = None,
    fewest: int = FEWEST_OF_A_STRATUM,
) -> BetaBinomial:
    """Estimate every school's true share with a prior fitted to all schools.

    Parameters
    ----------
    low, tested : array_like of int, shape (n_schools,)
        Pupils with a low result, pupils who sat the assessment. [pupils]
    stratum : array_like, shape (n_schools,), optional
        Label of the group whose schools share a prior. A group of fewer than ``fewest``
        schools with pupils borrows the prior of all, and ``borrowed`` says so.
    divisor : float, default 1
        Overdispersion of the counts, at least 1; both counts are divided by it. [1]
    prior : Prior, optional
        A prior from elsewhere (the region, last year) in place of a fitted one.
    in_prior : array_like of bool, shape (n_schools,), optional
        Schools the prior is fitted to; results under doubt are left out here.
    fewest : int, default 15
        Schools a stratum needs for a prior of its own.

    Returns
    -------
    BetaBinomial
        A school without pupils has the posterior of its prior and the reliability 0.

    Raises
    ------
    InvalidCounts
        If not ``0 <= low <= tested``, in whole numbers, for every school.
    AnalyticsError
        If shapes differ or the divisor is below 1.

    Notes
    -----
    Maximum likelihood of the beta-binomial distribution, plugged into the posterior [1]_.
    Where schools vary no more than chance allows, ``rho`` is 0 and all get the common share.

    Examples
    --------
    >>> low, tested = [3, 2, 6, 10, 1, 5, 7, 0, 12, 4], [10, 25, 18, 40, 12, 9, 60, 8, 33, 30]
    >>> model = beta_binomial(low, tested)
    >>> round(model.mean, 4)
    0.2153
    >>> model.tail(0.3)[[0, 5]].round(3)
    array([0.251, 0.632])

    References
    ----------
    .. [1] J. C. Kleinman, "Proportions with extraneous variance," J. Am. Stat. Assoc.,
       vol. 68, pp. 46-54, 1973; B. Efron and C. Morris, ibid., vol. 70, pp. 311-319, 1975.
    """
    count, n = checked(low, tested)
    if not divisor >= 1:
        raise AnalyticsError(f"divisor must be at least 1, not {divisor}")
    used = np.ones(n.shape, dtype=bool) if in_prior is None else np.asarray(in_prior, bool)
    if used.shape != n.shape:
        raise AnalyticsError("in_prior must have one entry a school")

    count, n = count / divisor, n / divisor
    common = prior or fit_prior(count[used], n[used])
    mean, rho, borrowed = _priors(count, n, stratum, used, common, fewest)
    alpha, beta = _prior_counts(mean, rho)
    posterior_mean = (alpha + count) / (alpha + beta + n)
    reliability = np.where(rho > 0, n / (n + alpha + beta), 0.0)
    return BetaBinomial(
        common.mean, common.rho, common.loglik, alpha + count, beta + n - count,
        posterior_mean, reliability, mean, rho, borrowed,
    )  # fmt: skip


def _priors(  # noqa: PLR0913, PLR0917 — one step of beta_binomial, its names kept
    count: Floats,
    n: Floats,
    stratum: ArrayLike | None,
    used: Flags,
    common: Prior,
    fewest: int,
) -> tuple[Floats, Floats, Flags]:
    """Return mean and rho of the prior of each school, and where it is borrowed."""
    mean, rho = np.full(n.shape, common.mean), np.full(n.shape, common.rho)
    borrowed = np.zeros(n.shape, dtype=bool)
    if stratum is None:
        return mean, rho, borrowed
    labels = np.asarray(stratum)
    if labels.shape != n.shape:
        raise AnalyticsError("stratum must have one label a school")
    for label in np.unique(labels):
        members = labels == label
        fitted = members & used & (n > 0)
        if fitted.sum() < fewest:
            borrowed |= members
            continue
        own = fit_prior(count[fitted], n[fitted])
        mean[members], rho[members] = own.mean, own.rho
    return mean, rho, borrowed


def _prior_counts(mean: Floats, rho: Floats) -> tuple[Floats, Floats]:
    """Turn mean and rho into alpha and beta; rho of 0 becomes a very heavy prior, not NaN."""
    strength = 1 / np.maximum(rho, _SMALLEST_RHO) - 1
    # Beta has no value for a parameter of 0; a mean of 0 or 1 stays within 1e-12 of itself.
    safe = np.clip(mean, 1e-12, 1 - 1e-12)
    return safe * strength, (1 - safe) * strength


def _with_ends(count: Floats, n: Floats, lower: Floats, upper: Floats) -> Shares:
    """Set the limits that are the ends themselves, and NaN where nobody was tested."""
    size = np.where(n > 0, n, np.nan)
    low = np.where(count == 0, 0 * size, lower + 0 * size)
    high = np.where(count == n, 1 + 0 * size, upper + 0 * size)
    return Shares(n, count / size, low, high)


def _shaped(found: Shares, low: ArrayLike, tested: ArrayLike) -> Shares:
    """Return single numbers for single numbers."""
    if np.ndim(low) or np.ndim(tested):
        return found
    return Shares(found.tested[0], found.estimate[0], found.lower[0], found.upper[0])


def _tail_area(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise AnalyticsError(f"confidence must be in (0, 1), not {confidence}")
    return (1 - confidence) / 2


def _require_share(value: float, name: str) -> None:
    if not 0 <= value <= 1:
        raise AnalyticsError(f"{name} must be in [0, 1], not {value}")
