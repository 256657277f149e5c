"""Many schools are looked at at once: how many alarms of chance that brings."""

import numpy as np
from numpy.typing import ArrayLike

from opora.analytics.arrays import Floats, vector
from opora.analytics.refusals import AnalyticsError


def false_discovery(p: ArrayLike) -> Floats:
    """Return for each p-value the share of false alarms of the list that ends with it.

    Parameters
    ----------
    p : array_like, shape (n,)
        P-values in [0, 1]; NaN, a test that could not be made, is not counted.

    Returns
    -------
    ndarray, shape (n,)
        Adjusted p-values after Benjamini and Hochberg, NaN where ``p`` is NaN. [1]

    Raises
    ------
    AnalyticsError
        If a value is outside [0, 1].

    Examples
    --------
    >>> false_discovery([0.01, 0.04, np.nan, 0.03]).round(3).tolist()
    [0.03, 0.04, nan, 0.04]

    References
    ----------
    .. [1] Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate,"
       J. R. Stat. Soc. B, vol. 57, no. 1, pp. 289-300, 1995.
    """
    values = vector(p, "p")
    known = np.flatnonzero(~np.isnan(values))
    if ((values[known] < 0) | (values[known] > 1)).any():
        raise AnalyticsError("p-values must be in [0, 1]")
    order = known[np.argsort(-values[known])]
    rank = np.arange(known.size, 0, -1)

    adjusted = np.full(values.size, np.nan)
    adjusted[order] = np.minimum.accumulate(np.minimum(values[order] * known.size / rank, 1))
    return adjusted
