"""A coordinator sets up a team by an order, and its meeting ends with decisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from tests import factories
from tests.browser.people import overflow, sign_in, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "Рабочая группа по чтению"


def test_a_team_is_set_up_filled_and_meets(
    authority: Organisation, school: Organisation, coordinator: User,
    new_page: Callable[..., Page],
) -> None:  # fmt: skip
    factories.make_act(authority, number="417-од")
    factories.make_person(school, last_name="Рябова")
    page = new_page()
    sign_in(page, coordinator)
    page.goto("/registers/teams/new/")
    page.get_by_label("Вид").select_option("working_group")
    page.get_by_label("Название").fill(NAME)
    page.get_by_label("Приказ, протокол или положение").select_option(index=1)
    page.get_by_label(school.short_name, exact=True).check()
    assert violations(page) == []
    page.get_by_role("button", name="Записать").click()
    page.get_by_label("Организация").select_option(label=school.short_name)
    page.get_by_role("button", name="Показать людей").click()
    page.get_by_label("Рябова").check()
    page.get_by_role("button", name="Ввести в состав").click()
    expect(page.get_by_text("В состав вошли")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_role("link", name=NAME).click()
    assert overflow(page) == []
    page.get_by_role("link", name="Заседание", exact=True).click()
    page.get_by_label("Повестка").fill("Что показали результаты")
    page.get_by_role("button", name="Записать").click()
    page.get_by_role("link", name="Записать решения").click()
    page.get_by_label("Решили").fill("Читать на каждом уроке")
    page.get_by_role("button", name="Записать").click()
    expect(page.get_by_text("Читать на каждом уроке")).to_be_visible()
    assert overflow(page) == []
    done = Entry.objects.filter(state="done").values_list("register", "type")
    assert set(done) == {("teams", "working_group"), ("activities", "meeting")}
