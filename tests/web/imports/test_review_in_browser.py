"""The review by keyboard in a real Chromium, and two people on one value."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from opora.domain.acts.models import Draft
from tests.web.imports.conftest import ORDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_page(new_page, sign_in, live_server, coordinator) -> Callable[..., Page]:
    """Open a page as the coordinator, who has signed in already."""

    def opened(*args, **kwargs) -> Page:
        page = new_page(*args, **kwargs)
        session = sign_in(coordinator).cookies["sessionid"].value
        cookie = {"name": "sessionid", "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return opened


@pytest.fixture
def page(open_page, draft) -> Page:
    opened = open_page()
    opened.goto(f"/documents/drafts/{draft.pk}/measures/")
    return opened


def chosen(page: Page):
    return page.locator("tr[data-key-of][aria-selected=true]")


def test_the_chosen_line_shows_its_place_and_a_mark_chooses_its_line(page) -> None:
    page.keyboard.press("ArrowDown")
    expect(page.locator("mark.on")).not_to_have_count(0)
    page.locator("mark[data-for~='i2.deadline_text']").click()
    expect(chosen(page)).to_have_attribute("data-key-of", "i2")
    expect(page.locator("mark.on")).to_have_text(["до 01.12.2025"])


def test_a_line_is_checked_corrected_and_left_by_keys(page, draft: Draft) -> None:
    page.locator("mark[data-for~='i2.measure']").click()
    page.keyboard.press("Space")
    expect(page.locator("#i2")).to_contain_text("Проверено")
    page.keyboard.press("Enter")
    field = page.locator("#i2 textarea[name$='.measure']")
    expect(field).to_be_focused()
    field.fill("Обновить программы школ")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(page.locator("#i2")).to_contain_text("Обновить школьные программы")
    expect(chosen(page)).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#i2 textarea[name$='.measure']").fill("Обновить программы школ")
    page.locator("#i2").get_by_role("button", name="Сохранить").click()
    expect(page.locator("#i2 [role=status]")).to_contain_text("сохранено в")
    page.reload()
    expect(page.locator("#i2")).to_contain_text("Обновить программы школ")


def test_a_way_to_count_a_deadline_is_chosen_by_its_number(page, draft: Draft) -> None:
    draft.current["roadmap"]["items"][0]["schedule"] = [
        {
            "type": "deadline",
            "date": "2025-10-31",
            "alternatives": [{"type": "deadline", "date": "2025-11-30"}],
        }
    ]
    draft.save()
    page.reload()
    page.locator("mark[data-for~='i1.deadline_text']").click()
    page.keyboard.press("2")
    expect(page.locator("#i1 [role=status]")).to_contain_text("сохранено в")
    expect(page.locator("#i1")).to_contain_text("30.11.2025, вс")


def test_without_script_a_line_is_corrected_on_a_page_of_its_own(open_page, draft) -> None:
    plain = open_page(script=False)
    plain.goto(f"/documents/drafts/{draft.pk}/measures/")
    plain.get_by_role("link", name="Обновить школьные программы").click()
    plain.get_by_label("Номер").fill("2а")
    plain.get_by_role("button", name="Сохранить").click()
    expect(plain.locator("#i2")).to_contain_text("2а")


def test_files_go_up_one_by_one_and_each_is_answered(open_page, authority, tmp_path) -> None:
    opened = open_page(360)
    opened.goto("/documents/new/")
    good, empty = tmp_path / "Приказ.txt", tmp_path / "пусто.txt"
    good.write_text(ORDER)
    empty.write_text(" ")
    opened.set_input_files("input[type=file]", [good, empty])
    opened.get_by_role("button", name="Загрузить").click()
    expect(opened.locator("[data-progress]")).to_contain_text("принят и читается")
    expect(opened.locator("[data-progress]")).to_contain_text("Файл пуст")
    assert Draft.objects.filter(file_name="Приказ.txt").count() == 1
