"""Mixtures of normal groups along an index: another way to ask how many groups there are.

Contexts of schools are a continuum. A mixture that wants five groups in one region and one in
the next says so; it is no reason for five kinds of support.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from opora.analytics.arrays import Floats, Labels, require_finite, vector
from opora.analytics.refusals import AnalyticsError

_MOST_ROUNDS = 10_000
_LEAST_VARIANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Mixture:
    """Normal groups that overlap, the lowest first.

    Attributes
    ----------
    shares, means, variances : ndarray, shape (k,)
        Share of schools in each group, its mean and its variance.
    equal : bool
        Whether all groups have one variance.
    loglik : float
        Log likelihood of the schools it was fitted on.
    bic : float
        Twice the log likelihood less what its parameters cost; the greater the better.
    """

    shares: Floats
    means: Floats
    variances: Floats
    equal: bool
    loglik: float
    bic: float

    def membership(self, index: ArrayLike) -> Floats:
        """Return how probable it is that each school belongs to each group.

        Parameters
        ----------
        index : array_like of float, shape (n_schools,)
            Index; NaN gives NaN. [1]

        Returns
        -------
        ndarray, shape (n_schools, k)
            Rows sum to one.

        Examples
        --------
        >>> found = gaussian_mixture([0.0, 0.2, 0.4, 5.0, 5.2, 5.4], 2)
        >>> found.membership([0.1]).round(2)
        array([[1., 0.]])
        """
        logs = _log_parts(vector(index, "index"), self.shares, self.means, self.variances)
        return np.asarray(np.exp(logs - logsumexp(logs, axis=1, keepdims=True)))


def gaussian_mixture(
    index: ArrayLike,
    k: int,
    *,
    equal: bool = False,
    start: ArrayLike | None = None,
    tolerance: float = 1e-5,
) -> Mixture:
    """Fit ``k`` overlapping normal groups to an index by maximum likelihood.

    Parameters
    ----------
    index : array_like of float, shape (n_schools,)
        Index, none missing. [1]
    k : int
        Number of groups, at least one.
    equal : bool, default False
        Whether all groups have one variance.
    start : array_like of int, shape (n_schools,), optional
        Groups from 0 to ``k - 1`` to begin with; groups of equally many schools where not
        given, so that the same schools always give the same mixture.
    tolerance : float, default 1e-5
        Relative rise of the log likelihood that is not worth another round.

    Returns
    -------
    Mixture
        A group's variance never falls below a millionth of the variance of all.

    Raises
    ------
    AnalyticsError
        If a value is missing, there are too few different values for ``k`` groups, or a group
        to begin with is empty.

    Notes
    -----
    The likelihood is flat: with the tolerance of mclust, taken here so that figures may be
    compared, rounds end before the top. Ask less to climb on.

    Examples
    --------
    >>> found = gaussian_mixture([0.0, 0.2, 0.4, 5.0, 5.2, 5.4], 2)
    >>> found.means.round(1), found.shares.round(1)
    (array([0.2, 5.2]), array([0.5, 0.5]))

    References
    ----------
    .. [1] L. Scrucca et al., "mclust 5: clustering, classification and density estimation
       using Gaussian finite mixture models," R J., vol. 8, no. 1, pp. 289-317, 2016.
    """
    values = vector(index, "index")
    require_finite(index=values)
    if k < 1 or np.unique(values).size < max(k, 2):
        raise AnalyticsError(f"{np.unique(values).size} different values give no {k} groups")
    weights = _first_weights(values, k, start)

    least, loglik = _LEAST_VARIANCE * float(values.var()), -np.inf
    for _ in range(_MOST_ROUNDS):
        shares, means, variances = _moments(values, weights, equal=equal)
        variances = np.maximum(variances, least)
        logs = _log_parts(values, shares, means, variances)
        before, total = loglik, logsumexp(logs, axis=1)
        loglik, weights = float(total.sum()), np.exp(logs - total[:, np.newaxis])
        if loglik - before < tolerance * (1 + abs(loglik)):
            break
    parameters = 2 * k if equal else 3 * k - 1
    order = np.argsort(means, kind="stable")
    return Mixture(
        shares=shares[order],
        means=means[order],
        variances=variances[order],
        equal=equal,
        loglik=loglik,
        bic=2 * loglik - parameters * float(np.log(values.size)),
    )


def best_mixture(index: ArrayLike, sizes: Sequence[int] = range(1, 10)) -> Mixture:
    """Return the mixture that pays best for its parameters, each with one variance and without.

    Parameters
    ----------
    index : array_like of float, shape (n_schools,)
        Index, none missing. [1]
    sizes : sequence of int, default 1 to 9
        Numbers of groups to try, of those that the different values allow.

    Returns
    -------
    Mixture
        That of the greatest ``bic``; of a single group where nothing stands apart.

    Raises
    ------
    AnalyticsError
        If a value is missing, or there are too few different values for any number.

    Examples
    --------
    >>> best_mixture(np.random.default_rng(1).normal(size=300)).means.size
    1

    References
    ----------
    .. [1] C. Fraley and A. E. Raftery, "Model-based clustering, discriminant analysis, and
       density estimation," J. Am. Stat. Assoc., vol. 97, no. 458, pp. 611-631, 2002.
    """
    values = vector(index, "index")
    different = np.unique(values).size
    fit = [k for k in sizes if k <= different] or list(sizes[:1])
    tried = [gaussian_mixture(values, k, equal=equal) for k in fit for equal in (True, False)]
    return max(tried, key=lambda one: one.bic)


def _first_weights(values: Floats, k: int, start: ArrayLike | None) -> Floats:
    """Return who belongs where to begin with, one row a school."""
    groups: Labels
    if start is None:
        # By rank, so that schools with one value never leave a group empty.
        order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
        groups = order * k // values.size
    else:
        groups = vector(start, "start", size=values.size).astype(np.int64)
    if not np.array_equal(np.unique(groups), np.arange(k)):
        raise AnalyticsError(f"every group from 0 to {k - 1} must begin with a school")
    return np.asarray(np.eye(k)[groups])


def _moments(values: Floats, weights: Floats, *, equal: bool) -> tuple[Floats, Floats, Floats]:
    sizes = np.maximum(weights.sum(axis=0), np.finfo(np.float64).tiny)
    means = values @ weights / sizes
    squares = (weights * (values[:, np.newaxis] - means) ** 2).sum(axis=0)
    whole = np.full(sizes.size, squares.sum() / values.size)
    return sizes / values.size, means, whole if equal else squares / sizes


def _log_parts(values: Floats, shares: Floats, means: Floats, variances: Floats) -> Floats:
    """Log of the density of each group at each value, times its share."""
    apart = (values[:, np.newaxis] - means) ** 2 / variances
    return np.asarray(np.log(shares) - (apart + np.log(2 * np.pi * variances)) / 2)
