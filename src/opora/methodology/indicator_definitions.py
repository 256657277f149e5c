"""The indicators of support of schools: what is divided by what, and which way is better."""

from __future__ import annotations

from functools import cache
from typing import Literal

from opora.methodology.indicator_formulas import Formula
from opora.methodology.packs import MethodologyError, Pack, Sourced, own_pack

Group = Literal[
    "identification", "dynamics", "teachers", "method_help", "network", "prevention",
    "execution", "objectivity", "own",
]  # fmt: skip
Unit = Literal["%", "чел.", "ед.", "да/нет", "перечень"]
Population = Literal[
    "everybody", "all", "low_results", "disadvantaged", "either", "pupils", "measures"
]
"""Whose entries count: every organisation's, all schools', those of schools with a status."""
Frequency = Literal["раз в год", "раз в полугодие", "раз в четверть", "раз в месяц"]


class IndicatorDefinition(Sourced, frozen=True):
    """One indicator; a share has a denominator, and no value where the denominator is 0.

    ``better`` says which way is better; ``none`` stands where neither is. ``short`` is the
    heading of a column, where there is one.
    """

    code: str
    title: str
    group: Group
    unit: Unit
    population: Population
    numerator: str
    denominator: str | None
    better: Literal["up", "down", "none"]
    frequency: Frequency
    formula: Formula
    needs_analysis: bool = False
    short: str = ""

    def __post_init__(self) -> None:
        if (self.unit == "%") != (self.denominator is not None):
            raise ValueError(
                f"indicator {self.code}: a share and only a share has a denominator"
            )
        if self.formula.counts and self.formula.is_share != (self.unit == "%"):
            raise ValueError(f"indicator {self.code}: the formula and the words disagree")


class IndicatorDefinitions(Pack, frozen=True):
    """All indicators in the order of their codes."""

    indicators: tuple[IndicatorDefinition, ...]

    def __post_init__(self) -> None:
        codes = [one.code for one in self.indicators]
        if codes != sorted(set(codes)):
            raise ValueError("codes of indicators must be in order, each once")

    def find(self, code: str) -> IndicatorDefinition:
        """Return the indicator of this code.

        Raises
        ------
        MethodologyError
            If there is none.
        """
        for one in self.indicators:
            if one.code == code:
                return one
        raise MethodologyError(f"показателя «{code}» нет")


def share_percent(numerator: int, denominator: int) -> float | None:
    """Return a share in per cent, None («н/д») where there is nothing to divide by.

    Examples
    --------
    >>> share_percent(3, 12)
    25.0
    >>> share_percent(0, 0) is None
    True
    """
    if numerator < 0 or denominator < 0:
        raise ValueError("counts must not be below zero")
    return 100 * numerator / denominator if denominator else None


@cache
def load_indicator_definitions() -> IndicatorDefinitions:
    """Load the definitions of the indicators.

    Examples
    --------
    >>> len(load_indicator_definitions().indicators)
    25
    """
    return own_pack("indicator_definitions.yaml", IndicatorDefinitions)
