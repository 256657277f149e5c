"""The change of a school from year to year, and the refusal where years do not compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opora.analytics.dynamics import Direction, change_of_shares
from opora.domain.assessments.disclosure import ShownCount, shown_count
from opora.domain.assessments.models import SchoolCount
from opora.domain.assessments.queries import Point, Series
from opora.methodology.comparability import Break
from opora.methodology.fioko import load_fioko
from opora.reports.charts import Axis, Chart, lines
from opora.web.results.names import work_name
from opora.web.results.words import FEWEST_FOR_PERCENT, out_of_ten, points

_FIOKO = {"positive": "положительная", "neutral": "нейтральная", "negative": "отрицательная"}
_FEWEST_YEARS = 2
_WIDTH, _HEIGHT = 520, 200
_MOST_STRETCHES = 4
"""A drawing has as many looks of lines."""


Limits = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Side:
    """A year of a work as a person may see it."""

    year: int
    shown: ShownCount


@dataclass(frozen=True, slots=True)
class Change:
    """Two years of a work that follow each other.

    ``breaks`` forbid to compare them; then ``limits`` are empty and ``words`` say why.
    """

    before: Side
    after: Side
    breaks: tuple[Break, ...]
    limits: Limits
    words: str

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both years."""
        return self.before, self.after

    @property
    def shown(self) -> tuple[str, ...]:
        """The difference and its limits in words; empty where there is no comparison."""
        return tuple(points(one / 100) for one in self.limits if one is not None)


@dataclass(frozen=True, slots=True)
class Trend:
    """A work over the years: its drawing where there is something to draw, its changes."""

    code: str
    name: str
    changes: tuple[Change, ...]
    chart: Chart | None


def trends_of(series: Sequence[Series], *, full: bool) -> list[Trend]:
    """Return the works that were sat in at least two years, in the order of the works.

    Parameters
    ----------
    series : sequence of Series
        All results of a school.
    full : bool
        Counts of one to four pupils may be seen; else they are hidden, and with them every
        comparison with them.
    """
    return [_trend(one, full=full) for one in series if len(one.points) > 1]


def _trend(one: Series, *, full: bool) -> Trend:
    pairs = zip(one.points, one.points[1:], strict=False)
    changes = tuple(_change(before.count, after, full=full) for before, after in pairs)
    return Trend(one.code, work_name(one.code), changes, _chart(one, full=full))


def _change(earlier: SchoolCount, point: Point, *, full: bool) -> Change:
    later = point.count
    before, after = _side(earlier, full=full), _side(later, full=full)
    if point.breaks:
        why = "; ".join(f"{one.year}: {one.title}" for one in point.breaks)
        words = f"Сравнивать нельзя. {why}."
        return Change(before, after, point.breaks, _NOTHING, words)
    if before.shown.is_hidden or after.shown.is_hidden:
        return Change(before, after, (), _NOTHING, "Сравнение скрыто вместе с числами.")
    if not (earlier.participants and later.participants):
        words = "В одном из годов нет участников."
        return Change(before, after, (), _NOTHING, words)
    limits, words = _compared(earlier, later)
    return Change(before, after, (), limits, words)


def _side(count: SchoolCount, *, full: bool) -> Side:
    return Side(count.round.year, shown_count(count, full=full))


def _compared(before: SchoolCount, after: SchoolCount) -> tuple[Limits, str]:
    """Return the difference with its limits in per cent points, and what it means."""
    found = change_of_shares(
        [before.below], [before.participants], [after.below], [after.participants]
    )
    direction = found.directions()[0]
    difference = float(found.difference[0])
    limits = tuple(
        round(100 * float(one[0]), 1) for one in (found.difference, found.lower, found.upper)
    )
    words = _words(direction, difference, float(found.improved[0]))
    return (limits[0], limits[1], limits[2]), words


_NOTHING: Limits = (None, None, None)


def _words(direction: Direction, difference: float, improved: float) -> str:
    """Say what may be said: a change that chance explains is no dynamics at all."""
    grew = difference > 0
    side = f"{'выросла' if grew else 'снизилась'} на деле — "
    sure = f"доля {points(difference)}, {side}{out_of_ten(1 - improved if grew else improved)}"
    if direction == Direction.INDISTINCT:
        return f"Неотличимо от случайного: {sure}. Положительной динамикой это не считается."
    fioko = _FIOKO[load_fioko().judge_change(100 * difference)]
    return f"{str(direction).capitalize()}: {sure}. По порогам ФИОКО-2026 динамика {fioko}."


def _chart(one: Series, *, full: bool) -> Chart | None:
    """Draw each stretch of comparable years as a line of its own, the last of them."""
    stretches = _stretches(one.points, full=full)[-_MOST_STRETCHES:]
    shown = [point for stretch in stretches for point in stretch]
    if len(shown) < _FEWEST_YEARS:
        return None
    drawn = {
        _stretch_name(stretch): [
            _percent(point.count) if point in stretch else None for point in shown
        ]
        for stretch in stretches
    }
    years = [str(point.count.round.year) for point in shown]
    drawing = lines(f"Доля ниже границы: {work_name(one.code)}", years, drawn, unit="%")
    # The whole of the axis: a change of few per cent must not look like a leap.
    ticks = tuple((float(value), f"{value} %") for value in range(0, 101, 25))
    return replace(drawing, y=Axis(0, 100, ticks, grid=True), width=_WIDTH, height=_HEIGHT)


def _stretches(points_: Sequence[Point], *, full: bool) -> list[list[Point]]:
    """Part the years at every break; years of too few people or hidden are left out then."""
    stretches: list[list[Point]] = []
    for point in points_:
        if not stretches or point.breaks:
            stretches.append([])
        is_few = point.count.participants < FEWEST_FOR_PERCENT
        if not is_few and not shown_count(point.count, full=full).is_hidden:
            stretches[-1].append(point)
    return [stretch for stretch in stretches if stretch]


def _stretch_name(stretch: Sequence[Point]) -> str:
    first, last = stretch[0].count.round.year, stretch[-1].count.round.year
    return str(first) if first == last else f"{first}–{last}"


def _percent(count: SchoolCount) -> float:
    return round(100 * count.below / count.participants, 1)
