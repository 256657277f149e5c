"""Several years of one school: what lasts, what passes, and what selection alone returns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from opora.analytics.arrays import Flags, Floats, matrix, vector
from opora.analytics.refusals import AnalyticsError

_LAGS = 3
_FEWEST_SCHOOLS = 3


@dataclass(frozen=True, slots=True)
class Persistence:
    """How much of the differences between schools lasts from year to year.

    Attributes
    ----------
    schools : int
        Schools with every year, which alone are counted.
    autocovariance : ndarray, shape (n_years,)
        Mean covariance of results that many years apart. [score squared]
    persistent, transitory : float
        Variance that lasts and that passes within a year. [score squared]
    decay : float
        Share of the lasting part that is left after a year, 0 to 1.
    successive_changes : float
        Mean correlation of a change with the next; -0.5 where all is noise.
    """

    schools: int
    autocovariance: Floats
    persistent: float
    transitory: float
    decay: float
    successive_changes: float

    @property
    def noise_in_level(self) -> float:
        """Share of the variance of one year's result that passes, 0 to 1."""
        return self.transitory / (self.persistent + self.transitory)

    @property
    def noise_in_change(self) -> float:
        """Share of the variance of a change over one year that passes, 0 to 1."""
        lasting = 2 * self.persistent * (1 - self.decay)
        return 2 * self.transitory / (2 * self.transitory + lasting)


def persistence(results: ArrayLike) -> Persistence:
    """Divide the variance between schools into what lasts and what passes.

    Parameters
    ----------
    results : array_like, shape (n_schools, n_years)
        Results on one scale, a column a year, at least three years. [score]

    Returns
    -------
    Persistence
        Moments of the schools whose every year is known; the mean of a year is taken off.

    Raises
    ------
    AnalyticsError
        If fewer than three years or three complete schools are given, or results do not
        vary or do not last, so that there is nothing to divide.

    Notes
    -----
    With covariances C0, C1, C2 at lags 0, 1 and 2, the lasting part is C1**2 / C2 and
    fades by C2 / C1 a year; both are held within what C0 allows.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> level = rng.normal(50, 10, (500, 1))
    >>> found = persistence(level + rng.normal(0, 5, (500, 6)))
    >>> round(found.noise_in_level, 1), round(found.successive_changes, 1)
    (0.2, -0.5)

    References
    ----------
    .. [1] T. J. Kane and D. O. Staiger, "The promise and pitfalls of using imprecise
       school accountability measures," J. Econ. Perspect., vol. 16, no. 4, 2002.
    """
    table = matrix(results, "results")
    complete = table[np.isfinite(table).all(axis=1)]
    years = complete.shape[1]
    if years < _LAGS or len(complete) < _FEWEST_SCHOOLS:
        raise AnalyticsError(
            f"need three years and three complete schools, {table.shape} given"
        )
    covariance = np.cov(complete, rowvar=False)
    at_lag = np.array([covariance.diagonal(lag).mean() for lag in range(years)])
    if not 0 < at_lag[1] <= at_lag[0]:
        raise AnalyticsError("results of successive years do not go together")

    decay = float(np.clip(at_lag[2] / at_lag[1], 0.01, 1.0))
    lasting = float(min(at_lag[1] / decay, at_lag[0]))
    return Persistence(
        schools=len(complete),
        autocovariance=at_lag,
        persistent=lasting,
        transitory=float(at_lag[0]) - lasting,
        decay=decay,
        successive_changes=_successive(np.diff(complete, axis=1)),
    )


def _successive(changes: Floats) -> float:
    """Mean over years of the correlation of one change with the next."""
    pairs = zip(changes.T[:-1], changes.T[1:], strict=True)
    return float(np.mean([np.corrcoef(first, second)[0, 1] for first, second in pairs]))


@dataclass(frozen=True, slots=True)
class FilteredLevels:
    """Level of each school in each year from that year's result and those before it.

    Attributes
    ----------
    level, level_sd : ndarray, shape (n_schools, n_years)
        Estimate and its standard deviation; a year without a result carries the earlier
        ones on with a wider error. [score]
    """

    level: Floats
    level_sd: Floats


