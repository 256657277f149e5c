"""How far two readers of the same papers agree beyond chance.

Marks are refused with ``AnalyticsError`` where they are not of the scale or not in pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from opora.analytics.arrays import Floats
from opora.analytics.refusals import AnalyticsError

Weights = Literal["linear", "none"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two readers over ``pairs`` of marks.

    Attributes
    ----------
    observed, expected : float
        Weighted agreement seen, and that of readers who mark independently, 0 to 1.
    kappa, lower, upper : float
        Cohen's coefficient, -1 to 1, and its limits. NaN where there are no pairs, or
        where chance alone would give full agreement.
    """

    pairs: int
    observed: float
    expected: float
    kappa: float
    lower: float
    upper: float
    error: float


def cohen_kappa(
    first: Sequence[int],
    second: Sequence[int],
    *,
    scores: int,
    weights: Weights = "linear",
    confidence: float = 0.95,
) -> Agreement:
    """Measure the agreement of two readers by Cohen's coefficient.

    Parameters
    ----------
    first, second : sequence of int
        Marks of the two readers, pair by pair, from 0 to ``scores - 1``.
    scores : int
        How many marks the scale has, at least two.
    weights : {"linear", "none"}
        A mark next to the other counts for half on a scale of three, or for nothing.
    confidence : float, default 0.95
        Two-sided confidence of the limits. [1]

    Returns
    -------
    Agreement
        With the large-sample standard error of Fleiss, Cohen and Everitt [1]_.

    Raises
    ------
    AnalyticsError
        If the marks are not in pairs or not of the scale.

    Notes
    -----
    The pairs count as independent; several marks of one paper are not quite so, and the true
    limits are a little wider.

    Examples
    --------
    >>> found = cohen_kappa([0, 1, 2, 2, 1, 0], [0, 1, 2, 1, 1, 0], scores=3)
    >>> found.pairs, round(found.kappa, 2)
    (6, 0.8)

    References
    ----------
    .. [1] J. L. Fleiss, J. Cohen, B. S. Everitt, "Large sample standard errors of kappa and
       weighted kappa," Psychol. Bull., vol. 72, no. 5, pp. 323-327, 1969.
    """
    if not 0 < confidence < 1:
        raise AnalyticsError(f"confidence must be in (0, 1), not {confidence}")
    shares = _joint(first, second, scores)
    n = len(first)
    if n == 0:
        return Agreement(0, *[float("nan")] * 6)

    weight = _weights(scores, weights)
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float((weight * shares).sum())
    expected = float((weight * np.outer(rows, columns)).sum())
    if expected >= 1:
        return Agreement(n, observed, expected, *[float("nan")] * 4)
    kappa = (observed - expected) / (1 - expected)
    means = (weight @ columns)[:, None] + (rows @ weight)[None, :]
    spread = float((shares * (weight - means * (1 - kappa)) ** 2).sum())
    rest = spread - (kappa - expected * (1 - kappa)) ** 2
    error = float(np.sqrt(max(rest, 0) / n)) / (1 - expected)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * error
    limits = max(kappa - half, -1.0), min(kappa + half, 1.0)
    return Agreement(n, observed, expected, kappa, *limits, error)


def _joint(first: Sequence[int], second: Sequence[int], scores: int) -> Floats:
    """Return the share of each pair of marks."""
    if len(first) != len(second):
        raise AnalyticsError("both readers must have marked the same papers")
    if scores <= 1 or any(not 0 <= one < scores for one in (*first, *second)):
        raise AnalyticsError(f"marks must lie in 0 to {scores - 1}")
    counts = np.zeros((scores, scores))
    for one, other in zip(first, second, strict=True):
        counts[one, other] += 1
    return counts / max(len(first), 1)


def _weights(scores: int, kind: Weights) -> Floats:
    if kind == "none":
        return np.eye(scores)
    places = np.arange(scores)
    return np.asarray(1 - np.abs(places[:, None] - places[None, :]) / (scores - 1))
