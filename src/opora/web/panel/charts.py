"""Drawings of the panel as plain numbers: progress by months, load of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from opora.domain.roadmaps.queries import LoadRow, MonthProgress
from opora.web.words import MONTHS_SHORT

WIDTH, HEIGHT, BOTTOM, LEFT = 520, 180, 24, 40
STEP = 40
BAR_WIDTH = 260
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Progress:
    """Two growing lines: what had to be done and what was accepted. Coordinates are strings."""

    planned: str
    accepted: str
    months: tuple[tuple[str, str], ...]
    ticks: tuple[tuple[str, str], ...]
    label: str
    today: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def progress_chart(months: Sequence[MonthProgress], *, today: date) -> Progress | None:
    """Draw the progress; the accepted line ends with the current month. None without months."""
    if not months:
        return None
    top = max(1, *(max(one.planned, one.accepted) for one in months))
    step = (WIDTH - LEFT - 10) / max(1, len(months) - 1)
    xs = [LEFT + i * step for i in range(len(months))]
    past = [i for i, one in enumerate(months) if one.month <= today]
    return Progress(
        planned=_line(xs, [one.planned for one in months], top),
        accepted=_line([xs[i] for i in past], [months[i].accepted for i in past], top),
        months=_month_labels(months, xs),
        ticks=tuple((_px(_y(value, top) + 4), str(value)) for value in (0, top // 2, top)),
        label=_progress_words(months, today),
        today=_px(xs[past[-1]]) if past else "",
    )


def _month_labels(
    months: Sequence[MonthProgress], xs: Sequence[float]
) -> tuple[tuple[str, str], ...]:
    every = -(-len(months) // MOST_LABELS)
    return tuple(
        (_px(x), MONTHS_SHORT[one.month.month - 1])
        for i, (one, x) in enumerate(zip(months, xs, strict=True))
        if i % every == 0
    )


def _progress_words(months: Sequence[MonthProgress], today: date) -> str:
    known = [one for one in months if one.month <= today] or months[:1]
    now = known[-1]
    return (
        f"К концу месяца {now.month:%m.%Y} нужно исполнить {now.planned}, "
        f"принято {now.accepted}; за весь срок — {months[-1].planned}"
    )


def _line(xs: Sequence[float], values: Sequence[int], top: int) -> str:
    points = zip(xs, values, strict=True)
    return " ".join(f"{_px(x)},{_px(_y(value, top))}" for x, value in points)


def _y(value: int, top: int) -> float:
    floor = HEIGHT - BOTTOM
    return floor - (floor - 10) * value / top


@dataclass(frozen=True, slots=True)
class LoadBar:
    """One person's bars; ``y`` is where the row begins."""

    name: str
    y: int
    late: str
    ahead_x: str
    ahead: str
    total: int
    total_x: str


@dataclass(frozen=True, slots=True)
class Load:
    """Who has how much on hand."""

    bars: tuple[LoadBar, ...]
    height: int
    width: int = BAR_WIDTH + 60


def load_chart(rows: Sequence[LoadRow]) -> Load | None:
    """Draw what is late, then what falls due in 30 days. None if nobody has anything."""
    busy = [row for row in rows if row.overdue + row.to_do]
    if not busy:
        return None
    scale = BAR_WIDTH / max(row.overdue + row.to_do for row in busy)
    bars = tuple(_bar(row, i * STEP, scale) for i, row in enumerate(busy))
    return Load(bars, height=STEP * len(bars))


def _bar(row: LoadRow, y: int, scale: float) -> LoadBar:
    late, ahead = row.overdue * scale, row.to_do * scale
    name = f"{row.person_name}, {row.name}" if row.person else row.name
    total = row.overdue + row.to_do
    return LoadBar(
        name, y, _px(late), _px(late + 1.5), _px(ahead), total, _px(late + ahead + 8)
    )


def _px(value: float) -> str:
    return f"{value:.1f}"
