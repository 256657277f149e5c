from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import Notice, User
from opora.domain.roadmaps.models import Measure
from tests import factories
from tests.web import stage
from tests.web.conftest import Sign


def page(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_overdue_things_say_how_many_days_and_to_whom_to_remind(
    measure: Measure, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school, days=-28)
    text = page(sign_in(coordinator))
    assert "28\xa0дней" in text
    assert "Напомнить" in text
    assert "СОШ № 5" in text


def test_the_head_of_the_school_attaches_instead_of_reminding(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school, days=-3)
    text = page(sign_in(school_head))
    assert "Приложить" in text
    assert "Напомнить" not in text
    assert "Проверить" not in text


def test_what_came_back_shows_the_remark_and_who_wrote_it(
    measure: Measure, school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    back = stage.returned(school_head, coordinator, "Добавьте вывод")
    stage.make_obligation(measure, school, days=3, **back)
    text = page(sign_in(school_head))
    assert "«Добавьте вывод» — Лукина М. С." in text


def test_what_was_handed_in_waits_for_the_coordinator_only(
    measure: Measure, school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school, days=3, **stage.submitted(school_head))
    assert "прислано: Горохов И. Л." in page(sign_in(coordinator))
    assert "прислано:" not in page(sign_in(school_head))


def test_empty_lists_stay_as_lines(
    measure: Measure, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    text = page(sign_in(coordinator))
    assert 'Просрочено <span class="o-count">0</span>' in text


def test_only_mine_leaves_the_schools_out(
    measure: Measure, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school, days=-28)
    assert "28\xa0дней" not in page(sign_in(coordinator), "/?mine")


def test_a_curator_sees_their_schools_with_what_is_late(
    measure: Measure, school: Organisation, curator: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school, days=-1)
    text = page(sign_in(curator))
    assert "Школы, где я куратор" in text
    assert "в срок" not in text


def test_news_stand_beside_the_lists(
    measure: Measure, coordinator: User, sign_in: Sign
) -> None:
    Notice.objects.create(
        user=coordinator, kind="x", text="Школа приложила", key="1", created_at=now()
    )
    text = page(sign_in(coordinator))
    assert "Школа приложила" in text
    assert "новых 1" in text


def test_a_stranger_sees_nothing_of_the_municipality(
    measure: Measure, school: Organisation, stranger: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school, days=-28)
    text = page(sign_in(stranger))
    assert "СОШ № 5" not in text
    assert "Начнём с приказа" in text


def test_the_first_day_tells_planners_what_is_ready(
    coordinator: User, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    text = page(sign_in(coordinator))
    assert "Начнём с приказа" in text
    assert "1 из 1" in text


def test_the_first_day_asks_nothing_of_a_school(
    school: Organisation, school_head: User, sign_in: Sign
) -> None:
    text = page(sign_in(school_head))
    assert "Дорожных карт пока нет" in text
    assert "Начнём с приказа" not in text


def test_who_has_not_signed_in_is_led_to_the_gate(client: Client) -> None:
    assert client.get("/")["Location"] == "/account/login/?next=/"


def test_rows_say_how_far_the_entries_have_brought_them(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    stage.make_bound(measure, school_head, register="agreements", target=6)
    stage.make_progress(stage.make_obligation(measure, school), done=4, needed=6)
    stage.make_progress(stage.make_obligation(measure, school), done=6, needed=6, late=True)
    text = page(sign_in(school_head))
    assert "сделано: 4 из 6 договоров<" in text
    assert "сделано: 6 из 6 договоров, достигнуто после срока<" in text


def test_rows_of_pupils_are_not_numbered_in_lists(
    measure: Measure, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    stage.make_bound(measure, coordinator, register="pupils")
    stage.make_progress(stage.make_obligation(measure, school, days=-1), done=4, needed=6)
    text = page(sign_in(coordinator))
    assert "сделано: записей пока не хватает" in text
    assert "4 из 6" not in text


def test_what_is_only_proposed_says_nothing_of_progress(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    stage.make_bound(measure, school_head, register="agreements", status="proposed")
    stage.make_progress(stage.make_obligation(measure, school), done=0, needed=6)
    assert "сделано:" not in page(sign_in(school_head))


def test_one_entry_that_is_not_there_and_a_thing_accepted_without_say_nothing(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    stage.make_bound(measure, school_head, register="agreements", target=6)
    stage.make_progress(stage.make_obligation(measure, school), done=0, needed=1)
    accepted = stage.submitted(school_head) | {
        "state": "accepted", "decided_by": school_head, "decided_at": now()
    }  # fmt: skip
    done = stage.make_obligation(measure, school, **accepted)
    stage.make_progress(done, done=1, needed=6)
    client = sign_in(school_head)
    assert "сделано:" not in page(client)
    assert "сделано:" not in page(client, "/obligations/?mine=1")


@pytest.mark.parametrize("rows", [1, 12])
def test_the_number_of_queries_does_not_grow_with_rows(  # noqa: PLR0917
    rows: int,
    measure: Measure,
    school: Organisation,
    school_head: User,
    coordinator: User,
    sign_in: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    stage.make_bound(measure, coordinator, register="activities")
    for number in range(rows):
        other = factories.make_organisation(school.territory)
        owed = stage.make_obligation(measure, other, days=-number - 1)
        stage.make_progress(owed, done=0, needed=1)
        stage.make_obligation(measure, other, days=2, **stage.submitted(school_head))
    client = sign_in(coordinator)
    with django_assert_num_queries(17):
        client.get("/")


def test_the_month_marks_my_due_days(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school, days=0)
    text = page(sign_in(school_head))
    assert f"day={localdate():%Y-%m-%d}" in text
    assert f"day={localdate() + timedelta(days=1):%Y-%m-%d}" not in text
