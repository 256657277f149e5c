"""What runs by itself: pages are copied, those who owe an answer are reminded."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localdate, now

from opora.domain.acts import links
from opora.domain.advice.models import Addressee, Publication, Recommendation
from opora.domain.advice.services import publications, recommendations

AT_ONCE = 100
DAYS_BEFORE = 3
EVERY = timedelta(days=7)
"""After the term, those who are late are reminded once a week."""


def copy_page(publication_id: int, *, resolve: links.Resolve = links.resolve) -> None:
    """Open the page of a publication and keep a copy."""
    one = Publication.objects.unopened().filter(pk=publication_id).first()
    if one is not None:
        answer = links.open_link(one.address, resolve_host=resolve)
        publications.note(one, answer, at=now())


def copy_pages(*, resolve: links.Resolve = links.resolve) -> int:
    """Open the pages that the queue lost; return how many."""
    found = list(Publication.objects.unopened().order_by("pk")[:AT_ONCE])
    for one in found:
        copy_page(one.pk, resolve=resolve)
    return len(found)


def remind_addressees(*, at: datetime | None = None) -> int:
    """Remind shortly before the term, and each week after it; return how many were."""
    moment = at or now()
    day = localdate(moment)
    near = day + timedelta(days=DAYS_BEFORE)
    late = Addressee.objects.waiting().filter(recommendation__due__lte=near)
    rested = late.exclude(reminded_on__gt=day - EVERY)
    asked = Recommendation.objects.filter(pk__in=rested.values("recommendation"))
    return sum(
        recommendations.remind(recommendation=one, by=None, at=moment)
        for one in asked.select_related("owner")
    )
