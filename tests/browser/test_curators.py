"""A coordinator enrols a school in a model; its curator keeps the log from a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from opora.domain.curators.models import CaseStep
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from tests import factories
from tests.browser.people import overflow, sign_in, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def take_and_enrol(page: Page, school: Organisation) -> None:
    page.goto("/registers/models/catalogue/")
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("Взять.*Базовая")).click()
    page.get_by_role("link", name="Включить школы").click()
    page.get_by_label("Модель", exact=True).select_option(label="Базовая модель")
    page.get_by_label(school.short_name, exact=True).check()
    page.get_by_label("Приказ").select_option(index=1)
    assert violations(page) == []
    page.get_by_role("button", name="Включить отмеченные школы").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Базовая модель")


def appoint(page: Page, school: Organisation, person: User) -> None:
    page.goto("/registers/models/curators/new/")
    page.get_by_label("Куратор").select_option(str(person.pk))
    page.get_by_label("Школа", exact=True).select_option(label=school.short_name)
    page.get_by_label("Приказ").select_option(index=1)
    page.get_by_role("button", name="Записать").click()
    expect(page.get_by_text("Куратор назначен")).to_be_visible()


def test_a_school_is_enrolled_and_followed(
    authority: Organisation, school: Organisation, coordinator: User, methodist: User,
    new_page: Callable[..., Page],
) -> None:  # fmt: skip
    factories.make_act(authority, number="417-од")
    page = new_page()
    sign_in(page, coordinator)
    take_and_enrol(page, school)
    appoint(page, school, methodist)
    assert set(Entry.objects.values_list("type", flat=True)) == {"model", "curator"}
    phone = new_page(360, 800)
    sign_in(phone, methodist)
    phone.goto(f"/registers/models/case/{school.pk}/")
    phone.get_by_label("О чём договорились").fill("Посетить уроки математики")
    phone.get_by_label("Следующий шаг").fill("Прислать листы")
    phone.get_by_label("Срок шага").fill(localdate().isoformat())
    assert overflow(phone) == []
    phone.get_by_role("button", name="Записать").click()
    expect(phone.get_by_text("Посетить уроки математики")).to_be_visible()
    assert overflow(phone) == []
    assert violations(phone) == []
    assert CaseStep.objects.get().step == "Прислать листы"
