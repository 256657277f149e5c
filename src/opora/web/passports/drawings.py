"""Drawings of the index: schools in groups, schools on the map."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians

from django.urls import reverse

from opora.domain.context.models import ContextRun, ContextScore
from opora.domain.organisations.models import Territory
from opora.reports.charts import (
    Axis,
    Chart,
    Interval,
    Key,
    Limit,
    Mark,
    Point,
    Shape,
)
from opora.reports.tables import Table

LOOKS = ("f-late", "f-back", "f-load", "f-ok")
GROUP_WORDS = ("самые трудные условия", "трудные условия", "средние условия", "лучшие условия")
ROW, MARGIN, WIDTH = 26, 0.06, 640
Z = 1.96


def group_words(group: int | None, count: int) -> str:
    """Return what a group means: of four by words, of others by number."""
    if group is None:
        return "индекс не вычислен"
    return GROUP_WORDS[group - 1] if count == len(GROUP_WORDS) else f"группа {group} из {count}"


def groups_chart(run: ContextRun, scores: Sequence[ContextScore]) -> Chart | None:
    """Draw the points of schools by the alphabet with their limits and the cuts of groups."""
    known = [one for one in scores if one.points is not None and one.error is not None]
    if not known:
        return None
    count = len(known)
    marks: list[Mark] = [Limit(cut) for cut in run.scale.cuts]
    rows = []
    for place, one in enumerate(known):
        points, spread = one.points or 0.0, Z * (one.error or 0.0)
        y = count - place - 0.5
        words = f"{one.school.short_name}: {points:.0f} ± {spread:.0f}"
        marks += [
            Interval(points - spread, points + spread, y),
            Point((points, y), words=words, address=reverse("school", args=[one.school_id])),
        ]
        rows.append((one.school.short_name, round(points, 1), round(spread, 1)))
    names = tuple(
        (count - place - 0.5, one.school.short_name) for place, one in enumerate(known)
    )
    table = Table("Индекс социального благополучия", ("Школа", "Баллы", "± 95 %"), rows)
    ends = [
        value for mark in marks if isinstance(mark, Interval) for value in (mark.low, mark.high)
    ]
    low, high = min(20.0, *ends), max(80.0, *ends)
    ticks = tuple((float(value), str(value)) for value in range(20, 81, 10))
    return Chart(
        f"Индекс {count} школ по алфавиту; пунктир — границы групп", table,
        Axis(low, high, ticks, "баллы, 50 — среднее региона"), Axis(0, count, names),
        tuple(marks), height=ROW * count + 64, left=200, width=WIDTH + 120,
    )  # fmt: skip


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
        look = LOOKS[min(one.group, len(LOOKS)) - 1] if one.group else "f-planned"
        name = one.school.short_name
        address = reverse("school", args=[one.school_id])
        marks.append(Point(spot, look, f"{name}: {words}", address, 7))
        rows.append((name, one.points and round(one.points, 1), words, one.school.address))
    table = Table(
        f"Школы: {territory.name}", ("Школа", "Индекс, баллы", "Условия", "Адрес"), rows
    )
    tall = (ys[1] - ys[0]) / ((xs[1] - xs[0]) or 1)
    return Chart(
        f"Карта: {len(scores)} школ, {territory.name}", table, Axis(*xs), Axis(*ys),
        tuple(marks), tuple(map(Key, LOOKS, GROUP_WORDS)),
        width=WIDTH, height=int(min(900, max(240, WIDTH * tall))), left=14,
    )  # fmt: skip


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
