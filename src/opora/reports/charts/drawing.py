"""From a specification to SVG: scales, axes and one small function a mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import singledispatch
from html import escape
from math import ceil

from opora.reports.charts.model import (
    Axis,
    Bar,
    Chart,
    Interval,
    Limit,
    Line,
    Mark,
    Point,
    Shape,
    Spot,
    Zone,
)

TOP, RIGHT, BOTTOM, LABEL = 14, 14, 24, 18
LIMIT_WORDS = 10
LETTER = 6.6
"""About how wide a letter of the drawing is. [px]"""
NARROW = 328
"""As wide as a phone shows without scrolling. [px]"""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the data lie on the drawing."""

    chart: Chart
    top: float = TOP

    @property
    def floor(self) -> float:
        """Where the x axis runs, in pixels from the top."""
        return self.chart.height - BOTTOM - (LABEL if self.chart.x.label else 0)

    def x(self, value: float) -> float:
        """From the units of x to pixels."""
        axis, width = self.chart.x, self.chart.width - self.chart.left - RIGHT
        return self.chart.left + width * (value - axis.low) / ((axis.high - axis.low) or 1)

    def y(self, value: float) -> float:
        """From the units of y to pixels."""
        axis = self.chart.y
        height = self.floor - self.top
        return self.floor - height * (value - axis.low) / ((axis.high - axis.low) or 1)

    def path(self, spots: tuple[Spot, ...]) -> str:
        """Spots as SVG writes them."""
        return " ".join(f"{_px(self.x(x))},{_px(self.y(y))}" for x, y in spots)


def draw(chart: Chart) -> str:
    """Draw a chart.

    Returns
    -------
    str
        An ``svg`` element, safe to stand in a page: all words in it are escaped.
    """
    frame = Frame(chart, _top(chart))
    size = f'width="{chart.width}" height="{chart.height}"'
    box = f'viewBox="0 0 {chart.width} {chart.height}"'
    inside = "".join((*_axes(frame), *(_drawn(mark, frame) for mark in chart.marks)))
    # A drawing with links in it is no single picture for a reader of screens.
    linked = any(isinstance(mark, Point) and mark.address for mark in chart.marks)
    role = "group" if linked else "img"
    words = escape(chart.summary)
    return f'<svg class="o-svg" {size} {box} role="{role}" aria-label="{words}">{inside}</svg>'


def narrow(chart: Chart) -> Chart:
    """Lay a chart out for a phone: as wide as its page; one without scales keeps its shape."""
    if chart.width <= NARROW:
        return chart
    words = max((len(words) for _, words in chart.y.ticks), default=0)
    scaled = bool(chart.x.ticks or chart.y.ticks)
    height = chart.height if scaled else round(chart.height * NARROW / chart.width)
    left = min(chart.left, round(words * LETTER) + 8) if scaled else chart.left
    return replace(chart, width=NARROW, height=height, left=left)


def _top(chart: Chart) -> float:
    """Where the data end above: the label of y has a row of its own over words of limits."""
    named = any(isinstance(one, Limit) and one.words for one in chart.marks)
    return TOP + (LABEL if named and chart.y.label else 0)


def _fitting(axis: Axis, frame: Frame) -> tuple[tuple[float, str], ...]:
    """Return every tick, or every second, third…, so that their words do not run together."""
    if len(axis.ticks) < 2:  # noqa: PLR2004  # one word stands alone
        return axis.ticks
    room = abs(frame.x(axis.ticks[1][0]) - frame.x(axis.ticks[0][0])) or 1
    needed = max(len(words) for _, words in axis.ticks) * LETTER + 4
    return axis.ticks[:: max(1, ceil(needed / room))]


def _axes(frame: Frame) -> Iterator[str]:
    chart, floor = frame.chart, frame.floor
    left, right = _px(chart.left), _px(chart.width - RIGHT)
    for value, words in chart.y.ticks:
        y = frame.y(value)
        if chart.y.grid:
            yield f'<line class="axis" x1="{left}" y1="{_px(y)}" x2="{right}" y2="{_px(y)}"/>'
        yield _text(chart.left - 8, y + 4, words, anchor="end")
    for value, words in _fitting(chart.x, frame):
        yield _text(frame.x(value), floor + 17, words, anchor="middle")
    if chart.x.ticks:
        base = _px(floor)
        yield f'<line class="axis2" x1="{left}" y1="{base}" x2="{right}" y2="{base}"/>'
    if chart.x.label:
        yield _text(chart.width - RIGHT, chart.height - 4, chart.x.label, anchor="end")
    if chart.y.label:
        yield _text(0, TOP - 3, chart.y.label, anchor="start")


