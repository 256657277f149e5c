"""What numbers tested are able to show: power, and the smallest change that is seen."""

from functools import lru_cache

import numpy as np
from scipy.stats import binom

from opora.analytics.arrays import Floats
from opora.analytics.posteriors import chance_below, posterior
from opora.analytics.refusals import AnalyticsError


def power_of_change(
    before: float, after: float, tested_before: int, tested_after: int, *, sure: float = 0.9
) -> float:
    """Return how often a true change would be recognised as an improvement.

    Parameters
    ----------
    before, after : float
        True shares of low results in both years. [1]
    tested_before, tested_after : int
        Participants. [pupils]
    sure : float, default 0.9
        Probability to have improved from which an improvement is stated. [1]

    Returns
    -------
    float
        Probability of the statement; where both shares are equal, its false alarms. [1]

    Raises
    ------
    AnalyticsError
        If a share is not in [0, 1], nobody is tested or ``sure`` is not in (0, 1).

    Notes
    -----
    Exact: every pair of counts is weighed by its binomial probability.

    Examples
    --------
    >>> round(power_of_change(0.3, 0.2, 20, 20), 2)
    0.3

    References
    ----------
    .. [1] D. J. Spiegelhalter, K. R. Abrams and J. P. Myles, "Bayesian Approaches to Clinical
       Trials and Health-Care Evaluation," Wiley, 2004, ch. 6.
    """
    if not 0 <= after <= 1:
        raise AnalyticsError(f"after must be a share, not {after}")
    earlier, most = _rule(before, tested_before, tested_after, sure)
    return float(earlier @ binom.cdf(most, tested_after, after))


def smallest_change(
    before: float,
    tested_before: int,
    tested_after: int,
    *,
    sure: float = 0.9,
    power: float = 0.8,
) -> float:
    """Return the smallest true fall of the share that these numbers are able to show.

    Parameters
    ----------
    before, tested_before, tested_after, sure
        As in :func:`power_of_change`.
    power : float, default 0.8
        How often such a fall has to be recognised. [1]

    Returns
    -------
    float
        Fall in whole points of a percent, in [0, ``before``]; NaN where not even a
        fall to zero would be recognised so often. [1]

    Raises
    ------
    AnalyticsError
        As :func:`power_of_change`.

    Examples
    --------
    >>> smallest_change(0.3, 100, 100), smallest_change(0.3, 5, 5)
    (0.13, nan)

    References
    ----------
    .. [1] H. S. Bloom, "Minimum detectable effects: a simple way to report the statistical
       power of experimental designs," Eval. Rev., vol. 19, no. 5, pp. 547-556, 1995.
    """
    earlier, most = _rule(before, tested_before, tested_after, sure)
    falls = np.arange(round(before * 100) + 1) / 100
    after = np.maximum(before - falls, 0)
    powers = binom.cdf(most, tested_after, after[:, np.newaxis]) @ earlier
    enough = falls[powers >= power]
    return float(enough[0]) if enough.size else float("nan")


def _rule(
    before: float, tested_before: int, tested_after: int, sure: float
) -> tuple[Floats, Floats]:
    """Probabilities of the earlier counts, and the most later ones that prove a fall."""
    if not (0 <= before <= 1 and 0 < sure < 1):
        raise AnalyticsError("before and sure must be probabilities")
    if min(tested_before, tested_after) < 1:
        raise AnalyticsError("somebody must be tested in both years")
    earlier = binom.pmf(np.arange(tested_before + 1), tested_before, before)
    return earlier, _most_low_after(tested_before, tested_after, sure)


@lru_cache(maxsize=64)
def _most_low_after(tested_before: int, tested_after: int, sure: float) -> Floats:
    """For each earlier count the largest later one that proves improvement, else -1."""
    before = posterior(np.arange(tested_before + 1.0), np.array([float(tested_before)]))
    least = np.full(tested_before + 1, -1.0)
    most = np.full(tested_before + 1, float(tested_after))
    # The chance falls as the later count grows: halve the range for all rows at once.
    while (least < most).any():
        middle = np.ceil((least + most) / 2)
        trial = np.maximum(middle, 0)
        proven = chance_below(posterior(trial, np.array([float(tested_after)])), before) >= sure
        least = np.where(proven & (middle >= 0), middle, least)
        most = np.where(proven, most, middle - 1)
        most = np.maximum(most, least)
    return least
