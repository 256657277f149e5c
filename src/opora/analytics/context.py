"""Index of social well-being: one number for the context of a school, with its error.

Scale and use are apart: a :class:`IndexScale` is fitted once on a region, kept, and applied
to later years, so that an index may be followed over time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit

from opora.analytics.arrays import Flags, Floats, matrix, vector
from opora.analytics.components import Component, first_component
from opora.analytics.refusals import AnalyticsError, NothingDiffers, TooFewSchools

Weighting = Literal["equal", "component"]
Fill = Literal["median", "expected"]

MOST_MISSING = 0.3
"""Share of missing items from which on no index is given."""

_FEWEST_SCHOOLS = 10


@dataclass(frozen=True, slots=True)
class SocialIndex:
    """Index of each school: zero the region's mean, higher the better context.

    Attributes
    ----------
    index, error : ndarray, shape (n_schools,)
        Index and its standard error from small numbers and missing items; NaN where too
        many items are missing. [1]
    missing : ndarray of int, shape (n_schools,)
        Items that had to be inferred.
    signed : ndarray, shape (n_schools, n_items)
        Items in deviations of the region, higher the better context, gaps filled. [sd]
    contribution : ndarray, shape (n_schools, n_items)
        What each item adds to the index; their sum is the index where it is given. [1]
    """

    index: Floats
    error: Floats
    missing: Floats
    signed: Floats
    contribution: Floats

    @property
    def points(self) -> Floats:
        """The index on the usual scale with mean 50, ten points a unit."""
        return 50 + 10 * self.index


@dataclass(frozen=True, slots=True)
class IndexScale:
    """What turns items into the index, fixed when fitted.

    Attributes
    ----------
    direction, lowest, highest, mean, sd, weights : ndarray, shape (n_items,)
        +1 where more is better, limits of winsorising, moments, weights on signed items.
    medians : mapping of str to ndarray, shape (n_items,)
        Medians of the region by type of settlement; the empty type is the whole region.
    correlation : ndarray, shape (n_items, n_items)
        Correlation of the signed items in the region.
    log_odds : bool
        Whether shares are taken as log odds.
    alpha, first_share : float
        Cronbach's alpha and the share of variance of the first component. [1]
    """

    direction: Floats
    lowest: Floats
    highest: Floats
    mean: Floats
    sd: Floats
    weights: Floats
    medians: Mapping[str, Floats]
    correlation: Floats
    log_odds: bool
    alpha: float
    first_share: float

    def apply(
        self,
        items: ArrayLike,
        enrolled: ArrayLike | None = None,
        *,
        settlement: Sequence[str] | None = None,
        fill: Fill = "median",
        most_missing: float = MOST_MISSING,
    ) -> SocialIndex:
        """Compute the index of schools, of this year or a later one.

        Parameters
        ----------
        items : array_like, shape (n_schools, n_items)
            Items in the order of the scale; NaN where missing. [as fitted]
        enrolled : array_like, shape (n_schools,), optional
            Pupils behind the shares, for their sampling error; needed for log odds.
        settlement : sequence of str, shape (n_schools,), optional
            Type of settlement; where it is unknown to the scale the region stands in.
        fill : {"median", "expected"}, default "median"
            A missing item is set to the median of the region and the type of settlement, or
            to its expectation from the other items.
        most_missing : float, default 0.3
            Share of missing items from which on no index is given. [1]

        Returns
        -------
        SocialIndex
            A missing item widens the error.

        Raises
        ------
        AnalyticsError
            If the items are not those of the scale.
        """
        table = matrix(items, "items")
        if table.shape[1] != self.weights.size:
            raise AnalyticsError(f"the scale has {self.weights.size} items, not {table.shape}")
        pupils = None if enrolled is None else vector(enrolled, "enrolled", size=len(table))
        raw = _transformed(table, pupils, log_odds=self.log_odds)
        gaps = np.isnan(raw)
        if fill == "median":
            signed, variance = self._signed(_with_medians(raw, self.medians, settlement)), None
        else:
            signed, variance = self._expected(self._signed(raw))
        missing = gaps.sum(axis=1)
        variance = self._unknown(gaps) if variance is None else variance
        variance += self._sampling(table, pupils)
        out = (missing > 0) & (missing >= most_missing * table.shape[1] - 1e-9)
        contribution = np.where(out[:, np.newaxis], np.nan, signed * self.weights)
        return SocialIndex(
            index=contribution.sum(axis=1),
            error=np.where(out, np.nan, np.sqrt(variance)),
            missing=missing.astype(np.float64),
            signed=signed,
            contribution=contribution,
        )

    def _signed(self, raw: Floats) -> Floats:
        drawn = np.clip(raw, self.lowest, self.highest)
        return np.asarray((drawn - self.mean) / self.sd * self.direction)

    def _unknown(self, gaps: Flags) -> Floats:
        """Return the variance of missing items: nothing but the region is known of them."""
        missed = gaps * self.weights
        return np.asarray(np.einsum("si,ij,sj->s", missed, self.correlation, missed))

    def _expected(self, signed: Floats) -> tuple[Floats, Floats]:
        """Set missing items to their expectation; one step for each pattern of gaps."""
        filled, variance = signed.copy(), np.zeros(len(signed))
        gaps = np.isnan(signed)
        for pattern in np.unique(gaps[gaps.any(axis=1)], axis=0):
            rows = np.flatnonzero((gaps == pattern).all(axis=1))
            known = ~pattern
            across = self.correlation[np.ix_(pattern, known)]
            gain = across @ np.linalg.pinv(self.correlation[np.ix_(known, known)])
            filled[np.ix_(rows, pattern)] = signed[np.ix_(rows, known)] @ gain.T
            left = self.correlation[np.ix_(pattern, pattern)] - gain @ across.T
            weights = self.weights[pattern]
            variance[rows] = max(0.0, float(weights @ left @ weights))
        return filled, variance

    def _sampling(self, table: Floats, pupils: Floats | None) -> Floats:
        if pupils is None:
            return np.zeros(len(table))
        n = np.where(pupils > 0, pupils, np.nan)[:, np.newaxis]
        share = (table * n + 0.5) / (n + 1)
        spread = share * (1 - share)
        variance = 1 / (n * spread) if self.log_odds else spread / n
        return np.asarray(np.nansum(variance * (self.weights / self.sd) ** 2, axis=1))


def fit_index(  # noqa: PLR0913 - each is a decision of its own
    items: ArrayLike,
    direction: ArrayLike,
    *,
    enrolled: ArrayLike | None = None,
    settlement: Sequence[str] | None = None,
    weighting: Weighting = "equal",
    log_odds: bool = False,
    tail: float = 0.025,
) -> IndexScale:
    """Fit the scale of the index of social well-being on the schools of a region.

    Parameters
    ----------
    items : array_like, shape (n_schools, n_items)
        Items of the social passport, shares in [0, 1]; NaN where missing.
    direction : array_like of {-1, 1}, shape (n_items,)
        Which way each item speaks: +1 where more is better.
    enrolled : array_like, shape (n_schools,), optional
        Pupils behind the shares, needed for log odds. [pupils]
    settlement : sequence of str, shape (n_schools,), optional
        Type of settlement, for the medians that stand in for missing items.
    weighting : {"equal", "component"}, default "equal"
        Equal weights that sum to one, or loadings of the first principal component.
    log_odds : bool, default False
        Take ``(x + 1/2) / (n + 1)`` as log odds.
    tail : float, default 0.025
        Share of each tail drawn in to its quantile, in [0, 0.5). [1]

    Returns
    -------
    IndexScale
        Fixed weights for this and later years.

    Raises
    ------
    TooFewSchools
        If fewer than ten schools have enough items. A municipality is too small: use the
        scale of the region.
    NothingDiffers
        If an item does not vary.
    AnalyticsError
        If a direction is not plus or minus one.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> context = rng.normal(size=(200, 1))
    >>> items = np.clip(0.4 + context * [0.1, -0.1] + rng.normal(0, 0.03, (200, 2)), 0, 1)
    >>> scale = fit_index(items, [1, -1])
    >>> scale.weights, round(scale.alpha, 2)
    (array([0.5, 0.5]), 0.96)

    References
    ----------
    .. [1] D. Filmer and L. H. Pritchett, "Estimating wealth effects without expenditure
       data," Demography, vol. 38, no. 1, pp. 115-132, 2001.
    """
    table = matrix(items, "items")
    sign = vector(direction, "direction", size=table.shape[1])
    if not np.isin(sign, (-1, 1)).all() or not 0 <= tail < 0.5:  # noqa: PLR2004 - one half
        raise AnalyticsError("directions must be -1 or 1, and tail in [0, 0.5)")
    pupils = None if enrolled is None else vector(enrolled, "enrolled", size=len(table))
    raw = _transformed(table, pupils, log_odds=log_odds)
    told = np.isnan(raw).mean(axis=1) < MOST_MISSING
    if told.sum() < _FEWEST_SCHOOLS or np.isnan(raw[told]).all(axis=0).any():
        raise TooFewSchools("need ten schools with every item; use the scale of the region")

    lowest, highest = np.nanquantile(raw, [tail, 1 - tail], axis=0)
    drawn = np.clip(raw, lowest, highest)
    mean, sd = np.nanmean(drawn, axis=0), np.nanstd(drawn, axis=0, ddof=1)
    medians = _medians(raw, settlement)
    whole = np.clip(_with_medians(raw, medians, settlement), lowest, highest)[told]
    if (sd[np.newaxis] <= 0).any() or (whole.std(axis=0) <= 0).any():
        raise NothingDiffers("an item is the same in every school; leave it out")
    correlation = np.corrcoef((whole - mean) / sd * sign, rowvar=False)
    correlation = np.atleast_2d(correlation)
    component = first_component(correlation)
    return IndexScale(
        direction=sign,
        lowest=lowest,
        highest=highest,
        mean=mean,
        sd=sd,
        weights=_weights(component, weighting),
        medians=medians,
        correlation=correlation,
        log_odds=log_odds,
        alpha=_alpha(correlation),
        first_share=component.share,
    )


def _transformed(table: Floats, enrolled: Floats | None, *, log_odds: bool) -> Floats:
    if not log_odds:
        return table
    if enrolled is None or (table < 0).any() or (table > 1).any():
        raise AnalyticsError("log odds need shares in [0, 1] and the pupils behind them")
    n = enrolled[:, np.newaxis]
    return np.asarray(logit((table * n + 0.5) / (n + 1)))


def _medians(raw: Floats, settlement: Sequence[str] | None) -> dict[str, Floats]:
    """Return medians by type of settlement; a type without an item takes the region's."""
    region = np.nanmedian(raw, axis=0)
    medians = {"": region}
    labels = np.asarray([] if settlement is None else settlement, dtype=str)
    for label in np.unique(labels):
        own = raw[labels == label]
        known = np.isfinite(own).any(axis=0)
        middle = region.copy()
        middle[known] = np.nanmedian(own[:, known], axis=0)
        medians[str(label)] = region if not label else middle
    return medians