@singledispatch
def _drawn(mark: Mark, frame: Frame) -> str:
    raise NotImplementedError(type(mark), type(frame))


@_drawn.register
def _(mark: Bar, frame: Frame) -> str:
    left, right = frame.x(mark.at - mark.width / 2), frame.x(mark.at + mark.width / 2)
    top, base = frame.y(mark.height), frame.y(max(0, frame.chart.y.low))
    place = f'x="{_px(left)}" y="{_px(top)}" width="{_px(right - left)}"'
    return (
        f'<rect class="{mark.look}" {place} height="{_px(base - top)}" rx="2">'
        f"{_title(mark.words)}</rect>"
    )


@_drawn.register
def _(mark: Line, frame: Frame) -> str:
    return f'<polyline class="ln {mark.look}" points="{frame.path(mark.spots)}"/>'


@_drawn.register
def _(mark: Point, frame: Frame) -> str:
    x, y = frame.x(mark.at[0]), frame.y(mark.at[1])
    circle = (
        f'<circle class="{mark.look}" cx="{_px(x)}" cy="{_px(y)}" r="{_px(mark.radius)}">'
        f"{_title(mark.words)}</circle>"
    )
    sign = ""
    if mark.sign:
        place = f'x="{_px(x)}" y="{_px(y + 4)}" text-anchor="middle" pointer-events="none"'
        sign = f'<text class="inv" {place}>{escape(mark.sign)}</text>'
    if not mark.address:
        return circle + sign
    link = f'href="{escape(mark.address)}" aria-label="{escape(mark.words)}"'
    return f"<a {link}>{circle}</a>{sign}"


@_drawn.register
def _(mark: Interval, frame: Frame) -> str:
    if mark.upright:
        x, low, high = frame.x(mark.y), frame.y(mark.low), frame.y(mark.high)
        ends = f'x1="{_px(x)}" y1="{_px(low)}" x2="{_px(x)}" y2="{_px(high)}"'
        return f'<line class="{mark.look}" {ends}/>'
    y = _px(frame.y(mark.y))
    ends = f'x1="{_px(frame.x(mark.low))}" y1="{y}" x2="{_px(frame.x(mark.high))}" y2="{y}"'
    return f'<line class="{mark.look}" {ends}/>'


@_drawn.register
def _(mark: Limit, frame: Frame) -> str:
    chart = frame.chart
    if mark.level:
        y = frame.y(mark.at)
        ends = f'x1="{_px(chart.left)}" y1="{_px(y)}" x2="{_px(chart.width - RIGHT)}"'
        words = _text(chart.width - RIGHT, y - 4, mark.words, anchor="end")
        return f'<line class="limit" {ends} y2="{_px(y)}"/>{words}'
    x = frame.x(mark.at)
    ends = f'x1="{_px(x)}" y1="{_px(frame.top - 2)}" x2="{_px(x)}" y2="{_px(frame.floor)}"'
    words = _text(x, frame.top - TOP + LIMIT_WORDS, mark.words, anchor="middle")
    return f'<line class="limit" {ends}/>{words}'


@_drawn.register
def _(mark: Zone, frame: Frame) -> str:
    left, right = frame.x(mark.low), frame.x(mark.high)
    size = f'width="{_px(right - left)}" height="{_px(frame.floor - frame.top)}"'
    return f'<rect class="zone" x="{_px(left)}" y="{_px(frame.top)}" {size}/>'


@_drawn.register
def _(mark: Shape, frame: Frame) -> str:
    return (
        f'<polygon class="{mark.look}" points="{frame.path(mark.spots)}">'
        f"{_title(mark.words)}</polygon>"
    )


def _title(words: str) -> str:
    return f"<title>{escape(words)}</title>" if words else ""


def _text(x: float, y: float, words: str, *, anchor: str) -> str:
    if not words:
        return ""
    return f'<text x="{_px(x)}" y="{_px(y)}" text-anchor="{anchor}">{escape(words)}</text>'


def _px(value: float) -> str:
    return f"{value:.1f}"
