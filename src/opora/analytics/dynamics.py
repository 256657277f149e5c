"""Change between two years: how large, how sure, and what the number tested can show.

A fall of the share of low results counts as improvement only where chance is an unlikely
explanation. "Any fall" would find improvement in four schools of ten where nothing changed.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincc, betaln, ndtri
from scipy.stats import binom

from opora.analytics.arrays import Floats, require_counts, vector
from opora.analytics.refusals import AnalyticsError
from opora.methodology.comparability import load_comparability
from opora.methodology.subjects import AssessmentKind

_JEFFREYS = 0.5
_WINDOW_SD = 9.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(96)


class NotComparable(AnalyticsError):
    """The results of two years may not be set against each other."""


class Direction(StrEnum):
    """What may be said of a change, in the words shown to people."""

    IMPROVED = "улучшение"
    WORSENED = "ухудшение"
    INDISTINCT = "изменение неразличимо"
    NO_DATA = "нет данных"


@dataclass(frozen=True, slots=True)
class Change:
    """Change of the share of low results, one entry per school.

    Attributes
    ----------
    tested_before, tested_after : ndarray, shape (n_schools,)
        Participants. [pupils]
    difference, lower, upper : ndarray, shape (n_schools,)
        Share after minus share before and Newcombe's limits, -1 to 1; below zero is
        better. NaN where nobody was tested in one of the years.
    improved : ndarray, shape (n_schools,)
        Probability that the true share fell, 0 to 1.
    """

    tested_before: Floats
    tested_after: Floats
    difference: Floats
    lower: Floats
    upper: Floats
    improved: Floats

    def directions(self, *, sure: float = 0.9) -> list[Direction]:
        """Say of each school what the data carry when ``sure`` probability is asked."""
        return [_direction(chance, sure) for chance in self.improved]


def change_of_shares(
    low_before: ArrayLike,
    tested_before: ArrayLike,
    low_after: ArrayLike,
    tested_after: ArrayLike,
    *,
    confidence: float = 0.95,
) -> Change:
    """Compare the shares of low results of two years in each school.

    Parameters
    ----------
    low_before, tested_before : array_like of int, shape (n_schools,)
        Pupils below the minimum, and tested, in the earlier year. [pupils]
    low_after, tested_after : array_like of int, shape (n_schools,)
        The same in the later year. [pupils]
    confidence : float, default 0.95
        Two-sided confidence of the limits. [1]

    Returns
    -------
    Change
        Arrays of shape (n_schools,); NaN where nobody was tested in one of the years.

    Raises
    ------
    AnalyticsError
        If counts contradict each other or ``confidence`` is not in (0, 1).

    Notes
    -----
    Limits join the Wilson limits of both years (Newcombe's method 10). The probability
    to have improved is that of independent posteriors under Jeffreys' prior.

    Examples
    --------
    >>> change = change_of_shares([9, 30], [25, 80], [4, 14], [24, 82])
    >>> (-change.upper).round(4).tolist(), (-change.lower).round(4).tolist()
    ([-0.0549, 0.0673], [0.4123, 0.3322])
    >>> [str(found) for found in change.directions(sure=0.99)]
    ['изменение неразличимо', 'улучшение']

    References
    ----------
    .. [1] R. G. Newcombe, "Interval estimation for the difference between independent
       proportions," Stat. Med., vol. 17, no. 8, pp. 873-890, 1998, method 10.
    """
    before = _counts(low_before, tested_before)
    after = _counts(low_after, tested_after)
    if before[0].shape != after[0].shape:
        raise AnalyticsError("both years must cover the same schools")
    z = _quantile(confidence)

    first, second = _wilson(*before, z), _wilson(*after, z)
    difference = second[0] - first[0]
    known = (before[1] > 0) & (after[1] > 0)
    return Change(
        tested_before=before[1],
        tested_after=after[1],
        difference=difference,
        lower=difference - np.hypot(second[0] - second[1], first[2] - first[0]),
        upper=difference + np.hypot(second[2] - second[0], first[0] - first[1]),
        improved=np.where(known, _chance_below(_posterior(*after), _posterior(*before)), np.nan),
    )


def agresti_caffo(
    low_before: ArrayLike,
    tested_before: ArrayLike,
    low_after: ArrayLike,
    tested_after: ArrayLike,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Return limits of the change of a share by the simpler rule of "one more of each".

    Parameters and refusals are those of :func:`change_of_shares`.

    Returns
    -------
    tuple of ndarray, shape (n_schools,)
        Lower and upper limit of share after minus share before, -1 to 1. Schools where
        nobody was tested get the wide limits of the two pupils added.

    Examples
    --------
    >>> [limit.round(3).tolist() for limit in agresti_caffo([4], [8], [2], [9])]
    [[-0.634], [0.179]]

    References
    ----------
    .. [1] A. Agresti and B. Caffo, "Simple and effective confidence intervals for
       proportions," Am. Stat., vol. 54, no. 4, pp. 280-288, 2000.
    """
    first, n1 = (1 + part for part in _counts(low_before, tested_before))
    second, n2 = (1 + part for part in _counts(low_after, tested_after))
    n1, n2 = n1 + 1, n2 + 1
    p1, p2 = first / n1, second / n2
    half = _quantile(confidence) * np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return p2 - p1 - half, p2 - p1 + half


@dataclass(frozen=True, slots=True)
class StatusAndChange:
    """Probabilities of the four cells "where the school is, where it goes"; they sum to 1."""

    low_and_improving: Floats
    low_and_worsening: Floats
    fair_and_improving: Floats
    fair_and_worsening: Floats


def status_and_change(
    low_before: ArrayLike,
    tested_before: ArrayLike,
    low_after: ArrayLike,
    tested_after: ArrayLike,
    *,
    threshold: float = 0.3,
) -> StatusAndChange:
    """Return how probable each pair of status and change is, in place of a label.

    Parameters
    ----------
    low_before, tested_before, low_after, tested_after : array_like of int
        As in :func:`change_of_shares`. [pupils]
    threshold : float, default 0.3
        True share from which a school counts as low. [1]

    Returns
    -------
    StatusAndChange
        Arrays of shape (n_schools,); without data the prior alone speaks.

    Raises
    ------
    AnalyticsError
        If counts contradict each other or ``threshold`` is not in (0, 1).

    Examples
    --------
    >>> cells = status_and_change([15], [40], [9], [44])
    >>> cells.low_and_improving.round(2), cells.fair_and_improving.round(2)
    (array([0.06]), array([0.9]))
    """
    if not 0 < threshold < 1:
        raise AnalyticsError(f"threshold must be in (0, 1), not {threshold}")
    before = _posterior(*_counts(low_before, tested_before))
    after = _posterior(*_counts(low_after, tested_after))

    improving = _chance_below(after, before)
    low_improving = _chance_below(after, before, floor=threshold)
    low = betaincc(*after, threshold)
    return StatusAndChange(
        low_and_improving=low_improving,
        low_and_worsening=low - low_improving,
        fair_and_improving=improving - low_improving,
        fair_and_worsening=1 - low - improving + low_improving,
    )


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
    """
    earlier, most = _rule(before, tested_before, tested_after, sure)
    falls = np.arange(round(before * 100) + 1) / 100
    after = np.maximum(before - falls, 0)
    powers = binom.cdf(most, tested_after, after[:, np.newaxis]) @ earlier
    enough = falls[powers >= power]
    return float(enough[0]) if enough.size else float("nan")


@dataclass(frozen=True, slots=True)
class ChangeAgainstRegion:
    """Change of each school less that of all other schools, with limits, -1 to 1."""

    region: Floats
    difference: Floats
    lower: Floats
    upper: Floats


def change_against_region(
    low_before: ArrayLike,
    tested_before: ArrayLike,
    low_after: ArrayLike,
    tested_after: ArrayLike,
    *,
    confidence: float = 0.95,
) -> ChangeAgainstRegion:
    """Take the change of the other schools off the change of each school.

    Forms of two years are not equated: an easier form lowers the share everywhere.
    Parameters and refusals are those of :func:`change_of_shares`.

    Returns
    -------
    ChangeAgainstRegion
        Arrays of shape (n_schools,); NaN where the school or all others have no data.

    Examples
    --------
    >>> found = change_against_region([30, 300], [100, 1000], [20, 200], [100, 1000])
    >>> found.difference.round(3).tolist()
    [0.0, 0.0]

    References
    ----------
    .. [1] G. Y. Zou and A. Donner, "Construction of confidence limits about effect
       measures," Stat. Med., vol. 27, no. 10, pp. 1693-1702, 2008.
    """
    counts = (*_counts(low_before, tested_before), *_counts(low_after, tested_after))
    own = change_of_shares(*counts, confidence=confidence)
    others = [part.sum() - part for part in counts]
    rest = change_of_shares(*others, confidence=confidence)
    difference = own.difference - rest.difference
    return ChangeAgainstRegion(
        region=rest.difference,
        difference=difference,
        lower=difference
        - np.hypot(own.difference - own.lower, rest.upper - rest.difference),
        upper=difference
        + np.hypot(own.upper - own.difference, rest.difference - rest.lower),
    )


def require_comparable(
    first: int, second: int, *, kind: AssessmentKind, subject: str, grade: int
) -> None:
    """Refuse to compare two years with a break of the measurement between them.

    Parameters
    ----------
    first, second : int
        Calendar years of the results, in any order. [year]
    kind, subject, grade
        The assessment, by the codes of ``opora.methodology``.

    Raises
    ------
    NotComparable
        If the reviewed list of breaks forbids it; every reason is named.

    Examples
    --------
    >>> require_comparable(2023, 2024, kind="ВПР", subject="МА", grade=5)
    """
    found = load_comparability().between(
        first, second, kind=kind, subject=subject, grade=grade
    )
    if found:
        reasons = "; ".join(f"{one.year} — {one.title}" for one in found)
        raise NotComparable(f"{first} и {second} несравнимы: {reasons}")


def _direction(chance: float, sure: float) -> Direction:
    if np.isnan(chance):
        return Direction.NO_DATA
    if chance >= sure:
        return Direction.IMPROVED
    return Direction.WORSENED if 1 - chance >= sure else Direction.INDISTINCT


def _counts(low: ArrayLike, tested: ArrayLike) -> tuple[Floats, Floats]:
    part, whole = vector(low, "low"), vector(tested, "tested")
    require_counts(part, whole, ("low", "tested"))
    return part, whole


def _quantile(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise AnalyticsError(f"confidence must be in (0, 1), not {confidence}")
    return float(ndtri((1 + confidence) / 2))


def _wilson(low: Floats, tested: Floats, z: float) -> tuple[Floats, Floats, Floats]:
    n = np.where(tested > 0, tested, np.nan)
    share = low / n
    centre = (low + z * z / 2) / (n + z * z)
    half = z * np.sqrt(n * share * (1 - share) + z * z / 4) / (n + z * z)
    return share, np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def _posterior(low: Floats, tested: Floats) -> tuple[Floats, Floats]:
    return low + _JEFFREYS, tested - low + _JEFFREYS


def _chance_below(
    lesser: tuple[Floats, Floats], greater: tuple[Floats, Floats], *, floor: float = 0.0
) -> Floats:
    """Probability that the first of two beta variables is the lower, and above a floor.

    The angle ``arcsin sqrt p`` makes the integrand smooth at both ends and its width
    about ``1 / (2 sqrt n)`` everywhere, so that a window of it holds any n.
    """
    a, b = (np.asarray(part)[..., None] for part in lesser)
    centre, half = np.arcsin(np.sqrt(a / (a + b))), _WINDOW_SD / (2 * np.sqrt(a + b))
    start = np.clip(centre - half, np.arcsin(np.sqrt(floor)), np.pi / 2)
    width = np.clip(centre + half, start, np.pi / 2) - start
    angle = start + width * (_NODES + 1) / 2
    sine, cosine = np.sin(angle), np.cos(angle)
    log_density = (2 * a - 1) * np.log(sine) + (2 * b - 1) * np.log(cosine) - betaln(a, b)
    above = betaincc(greater[0][..., None], greater[1][..., None], sine**2)
    total = (np.exp(log_density) * above * _WEIGHTS).sum(axis=-1) * width[..., 0]
    return np.asarray(np.clip(total, 0, 1))


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


def _most_low_after(tested_before: int, tested_after: int, sure: float) -> Floats:
    """For each earlier count the largest later one that proves improvement, else -1."""
    before = _posterior(np.arange(tested_before + 1.0), np.float64(tested_before))
    least = np.full(tested_before + 1, -1.0)
    most = np.full(tested_before + 1, float(tested_after))
    # The chance falls as the later count grows: halve the range for all rows at once.
    while (least < most).any():
        middle = np.ceil((least + most) / 2)
        trial = np.maximum(middle, 0)
        proven = _chance_below(_posterior(trial, np.float64(tested_after)), before) >= sure
        least = np.where(proven & (middle >= 0), middle, least)
        most = np.where(proven, most, middle - 1)
        most = np.maximum(most, least)
    return least
