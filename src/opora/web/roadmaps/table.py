"""The table of a plan: the columns of its document, then what became of each measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.queries import MeasureRow
from opora.reports.plan_table import cells_of, columns_of, section_title
from opora.web.words import days
from opora.web.year_line import YearLine, year_line

WIDTHS = {"number": "c-3", "measure": "c-measure", "deadline": "c-8", "deadline_end": "c-8"}
OTHER_WIDTH = "c-9"
OWN_ROLES = frozenset(
    {"number", "measure", "deadline", "deadline_end", "responsible", "section"}
)
"""Columns that are fields of a measure; the texts of the others are its cells."""
WIDE_FROM = 7
"""From so many columns of its own a document is wider than a screen."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the document: printed header, role, class of its width."""

    header: str
    role: str
    css: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What the document prints in one column of a row."""

    column: Column
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table, with the section rows that stand before it."""

    row: MeasureRow
    before: tuple[str, ...]
    cells: tuple[Cell, ...]
    late: str
    line: YearLine


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of the page."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def span(self) -> int:
        """How many columns a section row covers."""
        return len(self.columns) + 3

    @property
    def is_wide(self) -> bool:
        """Whether the table scrolls sideways."""
        return len(self.columns) >= WIDE_FROM


def table_of(
    edition: Edition, rows: Iterable[MeasureRow], *, school_year: int, today: date
) -> Table:
    """Lay the rows out as the document did."""
    printed = columns_of(edition)
    columns = tuple(
        Column(header, role, WIDTHS.get(role, OTHER_WIDTH)) for header, role in printed
    )
    sections = _Sections()
    lines = tuple(
        Line(
            row=row,
            before=sections.before(row),
            cells=tuple(map(Cell, columns, cells_of(row.measure, printed))),
            late=late_words(row, today=today),
            line=year_line(row.dots, school_year=school_year, today=today),
        )
        for row in rows
    )
    return Table(columns, lines)


class _Sections:
    """Remembers the section of the row above."""

    def __init__(self) -> None:
        self._section: int | None = None
        self._direction = ""

    def before(self, row: MeasureRow) -> tuple[str, ...]:
        section = row.measure.section
        if section is None or section.pk == self._section:
            return ()
        self._section = section.pk
        title = section_title(section)
        if section.direction and section.direction != self._direction:
            self._direction = section.direction
            return (section.direction, title)
        return (title,)


def late_words(row: MeasureRow, *, today: date) -> str:
    """Say what is late: «23 дня», of several «2 из 14, 23 дня»; nothing if nothing is.

    A delay is counted from the control day, so its first day is the day after.
    """
    tally = row.tally
    if not tally.overdue:
        return ""
    late = days(tally.days_late(on=today))
    return late if tally.total == 1 else f"{tally.overdue} из {tally.come_due}, {late}"
