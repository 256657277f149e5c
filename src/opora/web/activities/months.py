"""The plan of a month, day by day, and its calendar for a phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from opora.domain.activities import queries
from opora.domain.activities.models import Activity, ActivityQuerySet
from opora.domain.activities.queries import Line
from opora.domain.teams.models import Meeting, Team
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
    last = following - timedelta(days=1)
    found = _of(request, first, last)
    title = f"{MONTH_NAMES[month - 1]} {year}"
    if kind := asked_kind(request):
        return table_file(_table(found, _meetings(request, first, last), title), kind)
    page = page_of(found, request, per_page=PER_PAGE)
    span = (first if page.number == 1 else page[0].day,
            last if not page.has_next() else page[-1].day)  # fmt: skip
    context = {
        "title": title,
        "page": page,
        "days": by_day(queries.lines(page), _meetings(request, *span)),
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


@dataclass(frozen=True, slots=True)
class Day:
    """What stands on a day: activities, and meetings of teams."""

    day: date
    lines: tuple[Line, ...]
    meetings: tuple[Meeting, ...]


def by_day(lines: Iterable[Line], meetings: Iterable[Meeting] = ()) -> list[Day]:
    """Put activities and meetings of teams under their days."""
    told: dict[date, tuple[list[Line], list[Meeting]]] = defaultdict(lambda: ([], []))
    for line in lines:
        told[line.activity.day][0].append(line)
    for meeting in meetings:
        told[meeting.day][1].append(meeting)
    return [Day(day, tuple(told[day][0]), tuple(told[day][1])) for day in sorted(told)]


def _meetings(request: UserRequest, first: date, last: date) -> list[Meeting]:
    """Return meetings of teams in sight: they stand in the plan of a month like the others."""
    teams = Team.objects.visible_to(request.user, on=localdate())
    standing = teams.exclude(status=Team.Status.WITHDRAWN)
    rows = Meeting.objects.filter(removed="", day__range=(first, last), team__in=standing)
    return list(rows.select_related("team__owner").order_by("day", "pk"))


def _of(request: UserRequest, first: date, last: date) -> ActivityQuerySet:
    rows = Activity.objects.visible_to(request.user, on=localdate()).within(first, last)
    return (
        rows.exclude(status=Activity.Status.WITHDRAWN)
        .select_related("organiser")
        .order_by("day", "begins_at", "pk")
    )


Row = tuple[date, str | None, str, str, str, str, str]


def _table(found: ActivityQuerySet, meetings: Iterable[Meeting], title: str) -> Table:
    rows = merge(map(_activity_row, found.iterator()), map(_meeting_row, meetings), key=_day)
    columns = ("День", "Начало", "Мероприятие", "Вид", "Место", "Кто проводит", "Состояние")
    return Table(f"План мероприятий: {title}", columns, rows)


def _day(row: Row) -> date:
    return row[0]


def _activity_row(one: Activity) -> Row:
    return (
        one.day, f"{one.begins_at:%H:%M}" if one.begins_at else None, one.title,
        one.type_title, one.place or one.link, one.organiser.short_name,
        one.get_status_display(),
    )  # fmt: skip


def _meeting_row(one: Meeting) -> Row:
    state = "Проведено" if one.is_held else "Намечено"
    owner = one.team.owner.short_name
    return (one.day, None, one.team.name, "заседание команды", "", owner, state)
