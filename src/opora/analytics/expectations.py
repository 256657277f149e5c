"""The results that count for a rule beside what the context of the schools lets expect."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from opora.analytics.counts import Counts, Labels
from opora.analytics.identification import cohort_divisor
from opora.analytics.official import FEWEST_CELLS, reasons_left_out
from opora.analytics.residuals import ContextualResult, contextual_result
from opora.methodology.rules import Rule


def expected_results(
    window: Counts,
    rule: Rule,
    index: ArrayLike,
    *,
    settlement: Sequence[str] | None = None,
    excluded: Labels | None = None,
) -> ContextualResult:
    """Compare the results that count for a rule with what the context lets expect.

    A school with fewer than two results that count has no result here, as in every rule.

    Parameters
    ----------
    window : Counts
        Counts of the window of the rule.
    rule : Rule
        Says which results count.
    index : array_like, shape (n_schools,)
        Index of social well-being; NaN where it is not known. [1]
    settlement : sequence of str, shape (n_schools,), optional
        Type of settlement.
    excluded : ndarray of str, broadcast to the shape of the counts, optional
        Reason code of a result that does not count; empty where it counts.

    Returns
    -------
    ContextualResult
        In the order of the schools of the counts.

    Raises
    ------
    TooFewSchools
        If fewer than five schools have both a result and an index.
    NothingDiffers
        If their results, or their indices, are all alike.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> from opora.methodology.rules import load_rules
    >>> low = [12, 11, 10, 9, 8, 7, 6, 5, 16]
    >>> counts = tabulate(
    ...     [school for school in "abcdefghi" for _ in range(2)], ["ВПР-МА-5", "ВПР-РУ-5"] * 9,
    ...     [2025] * 18, [one for one in low for _ in range(2)], [40] * 18,
    ... )
    >>> rule = load_rules().rule("RRES")
    >>> window = counts.window(2025, length=2, assessments=rule.assessments.codes)
    >>> told = expected_results(window, rule, range(9))
    >>> window.schools[told.residual.argmin()].item()
    'i'

    References
    ----------
    .. [1] S. W. Raudenbush and J. D. Willms, "The estimation of school effects," J. Educ.
       Behav. Stat., vol. 20, no. 4, pp. 307-335, 1995.
    """
    reasons = reasons_left_out(window, rule, excluded)
    counted = reasons == ""
    enough = counted.sum(axis=(1, 2)) >= FEWEST_CELLS
    low, tested = (
        (one * counted).sum(axis=(1, 2)) * enough for one in (window.low, window.tested)
    )
    return contextual_result(
        low, tested, index, settlement=settlement, divisor=cohort_divisor(window, reasons)
    )
