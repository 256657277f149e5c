"""Shares of low results of a school over the years, as the person may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from opora.analytics.disclosure import LEAST_FOR_SHARE, SMALLEST_SHOWN, is_telling
from opora.analytics.dynamics import Direction, change_of_shares
from opora.analytics.shares import wilson
from opora.domain.assessments.disclosure import HIDDEN
from opora.domain.assessments.queries import Point as YearPoint
from opora.domain.assessments.queries import Series
from opora.methodology.rules import Rule
from opora.methodology.subjects import load_subjects
from opora.reports.charts import Axis, Chart, Interval, Limit, Line, Mark, Point, Shape, draw
from opora.reports.tables import Cell, Table
from opora.web.results.names import work_name

WIDTH, HEIGHT, EDGE = 196, 116, 6
LEAST_TOP = 60.0
"""Per cent that small drawings reach at least, so that those of a page compare."""


@dataclass(frozen=True, slots=True)
class Share:
    """A work of a year; counts are None where they are hidden from the person.

    ``share``, ``low`` and ``high`` are in per cent, None also of fewer than ten participants.
    """

    year: int
    below: int | None
    participants: int | None
    share: float | None
    low: float | None
    high: float | None
    broken: str

    @property
    def words(self) -> str:
        """The counts: «6 из 17», or that they are hidden."""
        return HIDDEN if self.below is None else f"{self.below} из {self.participants}"


@dataclass(frozen=True, slots=True)
class Work:
    """One assessment of a school over the years."""

    code: str
    name: str
    shares: tuple[Share, ...]
    change: Direction

    @property
    def last(self) -> Share:
        """The latest year."""
        return self.shares[-1]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A work with its small drawing; empty where no year has a share to draw.

    ``threshold`` is that of the rule, None for works that the rule does not look at. [%]
    """

    work: Work
    drawing: SafeString
    threshold: float | None


def works_of(series: Iterable[Series], *, full: bool) -> list[Work]:
    """Return the works of a school, in the order of the works and never of the results.

    Parameters
    ----------
    series : iterable of Series
        As ``assessments.queries.series`` gives them.
    full : bool
        Counts of one to four pupils may be seen; else they are hidden, and with them the
        counts by which they could be found.
    """
    found = []
    for one in series:
        points = [point for point in one.points if point.count.participants]
        if points:
            shares = tuple(_share(point, full=full) for point in points)
            found.append(Work(one.code, work_name(one.code), shares, _change(points, shares)))
    return found


def usual(works: Sequence[Work], codes: Sequence[str], *, most: int) -> list[Work]:
    """Choose what to show first: the works of the rule, else those that everybody sits."""
    everybody = {one.code for one in load_subjects().subjects if one.everybody}
    chosen = [one for one in works if one.code in codes] or [
        one for one in works if one.code.rsplit("-", 2)[1] in everybody
    ]
    return chosen[:most]


def drawn(works: Sequence[Work], rule: Rule | None) -> list[Drawn]:
    """Draw works on one scale of per cents; where the rule looks, low results are tinted."""
    highs = [one.high for work in works for one in work.shares if one.high is not None]
    top = min(100.0, max([LEAST_TOP, *highs]))
    looked_at = rule.assessments.codes if rule else ()
    limit = float(rule.threshold.value) if rule else None
    found = []
    for work in works:
        threshold = limit if work.code in looked_at else None
        found.append(Drawn(work, _drawing(work, top, threshold), threshold))
    return found


def shares_table(title: str, works: Iterable[Work]) -> Table:
    """Lay out the works year by year."""
    columns = (
        "Работа", "Год", "Ниже границы", "Участников", "Доля, %", "Не меньше, %",
        "Не больше, %", "Сравнение с прошлым годом",
    )  # fmt: skip
    note = (
        "Границы 95 % по Уилсону. Доля не указана, если участников меньше "
        f"{LEAST_FOR_SHARE}. Порядок строк по работам, не по результату."
    )
    rows = [_cells(work, one) for work in works for one in work.shares]
    if any(row[2] == HIDDEN for row in rows):
        note += (
            f" Числа от 1 до {SMALLEST_SHOWN - 1} и те, по которым их можно вычислить, скрыты: "
            "их видят школа, её куратор и муниципалитет."
        )
    return Table(title, columns, rows, note)


