"""Activities as events of a calendar feed (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.timezone import make_aware
from icalendar import Event

from opora.domain.activities.models import Activity
from opora.domain.people.models import User

SCOPE = "activities"
"""The scope of a feed token that holds activities."""
MOST = 2000
_USUAL = timedelta(hours=1)


def events(
    user: User, *, window: tuple[date, date], on: date, at: datetime, address: str
) -> Iterator[Event]:
    """Give the standing activities of a window of days that a person sees on a day."""
    rows = Activity.objects.visible_to(user, on=on).standing().within(*window)
    for row in rows.select_related("organiser").order_by("day", "pk")[:MOST]:
        yield _event(row, at=at, address=address)


def _event(row: Activity, *, at: datetime, address: str) -> Event:
    event = Event()
    event.add("uid", f"activity-{row.pk}@opora")
    event.add("dtstamp", at)
    if row.begins_at:
        begins = make_aware(datetime.combine(row.day, row.begins_at))
        lasts = timedelta(hours=float(row.hours)) if row.hours else _USUAL
        event.add("dtstart", begins)
        event.add("dtend", begins + lasts)
    else:
        event.add("dtstart", row.day)
        event.add("dtend", row.day + timedelta(days=1))
    event.add("summary", row.title[:200])
    event.add("description", f"{row.type_title}, {row.organiser.short_name}")
    if row.place or row.link:
        event.add("location", row.place or row.link)
    event.add("url", f"{address}/registers/activities/{row.pk}/")
    return event
