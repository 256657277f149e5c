"""Agreements in the browser: the whole way, prefilled forms, refusals kept at the form."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import pytest
from django.test import Client
from docx import Document

from opora.domain.organisations.models import Organisation, Role
from opora.domain.partnerships.models import Agreement
from opora.domain.people.models import User
from tests.factories import make_member, make_organisation
from tests.web.conftest import Sign


@pytest.fixture
def client_of(coordinator: User, sign_in: Sign) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def given(school: Organisation) -> dict[str, object]:
    return {
        "type": "partnership", "school": school.pk,
        "leader": make_organisation(school.territory).pk, "subject": "Уроки математики",
        "since": "2025-09-01", "until": "2030-05-31",
    }  # fmt: skip


def test_the_form_takes_what_the_obligation_says(
    client_of: Client, school: Organisation
) -> None:
    page = client_of.get(
        f"/registers/agreements/new/?type=network&title=Шефство&school={school.pk}&next=/my-day/"
    ).content.decode()
    assert 'value="Шефство"' in page
    assert 'href="/my-day/"' in page


def test_an_agreement_goes_from_draft_to_report(
    client_of: Client, given: dict[str, object]
) -> None:
    client_of.post("/registers/agreements/new/", given)
    made = Agreement.objects.get()
    address = f"/registers/agreements/{made.pk}/"
    client_of.post(f"{address}step/send/")
    client_of.post(f"{address}step/sign/", {"number": "3", "day": "2025-09-02"})
    client_of.post(f"{address}events/", {"day": "2025-10-01", "title": "Открытый урок"})
    event = made.events.get()
    client_of.post(f"{address}events/{event.pk}/", {"day": "2025-10-02"})
    client_of.post(f"{address}step/finish/", {"report": "Сделано семь уроков."})
    made.refresh_from_db()
    assert made.status == "done"
    page = client_of.get(address).content.decode()
    assert "Открытый урок" in page
    assert "Сделано семь уроков." in page
    assert client_of.get(f"{address}agreement.docx").content.startswith(b"PK")


def test_what_is_wrong_is_said_at_the_form_and_the_words_stay(
    client_of: Client, given: dict[str, object]
) -> None:
    page = client_of.post("/registers/agreements/new/", given | {"until": "2025-01-01"})
    words = page.content.decode()
    assert "раньше, чем начинается" in words
    assert "Уроки математики" in words
    assert not Agreement.objects.exists()


def test_the_other_side_sees_it_and_a_third_school_does_not(
    client_of: Client, given: dict[str, object], school: Organisation, sign_in: Sign
) -> None:
    client_of.post("/registers/agreements/new/", given)
    made = Agreement.objects.get()
    address = f"/registers/agreements/{made.pk}/"
    other_side = sign_in(make_member(made.leader, Role.SCHOOL_HEAD))
    third = sign_in(make_member(make_organisation(school.territory), Role.SCHOOL_HEAD))
    assert other_side.get(address).status_code == 200
    assert third.get(address).status_code == 404
    assert third.post(f"{address}step/send/").status_code == 404


def test_a_list_is_narrowed_and_given_as_a_table(
    client_of: Client, given: dict[str, object]
) -> None:
    client_of.post("/registers/agreements/new/", given)
    found = client_of.get("/registers/agreements/?q=МАТЕМАТИКИ&year=2025").content.decode()
    assert "Уроки математики" in found
    nothing = client_of.get("/registers/agreements/?q=физика").content.decode()
    assert "договоров нет" in nothing
    table = client_of.get("/registers/agreements/?as=csv")
    assert "Уроки математики" in b"".join(table.streaming_content).decode("utf-8-sig")


def test_suggestions_are_for_those_who_work_for_the_territory(
    client_of: Client, school: Organisation, sign_in: Sign
) -> None:
    address = f"/registers/agreements/suggestions/{school.territory_id}/"
    assert client_of.get(address).status_code == 200
    head = sign_in(make_member(school, Role.SCHOOL_HEAD))
    assert head.get(address).status_code == 404


@pytest.mark.usefixtures("school")
def test_a_draft_begins_with_the_words_of_its_type(client_of: Client) -> None:
    usual = client_of.get("/registers/agreements/new/").content.decode()
    network = client_of.get("/registers/agreements/new/?type=network").content.decode()
    assert "Показывать уроки" in usual
    assert "согласовать расписание" in network


def test_the_paper_is_named_by_its_type_and_sides(
    client_of: Client, given: dict[str, object], school: Organisation
) -> None:
    client_of.post("/registers/agreements/new/", given | {"type": "network"})
    made = Agreement.objects.get()
    answer = client_of.get(f"/registers/agreements/{made.pk}/agreement.docx")
    assert quote(school.short_name) in answer["Content-Disposition"]
    words = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert "о сетевой форме" in words


def test_the_usual_plan_is_taken_by_a_button(
    client_of: Client, given: dict[str, object]
) -> None:
    client_of.post("/registers/agreements/new/", given)
    address = f"/registers/agreements/{Agreement.objects.get().pk}/"
    assert "Взять типовой план" in client_of.get(address).content.decode()
    client_of.post(f"{address}step/usual-plan/")
    page = client_of.get(address).content.decode()
    assert "Взять типовой план" not in page
    assert "Проведено 0 из 5" in page


def test_a_line_of_the_plan_is_moved_and_taken_out(
    client_of: Client, given: dict[str, object]
) -> None:
    client_of.post("/registers/agreements/new/", given)
    made = Agreement.objects.get()
    address = f"/registers/agreements/{made.pk}/"
    client_of.post(f"{address}events/", {"day": "2025-10-01", "title": "Открытый урок"})
    event = made.events.get()
    change = f"{address}events/{event.pk}/change/"
    client_of.post(change, {"day": "2025-10-09", "title": "Открытый урок"})
    event.refresh_from_db()
    assert event.day.day == 9
    refused = client_of.post(change, {"day": "2035-10-09", "title": "Открытый урок"})
    assert "вне срока" in refused.content.decode()
    client_of.post(change, {"drop": "1"})
    assert not made.events.exists()