def filtered_levels(
    results: ArrayLike, sampling_variance: ArrayLike, parts: Persistence
) -> FilteredLevels:
    """Estimate the lasting level of each school in each year by what was known then.

    Parameters
    ----------
    results : array_like, shape (n_schools, n_years)
        Results on one scale; NaN where there is none. [score]
    sampling_variance : array_like, shape (n_schools, n_years)
        Variance of each result due to the few pupils tested; NaN counts as no result.
        [score squared]
    parts : Persistence
        Variances of the region.

    Returns
    -------
    FilteredLevels
        Best linear predictions about the mean of each year.

    Raises
    ------
    AnalyticsError
        If shapes differ, a variance is negative or a year has no result at all.

    Notes
    -----
    The region's transitory variance holds its mean sampling variance already: what
    exceeds it counts as shocks of a year, and each school's own sampling is added.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> results = rng.normal(50, 10, (300, 1)) + rng.normal(0, 5, (300, 4))
    >>> found = filtered_levels(results, np.full((300, 4), 25.0), persistence(results))
    >>> found.level_sd.mean(axis=0).round(1)
    array([4.6, 3.4, 2.9, 2.5])

    References
    ----------
    .. [1] T. J. Kane and D. O. Staiger, "Improving school accountability measures,"
       NBER working paper 8156, 2001.
    """
    table = matrix(results, "results")
    noise = matrix(sampling_variance, "sampling_variance")
    known = np.isfinite(table) & np.isfinite(noise)
    if table.shape != noise.shape or (noise[known] < 0).any():
        raise AnalyticsError("sampling_variance must be of the shape of results, not negative")
    if not known.any(axis=0).all():
        raise AnalyticsError("a year without any result has no mean to compare with")

    centre = np.nanmean(np.where(known, table, np.nan), axis=0)
    shock = max(0.0, parts.transitory - float(noise[known].mean()))
    rest = np.where(known, table - centre, 0.0)
    weight = np.where(known, 1 / np.maximum(np.where(known, noise, 1.0) + shock, 1e-12), 0.0)
    columns = [_last_level(rest[:, :t], weight[:, :t], parts) for t in _years(table)]
    level, sd = (np.column_stack(side) for side in zip(*columns, strict=True))
    return FilteredLevels(level=centre + level, level_sd=sd)


def _years(table: Floats) -> range:
    return range(1, table.shape[1] + 1)


def _last_level(rest: Floats, weight: Floats, parts: Persistence) -> tuple[Floats, Floats]:
    """Predict the last year. A weight of zero, a missing year, needs no case of its own."""
    lag = np.abs(np.subtract.outer(np.arange(rest.shape[1]), np.arange(rest.shape[1])))
    prior = parts.persistent * parts.decay**lag
    root = np.sqrt(weight)
    inside = np.eye(rest.shape[1]) + root[:, :, None] * prior * root[:, None, :]
    side = root * prior[-1]
    gain = np.linalg.solve(inside, side[:, :, None])[:, :, 0]
    variance = prior[-1, -1] - (gain * side).sum(axis=1)
    return (gain * root * rest).sum(axis=1), np.sqrt(np.maximum(variance, 0))


@dataclass(frozen=True, slots=True)
class CorrectedChange:
    """Change of each school beyond what selection and the region's shift explain.

    Attributes
    ----------
    observed, expected, corrected : ndarray, shape (n_schools,)
        Change, the change to be expected of such a start without help, and the rest;
        NaN where a year is missing. [score]
    shift : float
        Mean change of the reference schools. [score]
    slope, correlation : float
        Points kept per point of the start, and the reliability behind it. [1]
    spread : float
        Standard deviation of ``corrected`` among reference schools. [score]
    """

    observed: Floats
    expected: Floats
    corrected: Floats
    shift: float
    slope: float
    correlation: float
    spread: float


