import pytest
from pytest_django import DjangoAssertNumQueries

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import AuditEvent, User
from tests import factories
from tests.web.conftest import Sign

LIST = "/settings/organisations/"
NEW = {
    "name": "МБОУ «Горная школа»",
    "short_name": "Горная СОШ",
    "kind": "school",
    "pupils": "120",
    "aliases": "школа в Горном\n\nГорная школа",
}


def test_an_organisation_is_added_with_its_other_names(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    response = sign_in(coordinator).post(
        f"{LIST}add/", NEW | {"territory": territory.pk}, follow=True
    )
    added = Organisation.objects.get(name=NEW["name"])
    assert "Организация добавлена" in response.content.decode()
    assert added.aliases == ["школа в Горном", "Горная школа"]
    assert AuditEvent.objects.filter(action="organisation.add", by=coordinator).exists()


def test_a_taken_name_is_refused_with_a_sentence(
    territory: Territory, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    data = NEW | {"name": school.name, "territory": territory.pk}
    text = sign_in(coordinator).post(f"{LIST}add/", data).content.decode()
    assert "уже есть в списке" in text
    assert 'value="Горная СОШ"' in text


def test_a_correction_keeps_what_was_not_touched(
    school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    path = f"{LIST}{school.pk}/"
    shown = sign_in(coordinator).get(path).content.decode()
    assert "СОШ № 5" in shown
    data = {"name": school.name, "short_name": "Пятая школа", "kind": "school"}
    sign_in(coordinator).post(path, data)
    school.refresh_from_db()
    assert (school.short_name, school.name) == ("Пятая школа", data["name"])


@pytest.mark.parametrize("wrong", [{"pupils": "-1"}, {"name": ""}, {"kind": "castle"}])
def test_a_wrong_field_is_said(
    wrong: dict[str, str], territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    data = NEW | {"territory": territory.pk} | wrong
    text = sign_in(coordinator).post(f"{LIST}add/", data).content.decode()
    assert 'aria-invalid="true"' in text
    assert not Organisation.objects.schools().exists()


def test_a_closed_organisation_stays_in_the_list_and_leaves_the_schools(
    school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    data = {"on": "2025-09-01", "reason": "Реорганизация"}
    text = client.post(f"{LIST}{school.pk}/close/", data, follow=True).content.decode()
    assert "с 01.09.2025" in text
    assert "СОШ № 5" not in client.get("/schools/").content.decode()
    again = client.post(f"{LIST}{school.pk}/close/", data).content.decode()
    assert "уже закрыта" in again


@pytest.mark.parametrize("page", ["", "close/"])
def test_strangers_get_404_and_schools_403(
    page: str, school: Organisation, school_head: User, stranger: User, sign_in: Sign
) -> None:
    path = f"{LIST}{school.pk}/{page}"
    assert sign_in(stranger).get(path).status_code == 404
    assert sign_in(school_head).get(path).status_code == 403


def test_nothing_is_added_to_the_territory_of_others(
    foreign_territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    sign_in(coordinator).post(f"{LIST}add/", NEW | {"territory": foreign_territory.pk})
    assert not Organisation.objects.filter(name=NEW["name"]).exists()


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_does_not_grow_with_rows(
    many: int,
    territory: Territory,
    coordinator: User,
    sign_in: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(many):
        factories.make_organisation(territory)
    client = sign_in(coordinator)
    with django_assert_num_queries(6):
        client.get(LIST)
