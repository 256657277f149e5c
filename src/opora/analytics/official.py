"""What the rule says, word for word and in whole numbers; nothing here is an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from opora.analytics.arrays import Flags, Floats
from opora.analytics.beta_prior import Prior
from opora.analytics.counts import Counts, Labels
from opora.analytics.predicates import holds, over_low_results
from opora.analytics.ranking import in_bottom
from opora.analytics.refusals import AnalyticsError, RuleNotApplicable
from opora.methodology.rules import BottomRank, Named, Residual, Rule

FEWEST_CELLS = 2
"""Assessment-years that must reach the minimal n before the rule says yes or no."""

SMALL = "SMALL"
NO_DATA = "NODATA"
BIASED = "BIAS"


class Official(StrEnum):
    """What the rule says, word for word."""

    YES = "yes"
    NO = "no"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule may need beside counts.

    Attributes
    ----------
    excluded : ndarray of str, broadcast to (n_schools, n_assessments, n_years), optional
        Reason code of a result that does not count, by the years and assessments of the
        window; empty where it counts.
    residual : ndarray of float, shape (n_schools,), optional
        Standardised residual of the result given the context; below zero is worse. [sd]
    named : ndarray of bool, shape (n_schools,), optional
        The school stands in the region's list.
    prior : Prior, optional
        Prior from the region or last year, where the data are few.
    stratum : ndarray, shape (n_schools,), optional
        Group of schools that share a prior.
    """

    excluded: Labels | None = None
    residual: Floats | None = None
    named: Flags | None = None
    prior: Prior | None = None
    stratum: NDArray[np.str_] | None = None


def is_low(low: ArrayLike, tested: ArrayLike, *, threshold: int) -> Flags:
    """Say where the share of low results reaches the threshold, in whole numbers.

    Parameters
    ----------
    low, tested : array_like of int
        Participants with a low result, participants. [pupils]
    threshold : int
        Inclusive. [%]

    Returns
    -------
    ndarray of bool
        False where nobody was tested.

    Examples
    --------
    >>> is_low([3, 29, 0], [10, 97, 0], threshold=30)
    array([ True, False, False])
    """
    count, n = np.asarray(low, dtype=np.int64), np.asarray(tested, dtype=np.int64)
    return np.asarray((100 * count >= threshold * n) & (n > 0))


def official_list(rule: Rule, low: Flags, counted: Flags) -> NDArray[np.str_]:
    """Return what a rule over low results says, from the results that are low and that count.

    Parameters
    ----------
    rule : Rule
        A rule whose predicate needs low results alone.
    low, counted : ndarray of bool, shape (..., n_assessments, n_years)
        Low results; results that count.

    Returns
    -------
    ndarray of str, shape (...)
        Values of ``Official``.

    Raises
    ------
    AnalyticsError
        If the rule needs more than low results.

    Examples
    --------
    >>> from opora.methodology.rules import load_rules
    >>> low = np.array([[[False, True], [False, True]]])
    >>> official_list(load_rules().rule("R2025-A"), low, np.ones_like(low)).tolist()
    ['yes']
    """
    enough = counted.sum(axis=(-2, -1)) >= FEWEST_CELLS
    return _said(holds(rule.predicate, low), enough)


def _said(yes: Flags, enough: Flags) -> NDArray[np.str_]:
    answers = np.where(yes, Official.YES.value, Official.NO.value)
    return np.where(enough, answers, Official.INSUFFICIENT.value)


def reasons_left_out(counts: Counts, rule: Rule, excluded: Labels | None) -> Labels:
    """Return why each result does not count: a given reason first, then size.

    Parameters
    ----------
    counts : Counts
        The window of counts.
    rule : Rule
        Gives the minimal n and the reasons it knows.
    excluded : ndarray of str, optional
        As in ``Evidence``.

    Returns
    -------
    ndarray of str, shape of the counts
        Reason codes, empty where the result counts.

    Raises
    ------
    AnalyticsError
        If a reason is not one of the rule.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> from opora.methodology.rules import load_rules
    >>> counts = tabulate(["s"] * 2, ["ВПР-МА-5", "ВПР-РУ-5"], [2025] * 2, [1, 1], [3, 30])
    >>> reasons_left_out(counts, load_rules().rule("R2025-A"), None).tolist()
    [[['SMALL'], ['']]]
    """
    reasons = np.where(counts.tested < rule.minimal_n.value, SMALL, "").astype("<U8")
    reasons[counts.tested == 0] = NO_DATA
    if excluded is None:
        return reasons
    given = np.broadcast_to(np.asarray(excluded, dtype="<U8"), reasons.shape)
    strange = set(np.unique(given)) - {"", *rule.exclusions}
    if strange:
        raise AnalyticsError(f"the rule {rule.code} has no reason «{min(strange)}»")
    return np.where((given != "") & (counts.tested > 0), given, reasons)


def official_answers(
    rule: Rule, counts: Counts, low: Flags, reasons: Labels, given: Evidence
) -> NDArray[np.str_]:
    """Return what any rule says: yes, no or insufficient.

    Parameters
    ----------
    rule : Rule
        Any rule.
    counts : Counts
        The window of counts.
    low : ndarray of bool, shape of the counts
        Low results that count.
    reasons : ndarray of str, same shape
        From ``reasons_left_out``.
    given : Evidence
        What the rule may need beside counts.

    Returns
    -------
    ndarray of str, shape (n_schools,)
        Values of ``Official``.

    Raises
    ------
    RuleNotApplicable
        If the rule needs what was not given.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> from opora.methodology.rules import load_rules
    >>> rule = load_rules().rule("R2025-A")
    >>> counts = tabulate(["s"] * 2, ["ВПР-МА-5", "ВПР-РУ-5"], [2025] * 2, [9, 9], [20] * 2)
    >>> window = counts.window(2025, length=2)
    >>> reasons = reasons_left_out(window, rule, None)
    >>> low = is_low(window.low, window.tested, threshold=30) & (reasons == "")
    >>> official_answers(rule, window, low, reasons, Evidence()).tolist()
    ['yes']
    """
    counted = reasons == ""
    match rule.predicate:
        case Named():
            named = _given(given.named, "a list of named schools", len(counts.schools))
            return _said(named.astype(bool), np.ones(named.shape, dtype=bool))
        case Residual(below_sigma=limit):
            residual = _given(given.residual, "residuals", len(counts.schools))
            return _said(residual < -limit, ~np.isnan(residual))
        case BottomRank():
            return _said(*in_bottom(rule.predicate, counts, counted))
    if not over_low_results(rule.predicate):
        raise RuleNotApplicable(f"the rule {rule.code} joins low results with other evidence")
    return official_list(rule, low, counted)


def _given(values: Floats | Flags | None, what: str, size: int) -> Floats:
    if values is None or np.shape(values) != (size,):
        raise RuleNotApplicable(f"the rule needs {what}, one entry a school")
    return np.asarray(values, dtype=np.float64)
