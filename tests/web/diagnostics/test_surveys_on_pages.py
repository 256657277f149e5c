"""Surveys on pages: opening one, links, the questionnaire without a sign-in, results."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from opora.domain.diagnostics.models import Answer, Survey, Ticket
from opora.domain.diagnostics.services import surveys
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from tests import factories
from tests.domain.diagnostics.cast import forms
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db
HOME = "/registers/diagnostics/"


def held(owner: Organisation, *schools: Organisation, by: User) -> Survey:
    asked = surveys.Asked(
        title="Осенний опрос", opens=localdate(), closes=localdate() + timedelta(days=3),
        schools=schools, questionnaires=list(forms().values()),
    )  # fmt: skip
    return surveys.open_(owner=owner, asked=asked, by=by, at=now())


@pytest.fixture
def survey(authority: Organisation, school: Organisation, coordinator: User) -> Survey:
    return held(authority, school, by=coordinator)


def add_class(client: Client, survey: Survey, invited: int = 6) -> int:
    place = survey.places.get()
    sent = {"questionnaire": forms()["pupils"].pk, "title": "6 А", "invited": invited}
    client.post(f"{HOME}places/{place.pk}/groups/", sent)
    return place.groups.get(title="6 А").pk


def links(client: Client, group: int) -> list[str]:
    page = client.post(f"{HOME}groups/{group}/links/", {"kind": "page"}).content.decode()
    return list(dict.fromkeys(re.findall(rf"{HOME}a/[\w-]+/", page)))


def test_a_survey_is_opened_with_what_the_address_gives(
    authority: Organisation, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    page = client.get(f"{HOME}new/?title=Опрос по плану&school={school.pk}&day=2026-02-01")
    assert 'value="Опрос по плану"' in page.content.decode()
    assert 'value="2026-02-01"' in page.content.decode()
    sent = {
        "title": "Опрос по плану", "owner": authority.pk, "opens": localdate(),
        "closes": localdate() + timedelta(days=9), "schools": [school.pk],
        "questionnaires": [one.pk for one in forms().values()],
    }  # fmt: skip
    answer = client.post(f"{HOME}new/?next=/obligations/", sent)
    assert answer["Location"] == "/obligations/"
    assert Survey.objects.get().title == "Опрос по плану"


def test_a_wrong_day_is_said_at_the_form_and_what_was_written_stays(
    authority: Organisation, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    sent = {
        "title": "Опрос зимы", "owner": authority.pk, "opens": "2026-03-01",
        "closes": "2026-02-01", "everywhere": "on",
        "questionnaires": [one.pk for one in forms().values()],
    }  # fmt: skip
    answer = sign_in(coordinator).post(f"{HOME}new/", sent)
    assert answer.status_code == 422
    assert "Последний день раньше первого" in answer.content.decode()
    assert "Опрос зимы" in answer.content.decode()


def test_whoever_is_signed_out_comes_back_to_the_form(survey: Survey) -> None:
    answer = Client().post(f"{HOME}new/?title=Опрос")
    assert "next=" in answer["Location"]


def test_the_questionnaire_opens_without_a_sign_in_and_is_answered_once(
    survey: Survey, coordinator: User, sign_in: Sign
) -> None:
    first = links(sign_in(coordinator), add_class(sign_in(coordinator), survey))[0]
    pupil = Client()
    assert "Анкета обучающегося" in pupil.get(first).content.decode()
    assert pupil.post(first, {"p1": "4", "p2": "2"})["Location"] == f"{HOME}a/thanks/"
    assert Answer.objects.get().values == {"p1": 4, "p2": 2}

    again = pupil.post(first, {"p1": "1"})
    assert again.status_code == 404
    assert "уже ответили" in again.content.decode()
    assert Answer.objects.count() == 1


def test_administration_is_not_told_that_its_answer_is_anonymous(
    survey: Survey, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    own = survey.places.get().groups.get(questionnaire=forms()["administration"])
    thanks = Client().post(links(client, own.pk)[0], {"a1": "100"}, follow=True)
    assert "не анонимный" in thanks.content.decode()
    thanks = Client().post(
        links(client, add_class(client, survey))[0], {"p1": "4"}, follow=True
    )
    assert "нельзя связать с вами" in thanks.content.decode()


def test_links_lead_to_the_host_by_which_the_person_came(
    survey: Survey, coordinator: User, sign_in: Sign
) -> None:
    group = add_class(sign_in(coordinator), survey)
    page = sign_in(coordinator).post(f"{HOME}groups/{group}/links/", {"kind": "page"})
    assert f"http://testserver{HOME}a/" in page.content.decode()


def test_the_questionnaire_does_not_know_who_is_signed_in(
    survey: Survey, coordinator: User, teacher: User, sign_in: Sign
) -> None:
    first = links(sign_in(coordinator), add_class(sign_in(coordinator), survey))[0]
    page = sign_in(teacher).get(first).content.decode()
    assert "Юдин" not in page


def test_an_empty_questionnaire_is_not_taken(
    survey: Survey, coordinator: User, sign_in: Sign
) -> None:
    first = links(sign_in(coordinator), add_class(sign_in(coordinator), survey))[0]
    answer = Client().post(first, {"p1": "", "strange": "1"})
    assert answer.status_code == 422
    assert "Анкета пуста" in answer.content.decode()
    assert not Ticket.objects.filter(spent=True).exists()


@pytest.mark.parametrize("mark", ["9", "0", "много", "-1"])
def test_a_mark_that_is_no_step_is_not_taken(
    mark: str, survey: Survey, coordinator: User, sign_in: Sign
) -> None:
    first = links(sign_in(coordinator), add_class(sign_in(coordinator), survey))[0]
    assert Client().post(first, {"p1": mark}).status_code == 422
    assert not Answer.objects.exists()


def test_an_invented_link_is_a_sentence(survey: Survey) -> None:
    answer = Client().get(f"{HOME}a/nobody-knows-this/")
    assert answer.status_code == 404
    assert "Такой ссылки нет" in answer.content.decode()


@pytest.mark.parametrize(("kind", "mark"), [("docx", b"PK"), ("xlsx", b"PK")])
def test_links_come_as_a_document_too(
    kind: str, mark: bytes, survey: Survey, coordinator: User, sign_in: Sign
) -> None:
    group = add_class(sign_in(coordinator), survey)
    answer = sign_in(coordinator).post(f"{HOME}groups/{group}/links/", {"kind": kind})
    content = b"".join(answer) if answer.streaming else answer.content
    assert content.startswith(mark)


def test_a_sheet_of_links_is_kept_by_no_browser(
    survey: Survey, coordinator: User, sign_in: Sign
) -> None:
    group = add_class(sign_in(coordinator), survey)
    answer = sign_in(coordinator).post(f"{HOME}groups/{group}/links/", {"kind": "page"})
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.decode().count('<svg class="o-qr"') == 6


def test_results_are_closed_while_it_goes_on_and_open_after(
    survey: Survey, coordinator: User, school_head: User, teacher: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    for link in links(client, add_class(client, survey))[:5]:
        Client().post(link, {"p1": "1"})
    address = f"{HOME}places/{survey.places.get().pk}/"
    page = client.get(address).content.decode()
    assert "5</b> из 6" in page
    assert "Что ответили" not in page
    client.post(f"{HOME}{survey.pk}/close/")
    assert "Мне интересно" in sign_in(school_head).get(address).content.decode()
    assert "Мне интересно" not in sign_in(teacher).get(address).content.decode()
    assert sign_in(teacher).get(address, {"as": "csv"}).status_code == 403
    exported = b"".join(client.get(address, {"as": "csv"})).decode()
    assert "Мне интересно на большинстве уроков;100;5" in exported


def test_a_head_elsewhere_finds_nothing_by_address(
    survey: Survey, other_head: User, sign_in: Sign
) -> None:
    client, place = sign_in(other_head), survey.places.get()
    for path in (f"{survey.pk}/", f"places/{place.pk}/", f"{survey.pk}/?as=csv"):
        assert client.get(f"{HOME}{path}").status_code == 404
    assert "Осенний опрос" not in client.get(HOME).content.decode()


def test_a_school_in_a_survey_sees_its_own_line_only(  # noqa: PLR0917  # the cast
    authority: Organisation, school: Organisation, other_school: Organisation,
    coordinator: User, school_head: User, sign_in: Sign,
) -> None:  # fmt: skip
    both = held(authority, school, other_school, by=coordinator)
    page = sign_in(school_head).get(f"{HOME}{both.pk}/").content.decode()
    assert "СОШ № 5" in page
    assert "Берёзовская" not in page


def test_a_survey_is_withdrawn_only_with_a_reason(
    survey: Survey, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    assert client.post(f"{HOME}{survey.pk}/withdraw/", {"reason": " "}).status_code == 422
    client.post(f"{HOME}{survey.pk}/withdraw/", {"reason": "Не та анкета"})
    assert "Не та анкета" in client.get(f"{HOME}{survey.pk}/").content.decode()


@pytest.mark.parametrize("query", ["q=осенний", "state=open", "year=all"])
def test_the_list_is_filtered_by_its_address(
    query: str, survey: Survey, coordinator: User, sign_in: Sign
) -> None:
    assert "Осенний опрос" in sign_in(coordinator).get(f"{HOME}?{query}").content.decode()
    nothing = sign_in(coordinator).get(f"{HOME}?q=зимний").content.decode()
    assert "Анкетирований нет" in nothing


@pytest.mark.parametrize("count", [3, 30])
def test_pages_ask_the_database_as_often_for_any_number_of_schools(  # noqa: PLR0917  # the cast
    count: int, territory: Territory, authority: Organisation, coordinator: User,
    sign_in: Sign, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    schools = [factories.make_organisation(territory) for _ in range(count)]
    many = held(authority, *schools, by=coordinator)
    client = sign_in(coordinator)
    with django_assert_max_num_queries(16):
        client.get(f"{HOME}{many.pk}/")
    with django_assert_max_num_queries(14):
        client.get(HOME)
    with django_assert_max_num_queries(14):
        client.get(f"{HOME}profiles/")
    with django_assert_max_num_queries(14):
        client.get(f"{HOME}staff/")


def test_a_questionnaire_is_copied_and_edited_item_by_item(
    coordinator: User, authority: Organisation, sign_in: Sign
) -> None:
    client, source = sign_in(coordinator), forms()["parents"]
    address = client.post(f"{HOME}questionnaires/{source.pk}/copy/")["Location"]
    form = client.get(address).context["rows"]
    sent = {"title": "Своя анкета"}
    for name, value in form.management_form.initial.items():
        sent[f"form-{name}"] = value
    for row in form.initial_forms:
        for name, value in row.initial.items():
            if value not in (False, None):
                sent[f"{row.prefix}-{name}"] = value
    sent["form-0-text"] = "Слышит ли вас школа"
    answer = client.post(address, sent)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Слышит ли вас школа" in page
    assert "По нескольким предметам" in page
    sent["form-5-options"] = "Да | много"
    assert "баллы после черты" in client.post(address, sent).content.decode()
