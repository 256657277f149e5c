"""Rules by which schools with low results are identified: reviewed data, overridden by regions.

A rule is a predicate over the assessments of a school («low» or not, by year) with its
threshold, window, list of assessments and minimal number of participants. What stands in no
act known to us carries the label of ``packs.NOT_NORMATIVE``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Self, TypeVar

import msgspec

from opora.methodology.packs import (
    MethodologyError,
    Pack,
    Provenance,
    Sourced,
    load_pack,
    own_pack,
)
from opora.methodology.subjects import AssessmentKind, load_subjects

Span = Literal["window", "current", "each"]


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="form"):
    """The base of every predicate."""


class Count(Form, frozen=True, tag="count"):
    """At least so many low assessments: in the window, in the current year, in each year."""

    at_least: int
    span: Span = "window"

    def __post_init__(self) -> None:
        if self.at_least < 1:
            raise ValueError(f"at_least: нужно не меньше 1, а не {self.at_least}")


class Repeated(Form, frozen=True, tag="repeated"):
    """One and the same assessment is low in each of the last years."""

    years: int = 2

    def __post_init__(self) -> None:
        if self.years < 1:
            raise ValueError(f"years: нужно не меньше 1, а не {self.years}")


class AnyOf(Form, frozen=True, tag="any_of"):
    """At least one of the predicates holds."""

    of: tuple[Predicate, ...]


class AllOf(Form, frozen=True, tag="all_of"):
    """All the predicates hold."""

    of: tuple[Predicate, ...]


class BottomRank(Form, frozen=True, tag="bottom_rank"):
    """Among the last of the full ranking by so many groups of assessments in each year."""

    percent: int
    groups: tuple[AssessmentKind, ...]
    groups_at_least: int
    years: int

    def __post_init__(self) -> None:
        if not 0 < self.percent < 100:  # noqa: PLR2004 — a per cent
            raise ValueError(f"percent: нужно от 1 до 99, а не {self.percent}")
        if not 1 <= self.groups_at_least <= len(self.groups):
            raise ValueError("groups_at_least: нужно от 1 до числа групп")


class Residual(Form, frozen=True, tag="residual"):
    """The result is so many standard errors worse than the context lets expect."""

    below_sigma: float


class Named(Form, frozen=True, tag="named"):
    """The school is named by an order of the region."""


Predicate = Count | Repeated | AnyOf | AllOf | BottomRank | Residual | Named


class Setting(Sourced, frozen=True):
    """A whole number of a rule with the source of just this number."""

    value: int


class AssessmentList(Sourced, frozen=True):
    """The assessments of a rule by code; an empty list takes all that the data have."""

    codes: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for code in (*self.codes, *self.optional):
            load_subjects().assessment(code)


class Rule(Sourced, frozen=True):
    """One rule of identification, complete: nothing it needs stands elsewhere.

    ``threshold`` is in per cent, compared inclusively and in whole numbers; ``window`` counts
    school years and ends with the year of the question; ``minimal_n`` counts participants.
    """

    code: str
    title: str
    wording: str
    predicate: Predicate
    threshold: Setting
    window: Setting
    minimal_n: Setting
    assessments: AssessmentList
    exclusions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.threshold.value <= 100:  # noqa: PLR2004 — a per cent
            raise ValueError(f"threshold: нужно от 1 до 100, а не {self.threshold.value}")
        for name in ("window", "minimal_n"):
            if getattr(self, name).value < 1:
                raise ValueError(f"{name}: нужно не меньше 1")

    @property
    def not_normative(self) -> tuple[str, ...]:
        """The parts of the rule that must be shown with the label of a default."""
        parts = ("threshold", "window", "minimal_n", "assessments")
        named = tuple(name for name in parts if getattr(self, name).label)
        return ("wording", *named) if self.label else named

    def having(
        self,
        *,
        threshold: int | None = None,
        window: int | None = None,
        minimal_n: int | None = None,
    ) -> Self:
        """Return the rule with other numbers; these are of the asker, not of any act."""
        numbers = {"threshold": threshold, "window": window, "minimal_n": minimal_n}
        changed = {
            name: Setting(value=value, source="вариант пользователя", confidence="low")
            for name, value in numbers.items()
            if value is not None
        }
        return msgspec.structs.replace(self, **changed)


class Reason(Sourced, frozen=True):
    """Why a result or a participant is left out: its code, and the words for a person."""

    code: str
    title: str


class LowResult(Sourced, frozen=True):
    """What counts as a low result of one kind of assessment, and whose mark decides."""

    kind: AssessmentKind
    title: str
    mark_from: Literal["scale", "protocol"]
    attempt: Literal["first", "last"]


class Since(Sourced, frozen=True):
    """From this year on this rule is the default."""

    year: int
    rule: str


class VerdictNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words for each verdict."""

    established: str
    watch: str
    formal: str
    none: str
    insufficient: str


