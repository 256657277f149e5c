"""A deputy loads a table, confirms a signal, approves a plan; a teacher taps who came."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.services import pupils
from opora.domain.registers.models import Entry
from tests.browser.people import overflow, sign_in, violations
from tests.domain.pupils.stage import make_lessons, make_pupil

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLE = (
    "ФИО\tКласс\t«2» за четверть\tПредмет\tОтметка за ВПР\tЗадание 1 (макс. 2)\n"
    "Лисин Егор\t7А\t1\tматематика\t2\t0\n"
)


def test_from_a_table_to_an_approved_plan_in_a_few_presses(
    school: Organisation, school_head: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    sign_in(page, school_head)
    page.goto("/registers/pupils/load/")
    page.locator("textarea[name=pasted]").fill(TABLE)
    page.get_by_role("button", name="Взять таблицу").click()
    page.get_by_role("link", name="Решить по сигналам").click()
    page.get_by_role("button", name="Подтвердить").click()
    page.goto("/registers/pupils/")
    page.get_by_role("button", name="Составить ИОМ").click()
    expect(page.locator("input[name='deficits-0-skill']")).to_have_value("задание 1")
    assert violations(page) == []
    page.get_by_role("button", name="Утвердить").click()
    expect(page.locator("main")).to_contain_text("Маршрут утверждён")
    assert violations(page) == []
    assert Entry.objects.filter(register="pupils", type="plan", state="done").exists()


def test_a_teacher_taps_who_came_on_a_phone_without_a_script(
    school: Organisation, school_head: User, teacher: User, new_page: Callable[..., Page]
) -> None:
    pupils.give_class(school=school, user=teacher, class_name="7А", by=school_head, at=now())
    pupil = make_pupil(school, school_head)
    lessons = make_lessons(school, [pupil], by=school_head, teacher=teacher)
    page = new_page(360, 740, script=False)
    sign_in(page, teacher)
    page.goto(f"/registers/pupils/lessons/{lessons.pk}/")
    tap = page.get_by_role("button", name=re.compile("^Пришёл"))
    box = tap.bounding_box()
    assert box is not None
    assert box["height"] >= 30
    tap.click()
    expect(page.locator("main")).to_contain_text("пришли 1 из 1")
    assert overflow(page) == []
