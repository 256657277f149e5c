"""The plan of a month, day by day, and its calendar for a phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from opora.domain.activities import queries
from opora.domain.activities.models import Activity, ActivityQuerySet
from opora.domain.activities.queries import Line
from opora.reports.activity_calendar import SCOPE
from opora.reports.tables import Table
from opora.web.accounts.subscriptions import give_feed
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.tables import asked_kind, table_file
from opora.web.words import MONTH_NAMES

PER_PAGE = 200
MONTHS, EARLIEST, LATEST = 12, 2000, 2100


@login_required
@require_GET
def month(request: UserRequest, year: int, month: int) -> HttpResponseBase:
    """Show what is planned and was held in a month, by day."""
    if not (1 <= month <= MONTHS and EARLIEST <= year <= LATEST):
        raise Http404
    first = date(year, month, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    found = _of(request, first, following - timedelta(days=1))
    title = f"{MONTH_NAMES[month - 1]} {year}"
    if kind := asked_kind(request):
        return table_file(_table(found, title), kind)
    page = page_of(found, request, per_page=PER_PAGE)
    context = {
        "title": title,
        "page": page,
        "days": by_day(queries.lines(page)),
        "today": localdate(),
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": following,
    }
    return render(request, "web/activities/month.html", context)


@login_required
@require_POST
def subscribe(request: UserRequest) -> HttpResponse:
    """Give the person an address of the calendar of activities, and show it among theirs."""
    return give_feed(request, SCOPE)


def by_day(lines: Iterable[Line]) -> list[tuple[date, list[Line]]]:
    """Put lines that come in the order of days under their days."""
    return [(day, list(rows)) for day, rows in groupby(lines, lambda one: one.activity.day)]


def _of(request: UserRequest, first: date, last: date) -> ActivityQuerySet:
    rows = Activity.objects.visible_to(request.user, on=localdate()).within(first, last)
    return (
        rows.exclude(status=Activity.Status.WITHDRAWN)
        .select_related("organiser")
        .order_by("day", "begins_at", "pk")
    )


def _table(found: ActivityQuerySet, title: str) -> Table:
    rows = (
        (
            one.day, f"{one.begins_at:%H:%M}" if one.begins_at else None, one.title,
            one.type_title, one.place or one.link, one.organiser.short_name,
            one.get_status_display(),
        )
        for one in found.iterator()
    )  # fmt: skip
    columns = ("День", "Начало", "Мероприятие", "Вид", "Место", "Кто проводит", "Состояние")
    return Table(f"План мероприятий: {title}", columns, rows)
