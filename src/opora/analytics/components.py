"""What one number can say of many items: the first component, and the one common factor.

Both answer the same question in two ways. Where they disagree, the index owes more to the
method than to the schools.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from opora.analytics.arrays import Floats, matrix, require_finite
from opora.analytics.refusals import AnalyticsError

_LEAST_OWN = 0.005
_SMALL = 1e-9
_FEWEST_FOR_A_FACTOR = 3


@dataclass(frozen=True, slots=True)
class Component:
    """First principal component of items.

    Attributes
    ----------
    loadings : ndarray, shape (n_items,)
        Weights of the items, of length one; their sum is not negative. [1]
    eigenvalues : ndarray, shape (n_items,)
        Variances of all components, the greatest first; their sum is the number of items.
    """

    loadings: Floats
    eigenvalues: Floats

    @property
    def share(self) -> float:
        """Share of the variance of all items that the first component holds, in [0, 1]."""
        return float(self.eigenvalues[0] / self.eigenvalues.sum())


@dataclass(frozen=True, slots=True)
class Factor:
    """The one factor that items have in common.

    Attributes
    ----------
    loadings : ndarray, shape (n_items,)
        Correlation of each item with the factor; their sum is not negative. [1]
    uniqueness : ndarray, shape (n_items,)
        Share of the variance of each item that the factor does not explain. [1]
    """

    loadings: Floats
    uniqueness: Floats


def first_component(correlation: ArrayLike) -> Component:
    """Return the first principal component of items with these correlations.

    Parameters
    ----------
    correlation : array_like of float, shape (n_items, n_items)
        Correlations of the items: of Pearson, or polychoric. [1]

    Returns
    -------
    Component
        A component has no sign of its own; it gets the one most items speak with.

    Raises
    ------
    AnalyticsError
        If the matrix is none of correlations.

    Examples
    --------
    >>> found = first_component([[1.0, 0.5], [0.5, 1.0]])
    >>> found.loadings.round(4), found.share
    (array([0.7071, 0.7071]), 0.75)

    References
    ----------
    .. [1] D. Filmer and L. H. Pritchett, "Estimating wealth effects without expenditure
       data," Demography, vol. 38, no. 1, pp. 115-132, 2001.
    """
    table = _correlations(correlation)

    values, vectors = np.linalg.eigh(table)
    return Component(_towards_most(vectors[:, -1]), values[::-1].copy())


def one_factor(correlation: ArrayLike) -> Factor:
    """Fit the one common factor of items by maximum likelihood.

    Parameters
    ----------
    correlation : array_like of float, shape (n_items, n_items)
        Correlations of three items or more. [1]

    Returns
    -------
    Factor
        An item of high uniqueness hardly belongs to the index.

    Raises
    ------
    AnalyticsError
        If the matrix is none of correlations, has fewer than three items, or an item
        repeats others.

    Notes
    -----
    Joereskog's likelihood, profiled over the loadings, as ``factanal`` of R has it; no
    uniqueness falls below 0.005.

    Examples
    --------
    >>> table = [[1.0, 0.56, 0.48], [0.56, 1.0, 0.42], [0.48, 0.42, 1.0]]
    >>> one_factor(table).loadings.round(3)
    array([0.8, 0.7, 0.6])

    References
    ----------
    .. [1] K. G. Joereskog, "Some contributions to maximum likelihood factor analysis,"
       Psychometrika, vol. 32, no. 4, pp. 443-482, 1967.
    """
    table = _correlations(correlation)
    if len(table) < _FEWEST_FOR_A_FACTOR:
        raise AnalyticsError("need three items for a common factor")
    if np.linalg.eigvalsh(table)[0] < _SMALL:
        raise AnalyticsError("an item repeats others; leave it out")

    start = (1 - 0.5 / len(table)) / np.diag(np.linalg.inv(table))
    found = minimize(
        _misfit,
        np.clip(start, _LEAST_OWN, 1),
        args=(table,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(_LEAST_OWN, 1)] * len(table),
        options={"ftol": 1e-14, "gtol": 1e-9},
    )
    return Factor(_towards_most(_loadings(found.x, table)[0]), np.asarray(found.x))


def _loadings(own: Floats, table: Floats) -> tuple[Floats, Floats]:
    """Return the best loadings for these uniquenesses, and the variances left beside them."""
    scale = np.sqrt(own)
    values, vectors = np.linalg.eigh(table / np.outer(scale, scale))
    return vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0)) * scale, values[:-1]


def _misfit(own: Floats, table: Floats) -> tuple[float, Floats]:
    loadings, left = _loadings(own, table)
    explained = np.outer(loadings, loadings) + np.diag(own)
    slope = np.diag(explained - table) / own**2
    return float((left - np.log(left) - 1).sum()), slope


def _towards_most(loadings: Floats) -> Floats:
    return loadings if loadings.sum() >= 0 else -loadings


def _correlations(values: ArrayLike) -> Floats:
    table = matrix(values, "correlation")
    require_finite(correlation=table)
    square = table.shape[0] == table.shape[1]
    if not square or not table.size or not _like_correlations(table):
        raise AnalyticsError("correlation must be a symmetric matrix with ones on its diagonal")
    return table


def _like_correlations(table: Floats) -> bool:
    ones, mirrored = np.allclose(np.diag(table), 1), np.allclose(table, table.T)
    return ones and mirrored and bool((np.abs(table) <= 1 + _SMALL).all())
