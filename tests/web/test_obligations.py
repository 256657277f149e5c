import pytest
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import Notice, User
from opora.domain.roadmaps.models import Measure
from opora.web.years import year_of
from tests import factories
from tests.web import stage
from tests.web.conftest import Sign


def count(client: Client, **conditions: object) -> int:
    response = client.get("/obligations/", conditions)
    assert response.status_code == 200
    return response.content.decode().count("data-row ")


@pytest.fixture
def rows(
    measure: Measure, school: Organisation, other_school: Organisation, school_head: User
) -> None:
    stage.make_obligation(measure, school, days=-9)
    stage.make_obligation(measure, school, days=9)
    stage.make_obligation(measure, other_school, days=-400)
    stage.make_obligation(measure, other_school, days=3, **stage.submitted(school_head))


@pytest.mark.usefixtures("rows")
def test_conditions_of_the_address_narrow_the_list(
    school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    assert count(client) == 4
    assert count(client, late=1) == 2
    assert count(client, late=1, school=school.pk) == 1
    assert count(client, state="submitted") == 1
    assert count(client, to_check=1) == 1
    assert count(client, day=f"{localdate():%Y-%m-%d}") == 0
    assert count(client, ahead=f"{localdate():%Y-%m-%d}") == 1
    assert count(client, until=f"{localdate():%Y-%m-%d}") == 2
    assert count(client, q="семинары") == 4
    assert count(client, q="олимпиада") == 0


@pytest.mark.usefixtures("rows")
def test_a_school_year_keeps_what_is_open_from_years_before(
    coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    assert count(client, year=year_of(localdate()), late=1) == 2
    assert count(client, year=2001) == 0


@pytest.mark.usefixtures("rows")
def test_each_condition_is_a_chip_that_takes_it_off(
    school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    text = sign_in(coordinator).get("/obligations/", {"late": 1, "school": school.pk})
    chips = text.content.decode()
    assert f'href="?school={school.pk}"' in chips
    assert 'href="?late=1"' in chips


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    "wrong", [{"state": "done"}, {"year": "x"}, {"school": "999999"}, {"day": "31.02.2025"}]
)
def test_wrong_conditions_are_said_and_show_nothing(
    wrong: dict[str, str], coordinator: User, sign_in: Sign
) -> None:
    response = sign_in(coordinator).get("/obligations/", wrong)
    text = response.content.decode()
    assert response.status_code == 200
    assert 'role="alert"' in text
    assert "data-row " not in text


@pytest.mark.usefixtures("rows")
def test_the_list_holds_only_what_the_person_may_see(
    school: Organisation, school_head: User, stranger: User, sign_in: Sign
) -> None:
    assert count(sign_in(school_head)) == 2
    assert count(sign_in(stranger)) == 0
    text = sign_in(stranger).get("/obligations/", {"school": school.pk}).content.decode()
    assert "СОШ № 5" not in text


@pytest.mark.usefixtures("rows")
def test_htmx_gets_the_rows_alone(coordinator: User, sign_in: Sign) -> None:
    response = sign_in(coordinator).get("/obligations/", headers={"hx-request": "true"})
    assert "<html" not in response.content.decode()


def test_a_reminder_reaches_the_school_once_a_day(
    measure: Measure, school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school, days=-9)
    client = sign_in(coordinator)
    data = {"obligation": obligation.pk, "next": "/obligations/"}

    first = client.post("/obligations/remind/", data, follow=True)
    second = client.post("/obligations/remind/", data, follow=True)

    assert "Напоминание отправлено" in first.content.decode()
    assert "Сегодня уже напоминали" in second.content.decode()
    assert Notice.objects.filter(user=school_head).count() == 1


def test_a_stranger_reminds_of_nothing(
    measure: Measure, school: Organisation, stranger: User, other_head: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school, days=-9)
    for person in (stranger, other_head):
        response = sign_in(person).post("/obligations/remind/", {"obligation": obligation.pk})
        assert response.status_code == 404
    missing = sign_in(stranger).post("/obligations/remind/", {"obligation": "x"})
    assert missing.status_code == 404


def test_many_are_accepted_and_the_refused_are_named(
    measure: Measure, school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    good = stage.make_obligation(measure, school, **stage.submitted(school_head))
    wrong = stage.make_obligation(measure, school)
    response = sign_in(coordinator).post(
        "/obligations/accept/", {"obligation": [good.pk, wrong.pk], "next": "/"}, follow=True
    )
    text = response.content.decode().replace("\xa0", " ")
    good.refresh_from_db()
    wrong.refresh_from_db()
    assert (good.state, wrong.state) == ("accepted", "planned")
    assert "Принято: 1 обязательство." in text
    assert "СОШ № 5: Принять нельзя" in text


def test_a_school_accepts_nothing_of_its_own(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school, **stage.submitted(school_head))
    sign_in(school_head).post("/obligations/accept/", {"obligation": [obligation.pk]})
    obligation.refresh_from_db()
    assert obligation.state == "submitted"


def test_nothing_ticked_is_said(measure: Measure, coordinator: User, sign_in: Sign) -> None:
    response = sign_in(coordinator).post("/obligations/accept/", {}, follow=True)
    assert "Ничего не выбрано" in response.content.decode()


def test_nobody_is_led_to_another_site(
    measure: Measure, coordinator: User, sign_in: Sign
) -> None:
    response = sign_in(coordinator).post("/obligations/accept/", {"next": "//evil.example/"})
    assert response["Location"] == "/"


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_does_not_grow_with_rows(  # noqa: PLR0917  # fixtures
    many: int,
    measure: Measure,
    school: Organisation,
    coordinator: User,
    sign_in: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(many):
        stage.make_obligation(measure, factories.make_organisation(school.territory))
    client = sign_in(coordinator)
    with django_assert_num_queries(7):
        client.get("/obligations/")
