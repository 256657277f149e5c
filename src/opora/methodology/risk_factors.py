"""Risk factors of a school (риски школы) by edition of the project «500+»."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import MethodologyError, Pack, Sourced, own_pack

Respondent = Literal["administration", "teachers", "pupils", "parents"]


class RiskFactor(Sourced, frozen=True):
    """One factor: its name, what it is made of, and who is asked.

    ``weights`` are those of the components; without them all weigh the same.
    """

    code: str
    title: str
    components: tuple[str, ...]
    respondents: tuple[Respondent, ...]
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.weights and len(self.weights) != len(self.components):
            raise ValueError(f"factor {self.code}: one weight a component")

    def weighted(self) -> dict[str, float]:
        """Return the weight of each component by its code: «R06.1» is the first of R06."""
        weights = self.weights or (1.0,) * len(self.components)
        return {f"{self.code}.{place}": one for place, one in enumerate(weights, start=1)}


class SignificanceCuts(Sourced, frozen=True):
    """From which score (0–100, 100 is the worst) a factor is of middle or high significance."""

    middle: float
    high: float

    def significance(self, score: float) -> Literal["низкая", "средняя", "высокая"]:
        """Return the significance of a factor of this score in [0, 100]."""
        if not 0 <= score <= 100:  # noqa: PLR2004 — a score of a hundred
            raise ValueError(f"score must be in [0, 100], not {score}")
        if score >= self.high:
            return "высокая"
        return "средняя" if score >= self.middle else "низкая"


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The list of one edition, by the codes of its factors."""

    name: str
    years: tuple[int, ...]
    factors: tuple[str, ...]


class RiskFactors(Pack, frozen=True):
    """All factors, the editions that name them, and the cuts of significance."""

    factors: tuple[RiskFactor, ...]
    editions: tuple[Edition, ...]
    cuts: SignificanceCuts
    least_known: float = 0.5
    """A factor has a score from this share of the weight of its components on. [1]"""

    def __post_init__(self) -> None:
        known = {one.code for one in self.factors}
        for edition in self.editions:
            strange = set(edition.factors) - known
            if strange:
                raise ValueError(f"edition {edition.name}: no factor {min(strange)!r}")

    def in_edition(self, name: str) -> tuple[RiskFactor, ...]:
        """Return the factors of an edition in its order.

        Raises
        ------
        MethodologyError
            If there is no edition of this name.

        Examples
        --------
        >>> load_risk_factors().in_edition("2022")[0].title
        'Низкий уровень оснащения школы'
        """
        for edition in self.editions:
            if edition.name == name:
                by_code = {one.code: one for one in self.factors}
                return tuple(by_code[code] for code in edition.factors)
        known = ", ".join(one.name for one in self.editions)
        raise MethodologyError(f"перечня рисков «{name}» нет; есть {known}")


@cache
def load_risk_factors() -> RiskFactors:
    """Load the risk factors."""
    return own_pack("risk_factors.yaml", RiskFactors)
