"""What several pages of activities ask for."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from opora.domain.activities.models import Activity, Participation
from opora.domain.activities.models.people import ParticipationQuerySet
from opora.domain.activities.permissions import leads, reads_papers
from opora.web.requests import UserRequest


def activity_of(request: UserRequest, activity_id: int) -> Activity:
    """Return an activity in sight."""
    seen = Activity.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(seen.select_related("organiser", "series", "team"), pk=activity_id)


def led_activity(request: UserRequest, activity_id: int) -> Activity:
    """Return an activity that the person leads; others who see it are refused."""
    found = activity_of(request, activity_id)
    if not leads(request.user, found.organiser, on=localdate()):
        raise PermissionDenied("Вести это мероприятие может только тот, кто его проводит.")
    return found


def papers_of(request: UserRequest, activity_id: int) -> Activity:
    """Return an activity whose papers the person reads."""
    found = activity_of(request, activity_id)
    if not reads_papers(request.user, found, on=localdate()):
        raise PermissionDenied("Протоколы и материалы открыты участникам и муниципалитету.")
    return found


def named(request: UserRequest, activity: Activity) -> ParticipationQuerySet:
    """Return participants whose names the person may read: all of them for who leads."""
    rows = Participation.objects.filter(activity=activity)
    if not leads(request.user, activity.organiser, on=localdate()):
        rows = rows.named_for(request.user, on=localdate())
    return rows.select_related("person", "organisation")
