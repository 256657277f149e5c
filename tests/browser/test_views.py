"""What a plan in force offers to a mouse and a keyboard: conditions, redline, the printed sheet."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Roadmap
from opora.domain.roadmaps.services import measures
from tests.browser.people import Keyboard, sign_in
from tests.web import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(authority: Organisation, school: Organisation, coordinator: User) -> Roadmap:
    roadmap = stage.make_roadmap(authority)
    late = stage.make_measure(roadmap, "Провести семинары для учителей математики")
    stage.make_obligation(late, school, days=-5)
    stage.make_obligation(stage.make_measure(roadmap, "Составить справку"), school, days=9)
    return roadmap


def lines(page: Page) -> list[str]:
    return page.locator("#plan tr[data-row] td.full a").all_inner_texts()


def test_conditions_stand_in_the_address_and_come_back_with_it(
    plan: Roadmap, coordinator: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    sign_in(page, coordinator)
    page.goto(f"/roadmaps/{plan.pk}/")
    assert len(lines(page)) == 2
    page.locator("#conditions input[name=q]").fill("семинар")
    page.locator("#conditions").get_by_role("button", name="Показать").click()
    expect(page.locator("#plan tr[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=%D1%81%D0%B5%D0%BC%D0%B8%D0%BD%D0%B0%D1%80"))
    page.reload()
    assert lines(page) == ["Провести семинары для учителей математики"]
    page.wait_for_load_state("networkidle")  # going back from a page half loaded goes nowhere
    page.go_back()
    expect(page.locator("#plan tr[data-row]")).to_have_count(2)
    page.locator("#conditions select[name=state]").select_option(label="Принято")
    expect(page.locator("#plan tr[data-row]")).to_have_count(0)


def test_conditions_work_without_a_script(
    plan: Roadmap, coordinator: User, new_page: Callable[..., Page]
) -> None:
    page = new_page(script=False)
    sign_in(page, coordinator)
    page.goto(f"/roadmaps/{plan.pk}/")
    page.locator("#conditions input[name=q]").fill("справки")
    page.locator("#conditions").get_by_role("button", name="Показать").click()
    expect(page.locator("#plan tr[data-row]")).to_have_count(1)
    assert lines(page) == ["Составить справку"]


def test_an_amendment_shows_its_difference_word_by_word(
    plan: Roadmap, coordinator: User, new_page: Callable[..., Page]
) -> None:
    hand, page = Keyboard(), new_page()
    sign_in(page, coordinator)
    page.goto(f"/roadmaps/{plan.pk}/")
    hand.press(page.get_by_role("button", name="Внести изменения"))
    expect(page.locator("main")).to_contain_text("Редакция 2")
    changed = Measure.objects.get(edition__number=2, text="Составить справку")
    measures.edit(measure=changed, text="Составить подробную справку", by=coordinator, at=now())
    hand.press(page.get_by_role("link", name="что изменится"))
    expect(page.locator("main ins").filter(has_text="подробную")).to_be_visible()
    page.goto(f"/roadmaps/{plan.pk}/")
    assert "Составить справку" in lines(page), "the edition in force changes by an act only"


def test_the_printed_sheet_holds_the_plan_and_no_buttons(
    plan: Roadmap, coordinator: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    sign_in(page, coordinator)
    page.goto(f"/roadmaps/{plan.pk}/print/")
    page.emulate_media(media="print")
    expect(page.locator("main")).to_contain_text("Провести семинары для учителей математики")
    expect(page.locator(".o-top")).to_be_hidden()
    for button in page.locator("main button, main .btn").all():
        expect(button).to_be_hidden()


def test_pages_move_nothing_for_those_who_asked_for_rest(
    plan: Roadmap, coordinator: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, coordinator)
    for path in ("/", f"/roadmaps/{plan.pk}/", "/documents/new/"):
        page.goto(path)
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter(one => {
                 const style = getComputedStyle(one);
                 const long = text => text.split(",").some(part => parseFloat(part) > 0.01);
                 return long(style.transitionDuration) ||
                        (style.animationName !== "none" && long(style.animationDuration));
               }).map(one => one.tagName + "." + one.className)"""
        )
        assert moving == [], path