class VerdictCuts(Sourced, frozen=True):
    """Where the probability of a truly high share becomes which verdict.

    ``widest`` is the width of the 95 % interval above which nothing is said; the prior is
    fitted to at least ``fewest_schools``, else the prior of these numbers stands in.
    """

    established: float
    watch: float
    none: float
    widest: float
    fewest_schools: int
    prior_mean: float
    prior_rho: float
    names: VerdictNames

    def __post_init__(self) -> None:
        if not 0 < self.none <= self.watch <= self.established < 1:
            raise ValueError("нужно 0 < none <= watch <= established < 1")


class RegionalRules(Pack, frozen=True):
    """The pack of a region: rules that replace ours of the same code or stand beside them."""

    rules: tuple[Rule, ...] = ()
    exclusions: tuple[Reason, ...] = ()
    left_out: tuple[Reason, ...] = ()
    defaults: tuple[Since, ...] = ()


class IdentificationRules(Pack, frozen=True):
    """Rules, reasons of exclusion, who is left out, what is low, where verdicts are cut."""

    rules: tuple[Rule, ...]
    exclusions: tuple[Reason, ...]
    left_out: tuple[Reason, ...]
    low_results: tuple[LowResult, ...]
    defaults: tuple[Since, ...]
    verdicts: VerdictCuts

    def __post_init__(self) -> None:
        excluded = {one.code for one in self.exclusions}
        left_out = {one.code for one in self.left_out}
        for rule in self.rules:
            unknown = {*rule.exclusions} - excluded | {*rule.left_out} - left_out
            if unknown:
                raise ValueError(f"правило {rule.code}: причины «{min(unknown)}» нет")
        codes = [rule.code for rule in self.rules]
        if len(set(codes)) != len(codes):
            raise ValueError("у двух правил один код")
        strange = {one.rule for one in self.defaults} - set(codes)
        if strange:
            raise ValueError(f"defaults: правила «{min(strange)}» нет")


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules in force here: ours, and over them those of a region."""

    rules: dict[str, Rule]
    pack: IdentificationRules
    origins: dict[str, Provenance]

    def rule(self, code: str) -> Rule:
        """Return the rule of this code.

        Raises
        ------
        MethodologyError
            If there is none; the message names those there are.
        """
        try:
            return self.rules[code]
        except KeyError:
            known = ", ".join(self.rules)
            raise MethodologyError(f"правила «{code}» нет; есть {known}") from None

    def default_for(self, year: int) -> Rule:
        """Return the rule that is used for a year unless a person chooses another.

        Examples
        --------
        >>> load_rules().default_for(2023).code
        'R2020'
        """
        past = [one for one in self.pack.defaults if one.year <= year]
        if not past:
            raise MethodologyError(f"для {year} года правило по умолчанию не задано")
        return self.rules[max(past, key=lambda one: one.year).rule]


@cache
def _own_rules() -> IdentificationRules:
    return own_pack("identification_rules.yaml", IdentificationRules)


def load_rules(extra: Path | None = None) -> RuleBook:
    """Load the rules of identification, a region's pack over ours where one is given.

    Parameters
    ----------
    extra : pathlib.Path, optional
        The region's pack. A rule, reason or default year of a code that we have replaces
        ours, others are added; our file stays as it is.

    Raises
    ------
    MethodologyError
        If a pack breaks its shape or names reasons and rules that nobody defines.

    Examples
    --------
    >>> sorted(load_rules().rules)[:2]
    ['R2020', 'R2025-A']
    """
    ours = _own_rules()
    if extra is None:
        return _book(ours, dict.fromkeys((rule.code for rule in ours.rules), ours.provenance))
    theirs = load_pack(extra, RegionalRules)
    origins = dict.fromkeys((rule.code for rule in ours.rules), ours.provenance)
    origins |= dict.fromkeys((rule.code for rule in theirs.rules), theirs.provenance)
    try:
        return _book(_merged(ours, theirs), origins)
    except ValueError as error:
        raise MethodologyError(f"{extra.name}: $.rules: {error}") from error


def _book(pack: IdentificationRules, origins: dict[str, Provenance]) -> RuleBook:
    return RuleBook({rule.code: rule for rule in pack.rules}, pack, origins)


def _merged(ours: IdentificationRules, theirs: RegionalRules) -> IdentificationRules:
    return msgspec.structs.replace(
        ours,
        rules=_by_code(ours.rules, theirs.rules),
        exclusions=_by_code(ours.exclusions, theirs.exclusions),
        left_out=_by_code(ours.left_out, theirs.left_out),
        defaults=tuple({one.year: one for one in (*ours.defaults, *theirs.defaults)}.values()),
    )


CodedT = TypeVar("CodedT", bound=Rule | Reason)


def _by_code(ours: tuple[CodedT, ...], theirs: tuple[CodedT, ...]) -> tuple[CodedT, ...]:
    replaced = {one.code for one in theirs}
    return (*(one for one in ours if one.code not in replaced), *theirs)
