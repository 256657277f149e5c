"""Charts of usual kinds, made from rows of data together with their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

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
    Zone,
)
from opora.reports.tables import Table, shown

TICKS = 5
MOST_LABELS = 16
ROW = 28
REGION = "столько же работ региона"


@dataclass(frozen=True, slots=True)
class Span:
    """One row of ``intervals``: an estimate with its limits, in per cent."""

    name: str
    value: float
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """One dot of ``scatter``."""

    name: str
    x: float
    y: float
    look: str = "pt"
    address: str = ""


def histogram(  # noqa: PLR0913 — the words around the bars
    title: str,
    counts: Mapping[int, int],
    *,
    value: str,
    unit: str,
    limits: Mapping[float, str] | None = None,
    expected: Mapping[int, float] | None = None,
) -> Chart:
    """Draw how many there are of each whole value; boundaries are dashed lines.

    Parameters
    ----------
    counts : mapping of int to int
        How many of each value.
    value, unit : str
        What is counted over and what is counted: «первичный балл», «участников».
    limits : mapping of float to str, optional
        Boundaries between values with their words.
    expected : mapping of int to float, optional
        A reference drawn as a line, in the same unit.
    """
    limits, expected = limits or {}, expected or {}
    values = range(min(counts, default=0), max(counts, default=0) + 1)
    top = max([*counts.values(), *expected.values(), 1])
    x = Axis(values[0] - 0.6, values[-1] + 0.6, _whole_ticks(values), value)
    bars = [Bar(one, counts.get(one, 0), "f-load", f"{one}: {counts.get(one, 0)} {unit}")
            for one in values]  # fmt: skip
    marks: list[Mark] = [*bars, *(Limit(at, words) for at, words in limits.items())]
    if expected:
        marks.append(Line(tuple(sorted(expected.items())), "o-ln-plan"))
    columns = (
        value.capitalize(),
        unit.capitalize(),
        *((REGION.capitalize(),) if expected else ()),
    )
    rows = [
        (one, counts.get(one, 0), *((round(expected.get(one, 0), 1),) if expected else ()))
        for one in values
    ]
    note = "; ".join(f"{words} — {shown(at)}" for at, words in limits.items())
    legend = (Key("o-ln-plan", REGION),) if expected else ()
    total = sum(counts.values())
    summary = f"{title}: всего {total} {unit}, {value} от {values[0]} до {values[-1]}"
    return Chart(
        summary, Table(title, columns, rows, note), x, _from_zero(top), tuple(marks), legend
    )


def intervals(
    title: str, spans: Sequence[Span], *, limit: float | None = None, most: float = 100
) -> Chart:
    """Draw estimates with their limits one under another, per cent along x.

    Parameters
    ----------
    spans : sequence of Span
        In the order given, which must not be one of merit.
    limit : float, optional
        A threshold; the field beyond it is tinted. [%]
    most : float, default 100
        Where the axis ends. [%]
    """
    count = len(spans)
    marks: list[Mark] = [] if limit is None else [Zone(limit, most), Limit(limit)]
    for place, one in enumerate(spans):
        y = count - place - 0.5
        words = f"{one.name}: {shown(one.value)} %, от {shown(one.low)} до {shown(one.high)} %"
        marks += [Interval(one.low, min(one.high, most), y), Point((one.value, y), words=words)]
    ticks = tuple((most * part / TICKS, f"{most * part / TICKS:.0f} %") for part in range(6))
    names = tuple((count - place - 0.5, one.name) for place, one in enumerate(spans))
    rows = [(one.name, one.value, one.low, one.high, one.note) for one in spans]
    columns = ("Название", "Доля, %", "Не меньше, %", "Не больше, %", "Примечание")
    words = "; ".join(str(mark.words) for mark in marks if isinstance(mark, Point))
    return Chart(
        f"{title}. {words}", Table(title, columns, rows),
        Axis(0, most, ticks), Axis(0, count, names), tuple(marks),
        height=ROW * count + 46, left=220,
    )  # fmt: skip


def lines(
    title: str, years: Sequence[str], series: Mapping[str, Sequence[float | None]], *, unit: str
) -> Chart:
    """Draw series over years; a year without a value breaks the line.

    Parameters
    ----------
    series : mapping of str to sequence of float or None
        One value a year; None where there is none or where it may not be compared.
    """
    known = [value for one in series.values() for value in one if value is not None]
    looks = ("o-ln-done", "o-ln-plan", "o-ln-third", "o-ln-fourth")
    marks: list[Mark] = []
    for look, (name, values) in zip(looks, series.items(), strict=False):
        marks += [Line(run, look) for run in _runs(values)]
        marks += [Point((at, value), words=f"{name}, {years[at]}: {shown(value)} {unit}")
                  for at, value in enumerate(values) if value is not None]  # fmt: skip
    x = Axis(-0.3, len(years) - 0.7, tuple(enumerate(years)))
    rows = [(year, *(values[at] for values in series.values()))
            for at, year in enumerate(years)]  # fmt: skip
    legend = tuple(Key(look, name) for look, name in zip(looks, series, strict=False))
    summary = f"{title}. " + "; ".join(
        str(mark.words) for mark in marks if isinstance(mark, Point)
    )
    table = Table(title, ("Год", *(f"{name}, {unit}" for name in series)), rows)
    return Chart(
        summary, table, x, _from_zero(max(known, default=0) or 1), tuple(marks), legend
    )


def scatter(
    title: str,
    dots: Sequence[Dot],
    *,
    x: tuple[str, float],
    y: tuple[str, float],
    fields: Mapping[str, str] | None = None,
) -> Chart:
    """Draw dots on two scales cut by two lines: four fields.

    Parameters
    ----------
    x, y : (str, float)
        Label of the scale and where it is cut.
    fields : mapping of str to str, optional
        What each look of a dot means.
    """
    across, up = _around([one.x for one in dots], x[1]), _around([one.y for one in dots], y[1])
    marks: list[Mark] = [Limit(x[1]), Limit(y[1], level=True)]
    marks += [Point((one.x, one.y), one.look, one.name, one.address) for one in dots]
    named = fields or {}
    rows = [(one.name, one.x, one.y, named.get(one.look, "")) for one in dots]
    return Chart(
        f"{title}: {len(dots)} точек, границы {shown(x[1])} и {shown(y[1])}",
        Table(title, ("Название", x[0], y[0], "Поле"), rows),
        Axis(*across, _ticks(*across), x[0]), Axis(*up, _ticks(*up), y[0], grid=True),
        tuple(marks), tuple(Key(look, words) for look, words in named.items()),
        height=360,
    )  # fmt: skip


def _from_zero(top: float) -> Axis:
    high = top * 1.05
    return Axis(0, high, _ticks(0, high), grid=True)


def _around(values: Sequence[float], cut: float) -> tuple[float, float]:
    low, high = min([*values, cut]), max([*values, cut])
    room = (high - low) * 0.06 or 1
    return low - room, high + room


def _ticks(low: float, high: float) -> tuple[tuple[float, str], ...]:
    """Return round values between two, four to eight of them."""
    raw = (high - low) / TICKS
    power = 10.0 ** floor(log10(raw))
    step = next(one * power for one in (1, 2, 5, 10) if one * power >= raw)
    first = ceil(low / step)
    values = [round(step * at, 10) for at in range(first, int(high // step) + 1)]
    return tuple((value, shown(value)) for value in values)


def _whole_ticks(values: range) -> tuple[tuple[float, str], ...]:
    every = max(1, -(-len(values) // MOST_LABELS))
    return tuple((one, str(one)) for one in values if (one - values[0]) % every == 0)


def _runs(values: Sequence[float | None]) -> list[tuple[tuple[float, float], ...]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((at, value))
    return [tuple(run) for run in runs if len(run) > 1]
