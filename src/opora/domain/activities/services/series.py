"""Activities that return: made at once, changed one or all that follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.db import transaction

from opora.domain.activities.models import Activity, Series
from opora.domain.activities.permissions import require_lead
from opora.domain.activities.services import activities
from opora.domain.activities.services.activities import ActivityRefused, Plan
from opora.domain.organisations.calendar import is_working
from opora.domain.people import audit
from opora.domain.people.models import User

MOST = 60
"""Days of one series: every week of a school year, with some to spare."""
_WEEK, _LAST_WEEK = 7, 4
_WEEKS: dict[str, int] = {Series.Rhythm.WEEKLY: 1, Series.Rhythm.FORTNIGHTLY: 2}


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often, and the last day on which it may happen."""

    rhythm: str
    until: date


def days_of(first: date, repeat: Repeat) -> list[date]:
    """Return the days of a series, the first one included; no more than one beyond ``MOST``.

    A month without such a day (31 November) is left out. The fifth Tuesday of a month is taken
    as the last one, so that no month is missed.

    Examples
    --------
    >>> days_of(date(2026, 9, 8), Repeat("monthly_weekday", date(2026, 11, 30)))[1]
    datetime.date(2026, 10, 13)
    """
    weekly = repeat.rhythm in _WEEKS
    rule = rrule(
        freq=WEEKLY if weekly else MONTHLY,
        interval=_WEEKS.get(repeat.rhythm, 1),
        byweekday=_weekday(first) if repeat.rhythm == Series.Rhythm.MONTHLY_WEEKDAY else None,
        dtstart=datetime.combine(first, time.min),
        until=datetime.combine(repeat.until, time.max),
    )
    return [one.date() for one in islice(rule, MOST + 1)]


def _weekday(first: date) -> weekday:
    """Return «the second Tuesday» of a day; the fifth one means the last."""
    week = (first.day - 1) // _WEEK + 1
    return weekday(first.weekday(), -1 if week > _LAST_WEEK else week)


def days_off(days: list[date]) -> list[date]:
    """Return those days that are no working days: for people to move, nothing is guessed."""
    return [one for one in days if not is_working(one)]


@transaction.atomic
def start(*, plan: Plan, repeat: Repeat, by: User, at: datetime) -> list[Activity]:
    """Plan the activities of a series.

    Raises
    ------
    NotAllowed
        If the person does not enter activities for the organiser.
    ActivityRefused
        If the series has one day only, or too many.
    """
    require_lead(by, plan.organiser, at=at)
    days = days_of(plan.day, repeat)
    if len(days) < 2:  # noqa: PLR2004  # one is no series
        raise ActivityRefused(
            "До последнего дня мероприятие случится один раз. Выберите день позже или "
            "внесите его без повторения."
        )
    if len(days) > MOST:
        raise ActivityRefused(
            f"Получается больше {MOST} мероприятий. Закончите серию этим учебным годом."
        )
    series = Series.objects.create(
        rhythm=repeat.rhythm, until=repeat.until, entered_by=by, entered_at=at
    )
    return [
        activities.plan(replace(plan, day=day), by=by, at=at, series=series) for day in days
    ]


def following(activity: Activity) -> list[Activity]:
    """Return the planned activities of its series from its day on, itself included."""
    if activity.series_id is None:
        return [activity]
    rows = Activity.objects.filter(
        series=activity.series_id,
        status=Activity.Status.PLANNED,
        planned_day__gte=activity.planned_day,
    )
    later = rows.exclude(pk=activity.pk).select_related("organiser").order_by("planned_day")
    return [activity, *later]


@transaction.atomic
def change_following(*, activity: Activity, plan: Plan, by: User, at: datetime) -> int:
    """Change this activity and all planned ones after it; return how many changed.

    Their days move by as many days as this one's.
    """
    shift = plan.day - activity.day
    rows = following(activity)
    for one in rows:
        moved = plan if one.pk == activity.pk else replace(plan, day=one.day + shift)
        activities.change(activity=one, plan=moved, by=by, at=at)
    return len(rows)


@transaction.atomic
def cancel_following(*, activity: Activity, reason: str, by: User, at: datetime) -> int:
    """Cancel this activity and all planned ones after it; return how many."""
    rows = following(activity)
    for one in rows:
        activities.cancel(activity=one, reason=reason, by=by, at=at)
    if activity.series is not None:
        audit.record(
            "series.end", target=activity.series, by=by, at=at, after={"n": len(rows)},
            reason=reason,
        )  # fmt: skip
    return len(rows)