def change_words(works: Iterable[Work]) -> str:
    """Say of how many works the last change is more than chance."""
    changes = [one.change for one in works]
    compared = sum(one != Direction.NO_DATA for one in changes)
    if not compared:
        return "Сравнить с прошлым годом нельзя ни одну из показанных работ."
    said = ", ".join(f"{words} {changes.count(one)}" for one, words in _CHANGES.items())
    return f"С прошлым годом сравнимы {compared} из {len(changes)}: {said}."


_CHANGES = {
    Direction.IMPROVED: "улучшение",
    Direction.WORSENED: "ухудшение",
    Direction.INDISTINCT: "изменение в пределах случайного",
}


def hidden_in(works: Iterable[Work]) -> int:
    """Count the results whose numbers are hidden from the person."""
    return sum(one.below is None for work in works for one in work.shares)


def _share(point: YearPoint, *, full: bool) -> Share:
    count = point.count
    year, below, whole = count.round.year, count.below, count.participants
    broken = "; ".join(one.title for one in point.breaks)
    if not full and is_telling(below, whole):
        return Share(year, None, None, None, None, None, broken)
    if whole < LEAST_FOR_SHARE:
        return Share(year, below, whole, None, None, None, broken)
    found = wilson([below], [whole])
    share, low, high = (
        round(100 * float(one[0]), 1) for one in (found.estimate, found.lower, found.upper)
    )
    return Share(year, below, whole, share, low, high, broken)


def _change(points: Sequence[YearPoint], shares: Sequence[Share]) -> Direction:
    """Say how the last year differs from the one before, if the two compare and are seen."""
    if len(points) < 2 or points[-1].breaks:  # noqa: PLR2004  # a pair
        return Direction.NO_DATA
    if any(one.below is None for one in shares[-2:]):
        return Direction.NO_DATA
    before, after = points[-2].count, points[-1].count
    found = change_of_shares(
        [before.below], [before.participants], [after.below], [after.participants]
    )
    return found.directions()[0]


def _cells(work: Work, one: Share) -> list[Cell]:
    counts: list[Cell] = (
        [HIDDEN, HIDDEN] if one.below is None else [one.below, one.participants]
    )
    compared = f"нельзя: {one.broken}" if one.broken else ""
    return [work.name, one.year, *counts, one.share, one.low, one.high, compared]


def _drawing(work: Work, top: float, threshold: float | None) -> SafeString:
    known = [(place, one) for place, one in enumerate(work.shares) if one.share is not None]
    if not known:
        return SafeString("")
    count = len(work.shares)
    marks: list[Mark] = []
    if threshold is not None:
        field = ((-0.5, threshold), (count - 0.5, threshold), (count - 0.5, top), (-0.5, top))
        marks += [Shape(field, "zone"), Limit(threshold, level=True)]
    marks += [
        Interval(one.low or 0, one.high or 0, place, upright=True) for place, one in known
    ]
    marks += [Line(run) for run in _runs(work.shares)]
    marks += [
        Point((place, one.share or 0), words=f"{one.year}: {one.words}", radius=4)
        for place, one in known
    ]
    ticks = tuple((place, str(one.year)) for place, one in enumerate(work.shares))
    said = "; ".join(f"{one.year} год: {one.words}" for one in work.shares)
    chart = Chart(
        f"{work.name}: {said}", shares_table(work.name, [work]),
        Axis(-0.5, count - 0.5, ticks), Axis(0, top), tuple(marks),
        width=WIDTH, height=HEIGHT, left=EDGE,
    )  # fmt: skip
    return SafeString(draw(chart))  # draw escapes all words


def _runs(shares: Sequence[Share]) -> Iterable[tuple[tuple[float, float], ...]]:
    """Yield the stretches that one line may join: no gap, no change of the test between."""
    run: list[Any] = []
    for place, one in enumerate(shares):
        if one.share is None or one.broken:
            if len(run) > 1:
                yield tuple(run)
            run = []
        if one.share is not None:
            run.append((place, one.share))
    if len(run) > 1:
        yield tuple(run)
