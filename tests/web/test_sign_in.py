import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from tests import factories

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def forget_rates() -> None:
    cache.clear()


def enter(client: Client, user: User, password: str) -> int:
    return client.post(LOGIN, {"login": user.email, "password": password}).status_code


def test_the_right_password_opens_my_day(client: Client, coordinator: User) -> None:
    response = client.post(LOGIN, {"login": coordinator.email, "password": factories.PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_signing_in_is_not_announced(client: Client, coordinator: User) -> None:
    credentials = {"login": coordinator.email, "password": factories.PASSWORD}
    text = client.post(LOGIN, credentials, follow=True).content.decode()
    assert 'role="status"' not in text


def test_the_address_may_be_written_in_capitals(client: Client, coordinator: User) -> None:
    credentials = {"login": coordinator.email.upper(), "password": factories.PASSWORD}
    assert client.post(LOGIN, credentials).status_code == 302


def test_a_wrong_password_keeps_the_address_and_says_so(
    client: Client, coordinator: User
) -> None:
    response = client.post(LOGIN, {"login": coordinator.email, "password": "неверный"})
    text = response.content.decode()
    assert response.status_code == 200
    assert coordinator.email in text
    assert "Войти не получилось" in text
    assert 'role="alert"' in text


def test_six_wrong_passwords_lock_even_the_right_one_out(
    client: Client, coordinator: User
) -> None:
    for _ in range(5):
        assert enter(client, coordinator, "неверный") == 200
    sixth = client.post(LOGIN, {"login": coordinator.email, "password": "неверный"})
    assert sixth.status_code == 429
    assert "15\xa0минут" in sixth.content.decode()

    right = client.post(LOGIN, {"login": coordinator.email, "password": factories.PASSWORD})
    assert right.status_code == 429
    assert client.get("/").status_code == 302


def test_a_lockout_leaves_others_alone(
    client: Client, coordinator: User, school_head: User
) -> None:
    for _ in range(7):
        enter(client, coordinator, "неверный")
    other = client.post(LOGIN, {"login": school_head.email, "password": factories.PASSWORD})
    assert other.status_code == 302


def test_writing_the_address_otherwise_does_not_escape_the_count(
    client: Client, coordinator: User
) -> None:
    for _ in range(3):
        enter(client, coordinator, "неверный")
        client.post(LOGIN, {"login": f" {coordinator.email.upper()} ", "password": "неверный"})
    right = client.post(LOGIN, {"login": coordinator.email, "password": factories.PASSWORD})
    assert right.status_code == 429


def test_a_lost_password_is_replaced_by_a_letter(client: Client, coordinator: User) -> None:
    asked = client.post("/account/password/reset/", {"email": coordinator.email}, follow=True)
    assert "Проверьте почту" in asked.content.decode()
    address = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", mail.outbox[0].body)
    assert address is not None

    form = client.get(address[1], follow=True)
    new = {"password1": "черёмуха-в-мае", "password2": "черёмуха-в-мае"}
    client.post(form.request["PATH_INFO"], new)

    coordinator.refresh_from_db()
    assert coordinator.check_password("черёмуха-в-мае")


def test_an_unknown_address_gets_the_same_answer(client: Client, db: None) -> None:
    asked = client.post(
        "/account/password/reset/", {"email": "nobody@example.org"}, follow=True
    )
    assert "Проверьте почту" in asked.content.decode()


def test_nobody_signs_up_by_themselves(client: Client, db: None) -> None:
    assert "Регистрации нет" in client.get("/account/signup/").content.decode()


@pytest.mark.parametrize(
    "path", ["/account/password/change/", "/account/2fa/", "/account/logout/"]
)
def test_pages_of_the_account_are_ours(client: Client, coordinator: User, path: str) -> None:
    client.force_login(coordinator)
    text = client.get(path).content.decode()
    assert "web/theme.css" in text
    assert "<h1>" in text


def test_the_second_factor_is_offered_after_the_password_again(
    client: Client, coordinator: User
) -> None:
    client.post(LOGIN, {"login": coordinator.email, "password": factories.PASSWORD})
    again = client.get("/account/2fa/totp/activate/")["Location"]
    asked = client.post(again, {"password": factories.PASSWORD}, follow=True)
    assert "data:image/svg" in asked.content.decode()


def test_the_demo_shows_one_person_of_each_role_in_their_order(
    client: Client, school: Organisation, authority: Organisation, settings: Settings
) -> None:
    settings.DEMO = True
    head = factories.make_user("Аксёнов", email="head@demo.opora")
    factories.make_member(school, Role.SCHOOL_HEAD, user=head)
    boss = factories.make_user("Лукина", email="boss@demo.opora")
    factories.make_member(authority, Role.COORDINATOR, user=boss)
    namesake = factories.make_user("Второв", email="second@demo.opora")
    factories.make_member(school, Role.SCHOOL_HEAD, user=namesake)
    factories.make_member(school, Role.TEACHER)

    text = client.get(LOGIN).content.decode()

    assert text.count('class="o-role"') == 2
    assert text.index("Лукина") < text.index("Аксёнов")


def test_no_other_installation_shows_demo_accounts(
    client: Client, school: Organisation
) -> None:
    head = factories.make_user("Аксёнов", email="head@demo.opora")
    factories.make_member(school, Role.SCHOOL_HEAD, user=head)
    assert "demo.opora" not in client.get(LOGIN).content.decode()
