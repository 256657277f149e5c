"""How firmly a school is on the list or off it: without one assessment, by how many pupils."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opora.analytics.arrays import Flags, Floats
from opora.analytics.beta_prior import Prior
from opora.analytics.identification import Identification
from opora.analytics.official import SMALL, Official, official_list
from opora.analytics.predicates import CellSet, holds, over_low_results, sufficient_sets
from opora.analytics.refusals import RuleNotApplicable
from opora.analytics.shares import beta_binomial
from opora.methodology.rules import Predicate

MOST_CELLS_TRIED = 12
"""Low results of a school up to which all ways to lose some of them are tried."""

_OUT_OF_REACH = 1e12
_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """The list without each assessment in turn, the first axis being the one left out.

    Attributes
    ----------
    assessments : tuple of str
        Codes of assessments.
    official : ndarray of str, shape (n_assessments, n_schools)
        Values of ``Official`` without the assessment.
    probability : ndarray of float, same shape
        That the true share of the rest is at or above the threshold. [1]
    depends : ndarray of bool, same shape
        The school is listed with the assessment and not without it, or the reverse.
    """

    assessments: tuple[str, ...]
    official: NDArray[np.str_]
    probability: Floats
    depends: Flags


@dataclass(frozen=True, slots=True)
class Distances:
    """How many results must change before the list does; NaN where no change would do it.

    Attributes
    ----------
    entering : ndarray of float, shape (n_schools,)
        Participants who must be low and are not, for a school off the list. [pupils]
    leaving : ndarray of float, shape (n_schools,)
        Participants who must not be low and are, for a school on the list. [pupils]
    """

    entering: Floats
    leaving: Floats


def leave_one_out(found: Identification) -> LeaveOneOut:
    """Make the list again without each assessment.

    Parameters
    ----------
    found : Identification
        A list of a rule over low results.

    Returns
    -------
    LeaveOneOut
        Prior and overdispersion stay those of the whole list.

    Raises
    ------
    RuleNotApplicable
        If the rule is a ranking, a residual or a list of names.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> from opora.analytics.identification import identify
    >>> from opora.methodology.rules import load_rules
    >>> codes = ["ВПР-МА-5", "ВПР-РУ-5", "ВПР-РУ-6"]
    >>> counts = tabulate(["s"] * 3, codes, [2025] * 3, [9, 9, 0], [20] * 3)
    >>> found = identify(counts, load_rules().rule("R2025-A"), 2025)
    >>> leave_one_out(found).depends[:, 0]
    array([ True,  True, False])

    References
    ----------
    .. [1] B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap," Chapman & Hall,
       1993, ch. 11.
    """
    _require_low_results(found)
    counts = found.counts
    told = (found.reasons == "") | (found.reasons == SMALL)
    official, probability = [], []
    for place in range(len(counts.assessments)):
        kept = np.ones((1, len(counts.assessments), 1), dtype=bool)
        kept[:, place] = False
        official.append(
            official_list(found.rule, found.low & kept, (found.reasons == "") & kept)
        )
        low, tested = (
            (one * (told & kept)).sum(axis=(1, 2)) for one in (counts.low, counts.tested)
        )
        model = beta_binomial(low, tested, divisor=found.divisor, prior=found.prior)
        rest = model.tail(found.rule.threshold.value / 100)
        probability.append(np.where(tested > 0, rest, np.nan))
    shape = (len(counts.assessments), len(counts.schools))
    answers = np.array(official, dtype="<U12").reshape(shape)
    depends = (answers == Official.YES) != found.listed
    return LeaveOneOut(
        counts.assessments, answers, np.array(probability).reshape(shape), depends
    )


@dataclass(frozen=True, slots=True)
class PriorSensitivity:
    """The probabilities had the prior weighed half as much, or twice.

    Attributes
    ----------
    weaker, stronger : ndarray of float, shape (n_schools,)
        That the true share is at or above the threshold, NaN without participants. [1]
    """

    weaker: Floats
    stronger: Floats


def prior_sensitivity(found: Identification) -> PriorSensitivity:
    """Ask how much the probabilities owe to the prior: both its counts halved, and doubled.

    Parameters
    ----------
    found : Identification
        The list of any rule.

    Returns
    -------
    PriorSensitivity
        Overdispersion stays as it is; a prior without variation stays so.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> from opora.analytics.identification import identify
    >>> from opora.methodology.rules import load_rules
    >>> counts = tabulate(["s"] * 2, ["ВПР-МА-5", "ВПР-РУ-5"], [2025] * 2, [9, 9], [20] * 2)
    >>> told = prior_sensitivity(identify(counts, load_rules().rule("R2025-A"), 2025))
    >>> bool(told.weaker[0] > told.stronger[0])
    True

    References
    ----------
    .. [1] J. O. Berger, "An overview of robust Bayesian analysis," Test, vol. 3, no. 1,
       pp. 5-124, 1994.
    """
    told = (found.reasons == "") | (found.reasons == SMALL)
    low, tested = (
        (one * told).sum(axis=(1, 2)) for one in (found.counts.low, found.counts.tested)
    )

    def weighing(factor: float) -> Floats:
        model = beta_binomial(
            low, tested, divisor=found.divisor, prior=_reweighed(found.prior, factor)
        )
        reached = model.tail(found.rule.threshold.value / 100)
        return np.where(tested > 0, reached, np.nan)

    return PriorSensitivity(weaker=weighing(0.5), stronger=weighing(2.0))


def _reweighed(prior: Prior, factor: float) -> Prior:
    """Multiply both counts of the prior; their sum is ``1 / rho - 1``."""
    if prior.rho == 0:
        return prior
    return Prior(prior.mean, 1 / (1 + factor * (1 / prior.rho - 1)), prior.schools)


def distances(found: Identification) -> Distances:
    """Count the results that separate each school from the other side of the list.

    Parameters
    ----------
    found : Identification
        A list of a rule over low results.

    Returns
    -------
    Distances
        Exact least numbers; the number of participants stays as it is.

    Raises
    ------
    RuleNotApplicable
        If the rule is a ranking, a residual or a list of names.

    Notes
    -----
    To enter, all results of one sufficient set must become low; to leave, every sufficient set
    that is low must lose one result, the least cost of which is found school by school.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> from opora.analytics.identification import identify
    >>> from opora.methodology.rules import load_rules
    >>> codes = ["ВПР-МА-5", "ВПР-РУ-5"] * 2
    >>> counts = tabulate(list("aabb"), codes, [2025] * 4, [6, 8, 6, 4], [20] * 4)
    >>> told = distances(identify(counts, load_rules().rule("R2025-A"), 2025))
    >>> told.leaving, told.entering
    (array([ 1., nan]), array([nan,  2.]))

    References
    ----------
    .. [1] B. Ustun, A. Spangher and Y. Liu, "Actionable recourse in linear classification,"
       Proc. FAT*, pp. 10-19, 2019.
    """
    _require_low_results(found)
    low, tested = found.counts.low, found.counts.tested
    # The least count that is low: the threshold compared inclusively, in whole numbers.
    need = -(-found.rule.threshold.value * tested // 100)
    sets = sufficient_sets(found.rule.predicate, *low.shape[1:])
    to_enter = np.where(found.reasons == "", np.maximum(need - low, 0), _OUT_OF_REACH)
    entering = np.where(found.listed, np.nan, _cheapest(to_enter, sets))
    leaving = np.full(len(low), np.nan)
    for place in np.flatnonzero(found.listed):
        cost = (low[place] - need[place] + 1).astype(np.float64)
        leaving[place] = _least_hitting(found.rule.predicate, cost, found.low[place], sets)
    return Distances(entering, leaving)


def _cheapest(cost: Floats, sets: tuple[CellSet, ...]) -> Floats:
    """Return the cost of the cheapest set for each school, NaN where none is in reach."""
    least = np.full(len(cost), np.nan)
    if not sets:
        return least
    members = np.zeros((*cost.shape[1:], len(sets)))
    for place, cells in enumerate(sets):
        for cell in cells:
            members[(*cell, place)] = 1
    flat = members.reshape(-1, len(sets))
    for start in range(0, len(cost), _BLOCK):
        block = cost[start : start + _BLOCK].reshape(-1, len(flat))
        least[start : start + _BLOCK] = (block @ flat).min(axis=1)
    return np.where(least >= _OUT_OF_REACH, np.nan, least)


def _least_hitting(
    predicate: Predicate, cost: Floats, low: Flags, sets: tuple[CellSet, ...]
) -> float:
    """Return the least cost of low results without which the predicate does not hold."""
    cells = [(int(row), int(column)) for row, column in np.argwhere(low)]
    costs = np.array([cost[cell] for cell in cells])
    if len(cells) > MOST_CELLS_TRIED:
        return _solved_hitting(costs, cells, sets)
    lost = (np.arange(2 ** len(cells))[:, None] >> np.arange(len(cells)) & 1).astype(bool)
    kept = np.zeros((len(lost), *low.shape), dtype=bool)
    for place, (row, column) in enumerate(cells):
        kept[:, row, column] = ~lost[:, place]
    return float((lost @ costs)[~holds(predicate, kept)].min())


def _solved_hitting(
    costs: Floats, cells: list[tuple[int, int]], sets: tuple[CellSet, ...]
) -> float:
    """Solve the same as a least hitting set: slower to start, but not doubled by each cell."""
    from scipy import optimize  # slow to import, seldom needed

    position = {cell: at for at, cell in enumerate(cells)}
    standing = [one for one in sets if one <= position.keys()]
    touches = np.zeros((len(standing), len(cells)))
    for row, one in enumerate(standing):
        touches[row, [position[cell] for cell in one]] = 1
    solved = optimize.milp(
        costs,
        integrality=np.ones(len(cells)),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(touches, lb=1),
    )
    return float(round(solved.fun))


def _require_low_results(found: Identification) -> None:
    if not over_low_results(found.rule.predicate):
        raise RuleNotApplicable(f"the rule {found.rule.code} is not over low results alone")
