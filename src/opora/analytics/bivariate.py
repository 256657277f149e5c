"""Two outcomes of one school together: what the journal says and what the test says."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from opora.analytics.arrays import Counts, Floats, Labels, matrix, require_finite
from opora.analytics.mixed import NotIdentified
from opora.analytics.refusals import AnalyticsError


@dataclass(frozen=True, slots=True)
class PairedLevels:
    """True levels of schools in two outcomes, groups ascending by label.

    Attributes
    ----------
    mean : ndarray, shape (2,)
        Mean of the true levels. [score]
    between, within : ndarray, shape (2, 2)
        Covariance of true levels, and of pupils about them. [score squared]
    groups, size : ndarray, shape (n_groups,)
        Labels and pupils with both outcomes.
    level, level_sd : ndarray, shape (n_groups, 2)
        Posterior mean and standard deviation of each school's levels. [score]
    """

    mean: Floats
    between: Floats
    within: Floats
    groups: Labels
    size: Counts
    level: Floats
    level_sd: Floats

    @property
    def correlation(self) -> float:
        """Correlation of the true levels of schools, -1 to 1."""
        scale = np.sqrt(self.between[0, 0] * self.between[1, 1])
        return float(self.between[0, 1] / scale) if scale > 0 else float("nan")


def paired_levels(outcomes: ArrayLike, group: ArrayLike) -> PairedLevels:
    """Estimate the true levels of each school in two outcomes of the same pupils.

    Parameters
    ----------
    outcomes : array_like, shape (n, 2)
        Both outcomes of each pupil, no value missing: pupils with one are left out. [score]
    group : array_like, shape (n,)
        Label of the school.

    Returns
    -------
    PairedLevels
        Empirical Bayes levels; each outcome lends strength to the other.

    Raises
    ------
    AnalyticsError
        If shapes differ or a value is missing.
    NotIdentified
        If there are fewer than four groups or no pupils to see the spread within.

    Notes
    -----
    The covariance within is pooled and taken as known; that between maximises the
    likelihood of the school means.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> school = np.repeat(np.arange(50), 20)
    >>> true = rng.multivariate_normal([3.5, 3.2], [[0.2, 0.1], [0.1, 0.2]], 50)
    >>> fit = paired_levels(true[school] + rng.normal(0, 0.7, (1000, 2)), school)
    >>> fit.mean.round(1).tolist(), round(fit.correlation, 1)
    ([3.5, 3.2], 0.5)

    References
    ----------
    .. [1] B. Efron and C. Morris, "Empirical Bayes on vector observations,"
       Biometrika, vol. 59, no. 2, pp. 335-347, 1972.
    """
    pairs = matrix(outcomes, "outcomes")
    require_finite(outcomes=pairs)
    labels, index = np.unique(np.asarray(group), return_inverse=True)
    if pairs.shape != (index.size, 2):
        raise AnalyticsError(f"outcomes must be of shape ({index.size}, 2), not {pairs.shape}")
    if labels.size <= 3 or pairs.shape[0] <= labels.size:  # noqa: PLR2004 - the number needed to estimate it
        raise NotIdentified("need more than three groups and pupils to spare in them")

    size = np.bincount(index)
    means = np.column_stack([np.bincount(index, column) / size for column in pairs.T])
    rest = pairs - means[index]
    within = rest.T @ rest / (pairs.shape[0] - labels.size)
    between = _between(means, size, within)
    return _levels(means, size, within, between, labels)


def _between(means: Floats, size: Counts, within: Floats) -> Floats:
    start = np.sqrt(means.var(axis=0))
    found = minimize(
        lambda entries: _deviance(_covariance(entries * start[[0, 0, 1]]), means, size, within),
        [0.8, 0.2, 0.7],
        method="Nelder-Mead",
        options={"xatol": 1e-6, "fatol": 1e-8, "maxfev": 4000},
    )
    return _covariance(found.x * start[[0, 0, 1]])


def _covariance(entries: Floats) -> Floats:
    """Square the factor ``[[a, 0], [b, c]]``; b counts in units of the first outcome."""
    factor = np.array([[entries[0], 0.0], [entries[1], entries[2]]])
    return np.asarray(factor @ factor.T)


def _deviance(between: Floats, means: Floats, size: Counts, within: Floats) -> float:
    inverse, centre, determinant = _weights(between, means, size, within)
    rest = means - centre
    return float(np.einsum("jp,jpq,jq->", rest, inverse, rest) + determinant)


def _weights(
    between: Floats, means: Floats, size: Counts, within: Floats
) -> tuple[Floats, Floats, float]:
    total = between + within / size[:, None, None]
    inverse = np.asarray(np.linalg.inv(total), dtype=np.float64)
    centre = np.linalg.solve(inverse.sum(axis=0), np.einsum("jpq,jq->p", inverse, means))
    return inverse, centre, float(np.linalg.slogdet(total)[1].sum())


def _levels(
    means: Floats, size: Counts, within: Floats, between: Floats, labels: Labels
) -> PairedLevels:
    inverse, centre, _ = _weights(between, means, size, within)
    gain = between @ inverse
    left = between - gain @ between
    return PairedLevels(
        mean=centre,
        between=between,
        within=within,
        groups=labels,
        size=size,
        level=centre + np.einsum("jpq,jq->jp", gain, means - centre),
        level_sd=np.sqrt(np.maximum(np.einsum("jqq->jq", left), 0)),
    )
