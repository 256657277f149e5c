"""Which schools have low results: the official rule to the letter, and how sure that is.

The official layer is the predicate of the rule on whole numbers; statistics never change it.
Beside it stands a verdict from the posterior of the school's pooled share.

"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from opora.analytics.arrays import Flags, Floats
from opora.analytics.beta_prior import Prior
from opora.analytics.counts import Cells, Counts, Labels
from opora.analytics.official import (
    BIASED,
    SMALL,
    Evidence,
    Official,
    is_low,
    official_answers,
    reasons_left_out,
)
from opora.analytics.overdispersion import overdispersion
from opora.analytics.refusals import AnalyticsError
from opora.analytics.shares import beta_binomial
from opora.methodology.rules import Rule, VerdictCuts, load_rules


class Verdict(StrEnum):
    """What the data bear out."""

    ESTABLISHED = "established"
    WATCH = "watch"
    FORMAL = "formal"
    NONE = "none"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class Clause:
    """One assessment of one year as the rule saw it; ``reason`` says why it did not count."""

    assessment: str
    year: int
    participants: int
    below: int
    low: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Identification:
    """The list of one rule and year, with everything it rests on.

    Attributes
    ----------
    rule : Rule
        The rule with its numbers.
    counts : Counts
        The window of counts the rule looked at.
    reasons : ndarray of str, shape (n_schools, n_assessments, n_years)
        Why a result did not count, empty where it did.
    low : ndarray of bool, same shape
        Results that count and are low.
    official, verdict : ndarray of str, shape (n_schools,)
        Values of ``Official`` and ``Verdict``.
    probability : ndarray of float, shape (n_schools,)
        That the true pooled share is at or above the threshold; NaN without participants. [1]
    share, lower, upper : ndarray of float, shape (n_schools,)
        Posterior mean of that share and its 95 % limits. [1]
    divisor : float
        Overdispersion by which counts were divided. [1]
    prior : Prior
        The prior of all schools; ``prior_borrowed`` when it is not of these data.
    """

    rule: Rule
    counts: Counts
    reasons: Labels
    low: Flags
    official: NDArray[np.str_]
    verdict: NDArray[np.str_]
    probability: Floats
    share: Floats
    lower: Floats
    upper: Floats
    divisor: float
    prior: Prior
    prior_borrowed: bool

    @property
    def listed(self) -> Flags:
        """Where the rule says yes."""
        return np.asarray(self.official == Official.YES)

    @property
    def expected_wrong(self) -> float:
        """How many schools of the official list are expected to be below the threshold."""
        return expected_wrong(self.probability, self.listed)

    def place(self, school: str) -> int:
        """Return where a school stands in the arrays.

        Raises
        ------
        AnalyticsError
            If the data have no such school.
        """
        found = int(np.searchsorted(self.counts.schools, school))
        if found == len(self.counts.schools) or self.counts.schools[found] != school:
            raise AnalyticsError(f"no school {school!r} in the data")
        return found

    def clauses(self, school: str) -> tuple[Clause, ...]:
        """Return what the rule saw of a school, every assessment-year with participants."""
        at, counts = self.place(school), self.counts
        return tuple(
            Clause(
                code, year, int(counts.tested[at, row, column]),
                int(counts.low[at, row, column]),
                bool(self.low[at, row, column]), str(self.reasons[at, row, column]) or None,
            )
            for row, code in enumerate(counts.assessments)
            for column, year in enumerate(counts.years)
            if counts.tested[at, row, column]
        )  # fmt: skip


def identify(
    counts: Counts,
    rule: Rule,
    year: int,
    *,
    evidence: Evidence | None = None,
    cuts: VerdictCuts | None = None,
) -> Identification:
    """Say which schools the rule lists for a year, and what the data bear out.

    Parameters
    ----------
    counts : Counts
        Counts of all schools; those outside the rule's window and assessments are not seen.
    rule : Rule
        From ``opora.methodology.rules``.
    year : int
        The year of the question, the last of the window.
    evidence : Evidence, optional
        Exclusions, residuals, named schools, a prior from elsewhere.
    cuts : VerdictCuts, optional
        Where probabilities become verdicts; those of the methodology by default.

    Returns
    -------
    Identification
        ``official`` is ``insufficient`` where fewer than two assessment-years of the window
        reach the minimal n and count.

    Raises
    ------
    RuleNotApplicable
        If the rule needs residuals or named schools and ``evidence`` has none.
    AnalyticsError
        If a reason of exclusion is not one of the rule.

    Notes
    -----
    The posterior pools the results that count for exclusion reasons other than size: a school
    of seven pupils is too small for the rule, and still tells something over two years. Fewer
    participants in the whole window than the minimal n leave the verdict insufficient.

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> from opora.methodology.rules import load_rules
    >>> codes = ["ВПР-МА-5", "ВПР-РУ-5"]
    >>> counts = tabulate(["s"] * 2, codes, [2025, 2025], [12, 14], [30, 31])
    >>> found = identify(counts, load_rules().rule("R2025-OR"), 2025)
    >>> found.official.tolist(), found.clauses("s")[0].below
    (['yes'], 12)

    References
    ----------
    .. [1] M. A. Newton, A. Noueiry, D. Sarkar and P. Ahlquist, "Detecting differential gene
       expression with a semiparametric hierarchical mixture method," Biostatistics, vol. 5,
       no. 2, pp. 155-176, 2004 (the expected number of false entries in a list).
    """
    given, cuts = evidence or Evidence(), cuts or load_rules().pack.verdicts
    window = counts.window(year, length=rule.window.value, assessments=rule.assessments.codes)
    reasons = reasons_left_out(window, rule, given.excluded)
    low = is_low(window.low, window.tested, threshold=rule.threshold.value) & (reasons == "")
    official = official_answers(rule, window, low, reasons, given)

    pooled = _pooled(window, reasons)
    trusted = ~(reasons == BIASED).any(axis=(1, 2))
    divisor = cohort_divisor(window, reasons)
    prior = given.prior or _stand_in(pooled[1][trusted], cuts)
    model = beta_binomial(
        *pooled, stratum=given.stratum, divisor=divisor, prior=prior, in_prior=trusted,
        fewest=cuts.fewest_schools,
    )  # fmt: skip
    probability = np.where(pooled[1] > 0, model.tail(rule.threshold.value / 100), np.nan)
    lower, upper = model.limits()
    # Fewer pupils in all than one result needs: what is said of them is said by the prior.
    told = np.where(pooled[1] >= rule.minimal_n.value, probability, np.nan)
    verdict = _verdicts(official, told, upper - lower, cuts)
    fitted = Prior(model.mean, model.rho, int((trusted & (pooled[1] > 0)).sum()))
    return Identification(
        rule, window, reasons, low, official, verdict, probability, model.posterior_mean,
        lower, upper, divisor, prior or fitted, prior is not None,
    )  # fmt: skip


def expected_wrong(probability: Floats, listed: Flags) -> float:
    """Return how many listed schools are expected to be truly below the threshold.

    Parameters
    ----------
    probability : ndarray of float, shape (n_schools,)
        That the true share is at or above the threshold; NaN counts as unknown, one half. [1]
    listed : ndarray of bool, shape (n_schools,)
        The list.

    Returns
    -------
    float
        Sum of 1 - P over the list; over the length of the list it is the expected share of
        false discoveries [1]_. [schools]

    Examples
    --------
    >>> round(expected_wrong(np.array([0.9, 0.6, 0.1]), np.array([True, True, False])), 6)
    0.5

    References
    ----------
    .. [1] M. A. Newton et al., "Detecting differential gene expression with a semiparametric
       hierarchical mixture method," Biostatistics, vol. 5, no. 2, pp. 155-176, 2004.
    """
    return float((1 - np.nan_to_num(probability[listed], nan=0.5)).sum())


def _pooled(counts: Counts, reasons: Labels) -> tuple[Cells, Cells]:
    """Return counts of each school over results that nothing but size keeps from counting."""
    used = (reasons == "") | (reasons == SMALL)
    axes = (1, 2)
    return (counts.low * used).sum(axis=axes), (counts.tested * used).sum(axis=axes)


def _stand_in(tested: Cells, cuts: VerdictCuts) -> Prior | None:
    """Return the prior of the methodology where too few schools have pupils to fit one."""
    if int((tested > 0).sum()) >= cuts.fewest_schools:
        return None
    return Prior(cuts.prior_mean, cuts.prior_rho, 0)


def cohort_divisor(counts: Counts, reasons: Labels) -> float:
    """Return by how much counts overstate the pupils: the same ones sit several assessments.

    Parameters
    ----------
    counts : Counts
        The window of counts.
    reasons : ndarray of str, shape of the counts
        Why a result does not count; schools with biased results are left out.

    Returns
    -------
    float
        Overdispersion, at least 1; pupils of one kind, grade and year are one cohort. [1]

    Examples
    --------
    >>> from opora.analytics.counts import tabulate
    >>> counts = tabulate(["s"], ["ВПР-МА-5"], [2025], [3], [20])
    >>> cohort_divisor(counts, np.full((1, 1, 1), ""))
    1.0

    References
    ----------
    .. [1] J. N. K. Rao and A. J. Scott, "A simple method for the analysis of clustered binary
       data," Biometrics, vol. 48, no. 2, pp. 577-585, 1992.
    """
    trusted = ~(reasons == BIASED).any(axis=(1, 2))
    used = ((reasons == "") | (reasons == SMALL))[trusted]
    shape = (int(trusted.sum()), len(counts.assessments) * len(counts.years))
    cohorts = [
        f"{kind}-{grade}-{year}"
        for kind, grade in (_cohort(code) for code in counts.assessments)
        for year in counts.years
    ]
    low, tested = counts.low[trusted] * used, counts.tested[trusted] * used
    return overdispersion(
        low.reshape(shape), tested.reshape(shape), np.array(cohorts, dtype=str)
    )


def _cohort(code: str) -> tuple[str, str]:
    """Return kind and grade of a code; a code of another form is a cohort of its own."""
    parts = code.split("-")
    return (parts[0], parts[-1]) if len(parts) > 1 else (code, "")


def _verdicts(
    official: NDArray[np.str_], probability: Floats, width: Floats, cuts: VerdictCuts
) -> NDArray[np.str_]:
    """Cut the probability; a wide interval comes first, it forbids to say anything."""
    unknown = np.isnan(probability) | (width > cuts.widest)
    in_order = {
        Verdict.INSUFFICIENT: unknown,
        Verdict.ESTABLISHED: probability >= cuts.established,
        Verdict.WATCH: probability >= cuts.watch,
        Verdict.FORMAL: official == Official.YES,
        Verdict.NONE: probability < cuts.none,
    }
    values = [one.value for one in in_order]
    return np.select([*in_order.values()], values, default=Verdict.INSUFFICIENT.value)
