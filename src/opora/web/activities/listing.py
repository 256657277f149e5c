"""The list of activities under the conditions of the address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.activities import queries
from opora.domain.activities.models import Activity, ActivityQuerySet, Series
from opora.domain.activities.models.activities import topics
from opora.domain.activities.permissions import organisers_for
from opora.domain.activities.queries import Line, Wanted
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.teams.models import Meeting, Team
from opora.reports.tables import Cell, Table
from opora.web.activities.forms import types
from opora.web.kept import kept
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.tables import asked_kind, table_file
from opora.web.year_lists import OfOneYear
from opora.web.years import label

MOST_SCHOOLS = 100
"""More schools than these are not listed to choose from: the words of the title narrow."""
CHUNK = 500
WAITS = ("waits", "Ждёт отметки о проведении")
"""Planned, and its day has come: not a state of its own, but what is to be done."""
COLUMNS = (
    "День", "Мероприятие", "Вид", "Тема", "Кто проводит", "Для скольких организаций",
    "Человек", "Часов", "Состояние",
)  # fmt: skip


class Conditions(OfOneYear):
    """What of the activities in sight is shown."""

    status = forms.ChoiceField(
        required=False, choices=[("", "любое"), WAITS, *Activity.Status.choices]
    )
    topic = forms.ChoiceField(required=False)
    series = forms.ModelChoiceField(Series.objects.all(), required=False)

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data, user=user, on=on, types=types())
        self.address = data
        self.fields["topic"].choices = [("", "любая"), *topics().items()]  # type: ignore[attr-defined]
        seen = Organisation.objects.visible_to(user, on=on)
        self.schools = list(seen.schools().order_by("short_name")[: MOST_SCHOOLS + 1])

    @property
    def lists_schools(self) -> bool:
        """Whether the schools are few enough to choose from."""
        return 1 < len(self.schools) <= MOST_SCHOOLS

    def chips(self) -> Iterator[tuple[str, str]]:
        """Give each applied condition: its words and the address without it."""
        for name, value in self.cleaned_data.items():
            if value and name != "year":
                left = self.address.copy()
                left.pop(name, None)
                left.pop("page", None)
                yield self._words(name, value), f"?{left.urlencode()}"

    def _words(self, name: str, value: Any) -> str:
        if name in {"type", "status", "topic"}:
            chosen: dict[str, str] = dict(self.fields[name].choices)  # type: ignore[attr-defined]
            return chosen[value]
        return f"Слова: {value}" if name == "q" else str(value)


@login_required
@require_GET
def activity_list(request: UserRequest) -> HttpResponseBase:
    """List the activities of a school year, the newest first."""
    today = localdate()
    form = Conditions(request.GET, user=request.user, on=today)
    year = form.school_year(request, today)
    found = Activity.objects.none()
    if form.is_valid():
        found = _under(request, form.cleaned_data, year, today)
    if kind := asked_kind(request):
        return table_file(_table(found, year), kind)
    return _draw(request, form, year, found)


def _draw(
    request: UserRequest, form: Conditions, year: SchoolYear, found: ActivityQuerySet
) -> HttpResponse:
    today = localdate()
    asked = request.GET.copy()
    asked.pop("page", None)
    key = ("activities", request.user.pk, today, year, asked.urlencode())
    page = page_of(found, request, count=kept(key, found.count))
    context = {
        "today": today,
        "form": form,
        "year": year.start,
        "year_label": label(year.start),
        "chips": list(form.chips()) if form.is_valid() else [],
        "page": page,
        "lines": queries.lines(page),
        **_to_do(request, year, today),
    }
    partial = request.htmx and not request.htmx.boosted
    name = "rows" if partial else "list"
    return render(request, f"web/activities/{name}.html", context)


def _to_do(request: UserRequest, year: SchoolYear, today: date) -> dict[str, object]:
    """Count what waits for those who enter activities, and meetings that teams keep."""
    led = organisers_for(request.user, on=today)
    rows = Activity.objects.filter(organiser__in=led).waiting(on=today)
    waits = rows.within(year.first_day, year.last_day).count()
    teams = Team.objects.visible_to(request.user, on=today)
    met = Meeting.objects.filter(
        removed="", day__range=(year.first_day, year.last_day), team__in=teams
    )
    return {"may_enter": led.exists(), "waits": waits, "met": met.count()}


def _under(
    request: UserRequest, told: dict[str, Any], year: SchoolYear, today: date
) -> ActivityQuerySet:
    waits = told["status"] == WAITS[0]
    wanted = Wanted(
        start=year.first_day, end=year.last_day, type=told["type"], waits=waits,
        status="" if waits else told["status"],
        topic=told["topic"], school=told["school"], words=words_of(request),
        series=told["series"].pk if told["series"] else None,
    )  # fmt: skip
    return queries.activity_list(request.user, wanted, on=today)


def _table(found: ActivityQuerySet, year: SchoolYear) -> Table:
    note = (
        "Человек: отмеченные в списке участников, а если списка нет, число, названное при "
        "отметке о проведении; пусто: не названо."
    )
    return Table(f"Мероприятия {year}", COLUMNS, _rows(found), note)


def _rows(found: ActivityQuerySet) -> Iterator[tuple[Cell, ...]]:
    """Give rows in pieces, so that a region's year is written in constant memory."""
    at = 0
    while piece := list(found[at : at + CHUNK]):
        yield from map(_cells, queries.lines(piece))
        at += CHUNK


def _cells(line: Line) -> tuple[Cell, ...]:
    one = line.activity
    hours = float(one.hours) if one.hours is not None else None
    return (
        one.day, one.title, one.type_title, one.topic_words, one.organiser.short_name,
        line.schools, line.people, hours, one.get_status_display(),
    )  # fmt: skip
