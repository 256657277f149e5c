"""The full ranking of schools by groups of assessments, for rules that take its bottom."""

from __future__ import annotations

import numpy as np

from opora.analytics.arrays import Flags
from opora.analytics.counts import Cells, Counts
from opora.analytics.refusals import WindowTooShort
from opora.methodology.rules import BottomRank


def in_bottom(predicate: BottomRank, counts: Counts, counted: Flags) -> tuple[Flags, Flags]:
    """Say which schools stand at the bottom of the ranking, and which could be ranked.

    Parameters
    ----------
    predicate : BottomRank
        Part, groups, and in how many groups and years a school must be there.
    counts : Counts
        The window of counts.
    counted : ndarray of bool, shape (n_schools, n_assessments, n_years)
        Results that count.

    Returns
    -------
    tuple of ndarray of bool, shape (n_schools,)
        At the bottom; ranked in enough groups in every year.

    Raises
    ------
    WindowTooShort
        If the window has fewer years than the predicate.

    Notes
    -----
    The ranking is by the pooled share of low results in a group. Schools of one share stand at
    one place, so a tie at the cut takes all of them or none: a school is at the bottom if the
    schools strictly worse than it are fewer than the part.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> counts = tabulate(list("abcd"), ["ВПР-МА-5"] * 4, [2025] * 4, [9, 1, 2, 3], [10] * 4)
    >>> last = BottomRank(percent=25, groups=("ВПР",), groups_at_least=1, years=1)
    >>> in_bottom(last, counts, counts.tested > 0)[0]
    array([ True, False, False, False])
    """
    if predicate.years > len(counts.years):
        raise WindowTooShort(predicate.years, len(counts.years))
    years = range(len(counts.years) - predicate.years, len(counts.years))
    places = [_group_places(counts, kind) for kind in predicate.groups]
    low = np.stack([np.where(counted, counts.low, 0)[:, at].sum(axis=1) for at in places])
    tested = np.stack([np.where(counted, counts.tested, 0)[:, at].sum(axis=1) for at in places])
    bottom = np.zeros((*low.shape[:2], predicate.years), dtype=bool)
    for group in range(len(places)):
        for place, year in enumerate(years):
            bottom[group, :, place] = _last_part(
                low[group, :, year], tested[group, :, year], predicate.percent
            )
    ranked = (tested[:, :, years] > 0).all(axis=2).sum(axis=0) >= predicate.groups_at_least
    return bottom.all(axis=2).sum(axis=0) >= predicate.groups_at_least, ranked


def _group_places(counts: Counts, kind: str) -> list[int]:
    """Return where the assessments of a kind stand among the others."""
    return [at for at, code in enumerate(counts.assessments) if code.startswith(f"{kind}-")]


def _last_part(low: Cells, tested: Cells, percent: int) -> Flags:
    ranked = tested > 0
    # Fractions of counts below 2**26 are equal as floats only where they are equal.
    share = np.where(ranked, low / np.maximum(tested, 1), -1.0)
    worse = np.sum(ranked) - np.searchsorted(np.sort(share[ranked]), share, side="right")
    return np.asarray(ranked & (100 * worse < percent * ranked.sum()))
