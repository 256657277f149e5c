"""A methodist holds a survey, pupils answer on their phones, the results open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.browser.people import overflow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/registers/diagnostics/"


def test_a_survey_is_held_from_the_links_to_the_results(
    methodical: Organisation, school: Organisation, methodist: User,
    new_page: Callable[..., Page],
) -> None:  # fmt: skip
    page = new_page()
    sign_in(page, methodist)
    page.goto(f"{HOME}new/?school={school.pk}")
    page.get_by_role("button", name="Открыть анкетирование").click()
    page.get_by_role("link", name=school.short_name).click()
    page.locator("#id_questionnaire").select_option(label="обучающиеся")
    page.locator("#id_title").fill("6 А")
    page.locator("#id_invited").fill("5")
    page.get_by_role("button", name="Добавить", exact=True).click()
    row = page.get_by_role("row").filter(has_text="6 А")
    address = page.url
    row.get_by_role("button", name="Выпустить ссылки").click()
    expect(page.locator(".o-cards li")).to_have_count(5)
    links = page.locator(".o-cards li span").all_inner_texts()
    phone = new_page(360, 740, script=False)
    for link in links:
        phone.goto(HOME + link.partition(HOME)[2])
        assert overflow(phone) == []
        phone.get_by_label("именно так").first.check()
        phone.get_by_role("button", name="Отправить ответ").click()
        expect(phone.get_by_role("heading", name="Спасибо, ответ принят")).to_be_visible()
    phone.goto(HOME + links[0].partition(HOME)[2])
    expect(phone.locator("main")).to_contain_text("уже ответили")
    page.goto(address)
    page.get_by_role("link", name="Анкетирование для рискового профиля").click()
    page.get_by_role("button", name="Закрыть и открыть результаты").click()
    page.get_by_role("link", name=school.short_name).click()
    expect(page.locator("main")).to_contain_text("Мне интересно на большинстве уроков")
