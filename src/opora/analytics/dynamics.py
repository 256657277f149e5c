"""Change between two years: how large, how sure, and what the number tested can show.

A fall of the share of low results counts as improvement only where chance is an unlikely
explanation. "Any fall" would find improvement in four schools of ten where nothing changed.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincc, ndtri

from opora.analytics.arrays import Floats, require_counts, vector
from opora.analytics.posteriors import chance_below, posterior
from opora.analytics.refusals import AnalyticsError
from opora.methodology.comparability import load_comparability
from opora.methodology.subjects import AssessmentKind


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
        improved=np.where(known, chance_below(posterior(*after), posterior(*before)), np.nan),
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
    tuple of ndarray, shape (n_schools,)
        Lower and upper limit of share after minus share before, -1 to 1. Schools where
        nobody was tested get the wide limits of the two pupils added.

    Raises
    ------
    AnalyticsError
        If counts contradict each other or ``confidence`` is not in (0, 1).

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

    References
    ----------
    .. [1] A. Agresti and Y. Min, "Frequentist performance of Bayesian confidence intervals for
       comparing proportions in 2 x 2 contingency tables," Biometrics, vol. 61, pp. 515-523,
       2005.
    """
    if not 0 < threshold < 1:
        raise AnalyticsError(f"threshold must be in (0, 1), not {threshold}")
    before = posterior(*_counts(low_before, tested_before))
    after = posterior(*_counts(low_after, tested_after))

    improving = chance_below(after, before)
    low_improving = chance_below(after, before, floor=threshold)
    low = betaincc(*after, threshold)
    return StatusAndChange(
        low_and_improving=low_improving,
        low_and_worsening=low - low_improving,
        fair_and_improving=improving - low_improving,
        fair_and_worsening=1 - low - improving + low_improving,
    )


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
    ChangeAgainstRegion
        Arrays of shape (n_schools,); NaN where the school or all others have no data.

    Raises
    ------
    AnalyticsError
        If counts contradict each other or ``confidence`` is not in (0, 1).

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
        lower=difference - np.hypot(own.difference - own.lower, rest.upper - rest.difference),
        upper=difference + np.hypot(own.upper - own.difference, rest.difference - rest.lower),
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

    References
    ----------
    .. [1] The reviewed breaks of ``opora.methodology``, each with its source.
    """
    found = load_comparability().between(first, second, kind=kind, subject=subject, grade=grade)
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
