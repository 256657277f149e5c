from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Measure, Obligation, Roadmap
from opora.domain.roadmaps.services import editions
from tests import factories
from tests.domain.roadmaps.readings import a_reading, actor, item
from tests.web import stage
from tests.web.conftest import Sign

VIEWS = ["", "timeline/", "calendar/", "people/", "schools/", "print/", "editions/"]


def words(client: Client, address: str, **conditions: Any) -> str:
    response = client.get(address, conditions)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("view", VIEWS)
def test_a_stranger_finds_no_view_of_the_plan(
    view: str, plan: Edition, stranger: User, sign_in: Sign
) -> None:
    assert sign_in(stranger).get(f"/roadmaps/{plan.roadmap_id}/{view}").status_code == 404


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("person", ["coordinator", "methodist", "school_head", "curator"])
def test_every_view_opens_to_whom_the_plan_concerns(
    view: str, person: str, plan: Edition, sign_in: Sign, request: pytest.FixtureRequest
) -> None:
    client = sign_in(request.getfixturevalue(person))
    text = words(client, f"/roadmaps/{plan.roadmap_id}/{view}")
    assert "План поддержки школ" in text


@pytest.mark.parametrize("view", VIEWS)
def test_a_school_reads_nothing_of_another_school(
    view: str, plan: Edition, other_school: Organisation, school_head: User, sign_in: Sign
) -> None:
    text = words(sign_in(school_head), f"/roadmaps/{plan.roadmap_id}/{view}")
    assert other_school.short_name not in text


def test_the_table_keeps_the_columns_of_the_document(
    plan: Edition, coordinator: User, sign_in: Sign
) -> None:
    plan.columns = [
        {"header": "Что делаем", "role": "measure"},
        {"header": "Когда", "role": "deadline"},
        {"header": "Финансирование", "role": ""},
    ]
    plan.save()
    plan.measures.update(cells={"Финансирование": "без средств"})
    text = words(sign_in(coordinator), f"/roadmaps/{plan.roadmap_id}/")
    heads = [text.index(header) for header in ("Что делаем", "Когда", "Финансирование")]
    assert heads == sorted(heads)
    assert "без средств" in text
    assert "Ожидаемый результат" not in text


def test_a_school_counts_its_own_and_the_coordinator_counts_all(
    plan: Edition, coordinator: User, school_head: User, sign_in: Sign
) -> None:
    address = f"/roadmaps/{plan.roadmap_id}/"
    everything = Obligation.objects.filter(roadmap=plan.roadmap)
    assert everything.count() == 4
    assert "из 4 обязательств" in words(sign_in(coordinator), address)
    assert "из 2 обязательств" in words(sign_in(school_head), address)