def _with_medians(
    raw: Floats, medians: Mapping[str, Floats], settlement: Sequence[str] | None
) -> Floats:
    labels = [""] * len(raw) if settlement is None else settlement
    if len(labels) != len(raw):
        raise AnalyticsError("settlement must have one label a school")
    middle = np.array([medians.get(str(one), medians[""]) for one in labels])
    return np.where(np.isnan(raw), middle.reshape(raw.shape), raw)


def without_each_item(found: SocialIndex) -> Floats:
    """Return how much the order of schools owes to each item.

    Parameters
    ----------
    found : SocialIndex
        Schools without an index are passed over.

    Returns
    -------
    ndarray, shape (n_items,)
        Rank correlation of the index with the index of the other items. [1]

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> context = rng.normal(size=(200, 1))
    >>> items = np.clip(0.4 + context * [0.1, -0.1] + rng.normal(0, 0.03, (200, 2)), 0, 1)
    >>> without_each_item(fit_index(items, [1, -1]).apply(items)).round(1)
    array([1., 1.])

    References
    ----------
    .. [1] M. Nardo et al., "Handbook on Constructing Composite Indicators," OECD, 2008, ch. 7.
    """
    parts = found.contribution[np.isfinite(found.index)]
    whole = _ranks(parts.sum(axis=1))
    rest = [_ranks(parts.sum(axis=1) - parts[:, at]) for at in range(parts.shape[1])]
    return np.array([np.corrcoef(whole, one)[0, 1] for one in rest])


