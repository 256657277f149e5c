"""The index under other weights, at once; nothing that is kept changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from opora.analytics.context import IndexScale
from opora.domain.context.fields import index_fields
from opora.domain.context.models import ContextRun
from opora.domain.context.services.index import IndexRefused, scale_of

HEAVIEST = 3
"""So many times heavier than in the scale an item may be made; 0 leaves it out. [1]"""
FEWEST_ITEMS = 3
"""An index of fewer items is that of one of them, and would tell its share. [items]"""

Points = NDArray[np.float64]
Shares = NDArray[np.float64]


class _Item(msgspec.Struct, gc=False):
    """What of a kept item of the index is of use here."""

    share: float | None


@dataclass(frozen=True, slots=True)
class Reweighed:
    """The index of a region as it was computed, and under other weights.

    Attributes
    ----------
    points_before, points : dict of int to float
        Index by school, of schools that have one. [points]
    cut_before, cut : float
        Points below which the context counts as hard. The new cut parts as many schools of
        the region as the old one did: the weights say which, not how many. [points]
    """

    points_before: dict[int, float]
    points: dict[int, float]
    cut_before: float
    cut: float

    @property
    def hard_before(self) -> frozenset[int]:
        """Schools in a hard context by the index as computed."""
        return _below(self.points_before, self.cut_before)

    @property
    def hard(self) -> frozenset[int]:
        """Schools in a hard context under the other weights."""
        return _below(self.points, self.cut)


def reweigh(run: ContextRun, times: Mapping[str, int]) -> Reweighed:
    """Compute the index of a run with some items heavier or lighter than in its scale.

    Parameters
    ----------
    run : ContextRun
        Its shares, gaps and scale are taken as they are.
    times : mapping of str to int
        How many times heavier an item is, by code, from 0 to 3; 1 for those not named.

    Raises
    ------
    IndexRefused
        If an item is not of the index, a number is out of its limits, or fewer than three
        items keep a weight.
    """
    factors = _factors(times)
    known = run.scores.filter(points__isnull=False).order_by("school_id")
    told = known.annotate(told=Cast("items", TextField()))
    rows = list(told.values_list("school_id", "told", "pupils", "settlement", "points"))
    cut_before = float(min(run.scale.cuts, default=-np.inf))
    if not rows:
        return Reweighed({}, {}, cut_before, cut_before)
    schools, items, pupils, places, points = zip(*rows, strict=True)
    shares = _shares(items)
    heavier = _heavier(scale_of(run.scale.content), factors)
    enrolled = np.array(pupils, dtype=np.float64)
    after = heavier.apply(shares, enrolled, settlement=places).points
    before = np.array(points, dtype=np.float64)
    hard = int((before < cut_before).sum())
    return Reweighed(
        dict(zip(schools, before.tolist(), strict=True)),
        dict(zip(schools, after.tolist(), strict=True)),
        cut_before, _cut_below(after, hard),
    )  # fmt: skip


def _shares(items: Iterable[str]) -> Shares:
    """Read the shares from the items of schools, told as JSON: all of them at once."""
    told = msgspec.json.decode(f"[{','.join(items)}]", type=list[list[_Item]])
    return np.array([[one.share for one in own] for own in told], dtype=np.float64)


def _factors(times: Mapping[str, int]) -> list[int]:
    codes = [one.code for one in index_fields()]
    strange = times.keys() - set(codes)
    if strange:
        raise IndexRefused(f"Показателя «{min(strange)}» в индексе нет.")
    if any(not 0 <= one <= HEAVIEST for one in times.values()):
        raise IndexRefused(f"Вес показателя меняют от 0 до {HEAVIEST} раз.")
    factors = [times.get(code, 1) for code in codes]
    if sum(one > 0 for one in factors) < FEWEST_ITEMS:
        raise IndexRefused(f"Оставьте вес хотя бы у {FEWEST_ITEMS} показателей индекса.")
    return factors


def _heavier(scale: IndexScale, factors: list[int]) -> IndexScale:
    """Return the scale with other weights that sum to what they did."""
    weights = scale.weights * np.array(factors, dtype=np.float64)
    return replace(scale, weights=weights / weights.sum() * scale.weights.sum())


def _cut_below(points: Points, count: int) -> float:
    """Return the middle between the last of so many lowest schools and the next one."""
    if count == 0:
        return -np.inf
    if count == points.size:
        return np.inf
    ordered = np.sort(points)
    return float(ordered[count - 1 : count + 1].mean())


def _below(points: Mapping[int, float], cut: float) -> frozenset[int]:
    return frozenset(school for school, one in points.items() if one < cut)