@pytest.fixture
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which the first measure is late and the second ahead."""
    monkeypatch.setattr("opora.web.roadmaps.frame.localdate", lambda: factories.TODAY)


@pytest.mark.usefixtures("in_november")
@pytest.mark.parametrize(
    ("conditions", "shown"),
    [
        ({}, 2),
        ({"q": "семинары"}, 1),
        ({"q": "олимпиада"}, 0),
        ({"late": 1}, 1),
        ({"state": "planned"}, 1),
        ({"state": "accepted"}, 0),
        ({"month": "2026-06"}, 1),
        ({"month": "2026-01"}, 0),
        ({"responsible": "директора школ"}, 2),
        ({"mine": 1}, 0),
    ],
)
def test_conditions_of_the_address_narrow_the_table(
    conditions: dict[str, Any],
    shown: int,
    plan: Edition,
    coordinator: User,
    sign_in: Sign,
) -> None:
    text = words(sign_in(coordinator), f"/roadmaps/{plan.roadmap_id}/", **conditions)
    assert text.count("data-row ") == shown
    if conditions:
        assert "o-chip" in text


@pytest.mark.parametrize("wrong", [{"state": "x"}, {"section": "9999"}, {"month": "май"}])
def test_a_condition_that_is_none_is_said(
    wrong: dict[str, str], plan: Edition, coordinator: User, sign_in: Sign
) -> None:
    text = words(sign_in(coordinator), f"/roadmaps/{plan.roadmap_id}/", **wrong)
    assert 'role="alert"' in text


def test_htmx_gets_the_table_alone(plan: Edition, coordinator: User, sign_in: Sign) -> None:
    response = sign_in(coordinator).get(
        f"/roadmaps/{plan.roadmap_id}/", headers={"hx-request": "true"}
    )
    assert "<html" not in response.content.decode()


def test_the_list_is_narrowed_by_level_status_and_words(
    plan: Edition, coordinator: User, stranger: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    assert "План поддержки школ" in words(client, "/roadmaps/")
    for wrong in ({"level": "school"}, {"status": "draft"}, {"year": 2024}, {"q": "зима"}):
        assert "не подходит ни одна карта" in words(client, "/roadmaps/", **wrong)
    assert "Дорожных карт пока нет" in words(sign_in(stranger), "/roadmaps/")


def test_the_number_of_queries_does_not_grow_with_schools(
    authority: Organisation,
    coordinator: User,
    sign_in: Sign,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    roadmap = stage.make_roadmap(authority)
    for number in range(8):
        measure = stage.make_measure(roadmap, f"Мероприятие {number}")
        for _ in range(4):
            organisation = factories.make_organisation(authority.territory)
            stage.make_obligation(measure, organisation, days=-3)
    client = sign_in(coordinator)
    for view in VIEWS:
        with django_assert_max_num_queries(26):
            words(client, f"/roadmaps/{roadmap.pk}/{view}")


def test_a_measure_shows_its_obligations_and_the_school_its_own(
    plan: Edition,
    coordinator: User,
    school_head: User,
    other_school: Organisation,
    sign_in: Sign,
) -> None:
    measure = plan.measures.get(text="Провести семинар")
    address = f"/roadmaps/{plan.roadmap_id}/measures/{measure.pk}/"
    assert words(sign_in(coordinator), address).count("data-row ") == 2
    own = words(sign_in(school_head), address)
    assert own.count("data-row ") == 1
    assert other_school.short_name not in own


def test_a_measure_of_another_plan_is_not_found(
    plan: Edition, measure: Measure, coordinator: User, stranger: User, sign_in: Sign
) -> None:
    address = f"/roadmaps/{plan.roadmap_id}/measures/{measure.pk}/"
    assert sign_in(coordinator).get(address).status_code == 404
    own = f"/roadmaps/{plan.roadmap_id}/measures/{plan.measures.all()[0].pk}/"
    assert sign_in(stranger).get(own).status_code == 404


def test_the_months_of_the_calendar_end_with_the_plan(
    plan: Edition, coordinator: User, sign_in: Sign
) -> None:
    address = f"/roadmaps/{plan.roadmap_id}/calendar/"
    assert "Провести семинар" in words(sign_in(coordinator), address, month="2025-10")
    assert "Август 2026" in words(sign_in(coordinator), address, month="2031-01")


def test_another_edition_is_shown_by_its_number_only_if_there_is_one(
    plan: Edition, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    assert client.get(f"/roadmaps/{plan.roadmap_id}/?edition=1").status_code == 200
    assert client.get(f"/roadmaps/{plan.roadmap_id}/?edition=7").status_code == 404


def test_a_measure_of_children_says_how_many_are_in_force(
    plan: Edition, coordinator: User, sign_in: Sign
) -> None:
    measure = plan.measures.get(text="Провести семинар")
    measure.child_level = True
    measure.save()
    address = f"/roadmaps/{plan.roadmap_id}/measures/{measure.pk}/"
    text = words(sign_in(coordinator), address)
    assert "Отдельные дорожные карты" in text
    assert "<b>0</b> из 2" in text
    assert text.count("не начата") == 2


def test_the_card_of_an_act_is_linked_only_where_it_opens(
    plan: Edition, coordinator: User, school_head: User, sign_in: Sign
) -> None:
    plan.act = factories.make_act(plan.roadmap.owner)
    plan.save()
    link = f"/documents/acts/{plan.act.pk}/"
    address = f"/roadmaps/{plan.roadmap_id}/"
    assert link in words(sign_in(coordinator), address)
    assert link not in words(sign_in(school_head), address)


def test_a_measure_leads_to_its_row_in_the_document(
    authority: Organisation, coordinator: User, school_head: User, sign_in: Sign
) -> None:
    places = {"measure": {"block": 7, "row": 2, "column": 1}}
    rows = [
        item(1, "Издать приказ"),
        item(
            2,
            "Провести диагностику",
            places=places,
            responsible=[actor("директора школ", "role")],
        ),
    ]
    reading = a_reading(items=rows)
    draft = factories.make_draft(authority, by=coordinator, reading=reading)
    edition = editions.create_from_draft(
        draft=draft, owner=authority, by=coordinator, at=factories.NOON
    )
    editions.approve(edition=edition, by=coordinator, at=factories.NOON)
    measure = edition.measures.get(text="Провести диагностику")

    address = f"/roadmaps/{edition.roadmap_id}/measures/{measure.pk}/"

    link = f"/documents/drafts/{draft.pk}/measures/?row=i2"
    assert link in words(sign_in(coordinator), address)
    own = words(sign_in(school_head), address)
    assert link not in own
    assert "блок 8, строка 3" in own


def test_a_regional_plan_lists_no_thousand_schools_and_still_shows_one(
    plan: Edition, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    Roadmap.objects.filter(pk=plan.roadmap_id).update(level=Roadmap.Level.REGION)
    client = sign_in(coordinator)
    path = f"/roadmaps/{plan.roadmap_id}/"

    everybody = client.get(path).content.decode()
    one = client.get(path, {"school": school.pk}).content.decode()

    assert f'<option value="{school.pk}"' not in everybody
    assert "Выбрать организацию" in everybody
    assert school.short_name in one
