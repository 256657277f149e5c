"""Jobs of the queue: thin, idempotent, the clock is read here."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from opora.domain.pupils.models import Lessons
from opora.domain.pupils.services import lessons, retention, silence


def close_lessons() -> int:
    """End extra lessons whose last day has passed; return how many."""
    at = now()
    over = Lessons.objects.filter(
        until__lt=localdate(at), closed_on=None, withdrawn_at=None
    ).order_by("pk")
    found = list(over)
    for one in found:
        lessons.close(lessons=one, by=None, at=at)
    return len(found)


def anonymise() -> int:
    """Anonymise what has been kept long enough."""
    return retention.anonymise(at=now())


def tell_of_silence() -> int:
    """Tell leaders of schools of signals that nobody acts on; return of how many schools."""
    return silence.tell(at=now())
