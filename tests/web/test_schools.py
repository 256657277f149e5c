import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure
from tests import factories
from tests.web import stage
from tests.web.conftest import Sign

TABS = [
    "", "results/", "context/", "why/", "obligations/", "roadmap/", "staff/", "history/",
]  # fmt: skip


def test_schools_stand_by_the_alphabet_with_their_curators(
    school: Organisation,
    other_school: Organisation,
    curator: User,
    coordinator: User,
    sign_in: Sign,
) -> None:
    text = sign_in(coordinator).get("/schools/").content.decode()
    assert text.index("Берёзовская ООШ") < text.index("СОШ № 5")
    assert "Мохова И. О." in text
    assert "не назначен" in text


@pytest.mark.parametrize("words", ["берёз", "БЕРЁЗ", "основн берёз"])
def test_the_search_folds_cyrillic_case(
    words: str,
    school: Organisation,
    other_school: Organisation,
    coordinator: User,
    sign_in: Sign,
) -> None:
    text = sign_in(coordinator).get("/schools/", {"q": words}).content.decode()
    assert "Берёзовская ООШ" in text
    assert "СОШ № 5" not in text


@pytest.mark.parametrize("words", ["(", "№ [", "\\", "'; --", "нет такой"])
def test_any_words_are_a_harmless_search(
    words: str, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    response = sign_in(coordinator).get("/schools/", {"q": words})
    assert response.status_code == 200
    assert "Школ с такими словами нет" in response.content.decode()


def test_a_page_that_is_not_there_is_404(coordinator: User, sign_in: Sign) -> None:
    assert sign_in(coordinator).get("/schools/?page=9").status_code == 404
    assert sign_in(coordinator).get("/schools/?page=x").status_code == 404


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_is_an_address(
    tab: str, measure: Measure, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school)
    response = sign_in(coordinator).get(f"/schools/{school.pk}/{tab}")
    assert response.status_code == 200
    assert "МБОУ «Средняя общеобразовательная школа № 5»" in response.content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_a_stranger_gets_404_of_every_tab(
    tab: str, school: Organisation, stranger: User, other_head: User, sign_in: Sign
) -> None:
    assert sign_in(stranger).get(f"/schools/{school.pk}/{tab}").status_code == 404
    assert sign_in(other_head).get(f"/schools/{school.pk}/{tab}").status_code == 404


def test_the_page_says_what_is_owed_and_why_it_is_open(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school, days=-4)
    text = sign_in(school_head).get(f"/schools/{school.pk}/").content.decode()
    assert "Провести семинар для учителей" in text
    assert "4\xa0дня" in text
    assert "Открыто: вы работаете в организации «СОШ № 5» (директор)." in text


def test_a_school_is_we_to_itself_and_a_school_to_its_curator(
    measure: Measure, school: Organisation, school_head: User, curator: User, sign_in: Sign
) -> None:
    address = f"/schools/{school.pk}/"

    assert "Что должны мы сейчас" in sign_in(school_head).get(address).content.decode()
    assert "Что должна школа сейчас" in sign_in(curator).get(address).content.decode()


def test_the_list_counts_what_the_chosen_year_asks_as_the_panel_does(
    measure: Measure, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    owed = stage.make_obligation(measure, school, days=-4)
    client = sign_in(coordinator)
    assert "</b> из 1" in client.get("/schools/").content.decode()

    owed.school_year += 1
    owed.save(update_fields=["school_year"])

    page = client.get("/schools/").content.decode()
    assert "</b> из 1" not in page
    assert "учебного года" in page


def test_the_roadmaps_that_oblige_stand_apart_from_own_ones(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school)
    stage.make_roadmap(school, "Школьная дорожная карта")
    text = sign_in(school_head).get(f"/schools/{school.pk}/roadmap/").content.decode()
    assert text.index("Школьная дорожная карта") < text.index("Дорожная карта поддержки")


def test_the_history_names_who_changed_what(
    school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    audit.record(
        "organisation.edit", target=school, by=coordinator, at=now(),
        before={"pupils": 300}, after={"pupils": 310},
    )  # fmt: skip
    text = sign_in(coordinator).get(f"/schools/{school.pk}/history/").content.decode()
    assert "Сведения изменены" in text
    assert "учеников: 300 → 310" in text
    assert "Лукина М. С." in text


@pytest.mark.parametrize("rows", [1, 12])
def test_the_number_of_queries_does_not_grow_with_rows(  # noqa: PLR0917  # fixtures
    rows: int,
    measure: Measure,
    school: Organisation,
    coordinator: User,
    sign_in: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(rows):
        stage.make_obligation(measure, factories.make_organisation(school.territory))
        stage.make_obligation(measure, school)
    client = sign_in(coordinator)
    with django_assert_num_queries(10):
        client.get("/schools/")
    with django_assert_num_queries(19):
        client.get(f"/schools/{school.pk}/")
