"""Documents of development in the browser: the table, the whole way, blind readers."""

from __future__ import annotations

import pytest
from django.test import Client

from opora.domain.development.models import Document, Expertise, Sheet
from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.models import Organisation, Role
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.methodology.development_templates import load_development_templates
from opora.methodology.expertise_rubric import load_expertise_rubric
from tests.domain.development import stage
from tests.factories import TODAY, make_act, make_member, make_organisation
from tests.web.conftest import Sign

HOME = "/registers/development/"


@pytest.fixture
def boss(coordinator: User, sign_in: Sign) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def head(school_head: User, sign_in: Sign) -> Client:
    return sign_in(school_head)


def filled(type_: str = "concept") -> dict[str, str]:
    return {
        one.code: f"О {one.title}" for one in load_development_templates().of(type_).sections
    }


def test_a_document_goes_from_the_head_to_the_order(
    head: Client, boss: Client, curator: User, school: Organisation, sign_in: Sign
) -> None:
    head.post(f"{HOME}new/", {"school": school.pk, "type": "concept", "year": 2025})
    made = Document.objects.get()
    page = f"{HOME}{made.pk}/"
    head.post(f"{page}edit/", filled())
    head.post(f"{page}step/send/")
    sign_in(curator).post(f"{page}step/agree/", {"words": "Хорошо"})
    boss.post(f"{page}step/check/", {"words": ""})
    boss.post(
        f"{page}step/confirm/",
        {"number": "5", "day": "2025-10-01", "address": "https://school.example.org/c"},
    )
    made.refresh_from_db()
    assert made.status == Document.Status.CONFIRMED
    words = head.get(page).content.decode()
    assert "приказ № 5 от 01.10.2025" in words
    assert "Хорошо" in words
    assert head.get(f"{page}document.docx").content.startswith(b"PK")


def test_what_is_wrong_is_said_and_the_words_stay(head: Client, school: Organisation) -> None:
    head.post(f"{HOME}new/", {"school": school.pk, "type": "concept", "year": 2025})
    page = f"{HOME}{Document.objects.get().pk}/"
    answer = head.post(f"{page}step/send/")
    assert answer.status_code == 422
    assert "Не заполнено" in answer.content.decode()
    long = head.post(f"{page}edit/", {"C01": "я" * 20_001, "C02": "Наш анализ"})
    assert "длиннее" in long.content.decode()
    assert "Наш анализ" in long.content.decode()


def test_the_form_takes_what_the_obligation_says(boss: Client, school: Organisation) -> None:
    asked = f"{HOME}new/?type=antirisk&factor=R06&school={school.pk}&next=/my-day/"
    page = boss.get(asked).content.decode()
    assert '<option value="R06" selected>' in page
    assert 'value="/my-day/"' in page


def test_the_table_says_what_each_school_misses(
    boss: Client, coordinator: User, school: Organisation, authority: Organisation
) -> None:
    SchoolStatus.objects.create(
        school=school, property="low_results", since=TODAY, basis=make_act(authority)
    )
    page = boss.get(f"{HOME}?year=2025").content.decode()
    assert "СОШ № 5" in page
    assert "Среднесрочная программа развития</a>" in page
    stage.make_document(school, coordinator)
    table = boss.get(f"{HOME}?year=2025&as=csv")
    text = b"".join(table.streaming_content).decode("utf-8-sig")
    assert "не загружен" in text
    assert "Среднесрочная программа развития" in text


def test_the_table_costs_the_same_for_few_and_for_many_schools(
    boss: Client, coordinator: User, school: Organisation, django_assert_max_num_queries
) -> None:
    for count in (3, 30):
        for _ in range(count):
            stage.make_document(make_organisation(school.territory), coordinator)
        with django_assert_max_num_queries(24):
            boss.get(f"{HOME}?year=2025")


def test_another_school_finds_nothing(
    boss: Client, coordinator: User, other_head: User, school: Organisation, sign_in: Sign
) -> None:
    made = stage.make_document(school, coordinator)
    other = sign_in(other_head)
    for path in ("", "edit/", "document.docx", "file/"):
        assert other.get(f"{HOME}{made.pk}/{path}").status_code == 404
    assert other.post(f"{HOME}{made.pk}/step/send/").status_code == 404
    table = b"".join(other.get(f"{HOME}?as=csv&all=on").streaming_content)
    assert "СОШ № 5" not in table.decode("utf-8-sig")


def test_a_session_that_ended_leads_back_to_the_form(school: Organisation) -> None:
    answer = Client().post(f"{HOME}new/?school={school.pk}", {"school": school.pk})
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


