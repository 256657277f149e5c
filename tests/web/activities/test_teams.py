"""What a team does stands on the team's page and among activities."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from opora.domain.activities.models import Activity
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.teams.models import Team
from opora.domain.teams.services import meetings, teams
from opora.domain.teams.services.teams import Charter
from tests.web.activities.test_planning import answers
from tests.web.conftest import Sign


@pytest.fixture
def team(authority: Organisation, school: Organisation, coordinator: User) -> Team:
    charter = Charter(
        type="network", name="Сообщество учителей математики", owner=authority,
        since=localdate(), schools=(school,),
    )  # fmt: skip
    return teams.found(charter, by=coordinator, at=now())


@pytest.fixture
def client(coordinator: User, sign_in: Sign) -> Client:
    return sign_in(coordinator)


def month_page() -> str:
    today = localdate()
    return reverse("activity_month", args=[today.year, today.month])


def test_an_activity_of_a_team_stands_on_both_pages_and_serves_its_schools(
    team: Team, authority: Organisation, school: Organisation, client: Client
) -> None:
    begun = client.get(reverse("activity_new"), {"team": team.pk}).content.decode()
    assert f'<option value="{team.pk}" selected>' in begun
    client.post(reverse("activity_new"), answers(authority, team=team.pk))
    made = Activity.objects.get()
    assert made.team == team
    assert list(made.invitations.values_list("school", flat=True)) == [school.pk]
    assert team.name in client.get(reverse("activity", args=[made.pk])).content.decode()
    assert made.title in client.get(reverse("team", args=[team.pk])).content.decode()


def test_an_activity_is_taken_from_its_team(
    team: Team, authority: Organisation, client: Client
) -> None:
    client.post(reverse("activity_new"), answers(authority, team=team.pk))
    made = Activity.objects.get()
    page = client.get(reverse("activity_edit", args=[made.pk])).content.decode()
    assert f'<option value="{team.pk}" selected>' in page
    client.post(reverse("activity_edit", args=[made.pk]), answers(authority, team=""))
    made.refresh_from_db()
    assert made.team is None


def test_a_team_of_strangers_is_not_chosen(
    coordinator: User, authority: Organisation, client: Client, stranger_team: Team
) -> None:
    answer = client.post(reverse("activity_new"), answers(authority, team=stranger_team.pk))
    assert not Activity.objects.filter(team=stranger_team).exists()
    begun = client.get(reverse("activity_new"), {"team": stranger_team.pk})
    assert begun.status_code == 200
    assert stranger_team.name not in answer.content.decode() + begun.content.decode()


def test_a_meeting_of_a_team_stands_in_the_plan_of_the_month_and_its_table(
    team: Team, coordinator: User, client: Client
) -> None:
    meetings.plan(team=team, day=localdate(), agenda="О сетке", by=coordinator, at=now())
    page = client.get(month_page()).content.decode()
    assert team.name in page
    assert "заседание" in page
    table = client.get(f"{month_page()}?as=csv")
    assert "заседание команды" in b"".join(table.streaming_content).decode()
    assert "заседание команд: повестка" in client.get(reverse("activities")).content.decode()


def test_a_removed_meeting_does_not_stand_there(
    team: Team, coordinator: User, client: Client
) -> None:
    day, at = localdate(), now()
    made = meetings.plan(team=team, day=day, agenda="О сетке", by=coordinator, at=at)
    meetings.remove(meeting=made, reason="Ошибка", by=coordinator, at=at)
    assert team.name not in client.get(month_page()).content.decode()


@pytest.fixture
def stranger_team(stranger: User) -> Team:
    owner = stranger.memberships.get().organisation
    charter = Charter(type="network", name="Чужая сеть", owner=owner, since=localdate())
    return teams.found(charter, by=stranger, at=now())
