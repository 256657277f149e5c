"""What a chart consists of, in the units of its data."""

from __future__ import annotations

from dataclasses import dataclass

from opora.reports.tables import Table

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high`` in units of the data; ``ticks`` are places with their words."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()
    label: str = ""
    grid: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """An upright bar over ``at``, as wide as ``width`` units of x."""

    at: float
    height: float
    look: str = "f-load"
    words: str = ""
    width: float = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """A line through spots."""

    spots: tuple[Spot, ...]
    look: str = "ln"


@dataclass(frozen=True, slots=True)
class Point:
    """A spot with its words, a link where ``address`` is given; ``sign`` stands inside."""

    at: Spot
    look: str = "pt"
    words: str = ""
    address: str = ""
    radius: float = 5
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A span along x at the height ``y``; upright, a span along y over the place ``y`` of x."""

    low: float
    high: float
    y: float
    look: str = "ci"
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A dashed line across the whole chart, upright unless ``level``."""

    at: float
    words: str = ""
    level: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A tinted field from ``low`` to ``high`` of x."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed outline, of a district say."""

    spots: tuple[Spot, ...]
    look: str = "shape"
    words: str = ""


Mark = Bar | Line | Point | Interval | Limit | Zone | Shape


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend: the look of a mark and what it means."""

    look: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what it says in a sentence, its marks and the table that says the same.

    Attributes
    ----------
    summary : str
        Read aloud in place of the drawing.
    table : reports.tables.Table
        Its twin; the title stands over both.
    width, height : int
        Of the drawing. [px]
    left : int
        Room for words of the y axis. [px]
    """

    summary: str
    table: Table
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    legend: tuple[Key, ...] = ()
    width: int = 640
    height: int = 280
    left: int = 44
