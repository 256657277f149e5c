"""A month as a grid of days with a mark for what falls due, as plain numbers for a drawing."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from opora.web.looks import STATES
from opora.web.words import WEEKDAYS, counted

CELL_WIDTH, CELL_HEIGHT, HEAD = 38, 42, 20
MOST_MARKS = 3


class Entry(Protocol):
    """Something due on a day; ``queries.CalendarEntry`` is one."""

    @property
    def day(self) -> date:
        """When it is due."""
        ...

    @property
    def state(self) -> str:
        """Key of ``looks.STATES``."""
        ...


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: where it stands and what falls due."""

    day: date
    x: int
    y: int
    marks: tuple[tuple[int, str], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    """Everything that ``web/components/month.html`` draws."""

    first: date
    heads: tuple[tuple[int, str], ...]
    cells: tuple[Cell, ...]
    height: int
    label: str
    width: int = 7 * CELL_WIDTH


def month_grid(entries: Iterable[Entry], day: date) -> Month:
    """Lay out the month of a day."""
    due: dict[date, list[str]] = defaultdict(list)
    for entry in entries:
        due[entry.day].append(entry.state)
    weeks = calendar.Calendar().monthdatescalendar(day.year, day.month)
    cells = [
        _cell(one, column, row, due[one])
        for row, week in enumerate(weeks)
        for column, one in enumerate(week)
        if one.month == day.month
    ]
    return Month(
        first=day.replace(day=1),
        heads=tuple((_middle(i), name) for i, name in enumerate(WEEKDAYS)),
        cells=tuple(cells),
        height=HEAD + CELL_HEIGHT * len(weeks),
        label=_words(cells),
    )


def _cell(day: date, column: int, row: int, states: list[str]) -> Cell:
    x, y = _middle(column), HEAD + row * CELL_HEIGHT
    shown = states[:MOST_MARKS]
    start = x - 4 * (len(shown) - 1)
    marks = tuple(
        (start + 8 * i, STATES[state].css.replace("is-", "f-")) for i, state in enumerate(shown)
    )
    return Cell(day, x, y, marks, len(states))


def _middle(column: int) -> int:
    return column * CELL_WIDTH + CELL_WIDTH // 2


def _words(cells: list[Cell]) -> str:
    due = [
        f"{cell.day:%d.%m} — {counted(cell.count, 'срок,срока,сроков')}"
        for cell in cells
        if cell.count
    ]
    return "Сроки: " + ", ".join(due) if due else "В этом месяце сроков нет"
