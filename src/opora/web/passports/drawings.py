"""Drawings of the index: schools in groups, schools on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from django.urls import reverse

from opora.domain.context.models import ContextRun, ContextScore
from opora.domain.organisations.models import Territory
from opora.reports.charts import (
    Axis,
    Chart,
    Key,
    Mark,
    Point,
    Shape,
)
from opora.reports.tables import Table

LOOKS = ("f-late", "f-back", "f-work", "f-ok")
NO_LOOK = "f-planned"
GROUP_WORDS = ("самые трудные условия", "трудные условия", "средние условия", "лучшие условия")
MARGIN, WIDTH, STRIP = 0.06, 640, 240
DOT = 9
Z = 1.96
"""Limits of 95 %, in standard errors."""


def group_words(group: int | None, count: int) -> str:
    """Return what a group means: of four by words, of others by number."""
    if group is None:
        return "индекс не вычислен"
    return GROUP_WORDS[group - 1] if count == len(GROUP_WORDS) else f"группа {group} из {count}"


@dataclass(frozen=True, slots=True)
class Strip:
    """An index on the scale of the page, in pixels: its limits, its point, the cuts."""

    low: str
    high: str
    point: str
    cuts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StripScale:
    """From points of the index to pixels of a strip."""

    low: float
    high: float
    cuts: tuple[float, ...]

    def strip(self, score: ContextScore) -> Strip | None:
        """Place a score; None where there is no index."""
        if score.points is None or score.error is None:
            return None
        spread = Z * score.error
        return Strip(
            self._px(score.points - spread),
            self._px(score.points + spread),
            self._px(score.points),
            tuple(self._px(cut) for cut in self.cuts),
        )

    def _px(self, points: float) -> str:
        return f"{STRIP * (points - self.low) / (self.high - self.low):.1f}"


def strip_scale(run: ContextRun, scores: Sequence[ContextScore]) -> StripScale:
    """Return the scale that the limits of all the scores fit."""
    ends = [
        one.points + sign * Z * one.error
        for one in scores
        if one.points is not None and one.error is not None
        for sign in (-1, 1)
    ]
    return StripScale(min([20.0, *ends]), max([80.0, *ends]), tuple(run.scale.cuts))


def district_map(territory: Territory, scores: Sequence[ContextScore]) -> Chart:
    """Draw the district with its schools; degrees of longitude shrink with the latitude."""
    spots = [(one.school.longitude or 0.0, one.school.latitude or 0.0) for one in scores]
    outline = outline_of(territory)
    middle = sum(y for _, y in spots) / len(spots)
    shorten = cos(radians(middle))
    places = [(x * shorten, y) for x, y in (*spots, *outline)]
    xs, ys = _range([x for x, _ in places]), _range([y for _, y in places])
    marks: list[Mark] = []
    if outline:
        marks.append(Shape(tuple(places[len(spots) :]), words=territory.name))
    rows = []
    for one, spot in zip(scores, places, strict=False):
        words = group_words(one.group, len(one.chances) or len(LOOKS))
        name = one.school.short_name
        address = reverse("school", args=[one.school_id])
        sign = str(one.group or "")
        marks.append(Point(spot, look_of(one.group), f"{name}: {words}", address, DOT, sign))
        points = None if one.points is None else round(one.points, 1)
        rows.append((name, points, words, one.school.address))
    table = Table(
        f"Школы: {territory.name}", ("Школа", "Индекс, баллы", "Условия", "Адрес"), rows
    )
    tall = (ys[1] - ys[0]) / ((xs[1] - xs[0]) or 1)
    return Chart(
        f"Карта: {len(scores)} школ, {territory.name}", table, Axis(*xs), Axis(*ys),
        tuple(marks), _legend(),
        width=WIDTH, height=int(min(900, max(240, WIDTH * tall))), left=14,
    )  # fmt: skip


def _legend() -> tuple[Key, ...]:
    groups = (f"{group} — {words}" for group, words in enumerate(GROUP_WORDS, 1))
    return (*map(Key, LOOKS, groups), Key(NO_LOOK, "индекс не вычислен"))


def look_of(group: int | None) -> str:
    """Return the look of a group on the map; more groups than looks share the last."""
    return LOOKS[min(group, len(LOOKS)) - 1] if group else NO_LOOK


def outline_of(territory: Territory) -> list[tuple[float, float]]:
    """Return the outer ring of the outline, longitude first; empty where none is kept."""
    shape = territory.outline or {}
    rings = shape.get("coordinates") or []
    if shape.get("type") == "MultiPolygon":
        rings = max(rings, key=lambda part: len(part[0]), default=[])
    return [(float(x), float(y)) for x, y, *_ in (rings[0] if rings else [])]


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low) * MARGIN or 0.01
    return low - room, high + room
