"""Fisher's exact test of two years: what an inspector may ask for in a dispute."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import hypergeom

from opora.analytics.arrays import Floats, require_counts, vector
from opora.analytics.refusals import AnalyticsError


def fisher_exact(
    low_before: ArrayLike,
    tested_before: ArrayLike,
    low_after: ArrayLike,
    tested_after: ArrayLike,
) -> Floats:
    """Ask how often chance alone would make two years as different, by Fisher's exact test.

    Parameters
    ----------
    low_before, tested_before, low_after, tested_after : array_like of int, shape (n_schools,)
        Pupils below the minimum and participants of both years. [pupils]

    Returns
    -------
    ndarray, shape (n_schools,)
        Two-sided p: tables no likelier than the one seen. It is 1 where a year has nobody. [1]

    Raises
    ------
    AnalyticsError
        If counts cannot be or schools differ in number.

    Notes
    -----
    For a dispute only: it keeps its level at any number by seldom speaking at a small one.

    Examples
    --------
    >>> fisher_exact([4], [8], [2], [9]).round(4)
    array([0.3348])

    References
    ----------
    .. [1] R. A. Fisher, "The logic of inductive inference," J. R. Stat. Soc., vol. 98, no. 1,
       pp. 39-82, 1935.
    """
    n_before, n_after = vector(tested_before, "tested"), vector(tested_after, "tested")
    before, after = vector(low_before, "low"), vector(low_after, "low")
    if n_before.shape != n_after.shape:
        raise AnalyticsError("both years must have the same schools")
    require_counts(before, n_before, ("low", "tested"))
    require_counts(after, n_after, ("low", "tested"))

    schools = zip(before, n_before, after, n_after, strict=True)
    return np.array([_two_sided(*(int(one) for one in school)) for school in schools])


def _two_sided(low: int, tested: int, low_after: int, tested_after: int) -> float:
    if not (tested and tested_after):
        return 1.0
    drawn = hypergeom(tested + tested_after, low + low_after, tested)
    chances = drawn.pmf(np.arange(tested + 1))
    # Tables as likely as this one are equal in truth, and differ in the last digits.
    return min(1.0, float(chances[chances <= chances[low] * (1 + 1e-7)].sum()))
