"""What the list would be under another rule: who enters, who leaves, how stable it is.

Nothing here rescans marks: every answer comes from the counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from opora.analytics.arrays import Flags, Floats
from opora.analytics.counts import Counts, Labels
from opora.analytics.identification import Identification
from opora.analytics.official import Official, is_low, official_list
from opora.analytics.predicates import holds, over_low_results
from opora.analytics.refusals import AnalyticsError
from opora.methodology.rules import Predicate, Rule

MOST_CELLS = 16
"""Assessment-years over which all patterns of low and not low are gone through."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One rule with its numbers: threshold in %, window in years, minimal n in pupils."""

    rule: str
    threshold: int
    window: int
    minimal_n: int


@dataclass(frozen=True, slots=True)
class Replay:
    """The list under every scenario.

    Attributes
    ----------
    scenarios : tuple of Scenario
        In the order of the first axis.
    schools : ndarray of str, shape (n_schools,)
        Codes of schools.
    listed, insufficient : ndarray of bool, shape (n_scenarios, n_schools)
        The rule says yes; it has too few results to say anything.
    """

    scenarios: tuple[Scenario, ...]
    schools: Labels
    listed: Flags
    insufficient: Flags

    @property
    def stability(self) -> Floats:
        """The share of scenarios that list each school, in [0, 1]."""
        return np.asarray(self.listed.mean(axis=0))

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many schools each scenario lists."""
        return np.asarray(self.listed.sum(axis=1))

    def entering(self, base: int, other: int) -> Labels:
        """Return the schools that ``other`` lists and ``base`` does not, both by place."""
        return np.asarray(self.schools[self.listed[other] & ~self.listed[base]])

    def leaving(self, base: int, other: int) -> Labels:
        """Return the schools that ``base`` lists and ``other`` does not."""
        return self.entering(other, base)


@dataclass(frozen=True, slots=True)
class Capacity:
    """Help for so many schools: ``chosen`` by place, the surest first; expected true ones."""

    chosen: NDArray[np.int64]
    expected_true: float
    expected_left_out: float


def replay(  # noqa: PLR0913 — one grid a number of the rule
    counts: Counts,
    year: int,
    rules: Sequence[Rule],
    *,
    thresholds: Sequence[int] = (),
    windows: Sequence[int] = (),
    minimal_ns: Sequence[int] = (),
    excluded: ArrayLike | None = None,
) -> Replay:
    """Make the list under every combination of rule, threshold, window and minimal n.

    Parameters
    ----------
    counts : Counts
        Counts of all schools.
    year : int
        The year of the question.
    rules : sequence of Rule
        Readings of the rule, over low results.
    thresholds : sequence of int, optional
        Shares that are low, inclusive; the rule's own by default. [%]
    windows : sequence of int, optional
        Lengths of the window; the rule's own by default. [years]
    minimal_ns : sequence of int, optional
        Participants a result needs; the rule's own by default. [pupils]
    excluded : array_like of bool, broadcast to the shape of ``counts``, optional
        Results that do not count whatever the numbers.

    Returns
    -------
    Replay
        Scenarios in the order rule, window, minimal n, threshold.

    Raises
    ------
    AnalyticsError
        If there is no rule, or one needs more than low results or a longer window.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> from opora.methodology.rules import load_rules
    >>> codes = ["ВПР-МА-5", "ВПР-РУ-5"] * 2
    >>> counts = tabulate(list("aabb"), codes, [2025] * 4, [6, 8, 5, 9], [20] * 4)
    >>> told = replay(counts, 2025, [load_rules().rule("R2025-A")], thresholds=[25, 30])
    >>> told.leaving(0, 1).tolist(), told.stability
    (['b'], array([1. , 0.5]))

    References
    ----------
    .. [1] S. Steegen, F. Tuerlinckx, A. Gelman and W. Vanpaemel, "Increasing transparency
       through a multiverse analysis," Perspect. Psychol. Sci., vol. 11, no. 5, 2016.
    """
    if not rules:
        raise AnalyticsError("a replay needs at least one rule")
    shown = counts if excluded is None else _without(counts, np.asarray(excluded, dtype=bool))
    rows = [
        row
        for rule in rules
        for row in _scenarios(shown, year, rule, (thresholds, windows, minimal_ns))
    ]
    answers = np.stack([answer for _, answer in rows])
    return Replay(
        tuple(scenario for scenario, _ in rows), counts.schools,
        np.asarray(answers == Official.YES), np.asarray(answers == Official.INSUFFICIENT),
    )  # fmt: skip


def _scenarios(
    counts: Counts, year: int, rule: Rule, grids: tuple[Sequence[int], ...]
) -> Iterator[tuple[Scenario, NDArray[np.str_]]]:
    thresholds, windows, minimal_ns = grids
    for length in windows or (rule.window.value,):
        window = counts.window(year, length=length, assessments=rule.assessments.codes)
        for least in minimal_ns or (rule.minimal_n.value,):
            counted = (window.tested >= least) & (window.tested > 0)
            for threshold in thresholds or (rule.threshold.value,):
                low = is_low(window.low, window.tested, threshold=threshold) & counted
                answer = official_list(rule, low, counted)
                yield Scenario(rule.code, threshold, length, least), answer


def _without(counts: Counts, excluded: Flags) -> Counts:
    kept = ~np.broadcast_to(excluded, counts.tested.shape)
    low, tested = counts.low * kept, counts.tested * kept
    return Counts(counts.schools, counts.assessments, counts.years, low, tested)


def chance_of_listing(
    predicate: Predicate, share: ArrayLike, tested: ArrayLike, *, threshold: int
) -> Floats:
    """Return the exact probability that a school of a true share is listed.

    Parameters
    ----------
    predicate : Predicate
        Of a rule over low results.
    share : array_like of float, shape (n_shares,)
        True shares of low results, the same in every assessment. [1]
    tested : array_like of int, shape (n_assessments, n_years)
        Participants; all results count. [pupils]
    threshold : int
        Share that is low, inclusive. [%]

    Returns
    -------
    ndarray of float, shape (n_shares,)
        Probabilities; assessments are independent binomials given the true share. [1]

    Raises
    ------
    AnalyticsError
        If there are more than ``MOST_CELLS`` results, or the predicate needs more than them.

    Examples
    --------
    >>> from opora.methodology.rules import Count
    >>> chance_of_listing(Count(2), [0.15], np.full((4, 2), 10), threshold=30).round(3)
    array([0.436])

    References
    ----------
    .. [1] T. J. Kane and D. O. Staiger, "The promise and pitfalls of using imprecise school
       accountability measures," J. Econ. Perspect., vol. 16, no. 4, pp. 91-114, 2002.
    """
    sizes = np.asarray(tested, dtype=np.int64)
    if sizes.size > MOST_CELLS:
        raise AnalyticsError(f"at most {MOST_CELLS} assessment-years, not {sizes.size}")
    patterns = np.array(list(product([False, True], repeat=sizes.size)), dtype=bool)
    listed = patterns[holds(predicate, patterns.reshape(-1, *sizes.shape))]
    need = -(-threshold * sizes.ravel() // 100)
    truth = np.atleast_1d(np.asarray(share, dtype=np.float64))
    each = special.bdtrc(need - 1, sizes.ravel(), truth[:, None]) * (sizes.ravel() > 0)
    return np.array([np.where(listed, one, 1 - one).prod(axis=1).sum() for one in each])


def resampled_listing(
    found: Identification, *, rng: np.random.Generator, draws: int = 200
) -> Floats:
    """Return how often each school would be listed if other pupils had sat the assessments.

    Parameters
    ----------
    found : Identification
        A list of a rule over low results.
    rng : numpy.random.Generator
        Source of randomness.
    draws : int, default 200
        How many times pupils are drawn.

    Returns
    -------
    ndarray of float, shape (n_schools,)
        Share of draws. [1]

    Raises
    ------
    AnalyticsError
        If the rule needs more than low results.

    Notes
    -----
    Posterior predictive for the same numbers of participants: each result has the posterior
    Beta(1/2 + low, 1/2 + not low) of its own counts.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> from opora.analytics.identification import identify
    >>> from opora.methodology.rules import load_rules
    >>> counts = tabulate(["s"] * 2, ["ВПР-МА-5", "ВПР-РУ-5"], [2025] * 2, [90, 95], [100] * 2)
    >>> found = identify(counts, load_rules().rule("R2025-A"), 2025)
    >>> resampled_listing(found, rng=np.random.default_rng(1), draws=20)
    array([1.])

    References
    ----------
    .. [1] H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations,"
       J. R. Stat. Soc. A, vol. 159, no. 3, pp. 385-443, 1996.
    """
    if not over_low_results(found.rule.predicate):
        raise AnalyticsError(f"the rule {found.rule.code} is not over low results alone")
    counted = found.reasons == ""
    low, tested = found.counts.low, found.counts.tested
    listed = np.zeros(len(low))
    for _ in range(draws):
        share = rng.beta(low + 0.5, tested - low + 0.5)
        drawn = rng.binomial(tested, share)
        again = is_low(drawn, tested, threshold=found.rule.threshold.value) & counted
        listed += official_list(found.rule, again, counted) == Official.YES
    return np.asarray(listed / draws)


def choose(probability: ArrayLike, places: int) -> Capacity:
    """Choose the schools to help when there is help for so many.

    Parameters
    ----------
    probability : array_like of float, shape (n_schools,)
        That the true share is at or above the threshold; unknown ones are chosen last. [1]
    places : int
        For how many schools there is help.

    Returns
    -------
    Capacity
        Expected numbers of schools truly above the threshold, chosen and left out.

    Raises
    ------
    AnalyticsError
        If ``places`` is below zero.

    Examples
    --------
    >>> choose([0.2, 0.9, 0.6], 2).chosen
    array([1, 2])

    References
    ----------
    .. [1] M. A. Newton, A. Noueiry, D. Sarkar and P. Ahlquist, "Detecting differential gene
       expression with a semiparametric hierarchical mixture method," Biostatistics, vol. 5,
       no. 2, pp. 155-176, 2004.
    """
    if places < 0:
        raise AnalyticsError(f"places must not be below zero, not {places}")
    chance = np.nan_to_num(np.asarray(probability, dtype=np.float64), nan=0.0)
    order = np.argsort(-chance, kind="stable")
    chosen, rest = order[:places], order[places:]
    return Capacity(chosen, float(chance[chosen].sum()), float(chance[rest].sum()))
