"""The plan by the days of one month."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from opora.domain.organisations.calendar import is_working
from opora.domain.roadmaps.queries import Dot, MeasureFilters, MeasureRow
from opora.web.requests import UserRequest
from opora.web.roadmaps.frame import Frame, frame_of, show
from opora.web.roadmaps.rows import in_month, rows_in_sight
from opora.web.words import MONTH_NAMES, WEEKDAYS


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure that falls due on a day."""

    row: MeasureRow
    dot: Dot


@dataclass(frozen=True, slots=True)
class Day:
    """A square of the month, with what falls due on it."""

    day: date
    is_inside: bool
    is_working: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks of a month, its name, its neighbours within the plan."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    previous: date | None
    following: date | None
    weekdays: tuple[str, ...] = WEEKDAYS

    @property
    def label(self) -> str:
        """«Ноябрь 2025»."""
        return f"{MONTH_NAMES[self.first.month - 1]} {self.first.year}"

    @property
    def busy(self) -> tuple[Day, ...]:
        """Days of the month on which something falls due."""
        return tuple(d for week in self.weeks for d in week if d.is_inside and d.entries)


class MonthForm(forms.Form):
    """The month of the address."""

    month = forms.DateField(required=False, input_formats=["%Y-%m"])


@login_required
@require_GET
def month_page(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Show a month of the plan as a grid and as a list."""
    frame = frame_of(request, roadmap_id)
    form = MonthForm(request.GET)
    asked = form.cleaned_data["month"] if form.is_valid() else None
    first = _within(asked or frame.today, frame)
    rows = rows_in_sight(frame, MeasureFilters(school_year=None))
    return show(request, frame, "calendar", {"month": month_of(first, rows, frame)})


def _within(day: date, frame: Frame) -> date:
    """Return the first day of the month, moved into the plan."""
    inside = min(max(day, frame.edition.start), frame.edition.end)
    return inside.replace(day=1)


def month_of(first: date, rows: list[MeasureRow], frame: Frame) -> Month:
    """Lay out a month: control days decide, as everywhere."""
    found: dict[date, list[Entry]] = {}
    for row in rows:
        for dot in row.dots:
            if dot.control is not None and in_month(dot, first):
                found.setdefault(dot.control, []).append(Entry(row, dot))
    days = calendar.Calendar().monthdatescalendar(first.year, first.month)
    weeks = tuple(
        tuple(
            Day(day, day.month == first.month, is_working(day), tuple(found.get(day, ())))
            for day in week
        )
        for week in days
    )
    before, after = first - timedelta(days=1), first + timedelta(days=32)
    return Month(
        first,
        weeks,
        previous=before.replace(day=1) if before >= frame.edition.start else None,
        following=after.replace(day=1) if after.replace(day=1) <= frame.edition.end else None,
    )
