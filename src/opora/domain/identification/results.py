"""A run as a calculation: counts and a frozen question in, a canonical result out. Pure.

``NoSuchResult``
    A correction names a result that the data do not have.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import numpy as np

from opora.analytics.arrays import Flags
from opora.analytics.counts import Counts, Labels
from opora.analytics.expectations import expected_results
from opora.analytics.identification import (
    Clause,
    Identification,
    Verdict,
    expected_wrong,
    identify,
)
from opora.analytics.official import Evidence
from opora.analytics.predicates import over_low_results
from opora.analytics.refusals import AnalyticsError
from opora.analytics.robustness import distances, leave_one_out
from opora.analytics.whatif import resampled_listing
from opora.methodology.rules import Named, Residual, Rule

DRAWS = 200
SEED = 20_250_901
"""Pupils are drawn anew from this seed, so that a run repeated gives the same bytes."""

_DIGITS = 6


class NoSuchResult(AnalyticsError):
    """A correction names a result that the data do not have."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A reason why results of a school do not count; empty assessment and year mean all."""

    school: str
    reason: str
    assessment: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A count that stands in place of the data's."""

    school: str
    assessment: str
    year: int
    below: int
    participants: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """The social context of schools by key; a school without an index is not in it.

    Attributes
    ----------
    points : dict of str to float
        Index, 50 the mean of the region, more is better. [points]
    settlement : dict of str to str
        Type of settlement by the passport.
    """

    points: dict[str, float]
    settlement: dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What a run asks: everything but the counts.

    Attributes
    ----------
    schools : tuple of str
        Keys of the schools of the list; all others of the data only teach the prior.
    named : frozenset of str
        Schools named by an order of the region, for the rule that asks for them.
    conditions : Conditions, optional
        The social context of schools, for the rule that asks what it lets expect.
    """

    rule: Rule
    year: int
    schools: tuple[str, ...]
    excluded: tuple[Excluded, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    named: frozenset[str] = frozenset()
    conditions: Conditions | None = None


@dataclass(frozen=True, slots=True)
class SchoolResult:
    """What a run says of a school; numbers are rounded as they are kept."""

    school: str
    official: str
    verdict: str
    probability: float | None = None
    share: float | None = None
    lower: float | None = None
    upper: float | None = None
    repeats: float | None = None
    residual: float | None = None
    to_enter: int | None = None
    to_leave: int | None = None
    depends_on: tuple[str, ...] = ()
    clauses: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """The result of a run.

    Attributes
    ----------
    found : Identification
        Of all schools of the data.
    schools : tuple of SchoolResult
        Of the schools of the list, in the order of the question.
    expected_wrong_official, expected_wrong_established : float
        How many schools of each list are expected to be below the threshold.
    """

    found: Identification
    schools: tuple[SchoolResult, ...]
    expected_wrong_official: float
    expected_wrong_established: float
    question: Question = field(repr=False)

    def canonical(self) -> bytes:
        """Return the result as JSON that is the same to the byte for the same run."""
        content = {
            "rule": self.question.rule.code,
            "year": self.question.year,
            "prior": [_rounded(self.found.prior.mean), _rounded(self.found.prior.rho)],
            "divisor": _rounded(self.found.divisor),
            "expected_wrong": [
                self.expected_wrong_official,
                self.expected_wrong_established,
            ],
            "schools": [_plain(one) for one in self.schools],
        }
        return canonical_json(content)

    def digest(self) -> str:
        """Return the SHA-256 of the canonical result."""
        return hashlib.sha256(self.canonical()).hexdigest()


def canonical_json(content: Mapping[str, Any]) -> bytes:
    """Return JSON with sorted keys and no white space.

    Examples
    --------
    >>> canonical_json({"б": 1, "а": [0.5]}).decode()
    '{"а":[0.5],"б":1}'
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def answer(counts: Counts, question: Question) -> RunResult:
    """Compute a run.

    Parameters
    ----------
    counts : Counts
        Of all schools of the data, by key.
    question : Question
        What is asked.

    Raises
    ------
    AnalyticsError
        If the rule cannot be asked of these counts.
    """
    whole = with_schools(corrected(counts, question.corrected), question.schools)
    given = _evidence(whole, question)
    found = identify(whole, question.rule, question.year, evidence=given)
    own = np.isin(found.counts.schools, question.schools)
    established = (found.verdict == Verdict.ESTABLISHED) & own
    return RunResult(
        found,
        _school_results(found, question.schools, given),
        _rounded(expected_wrong(found.probability, found.listed & own)) or 0.0,
        _rounded(expected_wrong(found.probability, established)) or 0.0,
        question,
    )


def corrected(counts: Counts, corrections: Iterable[Corrected]) -> Counts:
    """Return counts with the corrected ones in place; the given counts stay as they are.

    Raises
    ------
    NoSuchResult
        If a correction names a result that the data do not have.
    """
    low, tested = counts.low.copy(), counts.tested.copy()
    for one in corrections:
        cell = _cell(counts, one)
        low[cell], tested[cell] = one.below, one.participants
    return Counts(counts.schools, counts.assessments, counts.years, low, tested)


