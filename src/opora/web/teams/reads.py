"""What several pages of teams ask for."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from opora.domain.teams.models import Meeting, Team
from opora.domain.teams.permissions import keeps_minutes, leads, reads_names
from opora.web.requests import UserRequest


def team_of(request: UserRequest, team_id: int) -> Team:
    """Return a team in sight."""
    seen = Team.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(seen.select_related("owner__territory", "act"), pk=team_id)


def led_team(request: UserRequest, team_id: int) -> Team:
    """Return a team that the person leads; others who see it are refused."""
    found = team_of(request, team_id)
    if not leads(request.user, found, on=localdate()):
        raise PermissionDenied("Команду ведут те, кто её создал.")
    return found


def kept_team(request: UserRequest, team_id: int) -> Team:
    """Return a team whose minutes the person keeps."""
    found = team_of(request, team_id)
    if not keeps_minutes(request.user, found, on=localdate()):
        raise PermissionDenied("Заседания вносят руководитель и секретарь команды.")
    return found


def meeting_of(request: UserRequest, meeting_id: int) -> Meeting:
    """Return a meeting of a team in sight, for those who read its names."""
    today = localdate()
    seen = Team.objects.visible_to(request.user, on=today)
    rows = Meeting.objects.filter(team__in=seen).select_related("team__owner__territory")
    found = get_object_or_404(rows, pk=meeting_id)
    if not reads_names(request.user, found.team, on=today):
        raise PermissionDenied("Протоколы открыты участникам и муниципалитету.")
    return found


def kept_meeting(request: UserRequest, meeting_id: int) -> Meeting:
    """Return a meeting whose minutes the person keeps."""
    found = meeting_of(request, meeting_id)
    if not keeps_minutes(request.user, found.team, on=localdate()):
        raise PermissionDenied("Заседания вносят руководитель и секретарь команды.")
    return found
