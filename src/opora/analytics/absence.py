"""What pupils who did not come could change: bounds without a guess about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from opora.analytics.arrays import Flags, Floats, require_counts, vector
from opora.analytics.counts import checked
from opora.analytics.refusals import AnalyticsError

FULL_PARTICIPATION = 0.9
"""Share of pupils below which a result is not of the whole school."""


@dataclass(frozen=True, slots=True)
class AbsenceBounds:
    """The share of low results had all pupils come, one entry per school.

    Attributes
    ----------
    participation : ndarray of float, shape (n_schools,)
        Share of pupils who sat the assessment; NaN where a school has none. [1]
    lowest, highest : ndarray of float, shape (n_schools,)
        Shares if none of the absent were low, and if all were. [1]
    doubtful : ndarray of bool, shape (n_schools,)
        So many did not come that the share told is not that of the school.
    """

    participation: Floats
    lowest: Floats
    highest: Floats
    doubtful: Flags

    def decided(self, threshold: float) -> Flags:
        """Say where the absent could not move the share over a threshold, either way."""
        return np.asarray((self.lowest >= threshold) | (self.highest < threshold))


def absence_bounds(
    low: ArrayLike,
    tested: ArrayLike,
    enrolled: ArrayLike,
    *,
    full: float = FULL_PARTICIPATION,
) -> AbsenceBounds:
    """Bound the share of low results by what the absent may have got.

    Parameters
    ----------
    low, tested : array_like of int, shape (n_schools,)
        Pupils with a low result, pupils who sat the assessment. [pupils]
    enrolled : array_like of int, shape (n_schools,)
        Pupils who should have. [pupils]
    full : float, default 0.9
        Participation below which a result is doubtful. [1]

    Returns
    -------
    AbsenceBounds
        Arrays of shape (n_schools,); NaN where nobody is enrolled.

    Raises
    ------
    InvalidCounts
        If not ``0 <= low <= tested``, in whole numbers, for every school.
    AnalyticsError
        If more sat the assessment than are enrolled, or ``full`` is not in [0, 1].

    Notes
    -----
    Bounds of the worst case: nothing is assumed of who stays away [1]_. Chance is not in
    them; limits of ``shares`` tell of that.

    Examples
    --------
    >>> found = absence_bounds([6, 4], [20, 16], [20, 20])
    >>> found.lowest, found.highest, found.doubtful
    (array([0.3, 0.2]), array([0.3, 0.4]), array([False,  True]))

    References
    ----------
    .. [1] C. F. Manski, "Nonparametric bounds on treatment effects," Am. Econ. Rev.,
       vol. 80, no. 2, pp. 319-323, 1990.
    """
    count, sat = checked(low, tested)
    pupils = vector(np.atleast_1d(np.asarray(enrolled)), "enrolled", size=sat.size)
    require_counts(sat, pupils, ("tested", "enrolled"))
    if not 0 <= full <= 1:
        raise AnalyticsError(f"full must be in [0, 1], not {full}")

    n = np.where(pupils > 0, pupils, np.nan)
    lowest, highest = count / n, (count + pupils - sat) / n
    return AbsenceBounds(sat / n, lowest, highest, sat < full * pupils)
