"""How much pupils who sit several assessments make counts vary more than chance does."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from opora.analytics.arrays import Floats, Labels
from opora.analytics.counts import checked
from opora.analytics.refusals import AnalyticsError


def overdispersion(low: ArrayLike, tested: ArrayLike, cohort: ArrayLike) -> float:
    """Estimate by how much pooled counts vary more than those of independent pupils.

    The same pupils sit mathematics and Russian, so eight counts of ten pupils are not eighty
    pupils. Pupils of one cohort (a grade in a year) are one draw; cohorts are independent.

    Parameters
    ----------
    low, tested : array_like of int, shape (n_schools, n_assessments)
        Pupils with a low result, pupils who sat the assessment. [pupils]
    cohort : array_like, shape (n_assessments,)
        Which assessments the same pupils sit, by label.

    Returns
    -------
    float
        Variance of the pooled share over that of independent pupils, at least 1; 1 where no
        school has two cohorts. [1]

    Raises
    ------
    InvalidCounts
        If not ``0 <= low <= tested``, in whole numbers.
    AnalyticsError
        If ``cohort`` has not one label an assessment.

    Notes
    -----
    Ratio estimator of a cluster sample, pooled over schools; what an assessment is harder
    than others for the whole region counts as expected, not as variation.

    Examples
    --------
    >>> overdispersion([[4, 4, 0, 0], [0, 0, 4, 4]], [[9, 9, 9, 9]] * 2, [1, 1, 2, 2])
    10.0

    References
    ----------
    .. [1] J. N. K. Rao and A. J. Scott, "A simple method for the analysis of clustered binary
       data," Biometrics, vol. 48, no. 2, pp. 577-585, 1992.
    """
    count, n = checked(low, tested)
    labels = np.asarray(cohort)
    if count.ndim != 2 or labels.shape != count.shape[1:]:  # noqa: PLR2004 — schools by assessments
        raise AnalyticsError(
            "need counts of schools by assessments and a cohort for each of these"
        )

    excess, cohorts = _cohort_residuals(count, n, labels)
    total, pupils = count.sum(axis=1), n.sum(axis=1)
    able = (cohorts > 1) & (pupils > 1) & (total > 0) & (total < pupils)
    if not able.any():
        return 1.0
    share = total[able] / pupils[able]
    spread = cohorts[able] / (cohorts[able] - 1) * excess[able] / pupils[able] ** 2
    chance = share * (1 - share) / (pupils[able] - 1)
    return max(1.0, float(spread.sum() / chance.sum()))


def _cohort_residuals(count: Floats, n: Floats, labels: Labels) -> tuple[Floats, Floats]:
    """Return per school the squared residuals of its cohorts, and how many cohorts sat."""
    rates = count.sum(axis=0) / np.maximum(n.sum(axis=0), 1)
    expected = n * rates
    ratio = count.sum(axis=1) / np.maximum(expected.sum(axis=1), np.finfo(float).tiny)
    residual = count - ratio[:, None] * expected
    kinds = np.unique(labels)
    excess, cohorts = np.zeros(len(count)), np.zeros(len(count))
    for kind in kinds:
        members = labels == kind
        excess += residual[:, members].sum(axis=1) ** 2
        cohorts += n[:, members].sum(axis=1) > 0
    return excess, cohorts
