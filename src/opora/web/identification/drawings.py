"""Small drawings of the card: a share with its limits against the threshold."""

from __future__ import annotations

from dataclasses import dataclass

from opora.domain.identification.queries.why import Line
from opora.domain.identification.words import decimal

WIDTH = 200
_USUAL, _WHOLE = 80, 100


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of shares from nought to ``top`` per cent."""

    top: int
    threshold: int

    def at(self, percent: float) -> str:
        """Return the place of a share, as SVG wants it."""
        return f"{WIDTH * min(percent, self.top) / self.top:.1f}"

    @property
    def limit(self) -> str:
        """Place of the threshold."""
        return self.at(self.threshold)

    @property
    def beyond(self) -> str:
        """Width of the zone at and above the threshold."""
        return f"{WIDTH - float(self.limit):.1f}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A share as a point, its limits as a band; ``words`` say the same."""

    low: str
    high: str
    point: str
    words: str


def scale_of(lines: list[Line], threshold: int) -> Scale:
    """Return the scale that all limits fit."""
    highest = max((100 * one.upper for one in lines if one.upper is not None), default=0.0)
    return Scale(_USUAL if highest <= _USUAL else _WHOLE, threshold)


def drawn(line: Line, scale: Scale) -> Drawn | None:
    """Draw a result with its limits; None where the counts are hidden."""
    clause = line.clause
    if line.lower is None or line.upper is None or not clause.participants:
        return None
    lower, upper = 100 * line.lower, 100 * line.upper
    words = (
        f"{line.share}, интервал от {decimal(lower, 1)} до {decimal(upper, 1)} %, порог "
        f"{scale.threshold} %"
    )
    share = 100 * (clause.below or 0) / clause.participants
    return Drawn(scale.at(lower), scale.at(upper), scale.at(share), words)
