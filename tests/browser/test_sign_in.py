"""The door: six wrong passwords close it, a letter opens it again, and it says all this."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from opora.domain.people.models import User
from tests.browser.people import Hand, Keyboard, Mouse, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "черёмуха-в-мае-7"


@pytest.fixture(autouse=True)
def forget_rates() -> None:
    cache.clear()


def try_to_enter(page: Page, user: User, password: str, hand: Hand) -> None:
    hand.fill(page.locator("input[name=login]"), user.email)
    hand.fill(page.locator("input[type=password]"), password)
    hand.press(page.get_by_role("button", name="Войти", exact=True))
    page.wait_for_load_state()


@pytest.mark.parametrize("hand", [Mouse(), Keyboard()], ids=["mouse", "keyboard"])
def test_a_lost_password_is_replaced_by_a_letter(
    hand: Hand, coordinator: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto("/account/login/")
    hand.press(page.get_by_role("link", name="Не получается войти"))
    hand.fill(page.locator("input[name=email]"), coordinator.email)
    hand.press(page.locator("main form button").first)
    expect(page.locator("main")).to_contain_text("почту")
    (letter,) = mail.outbox
    path = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", letter.body)
    assert path is not None
    page.goto(path[1])
    hand.fill(page.locator("input[name=password1]"), NEW)
    hand.fill(page.locator("input[name=password2]"), NEW)
    hand.press(page.locator("main form button").first)
    expect(page).to_have_url(re.compile(r"/done/|/$"))
    page.goto("/account/login/")
    try_to_enter(page, coordinator, NEW, hand)
    expect(page.get_by_role("link", name="Мой день").first).to_be_attached()


def test_six_wrong_passwords_close_the_door_and_the_page_says_for_how_long(
    coordinator: User, school_head: User, new_page: Callable[..., Page]
) -> None:
    page = new_page(script=False)
    page.goto("/account/login/")
    for _ in range(5):
        try_to_enter(page, coordinator, "неверный-пароль", Mouse())
        expect(page.get_by_role("alert")).to_contain_text("Войти не получилось")
        expect(page.locator("input[name=login]")).to_have_value(coordinator.email)
    try_to_enter(page, coordinator, "неверный-пароль", Mouse())
    expect(page.locator("main")).to_contain_text(re.compile("15.минут"))
    sign_in(new_page(), school_head)


def test_whoever_asks_for_a_page_gets_it_after_the_sign_in_and_never_another_site(
    coordinator: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto("/schools/")
    try_to_enter(page, coordinator, "сирень-в-октябре", Mouse())
    expect(page).to_have_url(re.compile(r"/schools/$"))
    other = new_page()
    other.goto("/account/login/?next=https://example.org/")
    try_to_enter(other, coordinator, "сирень-в-октябре", Mouse())
    assert "example.org" not in other.url
