"""The list of a rule beside the context: what is explained, who does better than that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from opora.cli_identify.contexts import Study, residuals_of

if TYPE_CHECKING:
    from opora.analytics.arrays import Flags, Floats
    from opora.analytics.residuals import ContextualResult
    from opora.cli_identify.questions import Listed

QUADRANTS = {
    (False, True): "резильентная: трудные условия, результат выше ожидаемого",
    (False, False): "трудные условия и результат ниже ожидаемого",
    (True, False): "скрытые проблемы: условия благоприятны, результат ниже ожидаемого",
    (True, True): "благоприятные условия и результат выше ожидаемого",
}
"""By context better than the region's mean, and by result better than expected."""


@dataclass(frozen=True)
class Explained:
    """Results beside the context; arrays are in the order of the passports.

    Attributes
    ----------
    listed : Listed
        The list of the rule.
    fit : ContextualResult
        In the order of the schools of the list.
    at : tuple of int or None
        Where a school with a passport stands in the list.
    quadrant : tuple of (str, float) or None
        The likeliest field of context by result, and its probability.
    resilient : ndarray of bool, shape (n_schools,)
        Does well in a hard context, surely enough to learn from.
    """

    listed: Listed
    fit: ContextualResult
    at: tuple[int | None, ...]
    quadrant: tuple[tuple[str, float] | None, ...]
    resilient: Flags


@dataclass(frozen=True)
class Compared:
    """A list that is to be compared with the context."""

    listed: Listed

    def against(self, study: Study) -> Explained:
        """Compare results with what the context lets expect."""
        from opora.analytics.context import resilient
        from opora.analytics.exclusions import excluded_cells
        from opora.analytics.official import BIASED

        found = self.listed.found
        excluded = excluded_cells(found.counts, self.listed.given.exclusions)
        fit = residuals_of(study, found.counts, self.listed.rule, excluded)
        place = {str(code): at for at, code in enumerate(found.counts.schools)}
        at = tuple(place.get(school) for school in study.schools)
        above = _taken(fit.above, at)
        biased = (found.reasons == BIASED).any(axis=(1, 2)).astype(np.float64)
        return Explained(
            self.listed,
            fit,
            at,
            tuple(map(_quadrant, study.index.index, study.index.error, above)),
            resilient(
                study.membership[:, 0],
                above,
                outside=_taken(fit.outside.astype(np.float64), at) == 1,
                flagged=_taken(biased, at) == 1,
            ),
        )


def _taken(values: Floats, at: tuple[int | None, ...]) -> Floats:
    """Return values of the list in the order of the passports."""
    return np.array([np.nan if one is None else values[one] for one in at])


def _quadrant(index: float, error: float, above: float) -> tuple[str, float] | None:
    """Return the likeliest field and its probability; errors of both are independent."""
    from scipy.special import ndtr

    if np.isnan(index) or np.isnan(above):
        return None
    good = float(ndtr(index / error)) if error > 0 else float(index >= 0)
    chances = {
        (better, higher): (good if better else 1 - good) * (above if higher else 1 - above)
        for better, higher in QUADRANTS
    }
    likeliest = max(chances, key=lambda one: chances[one])
    return QUADRANTS[likeliest], float(chances[likeliest])
