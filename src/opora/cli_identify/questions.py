"""A question to a store, put together from options and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from opora.cli_identify.asked import Asked
from opora.cli_identify.given import read_codes, read_exclusions, read_named
from opora.cli_identify.refusing import refuse, working

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from opora.analytics.counts import Counts
    from opora.analytics.exclusions import Exclusion
    from opora.analytics.identification import Identification
    from opora.methodology.rules import Rule, RuleBook


@dataclass(frozen=True)
class Given:
    """What a person gives beside the store.

    Attributes
    ----------
    book : RuleBook
        The rules in force, and the words for reasons.
    exclusions : tuple of Exclusion
        Results left out, each with its reason.
    named : tuple of str
        Schools that an order of the region names.
    context, weights : Path or None
        Social passports, and the scale of the index.
    """

    book: RuleBook
    exclusions: tuple[Exclusion, ...] = ()
    named: tuple[str, ...] = ()
    context: Path | None = None
    weights: Path | None = None

    def reading(
        self, rule: Rule, codes: Mapping[str, str], exclude: Path | None, named: Path | None
    ) -> Given:
        """Read the tables of exclusions and of named schools."""
        return replace(
            self,
            exclusions=read_exclusions(exclude, self.book, rule, codes) if exclude else (),
            named=read_named(named, codes) if named else (),
        )

    def reason(self, code: str) -> str:
        """Return the words for a reason."""
        titles = {one.code: one.title for one in self.book.pack.exclusions}
        return titles.get(code, code)


@dataclass(frozen=True)
class Listed:
    """A question and its answer."""

    asked: Asked
    found: Identification
    year: int
    given: Given

    @property
    def rule(self) -> Rule:
        """The rule that was asked."""
        return self.found.rule

    @property
    def strangers(self) -> tuple[str, ...]:
        """Schools of the table of exclusions that the data do not have."""
        known = {*self.found.counts.schools.tolist()}
        return tuple(sorted({one.school for one in self.given.exclusions} - known))


def rule_book(pack: Path | None) -> RuleBook:
    """Load the rules, those of a region over ours."""
    from opora.methodology.rules import load_rules

    return load_rules(pack)


def rule_of(book: RuleBook, code: str | None, year: int) -> Rule:
    """Return the rule of this code, or that of the year."""
    return book.default_for(year) if code is None else book.rule(code)


def opened(  # noqa: PLR0913 — one argument an option
    store: str,
    *,
    data: str | None,
    engine: str,
    memory: str | None,
    codes: Path | None,
    full_scan: bool = False,
) -> Asked:
    """Open a data set of a store with an engine."""
    from opora.results.store import Store, open_engine

    known = read_codes(codes) if codes else {}
    dataset = Store(store).dataset(data)
    return Asked(dataset, open_engine(engine, memory), full_scan, known)


def ask(asked: Asked, rule: Rule, year: int, given: Given) -> Listed:
    """Make the list of a rule and year."""
    from opora.analytics.exclusions import excluded_cells
    from opora.analytics.identification import identify
    from opora.analytics.official import Evidence

    with working("Считаю доли и составляю список"):
        counts = asked.counts.with_schools(given.named)
        window = counts.window(
            year, length=rule.window.value, assessments=rule.assessments.codes
        )
        excluded = excluded_cells(window, given.exclusions) if given.exclusions else None
        evidence = Evidence(
            excluded=excluded,
            named=_named(rule, counts, given),
            residual=_residual(rule, window, excluded, asked, given),
        )
        return Listed(asked, identify(counts, rule, year, evidence=evidence), year, given)


def _named(rule: Rule, counts: Counts, given: Given) -> NDArray[np.bool_] | None:
    """Return which schools an order names, where the rule asks for it."""
    from numpy import isin

    from opora.methodology.rules import Named

    if not isinstance(rule.predicate, Named):
        if given.named:
            refuse(f"Правило {rule.code} перечня школ (--named) не спрашивает: уберите его.")
        return None
    if not given.named:
        refuse(f"Правилу {rule.code} нужен перечень школ: --named ТАБЛИЦА.")
    return isin(counts.schools, given.named)


def _residual(
    rule: Rule,
    window: Counts,
    excluded: NDArray[np.str_] | None,
    asked: Asked,
    given: Given,
) -> NDArray[np.float64] | None:
    """Return how far results are from what the context explains, where the rule asks for it."""
    from opora.methodology.rules import Residual

    if not isinstance(rule.predicate, Residual):
        return None
    if given.context is None:
        refuse(f"Правилу {rule.code} нужны социальные паспорта: --context ТАБЛИЦА или ПАПКА.")
    from opora.cli_identify.contexts import residuals_of, study_of

    study = study_of([given.context], asked.codes, weights=given.weights, names=asked.names)
    return residuals_of(study, window, rule, excluded).residual