@pytest.fixture
def expertise(
    boss: Client, coordinator: User, school: Organisation, other_school: Organisation
) -> Expertise:
    stage.make_agreed(school, coordinator)
    stage.make_agreed(other_school, coordinator)
    boss.post(
        f"{HOME}expertises/new/",
        {
            "owner": coordinator.memberships.get().organisation_id, "title": "Экспертиза",
            "year": 2025, "size": 2, "strata": "type", "seed": 7,
        },
    )  # fmt: skip
    return Expertise.objects.get()


@pytest.fixture
def readers(methodical: Organisation) -> list[User]:
    return [make_member(methodical, Role.EXPERT) for _ in range(2)]


def hand_in(client: Client, sheet: Sheet, mark: int, **other: int) -> None:
    criteria = load_expertise_rubric().of("concept")
    scores = {one.code: mark for one in criteria} | other
    client.post(f"{HOME}sheets/{sheet.pk}/", {**scores, "remarks": "Мало цифр", "submit": "1"})


def test_two_readers_mark_blind_differ_and_are_settled(
    boss: Client, expertise: Expertise, readers: list[User], sign_in: Sign, head: Client
) -> None:
    page = f"{HOME}expertises/{expertise.pk}/"
    boss.post(f"{page}readers/", {"readers": [one.pk for one in readers]})
    clients = {one.pk: sign_in(one) for one in readers}
    first = Sheet.objects.filter(place=1).select_related("reader")
    for sheet in first:
        hand_in(clients[sheet.reader_id], sheet, 1)
    assert "Мало цифр" not in boss.get(page).content.decode()
    row = expertise.sample.order_by("pk")[0]
    blind = boss.get(f"{page}sample/{row.pk}/").content.decode()
    assert "Сдано: 1 из 2" in blind
    assert "Мало цифр" not in blind
    for sheet in Sheet.objects.filter(place=2):
        hand_in(clients[sheet.reader_id], sheet, 1, X01=2)
    for one in expertise.sample.all():
        boss.post(f"{page}sample/{one.pk}/", {"X01": 2, "words": "Данные есть"})
    assert boss.get(f"{page}conclusion.docx").content.startswith(b"PK")
    boss.post(f"{page}step/approve/", {"conclusion": "Документы годны."})
    assert Entry.objects.get(type="expertise").state == Entry.State.DONE
    seen = head.get(page).content.decode()
    assert "Документы годны." in seen
    assert "Берёзовская" not in seen
    assert head.get(f"{page}conclusion.docx").status_code == 403


def test_nobody_opens_the_sheet_of_another(
    boss: Client, expertise: Expertise, readers: list[User], sign_in: Sign
) -> None:
    page = f"{HOME}expertises/{expertise.pk}/"
    boss.post(f"{page}readers/", {"readers": [one.pk for one in readers]})
    sheet = Sheet.objects.filter(reader=readers[0])[0]
    for client in (boss, sign_in(readers[1])):
        assert client.get(f"{HOME}sheets/{sheet.pk}/").status_code == 404
        assert client.post(f"{HOME}sheets/{sheet.pk}/", {"X01": 1}).status_code == 404
    assert sign_in(readers[0]).get(f"{HOME}sheets/{sheet.pk}/").status_code == 200


def test_a_sheet_may_be_saved_and_finished_later(
    boss: Client, expertise: Expertise, readers: list[User], sign_in: Sign
) -> None:
    boss.post(
        f"{HOME}expertises/{expertise.pk}/readers/", {"readers": [one.pk for one in readers]}
    )
    sheet = Sheet.objects.filter(reader=readers[0])[0]
    client = sign_in(readers[0])
    client.post(f"{HOME}sheets/{sheet.pk}/", {"X01": 2, "remarks": ""})
    refused = client.post(f"{HOME}sheets/{sheet.pk}/", {"X01": 2, "submit": "1"})
    assert refused.status_code == 422
    assert "Нет оценки" in refused.content.decode()
    sheet.refresh_from_db()
    assert (sheet.scores, sheet.submitted_at) == ({"X01": 2}, None)


def test_an_expertise_of_nothing_is_refused_at_the_form(
    boss: Client, coordinator: User
) -> None:
    answer = boss.post(
        f"{HOME}expertises/new/",
        {
            "owner": coordinator.memberships.get().organisation_id, "title": "Экспертиза",
            "year": SchoolYear.of(TODAY).start, "size": 2, "strata": "type", "seed": 7,
        },
    )  # fmt: skip
    assert "читать нечего" in answer.content.decode()


def test_the_list_of_expertises_is_a_table_too(boss: Client, expertise: Expertise) -> None:
    assert "зерно 7" in boss.get(f"{HOME}expertises/{expertise.pk}/").content.decode()
    table = boss.get(f"{HOME}expertises/?q=экспертиза&as=csv")
    assert "Экспертиза" in b"".join(table.streaming_content).decode("utf-8-sig")
