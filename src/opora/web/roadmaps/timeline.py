"""The year of a plan as one drawing: a line a measure, bars of periods, signs of due days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from opora.domain.organisations.school_years import SchoolYear
from opora.web.requests import UserRequest
from opora.web.roadmaps.frame import frame_of, show
from opora.web.roadmaps.rows import rows_in_sight
from opora.web.roadmaps.stretches import free_stretches
from opora.web.roadmaps.table import Line, table_of
from opora.web.roadmaps.views import shown_year
from opora.web.words import MONTH_NAMES
from opora.web.year_line import WIDTH as LINE_WIDTH
from opora.web.year_line import Mark, Window, YearLine, YearScale, place, year_scale
from opora.web.years import label, year_of

LEFT, WIDTH, TOP = 390, 1230, 24
ROW, GROUP = 26, 40
SCALE = (WIDTH - LEFT) / LINE_WIDTH
LONGEST_NAME = 40
HALF_SQUARE = 3.5


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark or a window at its place on the wide drawing; all numbers are ready strings."""

    shape: str
    css: str
    x: str
    y: str
    left: str = ""
    x2: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of the drawing: a section, or a measure with its signs."""

    y: str
    rule: str
    title: str
    number: str = ""
    measure: int = 0
    done: str = ""
    label: str = ""
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that ``timeline.html`` draws."""

    width: int
    height: int
    months: tuple[tuple[str, str, str], ...]
    free: tuple[tuple[str, str], ...]
    today: str
    lines: tuple[Drawn, ...]

    @property
    def depth(self) -> int:
        """Height below the names of the months."""
        return self.height - TOP


@login_required
@require_GET
def timeline(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Show the year of the plan on one scale."""
    frame = frame_of(request, roadmap_id)
    first, last = year_of(frame.edition.start), year_of(frame.edition.end)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() else shown_year(request, frame.edition)
    year = min(max(year, first), last)
    rows = rows_in_sight(frame)
    table = table_of(frame.edition, rows, school_year=year, today=frame.today)
    more = {
        "drawing": drawing_of(table.lines, year=year, today=frame.today),
        "narrow": [(line, widened(line.line)) for line in table.lines],
        "scale": widened_scale(),
        "years": [(one, label(one)) for one in range(first, last + 1)],
        "year": year,
    }
    return show(request, frame, "timeline", more)


def drawing_of(lines: tuple[Line, ...], *, year: int, today: date) -> Drawing:
    """Place the lines of a table on the scale of a school year."""
    drawn = tuple(_drawn(lines))
    height = TOP + sum(ROW if line.measure else GROUP for line in drawn)
    at = place(today, school_year=year)
    return Drawing(
        width=WIDTH,
        height=height,
        months=tuple(_months(year)),
        free=tuple(_free(year)),
        today=_px(LEFT + at * SCALE) if 0 <= at <= LINE_WIDTH else "",
        lines=drawn,
    )


def _months(year: int) -> Iterator[tuple[str, str, str]]:
    """Give each month: where it begins, where its name stands, its name."""
    step = (WIDTH - LEFT) / 12
    for index, first in enumerate(SchoolYear(year).months()):
        start = LEFT + index * step
        yield _px(start), _px(start + step / 2), MONTH_NAMES[first.month - 1].lower()


def _free(year: int) -> Iterator[tuple[str, str]]:
    for first, last in free_stretches(SchoolYear(year)):
        start = place(first, school_year=year)
        end = min(place(last, school_year=year) + 0.5, LINE_WIDTH)
        yield _px(LEFT + start * SCALE), _px((end - start) * SCALE)


def _drawn(lines: tuple[Line, ...]) -> Iterator[Drawn]:
    top = float(TOP)
    for line in lines:
        for title in line.before:
            yield Drawn(_px(top + GROUP - 12), _px(top + GROUP), title)
            top += GROUP
        yield _measure(line, top)
        top += ROW


def _measure(line: Line, top: float) -> Drawn:
    measure, tally = line.row.measure, line.row.tally
    text = " ".join(measure.text.split())
    short = text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
    return Drawn(
        y=_px(top + 17),
        rule=_px(top + ROW),
        title=short,
        number=measure.number,
        measure=measure.pk,
        done=f"{tally.accepted_due} из {tally.come_due}" if tally.come_due else "",
        label=line.line.label,
        signs=tuple(_signs(line.line, top + ROW / 2)),
    )


def _signs(line: YearLine, y: float) -> Iterator[Sign]:
    for window in line.windows:
        yield _bar(window, y)
    for mark in line.marks:
        yield _sign(mark, y)


def _bar(window: Window, y: float) -> Sign:
    x1, x2 = (LEFT + float(value) * SCALE for value in (window.x1, window.x2))
    return Sign("bar", window.css, _px(x1), _px(y), x2=_px(x2))


def _sign(mark: Mark, y: float) -> Sign:
    """Move a mark so that (0, 10) of its own drawing falls on its day."""
    x = LEFT + float(mark.x) * SCALE
    return Sign(mark.shape, mark.css, _px(x), _px(y - 10))


def widened(line: YearLine) -> YearLine:
    """Return the small line twice as wide, for phones; its signs keep their size."""
    marks = tuple(
        replace(mark, x=_twice(mark.x), left=_px(float(mark.x) * 2 - HALF_SQUARE))
        for mark in line.marks
    )
    windows = tuple(
        replace(window, x1=_twice(window.x1), x2=_twice(window.x2)) for window in line.windows
    )
    today = _twice(line.today) if line.today else ""
    return replace(line, marks=marks, windows=windows, today=today, width=line.width * 2)


def widened_scale() -> YearScale:
    """Return the months above the lines of ``widened``."""
    scale = year_scale()
    letters = tuple((_twice(x), letter) for x, letter in scale.letters)
    return YearScale(letters, width=scale.width * 2)


def _twice(value: str) -> str:
    return _px(float(value) * 2)


def _px(value: float) -> str:
    return f"{value:.1f}"
