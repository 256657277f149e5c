"""What the pages of campaigns and of the index share: what of it the person may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now

from opora.domain.context import queries
from opora.domain.context.models import Campaign, ContextRun, ContextScore
from opora.domain.context.permissions import works_for
from opora.domain.organisations.models import Territory
from opora.domain.people.models import AuditEvent
from opora.web.panel.reads import territories_of
from opora.web.requests import UserRequest


@dataclass(frozen=True, slots=True)
class Reminder:
    """When schools were reminded last, by whom, how many of them."""

    at: datetime
    who: str
    schools: int


def campaign_of(request: UserRequest, campaign_id: int) -> Campaign:
    """Return a campaign in sight."""
    seen = Campaign.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(seen.select_related("territory__parent"), pk=campaign_id)


def led_campaign(request: UserRequest, campaign_id: int) -> Campaign:
    """Return a campaign that the person leads; to others there is none."""
    found = campaign_of(request, campaign_id)
    if not works_for(request.user, found.territory, at=now()):
        raise Http404("the person does not lead the campaign")
    return found


def last_reminder(campaign: Campaign) -> Reminder | None:
    """Return the latest reminder of a campaign. One query."""
    told = AuditEvent.objects.about(campaign).filter(action="campaign.remind")
    found = told.select_related("by").first()
    if found is None:
        return None
    who = found.by.short_name if found.by else "само, по расписанию"
    return Reminder(found.at, who, found.after.get("n", 0))


def territory_of(request: UserRequest, territory_id: int) -> Territory:
    """Return a territory whose panel the person may open."""
    seen = territories_of(request.user, on=localdate()).select_related("parent")
    return get_object_or_404(seen, pk=territory_id)


def root_of(territory: Territory) -> Territory:
    """Return the region of a territory, itself if it has none above."""
    return territory.parent or territory


def index_of(
    request: UserRequest, territory_id: int, year: int
) -> tuple[Territory, ContextRun]:
    """Return a territory and the index of a year of its region."""
    territory = territory_of(request, territory_id)
    run = queries.latest_run(root_of(territory), year)
    if run is None:
        raise Http404("no index of that year")
    return territory, run


def scores_of(
    request: UserRequest, run: ContextRun, territory: Territory
) -> QuerySet[ContextScore]:
    """Select the scores of a territory by the names of schools."""
    seen = ContextScore.objects.visible_to(request.user, on=localdate()).filter(run=run)
    if territory.kind == Territory.Kind.MUNICIPALITY:
        seen = seen.filter(school__territory=territory)
    return seen.select_related("school__territory").order_by("school__short_name", "pk")


def school_year(year: int) -> str:
    """Write a school year by the calendar year in which it ends.

    Examples
    --------
    >>> school_year(2026)
    '2025/26'
    """
    return f"{year - 1}/{year % 100:02d}"
