"""What a practice gave, with its uncertainty: never a number alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from opora.analytics.dynamics import change_of_shares
from opora.domain.advice.models import Practice

LEAST = 5
"""Groups smaller than this are not counted in the open. [people]"""


@dataclass(frozen=True, slots=True)
class Share:
    """A share: ``good`` of ``all`` people."""

    good: int
    all: int

    @property
    def percent(self) -> float:
        """The share in percent."""
        return 100 * self.good / self.all if self.all else float("nan")


@dataclass(frozen=True, slots=True)
class Effect:
    """The change of a share, its limits (percentage points), and what may be said of it."""

    before: Share
    after: Share
    difference: float
    lower: float
    upper: float

    @property
    def summary(self) -> str:
        """The change with its limits: «+21 п. п. (от −2 до +41)»."""
        change, lower, upper = (
            f"{one:+.0f}".replace("-", "−") for one in (self.difference, self.lower, self.upper)
        )
        return f"{change} п. п. (от {lower} до {upper})"

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the limits do not hold zero."""
        return not isnan(self.lower) and (self.lower > 0 or self.upper < 0)

    @property
    def words(self) -> str:
        """What may be said, and what not."""
        if not self.is_beyond_chance:
            return "отличие не выше случайного"
        return "отличие выше случайного; что причина в практике, одно сравнение не доказывает"


def effect_of(practice: Practice) -> Effect | None:
    """Return the effect of a practice, or None where it was not measured."""
    counts = (
        practice.before_good, practice.before_all, practice.after_good, practice.after_all,
    )  # fmt: skip
    if any(one is None for one in counts):
        return None
    before_good, before_all, after_good, after_all = (one or 0 for one in counts)
    found = change_of_shares([before_good], [before_all], [after_good], [after_all])
    points = (100 * float(one[0]) for one in (found.difference, found.lower, found.upper))
    return Effect(Share(before_good, before_all), Share(after_good, after_all), *points)
