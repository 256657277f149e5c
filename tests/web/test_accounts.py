import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import FeedToken, Notice, User
from opora.domain.people.services import feeds
from opora.domain.roadmaps.models import Roadmap
from opora.web.years import year_of
from tests.web.conftest import Sign


def make_notice(user: User, key: str = "1", address: str = "/schools/") -> Notice:
    return Notice.objects.create(
        user=user,
        kind="x",
        text="Вам вернули отчёт",
        key=key,
        address=address,
        created_at=now(),
    )


def test_single_keys_are_switched_off_for_the_page(coordinator: User, sign_in: Sign) -> None:
    client = sign_in(coordinator)
    assert "data-keys" in client.get("/profile/").content.decode()
    client.post("/profile/", {"wants_digest": "on"})
    coordinator.refresh_from_db()
    assert (coordinator.single_keys, coordinator.wants_digest) == (False, True)
    assert "data-keys" not in client.get("/profile/").content.decode()


def test_a_plan_and_a_school_give_addresses_of_their_own(
    roadmap: Roadmap, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    for _ in range(2):
        client.post(f"/schools/{school.pk}/subscribe/")
        shown = client.post(f"/roadmaps/{roadmap.pk}/subscribe/", follow=True)

    scopes = FeedToken.objects.filter(user=coordinator).values_list("scope", flat=True)
    assert sorted(scopes) == [f"organisation:{school.pk}", f"roadmap:{roadmap.pk}"]
    page = shown.content.decode()
    assert f"Карта «{roadmap.title}»" in page
    assert f"Сроки организации {school.short_name}" in page
    assert "Получить адрес своих сроков" in page
    assert all(f"/feeds/{one.token}.ics" in page for one in FeedToken.objects.all())


def test_a_stranger_gets_no_address_of_a_plan_or_a_school(
    roadmap: Roadmap, school: Organisation, stranger: User, sign_in: Sign
) -> None:
    client = sign_in(stranger)
    assert client.post(f"/roadmaps/{roadmap.pk}/subscribe/").status_code == 404
    assert client.post(f"/schools/{school.pk}/subscribe/").status_code == 404
    assert client.get(f"/schools/{school.pk}/subscribe/").status_code == 405
    assert not FeedToken.objects.exists()


def test_an_address_of_what_is_closed_to_the_person_names_nothing(
    roadmap: Roadmap, stranger: User, sign_in: Sign
) -> None:
    feeds.issue(user=stranger, scope=f"roadmap:{roadmap.pk}", at=now())
    page = sign_in(stranger).get("/profile/").content.decode()
    assert "которых вы больше не видите" in page
    assert roadmap.title not in page


def test_a_calendar_address_is_given_and_closed(coordinator: User, sign_in: Sign) -> None:
    client = sign_in(coordinator)
    client.post("/profile/feeds/")
    feed = FeedToken.objects.get(user=coordinator)
    client.post(f"/profile/feeds/{feed.pk}/revoke/")
    feed.refresh_from_db()
    assert feed.revoked_at is not None


def test_nobody_closes_the_calendar_of_another(
    coordinator: User, school_head: User, sign_in: Sign
) -> None:
    sign_in(coordinator).post("/profile/feeds/")
    feed = FeedToken.objects.get()
    assert sign_in(school_head).post(f"/profile/feeds/{feed.pk}/revoke/").status_code == 404


def test_a_notice_leads_to_its_place_and_is_read(coordinator: User, sign_in: Sign) -> None:
    notice = make_notice(coordinator)
    response = sign_in(coordinator).post(f"/notices/{notice.pk}/")
    notice.refresh_from_db()
    assert response["Location"] == "/schools/"
    assert notice.read_at is not None


def test_a_notice_never_leads_out_of_the_site(coordinator: User, sign_in: Sign) -> None:
    notice = make_notice(coordinator, address="https://evil.example/")
    assert sign_in(coordinator).post(f"/notices/{notice.pk}/")["Location"] == "/notices/"


def test_everything_is_read_at_once(coordinator: User, sign_in: Sign) -> None:
    for key in "123":
        make_notice(coordinator, key)
    client = sign_in(coordinator)
    assert "новых 3" in client.get("/notices/").content.decode()
    client.post("/notices/read/")
    assert not Notice.objects.unread().exists()


def test_a_notice_of_another_is_404(
    coordinator: User, school_head: User, sign_in: Sign
) -> None:
    notice = make_notice(school_head)
    assert sign_in(coordinator).post(f"/notices/{notice.pk}/").status_code == 404


def test_the_chosen_school_year_stays(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    last = year_of(localdate()) - 1
    response = client.post("/school-year/", {"year": last, "next": f"/panel/{territory.pk}/"})
    assert response["Location"] == f"/panel/{territory.pk}/"
    assert f"учебный год {last}/" in client.get(f"/panel/{territory.pk}/").content.decode()


@pytest.mark.parametrize("year", ["", "x", "1999"])
def test_a_school_year_that_is_none_is_refused(
    year: str, coordinator: User, sign_in: Sign
) -> None:
    assert sign_in(coordinator).post("/school-year/", {"year": year}).status_code == 400


@pytest.mark.parametrize("path", ["/profile/", "/notices/", "/search/", "/schools/", "/panel/"])
def test_who_has_not_signed_in_is_led_to_the_gate(path: str, client: Client) -> None:
    assert client.get(path)["Location"] == f"/account/login/?next={path}"


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_does_not_grow_with_rows(  # fixtures
    many: int,
    coordinator: User,
    sign_in: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for key in range(many):
        make_notice(coordinator, str(key))
    client = sign_in(coordinator)
    with django_assert_num_queries(6):
        client.get("/notices/")
    with django_assert_num_queries(6):
        client.get("/profile/")
