"""What there is and what is missing, by school, work and year."""

from __future__ import annotations

import csv

import pytest

from opora.domain.assessments.models import CheckSign
from tests import factories
from tests.web.results.stage import make_count


@pytest.fixture
def address(territory) -> str:
    return f"/results/territories/{territory.pk}/"


def test_the_start_leads_to_where_a_person_belongs(  # noqa: PLR0917  # fixtures
    territory, region, school, coordinator, regional_coordinator, school_head, sign_in
) -> None:
    led = {
        coordinator: f"/results/territories/{territory.pk}/",
        regional_coordinator: f"/results/territories/{region.pk}/",
        school_head: f"/results/schools/{school.pk}/",
    }
    for user, place in led.items():
        assert sign_in(user).get("/results/")["Location"] == place


def test_the_matrix_says_how_many_of_how_many(
    address, school, other_school, coordinator, sign_in
) -> None:
    make_count(school, "ВПР-МА-5", participants=24)
    make_count(school, "ВПР-РУ-5", participants=26)
    make_count(other_school, "ВПР-МА-5", participants=10)
    page = sign_in(coordinator).get(address).content.decode()
    assert "<b>24</b> из 26" in page
    assert ">нет</span> из 10" in page
    assert "школ 1 из 2" in page
    assert "нет у 1" in page


def test_the_missing_open_their_schools(
    address, school, other_school, coordinator, sign_in
) -> None:
    russian = make_count(school, "ВПР-РУ-5").round
    make_count(school, "ВПР-МА-5")
    make_count(other_school, "ВПР-МА-5")
    client = sign_in(coordinator)
    page = client.get(address, {"without": russian.pk})
    assert [one.school for one in page.context["lines"]] == [other_school]
    assert "Нет работы: ВПР 2025, русский язык, 5 класс" in page.content.decode()
    assert client.get(address, {"without": "x"}).status_code == 404
    assert client.get(address, {"without": "9" * 30}).status_code == 404


def test_nothing_is_missing_of_a_work_by_choice(
    address, school, other_school, coordinator, sign_in
) -> None:
    make_count(school, "ВПР-ИСТ-5")
    make_count(school, "ВПР-МА-5")
    make_count(other_school, "ВПР-МА-5")
    page = sign_in(coordinator).get(address).content.decode()
    assert "по выбору" in page
    assert ">нет</span> из" not in page


def test_a_new_series_is_said_in_words(address, school, coordinator, sign_in) -> None:
    make_count(school)
    page = sign_in(coordinator).get(address).content.decode()
    assert "новый ряд" in page
    assert "сравнивать нельзя" in page


def test_signs_are_a_reason_to_look(address, school, coordinator, sign_in) -> None:
    make_count(school)
    CheckSign.objects.create(
        school=school, year=2025, kind="journal", false_alarms=0.04, data_hash="x"
    )
    page = sign_in(coordinator).get(address).content.decode()
    assert "Отметки в журнале выше результатов работы" in page
    assert "не вывод о школе" in page


def test_the_year_and_the_kind_are_chosen(address, school, coordinator, sign_in) -> None:
    make_count(school, "ВПР-МА-5", 2025)
    make_count(school, "ОГЭ-МА-9", 2024)
    make_count(school, "ВПР-РУ-6", 2024)
    client = sign_in(coordinator)
    groups = client.get(address, {"year": 2024, "kind": "ОГЭ"}).context["groups"]
    assert [one.title for one in groups] == ["ОГЭ, 9 класс"]
    assert client.get(address, {"year": "1812"}).context["year"] == 2025


def test_an_empty_territory_says_what_to_do(address, coordinator, sign_in) -> None:
    assert "Результатов пока нет" in sign_in(coordinator).get(address).content.decode()


@pytest.mark.parametrize("wish", ["?sort=share", "?order_by=-below", "?rank=1"])
def test_an_order_by_results_is_refused_with_the_act(
    wish, address, school, coordinator, sign_in
) -> None:
    client = sign_in(coordinator)
    for place in (address, f"/results/schools/{school.pk}/"):
        answer = client.get(f"{place}{wish}")
        text = answer.content.decode()
        assert answer.status_code == 403
        assert "постановление Правительства РФ от 30.04.2024 № 556" in text
        assert "внутри по алфавиту" in text
    assert client.get(f"{address}?sort=name").status_code == 200


def test_the_table_is_given_as_it_is_shown(
    address, school, other_school, coordinator, sign_in
) -> None:
    make_count(school, "ВПР-МА-5", participants=24)
    make_count(other_school, "ВПР-РУ-5", participants=9)
    answer = sign_in(coordinator).get(address, {"as": "csv"})
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    head, *rows = csv.reader(lines, delimiter=";")
    assert head[:3] == ["Школа", "ВПР 2025, математика, 5 класс: писали", head[2]]
    assert [row[0] for row in rows] == ["Берёзовская ООШ", "СОШ № 5"]
    assert rows[1][1:5] == ["24", "24", "нет", "24"]


def test_a_region_sees_its_municipalities_by_the_alphabet(
    region, school, foreign_school, regional_coordinator, sign_in
) -> None:
    make_count(school, "ВПР-МА-5")
    make_count(school, "ВПР-РУ-5")
    make_count(foreign_school, "ВПР-МА-5")
    page = sign_in(regional_coordinator).get(f"/results/territories/{region.pk}/")
    told = [
        (one.territory.name, one.schools, one.have, one.expected)
        for one in page.context["places"]
    ]
    assert told == [("Ключевской округ", 1, 2, 2), ("Озёрский район", 1, 1, 2)]


@pytest.mark.parametrize("who", ["school_head", "curator", "stranger"])
def test_a_territory_is_closed_to_others(who, address, sign_in, request) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get(address).status_code == 404
    assert client.get(address, {"as": "xlsx"}).status_code == 404


def test_forty_schools_cost_as_many_queries_as_three(
    address, territory, coordinator, sign_in, django_assert_max_num_queries
) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            school = factories.make_organisation(territory)
            for code in ("ВПР-МА-5", "ВПР-РУ-5", "ОГЭ-МА-9"):
                make_count(school, code)

    client = sign_in(coordinator)
    for count in (3, 37):
        grow(count)
        with django_assert_max_num_queries(24):
            client.get(address)
