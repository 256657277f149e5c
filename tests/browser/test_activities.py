"""A methodist plans a seminar, people mark themselves by the code, and it is held."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from opora.domain.activities.models import Activity
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from tests.browser.people import overflow, sign_in, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 360
TITLE = "Семинар: читаем условие задачи"


def plan_seminar(page: Page, school: Organisation) -> None:
    page.goto("/registers/activities/new/")
    page.get_by_label("Вид").select_option("seminar")
    page.get_by_label("Название").fill(TITLE)
    page.get_by_label("Часов").fill("2")
    page.get_by_label(school.short_name, exact=True).check()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def mark_oneself(page: Page, address: str, school: Organisation) -> None:
    page.goto(address)
    assert overflow(page) == []
    assert violations(page) == []
    page.get_by_label("Фамилия, имя, отчество").fill("Белкина Анна Львовна")
    page.get_by_label("Организация").select_option(label=school.short_name)
    page.get_by_role("button", name="Я здесь").click()
    expect(page.get_by_text("Вы отмечены")).to_be_visible()


def test_a_seminar_is_planned_attended_and_held(
    school: Organisation, methodist: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    sign_in(page, methodist)
    plan_seminar(page, school)
    assert violations(page) == []
    page.get_by_role("link", name="Код для отметки").click()
    address = page.locator("p.o-words a").get_attribute("href")
    assert address is not None
    mark_oneself(new_page(PHONE), address, school)
    page.goto(f"/registers/activities/{Activity.objects.get().pk}/")
    page.get_by_role("link", name="Отметить проведённым").click()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("пришли 1 из 1")).to_be_visible()
    entry = Entry.objects.get()
    assert (entry.state, entry.day) == ("done", localdate())
    assert entry.parts.get(role="participant").amount == 1


def test_a_consultation_is_entered_from_a_phone(
    school: Organisation, methodist: User, new_page: Callable[..., Page]
) -> None:
    page = new_page(PHONE)
    sign_in(page, methodist)
    page.goto("/registers/activities/quick/")
    assert overflow(page) == []
    assert violations(page) == []
    page.get_by_label("Школа").select_option(label=school.short_name)
    page.get_by_label("С кем, словами").fill("завуч")
    page.get_by_label("Одной строкой").fill("Разобрали план")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("link", name="Ещё одна такая же")).to_be_visible()
    assert Entry.objects.get(state="done").type == "consultation"
