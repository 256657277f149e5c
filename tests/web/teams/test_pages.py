"""Teams in the browser: founded, filled with people, meeting, listed, printed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, now
from python_calamine import CalamineWorkbook

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.teams.models import Meeting, Member, Team
from opora.domain.teams.services import teams
from tests import factories
from tests.domain.teams.stage import GROUP, charter_of, make_post
from tests.web.conftest import Sign

TEAMS = "/registers/teams/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def client_of(coordinator: User, sign_in: Sign) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def team(authority: Organisation, coordinator: User) -> Team:
    charter = charter_of(
        authority, since=localdate() - timedelta(days=5), act=factories.make_act(authority)
    )
    return teams.found(charter, by=coordinator, at=now())


@pytest.fixture
def meeting(team: Team, coordinator: User) -> Meeting:
    return Meeting.objects.create(
        team=team, day=localdate(), agenda="Итоги полугодия", entered_by=coordinator,
        entered_at=now(),
    )  # fmt: skip


def test_a_coordinator_founds_a_team_and_is_led_to_its_members(
    client_of: Client, authority: Organisation, school: Organisation
) -> None:
    page = client_of.get(f"{TEAMS}new/?type=network&title=Сообщество&school={school.pk}")
    text = page.content.decode()
    assert 'value="network" selected' in text
    assert 'value="Сообщество"' in text
    answer = client_of.post(f"{TEAMS}new/", {
        "type": "network", "name": "Сообщество", "owner": authority.pk,
        "since": localdate().isoformat(), "schools": [school.pk],
    })  # fmt: skip
    made = Team.objects.get()
    assert answer["Location"] == f"{TEAMS}{made.pk}/members/"
    assert made.status == Team.Status.PLANNED


def test_the_form_leads_back_inside_the_site_only(
    client_of: Client, authority: Organisation
) -> None:
    given = {
        "type": "network", "name": "А", "owner": authority.pk,
        "since": localdate().isoformat(),
    }  # fmt: skip
    back = client_of.post(f"{TEAMS}new/", given | {"next": "/obligations/"})
    assert back["Location"] == "/obligations/"
    away = client_of.post(f"{TEAMS}new/", given | {"name": "Б", "next": "https://example.org/"})
    assert away["Location"].startswith(TEAMS)


def test_a_term_that_ends_before_it_begins_is_told_in_the_form(
    client_of: Client, authority: Organisation
) -> None:
    page = client_of.post(f"{TEAMS}new/", {
        "type": "network", "name": "А", "owner": authority.pk, "since": "2026-03-01",
        "until": "2026-02-01",
    }).content.decode()  # fmt: skip
    assert "Последний день раньше первого" in page
    assert 'value="2026-02-01"' in page


def test_people_are_ticked_and_join(
    client_of: Client, team: Team, school: Organisation
) -> None:
    post = make_post(school, last_name="Рябова")
    page = client_of.get(f"{TEAMS}{team.pk}/members/?school={school.pk}").content.decode()
    assert "Рябова" in page
    address = f"{TEAMS}{team.pk}/members/?school={school.pk}"
    answer = client_of.post(
        address, {"post": [post.pk], "role": "leader", "since": localdate().isoformat()},
        follow=True,
    )  # fmt: skip
    assert "В состав вошли: 1\xa0человек" in answer.content.decode()
    member = team.members.get()
    client_of.post(f"{TEAMS}{team.pk}/members/{member.pk}/role/", {"role": "secretary"})
    member.refresh_from_db()
    assert member.role == "secretary"
    client_of.post(
        f"{TEAMS}{team.pk}/members/{member.pk}/leave/", {"on": localdate().isoformat()}
    )
    assert "Были в составе: 1" in client_of.get(f"{TEAMS}{team.pk}/").content.decode()


def test_people_of_another_municipality_cannot_be_slipped_in(
    client_of: Client, team: Team, foreign_school: Organisation
) -> None:
    post = make_post(foreign_school)
    client_of.post(
        f"{TEAMS}{team.pk}/members/",
        {"post": [post.pk, "x", "9" * 30], "role": "member", "since": localdate().isoformat()},
    )
    assert not team.members.exists()


def test_a_meeting_goes_from_agenda_to_signed_minutes(
    client_of: Client, team: Team, school: Organisation
) -> None:
    person = factories.make_person(school, last_name="Рябова")
    Member.objects.create(
        team=team, person=person, organisation=school, since=team.since, role="leader"
    )
    client_of.post(
        f"{TEAMS}{team.pk}/meetings/new/",
        {"day": localdate().isoformat(), "agenda": "Ход работы\nРазное"},
    )
    meeting = team.meetings.get()
    address = f"{TEAMS}meetings/{meeting.pk}/"
    page = client_of.get(f"{address}record/").content.decode()
    assert "checked" in page
    client_of.post(f"{address}record/", {
        "day": localdate().isoformat(), "agenda": "Ход работы", "decisions": "Продолжать",
        "number": "3", "present": [team.members.get().pk],
    })  # fmt: skip
    printed = client_of.get(f"{address}minutes.docx")
    text = "\n".join(one.text for one in docx.Document(BytesIO(printed.content)).paragraphs)
    assert "ПРОТОКОЛ № 3" in text
    assert "1. Продолжать" in text
    assert "Председатель ____________________ Рябова В." in text
    upload = SimpleUploadedFile("Протокол 3.pdf", PDF)
    client_of.post(f"{address}file/", {"file": upload})
    served = client_of.get(f"{address}minutes/")
    assert b"".join(served) == PDF
    assert "sandbox" in served["Content-Security-Policy"]
    ahead = client_of.get(f"{TEAMS}{team.pk}/meetings/new/").content.decode()
    assert f"Как исполнены решения от {localdate():%d.%m.%Y}" in ahead


def test_a_file_that_is_no_document_is_refused_in_words(
    client_of: Client, meeting: Meeting
) -> None:
    Meeting.objects.update(decisions="Да")
    address = f"{TEAMS}meetings/{meeting.pk}/"
    upload = SimpleUploadedFile("minutes.exe", b"MZ\x90\x00")
    page = client_of.post(f"{address}file/", {"file": upload}, follow=True).content.decode()
    assert "Протокол приложен" not in page
    assert Meeting.objects.get().minutes is None
    assert "Выберите файл" in client_of.post(f"{address}file/", follow=True).content.decode()
    assert client_of.get(f"{address}minutes/").status_code == 404


def test_a_meeting_and_a_team_are_taken_back_with_a_reason(
    client_of: Client, team: Team, meeting: Meeting
) -> None:
    client_of.post(f"{TEAMS}meetings/{meeting.pk}/remove/", {"reason": "Перенесли"})
    assert Meeting.objects.get().removed == "Перенесли"
    assert client_of.post(f"{TEAMS}{team.pk}/withdraw/", {}).status_code == 200
    client_of.post(f"{TEAMS}{team.pk}/withdraw/", {"reason": "Внесли дважды"})
    page = client_of.get(f"{TEAMS}{team.pk}/").content.decode()
    assert "Внесли дважды" in page
    assert "Изменить" not in page


def test_a_team_is_changed_and_closed(client_of: Client, team: Team) -> None:
    client_of.post(f"{TEAMS}{team.pk}/edit/", {
        "type": team.type, "name": "Новое имя", "owner": team.owner_id, "act": team.act_id,
        "since": team.since.isoformat(),
    })  # fmt: skip
    client_of.post(f"{TEAMS}{team.pk}/close/", {"on": localdate().isoformat()})
    team.refresh_from_db()
    assert (team.name, team.status) == ("Новое имя", "closed")


def test_the_list_is_narrowed_and_exported(
    client_of: Client, team: Team, authority: Organisation, coordinator: User
) -> None:
    charter = charter_of(authority, type="network", name="Сообщество", since=localdate())
    teams.found(charter, by=coordinator, at=now())
    assert GROUP in client_of.get(TEAMS).content.decode()
    narrowed = client_of.get(f"{TEAMS}?type=network").content.decode()
    assert GROUP not in narrowed
    found = client_of.get(f"{TEAMS}?q=сообщество").content.decode()
    assert GROUP not in found
    assert "Сообщество</a>" in found
    assert GROUP in client_of.get(f"{TEAMS}?school={authority.pk}").content.decode()
    answer = client_of.get(f"{TEAMS}?as=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer)))
    assert GROUP in [row[0] for row in book.get_sheet_by_index(0).to_python()]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_asks_the_same_number_of_queries(
    rows: int, client_of: Client, authority: Organisation, coordinator: User,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    for number in range(rows):
        charter = charter_of(authority, name=f"Группа {number}", since=localdate())
        teams.found(charter, by=coordinator, at=now())
    with django_assert_max_num_queries(16):
        client_of.get(TEAMS)


def test_the_region_sees_the_team_without_names(
    team: Team, school: Organisation, regional_coordinator: User, meeting: Meeting,
    sign_in: Sign,
) -> None:  # fmt: skip
    person = factories.make_person(school, last_name="Рябова")
    Member.objects.create(team=team, person=person, organisation=school, since=team.since)
    client = sign_in(regional_coordinator)
    page = client.get(f"{TEAMS}{team.pk}/").content.decode()
    assert "Рябова" not in page
    assert "1\xa0человек" in page
    assert client.get(f"{TEAMS}meetings/{meeting.pk}/").status_code == 403


def test_another_head_does_not_find_the_team(
    team: Team, meeting: Meeting, other_head: User, sign_in: Sign
) -> None:
    client = sign_in(other_head)
    for address in (f"{team.pk}/", f"{team.pk}/edit/", f"meetings/{meeting.pk}/minutes.docx"):
        assert client.get(TEAMS + address).status_code == 404
    text = client.get(f"{TEAMS}?as=csv")
    assert GROUP not in b"".join(text).decode("utf-8-sig")


def test_a_session_that_ended_leads_back_to_the_form(team: Team) -> None:
    answer = Client().post(f"{TEAMS}{team.pk}/edit/", {"name": "А"})
    assert "/account/login/" in answer["Location"]