def corrected_change(
    before: ArrayLike,
    after: ArrayLike,
    *,
    reliability: float | None = None,
    reference: ArrayLike | None = None,
) -> CorrectedChange:
    """Take regression to the mean and the region's shift off each school's change.

    Schools were chosen for support because they were low: part of their rise comes of
    the choice alone. This is therefore never left out when support is judged.

    Parameters
    ----------
    before, after : array_like, shape (n_schools,)
        Results of two years; NaN where there is none. [score]
    reliability : float, optional
        Share of the start's variance that lasts; by default the correlation of both
        years among the reference schools. [1]
    reference : array_like of bool, shape (n_schools,), optional
        Schools that define the expectation, such as those without support; all by default.

    Returns
    -------
    CorrectedChange
        Arrays of shape (n_schools,); reference schools sum to zero where the reliability
        is their own.

    Raises
    ------
    AnalyticsError
        If shapes differ, a reliability is not in [0, 1], or fewer than three reference
        schools with both years vary.

    Examples
    --------
    >>> found = corrected_change([10, 20, 30, 40], [18, 22, 31, 37])
    >>> found.expected.round(1).tolist(), found.corrected.round(1).tolist()
    ([7.1, 3.7, 0.3, -3.1], [0.9, -1.7, 0.7, 0.1])

    References
    ----------
    .. [1] A. G. Barnett, J. C. van der Pols and A. J. Dobson, "Regression to the mean:
       what it is and how to deal with it," Int. J. Epidemiol., vol. 34, no. 1, 2005.
    """
    start = vector(before, "before")
    end = vector(after, "after", size=start.size)
    if reliability is not None and not 0 <= reliability <= 1:
        raise AnalyticsError(f"reliability must be in [0, 1], not {reliability}")
    chosen = _reference(reference, np.isfinite(start) & np.isfinite(end))
    if start[chosen].size < _FEWEST_SCHOOLS or 0 in (start[chosen].std(), end[chosen].std()):
        raise AnalyticsError("need three reference schools that differ in both years")

    first, second = start[chosen], end[chosen]
    kept = float(np.corrcoef(first, second)[0, 1]) if reliability is None else reliability
    slope = kept * float(second.std() / first.std())
    expected = second.mean() + slope * (start - first.mean()) - start
    corrected = end - start - expected
    return CorrectedChange(
        observed=end - start,
        expected=np.where(np.isfinite(end), expected, np.nan),
        corrected=corrected,
        shift=float((second - first).mean()),
        slope=slope,
        correlation=kept,
        # Two estimates, the mean and the slope, were spent on it.
        spread=float(np.sqrt((corrected[chosen] ** 2).sum() / (first.size - 2))),
    )


def _reference(reference: ArrayLike | None, known: Flags) -> Flags:
    if reference is None:
        return known
    flags = np.asarray(reference)
    if flags.shape != known.shape or flags.dtype != np.bool_:
        raise AnalyticsError(f"reference must be {known.size} flags")
    return np.asarray(known & flags)


@dataclass(frozen=True, slots=True)
class NoiseBySize:
    """Variance of a change as ``constant + per_pupil / tested``, in score squared."""

    constant: float
    per_pupil: float

    def at(self, tested: float) -> float:
        """Return the standard deviation of a change at a number tested, in score."""
        return float(np.sqrt(max(0.0, self.constant + self.per_pupil / tested)))


def noise_by_size(change: ArrayLike, tested: ArrayLike) -> NoiseBySize:
    """Show how the size of a school drives the size of its change.

    Parameters
    ----------
    change : array_like, shape (n_schools,)
        Change between two years; NaN leaves the school out. [score]
    tested : array_like, shape (n_schools,)
        Participants; NaN or zero leaves the school out. [pupils]

    Returns
    -------
    NoiseBySize
        Least squares of squared deviations from the mean change on one over the number.

    Raises
    ------
    AnalyticsError
        If shapes differ, or fewer than three schools of different size are left.

    Examples
    --------
    >>> found = noise_by_size([6, -6, 3, -3, 1, -1], [10, 10, 40, 40, 90, 90])
    >>> round(found.at(10), 1), round(found.at(100), 1)
    (6.0, 1.3)

    References
    ----------
    .. [1] T. J. Kane and D. O. Staiger, "The promise and pitfalls of using imprecise
       school accountability measures," J. Econ. Perspect., vol. 16, no. 4, 2002.
    """
    moved = vector(change, "change")
    size = vector(tested, "tested", size=moved.size)
    used = np.isfinite(moved) & (size > 0)
    if np.unique(size[used]).size < 2 or used.sum() < _FEWEST_SCHOOLS:  # noqa: PLR2004 - the number needed to estimate it
        raise AnalyticsError("need three schools of different size")

    squared = (moved[used] - moved[used].mean()) ** 2
    slope, constant = np.polyfit(1 / size[used], squared, 1)
    return NoiseBySize(constant=float(constant), per_pupil=float(slope))
