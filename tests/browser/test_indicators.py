"""The coordinator reads the matrix by keyboard and composes an indicator of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from opora.domain.indicators.services import values
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from tests.browser.people import sign_in
from tests.domain.indicators import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_a_cell_to_its_rows_and_to_an_own_indicator(
    new_page: Callable[..., Page], coordinator: User, school: Organisation,
    other_school: Organisation, authority: Organisation,
) -> None:  # fmt: skip
    today = localdate()
    for one in (school, other_school):
        stage.listed(one)
    stage.entry(authority, parts=[school], day=today, title="Семинар по чтению")
    values.recompute_year(school.territory, SchoolYear.of(today), at=now())
    page = new_page()
    sign_in(page, coordinator)
    page.goto("/indicators/")
    cells = page.locator("table[data-cells] tbody")
    cells.locator("td a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(cells.locator("tr").nth(1).locator("td a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cell h2")).to_be_visible()
    page.get_by_role("link", name="Из чего сложилось").click()
    expect(page.get_by_text("Семинар по чтению")).to_be_visible()
    page.goto(f"/indicators/territories/{school.territory_id}/new/")
    page.get_by_label("Название").fill("Семинары округа")
    page.get_by_label("семинар", exact=True).check()
    page.get_by_label("По каким организациям").select_option("everybody")
    page.get_by_role("button", name="Посмотреть числа").click()
    expect(page.locator("aside")).to_contain_text("Семинар по чтению")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("heading", name="Семинары округа")).to_be_visible()
