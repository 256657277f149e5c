"""Days that differ from the production calendar, by a decree that somebody enters."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from opora.domain.organisations import calendar
from opora.domain.organisations.models import CalendarDay
from opora.domain.people import audit
from opora.domain.people.models import User


@transaction.atomic
def declare(*, day: date, working: bool, source: str, by: User, at: datetime) -> CalendarDay:
    """Say that a day is, or is not, a working day, and by which decree."""
    declared, _ = CalendarDay.objects.update_or_create(
        day=day, defaults={"working": working, "source": source}
    )
    after = {"working": working, "source": source}
    audit.record("calendar.declare", target=declared, by=by, at=at, after=after)
    transaction.on_commit(calendar.forget_declared)
    return declared
