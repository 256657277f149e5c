"""A head brings the staff list of the school from a phone and sees what will become of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from opora.domain.organisations.models import Organisation, Role
from opora.domain.staff.models import Employment
from tests.browser.people import overflow, sign_in, violations
from tests.factories import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = (
    "ФИО;Должность;Предмет;Ставка\n"
    "Ежова Анна Львовна;учитель;русский язык, литература;1,5\n"
    "Сова З. И.;учитель;химия;1\n"
)


def test_a_staff_list_is_looked_at_and_written(
    school: Organisation, new_page: Callable[..., Page]
) -> None:
    page = new_page(360, 800)
    sign_in(page, make_member(school, Role.SCHOOL_HEAD))
    page.goto("/registers/staff/")
    page.get_by_role("link", name="Из таблицы").click()
    assert violations(page) == []
    file = {"name": "штат.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.get_by_label("Файл").set_input_files([file])
    page.get_by_role("button", name="Посмотреть, что изменится").click()
    expect(page.get_by_text("не запишется 1")).to_be_visible()
    assert overflow(page) == []
    assert violations(page) == []
    page.get_by_role("button", name="Записать всё, кроме 1").click()
    expect(page.get_by_text("Добавлено: 2")).to_be_visible()
    assert set(Employment.objects.values_list("subject", flat=True)) == {"РУ", "ЛИТ"}
