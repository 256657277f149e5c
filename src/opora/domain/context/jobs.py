"""Jobs of the queue: thin, idempotent, the clock is read here."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate, now

from opora.domain.context.models import Campaign
from opora.domain.context.services import campaigns

LAST_DAYS = timedelta(days=3)


def remind_campaigns() -> int:
    """Remind the schools of campaigns that end within three days, or ended lately."""
    at = now()
    today = localdate(at)
    near = Campaign.objects.filter(due__lte=today + LAST_DAYS, due__gte=today - 10 * LAST_DAYS)
    return sum(campaigns.remind(campaign=one, by=None, at=at) for one in near)
