"""A methodist gathers a group, it finishes, and the share of the school moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests import factories
from tests.browser.people import overflow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/registers/training/"


def test_a_group_is_gathered_and_its_certificates_move_the_share(
    methodical: Organisation, school: Organisation, methodist: User,
    new_page: Callable[..., Page],
) -> None:  # fmt: skip
    factories.make_person(school, last_name="Барсукова", first_name="Анна")
    factories.make_person(school, last_name="Вяткина", first_name="Вера")
    page = new_page()
    sign_in(page, methodist)
    page.goto(f"{HOME}courses/new/?school={methodical.pk}")
    page.locator("#id_title").fill("Формирующее оценивание")
    page.locator("#id_provider").fill("Институт развития образования")
    page.locator("#id_hours").fill("36")
    page.locator("#id_topic").select_option("МЕ-2")
    page.get_by_role("button", name="Записать").click()
    page.get_by_role("link", name="Собрать группу").click()
    page.locator("#id_since").fill("2025-09-15")
    page.locator("#id_until").fill("2025-10-10")
    page.get_by_role("button", name="Записать").click()
    page.locator("#id_school").select_option(label=school.short_name)
    page.get_by_role("button", name="Показать людей").click()
    page.get_by_label("Барсукова Анна").check()
    page.get_by_label("Вяткина Вера").check()
    page.get_by_role("button", name="Направить").click()
    page.get_by_label("Номер удостоверения: Барсукова Анна").fill("ПК-17")
    page.get_by_role("button", name="Группа закончила").click()
    expect(page.locator("main")).to_contain_text("ПК-17")
    expect(page.locator("main")).not_to_contain_text("Вяткина")
    page.get_by_role("link", name="Барсукова Анна").click()
    expect(page.get_by_role("heading", name="Диагностика до и после")).to_be_visible()
    phone = new_page(360, 740, script=False)
    sign_in(phone, methodist)
    phone.goto(f"{HOME}shares/?on=2025-10-20")
    expect(phone.get_by_role("row").filter(has_text=school.short_name)).to_contain_text(
        "1 из 2"
    )
    assert overflow(phone) == []
