import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure
from tests import factories
from tests.web import stage
from tests.web.conftest import Sign


def rows_behind(client: Client, text: str, title: str) -> int:
    """Follow the number under the title and count the rows it opens."""
    match = re.search(rf'<dt>{title}</dt><dd><a class="o-fig" href="([^"]+)"', text)
    assert match is not None
    opened = client.get(match[1].replace("&amp;", "&")).content.decode()
    return opened.count("data-row ")


@pytest.fixture
def mixed(
    measure: Measure, school: Organisation, school_head: User, coordinator: User
) -> Organisation:
    accepted = stage.submitted(school_head) | {
        "state": "accepted", "decided_by": coordinator, "decided_at": stage.now()
    }  # fmt: skip
    stage.make_obligation(measure, school, days=-5, **accepted)
    stage.make_obligation(measure, school, days=-400)
    stage.make_obligation(measure, school, days=-3)
    stage.make_obligation(measure, school, days=5, **stage.submitted(school_head))
    stage.make_obligation(measure, school, days=9)
    return school


def test_each_number_opens_exactly_its_rows(
    mixed: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    text = client.get(f"/panel/{mixed.territory_id}/").content.decode()

    assert ">1 <small>из 3 наступивших</small>" in text
    assert ">2 <small>из 3 наступивших</small>" in text
    assert rows_behind(client, text, "Обязательства приняты") == 1
    assert rows_behind(client, text, "Просрочено") == 2
    assert rows_behind(client, text, "Ждут проверки") == 1


def test_what_is_late_from_years_before_stays_in_sight(
    mixed: Organisation, coordinator: User, sign_in: Sign
) -> None:
    text = sign_in(coordinator).get(f"/panel/{mixed.territory_id}/").content.decode()
    assert "400\xa0дней" in text
    assert stage.day_text(-399) in text


def test_the_panel_says_why_it_is_open(
    mixed: Organisation, coordinator: User, sign_in: Sign
) -> None:
    text = sign_in(coordinator).get(f"/panel/{mixed.territory_id}/").content.decode()
    assert "Открыто: вы работаете для территории «Ключевской округ»" in text


def test_the_region_sees_municipalities_without_places(
    mixed: Organisation, region: Territory, regional_coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(regional_coordinator)
    assert client.get("/panel/")["Location"] == f"/panel/{region.pk}/"
    text = client.get(f"/panel/{region.pk}/").content.decode()
    assert "Ключевской округ" in text
    assert "места не вычисляются" in text


def test_a_municipality_does_not_see_the_region_nor_its_neighbour(
    region: Territory, foreign_territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    assert client.get(f"/panel/{region.pk}/").status_code == 404
    assert client.get(f"/panel/{foreign_territory.pk}/").status_code == 404


def test_a_school_has_no_panel(school_head: User, territory: Territory, sign_in: Sign) -> None:
    client = sign_in(school_head)
    assert client.get("/panel/").status_code == 403
    assert client.get(f"/panel/{territory.pk}/").status_code == 404
    assert 'href="/panel/"' not in client.get("/").content.decode()


def test_an_empty_panel_says_when_numbers_come(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    text = sign_in(coordinator).get(f"/panel/{territory.pk}/").content.decode()
    assert "Обязательств в этом учебном году нет" in text


@pytest.mark.parametrize("rows", [1, 12])
def test_the_number_of_queries_does_not_grow_with_rows(  # noqa: PLR0917  # fixtures
    rows: int,
    measure: Measure,
    territory: Territory,
    coordinator: User,
    sign_in: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        school = factories.make_organisation(territory)
        stage.make_obligation(measure, school, days=number + 1)
        stage.make_obligation(measure, school, days=-number - 1)
    client = sign_in(coordinator)
    with django_assert_num_queries(23):
        client.get(f"/panel/{territory.pk}/")


def test_equal_things_of_several_schools_stand_as_one_next_date(
    measure: Measure,
    school: Organisation,
    other_school: Organisation,
    coordinator: User,
    sign_in: Sign,
) -> None:
    stage.make_obligation(measure, school, days=9)
    stage.make_obligation(measure, other_school, days=9)
    client = sign_in(coordinator)
    text = client.get(f"/panel/{school.territory_id}/").content.decode()
    assert "2\xa0обязательства" in text
    match = re.search(r'href="([^"]+&amp;measure=[^"]+)"', text)
    assert match is not None
    opened = client.get(match[1].replace("&amp;", "&")).content.decode()
    assert opened.count("data-row ") == 2
