"""Results that a person left out, with the reason for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from opora.analytics.counts import Counts, Labels


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What a person left out of the results of a school, and why.

    Attributes
    ----------
    school : str
        Code of the school.
    reason : str
        Code of the reason, such as ``KOR``.
    assessment : str
        A code or its beginning, ``ВПР``, ``ВПР-РУ``, ``ВПР-РУ-5``; empty for all.
    year : int or None
        None for all years.
    """

    school: str
    reason: str
    assessment: str = ""
    year: int | None = None

    def covers(self, assessment: str, year: int) -> bool:
        """Say whether this leaves out a result of the school.

        Examples
        --------
        >>> one = Exclusion("a", "BIAS", "ВПР-РУ", 2025)
        >>> one.covers("ВПР-РУ-5", 2025), one.covers("ВПР-МА-5", 2025)
        (True, False)
        """
        parts = self.assessment.split("-") if self.assessment else []
        return assessment.split("-")[: len(parts)] == parts and self.year in (None, year)


def excluded_cells(window: Counts, exclusions: Iterable[Exclusion]) -> Labels:
    """Arrange exclusions by school, assessment and year, as ``Evidence`` takes them.

    Parameters
    ----------
    window : Counts
        The window of the rule.
    exclusions : iterable of Exclusion
        Of two that cover one result the first counts; schools without data are passed over.

    Returns
    -------
    ndarray of str, shape of the counts
        Codes of reasons, empty where nothing is excluded.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> counts = tabulate(["a", "b"], ["ВПР-МА-5"] * 2, [2025] * 2, [1, 1], [9, 9])
    >>> excluded_cells(counts, [Exclusion("b", "KOR")])[:, 0, 0].tolist()
    ['', 'KOR']
    """
    cells = np.full(window.tested.shape, "", dtype="<U8")
    place = {str(code): at for at, code in enumerate(window.schools)}
    for one in exclusions:
        if one.school not in place:
            continue
        covered = np.array(
            [[one.covers(code, year) for year in window.years] for code in window.assessments],
            dtype=bool,
        ).reshape(cells.shape[1:])
        own = cells[place[one.school]]
        own[covered & (own == "")] = one.reason
    return cells
