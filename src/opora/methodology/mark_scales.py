"""Scales of marks and minimum scores, by assessment and calendar year."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import Pack, Sourced, own_pack

Mark = Literal[2, 3, 4, 5]


class GeometryCondition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points of geometry without which the mark is «2»: tasks of both parts, first to last."""

    short: tuple[int, int]
    long: tuple[int, int]
    least: int


class MarkScale(Sourced, frozen=True, kw_only=True):
    """From which primary score each mark begins, in the years ``years`` (first, last)."""

    kind: Literal["ВПР", "ОГЭ"]
    subject: str
    grade: int
    years: tuple[int, int]
    most: int
    from_3: int
    from_4: int
    from_5: int
    lower_allowed: dict[int, tuple[int, ...]] = msgspec.field(default_factory=dict)
    geometry: GeometryCondition | None = None

    def __post_init__(self) -> None:
        if not 0 < self.from_3 < self.from_4 < self.from_5 <= self.most:
            raise ValueError(
                f"{self.kind} {self.subject} {self.grade}: boundaries out of order"
            )
        if self.years[0] > self.years[1]:
            raise ValueError(f"{self.kind} {self.subject} {self.grade}: years out of order")

    def mark(self, primary: float) -> Mark:
        """Return the mark of a primary score.

        Examples
        --------
        >>> load_mark_scales().scale("ВПР", "РУ", 4, 2026).mark(15)
        3
        """
        if primary >= self.from_5:
            return 5
        if primary >= self.from_4:
            return 4
        return 3 if primary >= self.from_3 else 2


class MinimumScore(Sourced, frozen=True, kw_only=True):
    """The least test score of ЕГЭ that counts as passed, in the years (first, last)."""

    subject: str
    years: tuple[int, int]
    least: int


class MarkScales(Pack, frozen=True):
    """All scales and minimums."""

    scales: tuple[MarkScale, ...]
    minimums: tuple[MinimumScore, ...]

    def scale(self, kind: str, subject: str, grade: int, year: int) -> MarkScale | None:
        """Return the scale of the assessment in that year, never one of another year."""
        return next(
            (
                one
                for one in self.scales
                if (one.kind, one.subject, one.grade) == (kind, subject, grade)
                and one.years[0] <= year <= one.years[1]
            ),
            None,
        )

    def minimum(self, subject: str, year: int) -> int | None:
        """Return the minimum test score of ЕГЭ; русский язык: that of the certificate.

        Examples
        --------
        >>> load_mark_scales().minimum("РУ", 2025)
        24
        """
        return next(
            (
                one.least
                for one in self.minimums
                if one.subject == subject and one.years[0] <= year <= one.years[1]
            ),
            None,
        )


@cache
def load_mark_scales() -> MarkScales:
    """Load the scales of marks and the minimum scores."""
    return own_pack("mark_scales.yaml", MarkScales)
