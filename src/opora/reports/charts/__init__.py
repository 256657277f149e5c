"""Charts: one specification each, drawn as SVG, with its table beside it.

Specification and table say the same; colours are classes of the theme, so that one drawing
serves the light page, the dark page and the print. See ``docs/decisions/0010``.
"""

from opora.reports.charts.drawing import draw, narrow
from opora.reports.charts.model import (
    Axis,
    Bar,
    Chart,
    Interval,
    Key,
    Limit,
    Line,
    Mark,
    Point,
    Shape,
    Zone,
)
from opora.reports.charts.ready import Dot, Span, histogram, intervals, lines, scatter

__all__ = [
    "Axis",
    "Bar",
    "Chart",
    "Dot",
    "Interval",
    "Key",
    "Limit",
    "Line",
    "Mark",
    "Point",
    "Shape",
    "Span",
    "Zone",
    "draw",
    "histogram",
    "intervals",
    "lines",
    "narrow",
    "scatter",
]