def _cell(counts: Counts, one: Corrected) -> tuple[int, int, int]:
    try:
        return (
            counts.schools.tolist().index(one.school),
            counts.assessments.index(one.assessment),
            counts.years.index(one.year),
        )
    except ValueError:
        raise NoSuchResult(
            f"поправка к {one.assessment}, {one.year}: такого результата в данных нет"
        ) from None


def with_schools(counts: Counts, schools: Sequence[str]) -> Counts:
    """Add schools without any result: they are on no list, and are not passed over."""
    known = set(counts.schools.tolist())
    missing = [one for one in schools if one not in known]
    if not missing:
        return counts
    names = np.array([*counts.schools.tolist(), *missing], dtype=str)
    order = np.argsort(names)
    empty = np.zeros((len(missing), *counts.low.shape[1:]), np.int64)
    low = np.concatenate([counts.low, empty])[order]
    tested = np.concatenate([counts.tested, empty])[order]
    return Counts(names[order], counts.assessments, counts.years, low, tested)


def only_schools(counts: Counts, schools: Sequence[str]) -> Counts:
    """Return the counts of these schools alone."""
    at = np.isin(counts.schools, schools)
    return Counts(
        counts.schools[at], counts.assessments, counts.years, counts.low[at], counts.tested[at]
    )


def excluded_labels(counts: Counts, excluded: Iterable[Excluded]) -> Labels:
    """Return the reason of each result that does not count, empty where it does."""
    labels = np.full(counts.tested.shape, "", dtype="<U8")
    for one in excluded:
        at = _places(counts, one)
        labels[at] = one.reason
    return labels


def _places(counts: Counts, one: Excluded) -> Flags:
    at = np.zeros(counts.tested.shape, dtype=bool)
    schools = counts.schools == one.school
    codes = np.array(
        [not one.assessment or code == one.assessment for code in counts.assessments]
    )
    years = np.array([one.year is None or year == one.year for year in counts.years])
    at[:] = schools[:, None, None] & codes[None, :, None] & years[None, None, :]
    return at


def _evidence(counts: Counts, question: Question) -> Evidence:
    rule = question.rule
    window = counts.window(
        question.year, length=rule.window.value, assessments=rule.assessments.codes
    )
    excluded = excluded_labels(window, question.excluded)
    match rule.predicate:
        case Named():
            named = np.isin(window.schools, sorted(question.named))
            return Evidence(excluded=excluded, named=named)
        case Residual() if question.conditions is not None:
            told = question.conditions
            keys = window.schools.tolist()
            index = [told.points.get(one, np.nan) for one in keys]
            places = [told.settlement.get(one, "") for one in keys]
            fit = expected_results(window, rule, index, settlement=places, excluded=excluded)
            return Evidence(excluded=excluded, residual=fit.residual)
    return Evidence(excluded=excluded)


def _school_results(
    found: Identification, schools: Sequence[str], given: Evidence
) -> tuple[SchoolResult, ...]:
    if (residual := given.residual) is not None:
        return tuple(
            _result(found, school, residual=_rounded(residual[found.place(school)]))
            for school in schools
        )
    if not over_low_results(found.rule.predicate):
        return tuple(_result(found, school) for school in schools)
    repeats = resampled_listing(found, rng=np.random.default_rng(SEED), draws=DRAWS)
    apart, without = distances(found), leave_one_out(found)
    results = []
    for school in schools:
        place = found.place(school)
        results.append(
            _result(
                found,
                school,
                repeats=_rounded(repeats[place]),
                to_enter=_whole(apart.entering[place]),
                to_leave=_whole(apart.leaving[place]),
                depends_on=tuple(
                    code
                    for code, depends in zip(
                        without.assessments, without.depends[:, place], strict=True
                    )
                    if depends
                ),
            )
        )
    return tuple(results)


def _result(found: Identification, school: str, **more: Any) -> SchoolResult:
    place = found.place(school)
    known = not isnan(float(found.probability[place]))
    numbers: dict[str, Any] = {
        name: _rounded(getattr(found, name)[place]) if known else None
        for name in ("probability", "share", "lower", "upper")
    }
    return SchoolResult(
        school,
        str(found.official[place]),
        str(found.verdict[place]),
        **numbers,
        **more,
        clauses=tuple(_clause(one) for one in found.clauses(school)),
    )


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "assessment": clause.assessment,
        "year": clause.year,
        "participants": clause.participants,
        "below": clause.below,
        "low": clause.low,
        "reason": clause.reason or "",
    }


def _plain(result: SchoolResult) -> dict[str, Any]:
    return {name: getattr(result, name) for name in SchoolResult.__slots__}


def _rounded(number: float) -> float | None:
    value = float(number)
    return None if isnan(value) else round(value, _DIGITS)


def _whole(number: float) -> int | None:
    value = float(number)
    return None if isnan(value) else int(value)