def _ranks(values: Floats) -> Floats:
    return np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(np.float64)


def _weights(component: Component, weighting: Weighting) -> Floats:
    items = component.loadings.size
    return np.full(items, 1 / items) if weighting == "equal" else component.loadings


def _alpha(correlation: Floats) -> float:
    items = len(correlation)
    if items == 1:
        return float("nan")
    return float(items / (items - 1) * (1 - items / correlation.sum()))


def resilient(
    worst_group: ArrayLike,
    above_expected: ArrayLike,
    *,
    outside: ArrayLike,
    flagged: ArrayLike,
    sure: float = 0.9,
) -> Flags:
    """Find schools that do well in a hard context, sure enough to learn from them.

    Parameters
    ----------
    worst_group : array_like, shape (n_schools,)
        Probability to belong to the group with the hardest context. [1]
    above_expected : array_like, shape (n_schools,)
        Probability that the true result exceeds what the context explains. [1]
    outside : array_like of bool, shape (n_schools,)
        Schools whose context has no likes in the region.
    flagged : array_like of bool, shape (n_schools,)
        Schools whose results have to be checked first: never shown as an example.
    sure : float, default 0.9
        Probability asked of ``above_expected``; the group needs one half. [1]

    Returns
    -------
    ndarray of bool, shape (n_schools,)
        Where a probability is NaN, the school is not resilient.

    Raises
    ------
    AnalyticsError
        If shapes differ.

    Examples
    --------
    >>> resilient([0.8, 0.8], [0.95, 0.95], outside=[False] * 2, flagged=[False, True])
    array([ True, False])

    References
    ----------
    .. [1] OECD, "Against the Odds: Disadvantaged Students Who Succeed in School," 2011.
    """
    hard = vector(worst_group, "worst_group")
    better = vector(above_expected, "above_expected", size=hard.size)
    barred = np.asarray(outside, dtype=bool) | np.asarray(flagged, dtype=bool)
    if barred.shape != hard.shape:
        raise AnalyticsError("outside and flagged must cover the same schools")
    return np.asarray((hard >= 0.5) & (better >= sure) & ~barred)  # noqa: PLR2004 - one half
