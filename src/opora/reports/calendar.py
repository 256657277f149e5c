"""Deadlines as a calendar feed (RFC 5545): all-day events that a phone subscribes to."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from opora.domain.organisations.access import scope_of
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation, ObligationQuerySet
from opora.domain.roadmaps.queries.days import mine
from opora.reports import activity_calendar

BEHIND, AHEAD = timedelta(days=120), timedelta(days=400)
"""Days before and after today that a feed holds."""
MOST = 2000


class UnknownScope(ValueError):
    """The scope of a feed is none of «me», «roadmap:N», «organisation:N»."""


def feed(scope: str, user: User, *, on: date, at: datetime, address: str) -> bytes:
    """Return the calendar of a scope, of what its owner may see on that day.

    Parameters
    ----------
    scope : str
        «me», «activities», «roadmap:7» or «organisation:12».
    user : User
        The owner of the address.
    on, at : date, datetime
        Today and now.
    address : str
        Address of the site, without a slash at the end.

    Raises
    ------
    UnknownScope
        If the scope is none of these.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Opora//RU")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Опора: сроки")
    if scope == activity_calendar.SCOPE:
        window = (on - BEHIND, on + AHEAD)
        for event in activity_calendar.events(
            user, window=window, on=on, at=at, address=address
        ):
            calendar.add_component(event)
        return bytes(calendar.to_ical())
    rows = _of_scope(scope, user, on=on).filter(control__range=(on - BEHIND, on + AHEAD))
    names = rows.select_related("organisation", "measure", "occurrence", "roadmap")
    for row in names.order_by("control", "pk")[:MOST]:
        calendar.add_component(_event(row, on=on, at=at, address=address))
    return bytes(calendar.to_ical())


def _of_scope(scope: str, user: User, *, on: date) -> ObligationQuerySet:
    seen = Obligation.objects.visible_to(user, on=on)
    kind, _, number = scope.partition(":")
    if kind == "me" and not number:
        return seen.filter(mine(scope_of(user, on=on)))
    if kind == "roadmap" and number.isdecimal():
        return seen.filter(roadmap=int(number))
    if kind == "organisation" and number.isdecimal():
        return seen.filter(organisation=int(number))
    raise UnknownScope(scope)


def _event(row: Obligation, *, on: date, at: datetime, address: str) -> Event:
    day = row.control or on
    event = Event()
    event.add("uid", f"obligation-{row.pk}@opora")
    event.add("dtstamp", at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"{row.organisation.short_name}: {row.measure.text}"[:200])
    late = ", просрочено" if row.is_overdue(on=on) else ""
    event.add(
        "description",
        f"{row.roadmap.title}, п. {row.measure.number}\nСрок: {row.occurrence.label}\n"
        f"Состояние: {row.get_state_display()}{late}",
    )
    event.add("url", f"{address}/obligations/{row.pk}/")
    event.add("transp", "TRANSPARENT")
    return event
