"""The two main ways through the site: an order becomes a plan, and a school answers for it.

Each is walked by mouse, by keyboard alone, and by mouse with scripts switched off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from opora.demo.orders import orders
from opora.demo.paper import printed
from opora.domain.acts.models import Draft
from opora.domain.acts.services import drafts
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Obligation
from tests.browser.people import Hand, Keyboard, Mouse, overflow, sign_in
from tests.web import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = {"mouse": (Mouse(), True), "keyboard": (Keyboard(), True), "no script": (Mouse(), False)}
OURS = "Назначение координатора и кураторов школ, как решили на совещании"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def order_of_this_year() -> tuple[str, bytes]:
    """Return the name and the bytes of an order for the school year of today."""
    year = SchoolYear.of(date.today()).start  # noqa: DTZ011  # the year alone counts
    order = next(one for one in orders(year) if one.format == "docx")
    return order.file, printed(order)


def read_waiting() -> Draft:
    """Do what the worker does."""
    draft = drafts.read_queued(Draft.objects.get().pk, at=now())
    assert draft is not None
    assert draft.status == Draft.Status.READY
    return draft


def upload(page: Page, hand: Hand) -> None:
    name, content = order_of_this_year()
    hand.press(page.get_by_role("link", name="Документы").first)
    hand.press(page.get_by_role("link", name="Загрузить").first)
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    hand.press(page.get_by_role("button", name="Загрузить и прочитать"))
    page.wait_for_url(re.compile(r"/documents/drafts/\d+/"))


def correct_first_measure(page: Page, hand: Hand) -> None:
    line = page.locator("tbody#i1")
    hand.press(line.locator("a[data-open]"))
    field = page.locator("textarea[name='roadmap.items.1.measure']")
    expect(field).to_be_visible()
    hand.fill(field, OURS)
    hand.press(page.locator("#edit-i1").get_by_role("button", name="Сохранить"))
    expect(page.locator("tbody#i1")).to_contain_text(OURS)


@pytest.mark.parametrize("way", WAYS)
def test_an_order_becomes_a_plan_in_force(  # noqa: PLR0917  # fixtures
    way: str,
    authority: Organisation,
    methodical: Organisation,
    school: Organisation,
    other_school: Organisation,
    coordinator: User,
    new_page: Callable[..., Page],
) -> None:
    hand, script = WAYS[way]
    page = new_page(script=script)
    sign_in(page, coordinator, hand)
    upload(page, hand)
    draft = read_waiting()
    if script:
        expect(page.locator("[data-sheet]")).to_be_visible()
    elif page.get_by_role("link", name="Обновить").count():  # else it has drawn itself anew
        hand.press(page.get_by_role("link", name="Обновить"))
    expect(page).to_have_url(re.compile(rf"/documents/drafts/{draft.pk}/measures/"))
    correct_first_measure(page, hand)

    hand.press(page.get_by_role("link", name="Подтвердить и создать карту"))
    hand.press(page.get_by_role("button", name="Подтвердить и создать карту"))
    page.wait_for_url(re.compile(r"/roadmaps/\d+/"))
    expect(page.locator("main")).to_contain_text("ждёт утверждения")

    edition = Edition.objects.get()
    page.goto(f"/roadmaps/{edition.roadmap_id}/draft/")
    hand.press(page.get_by_role("button", name="Утвердить и ввести в действие"))
    page.wait_for_url(re.compile(r"/roadmaps/\d+/$"))
    expect(page.get_by_role("table").first).to_contain_text(OURS)
    edition.refresh_from_db()
    assert edition.status == Edition.Status.IN_FORCE
    assert Obligation.objects.filter(organisation=school).exists()


def press_and_wait(page: Page, hand: Hand, name: str, said: str) -> None:
    hand.press(page.get_by_role("button", name=name, exact=False).first)
    expect(page.locator("main")).to_contain_text(said)


def hand_in(page: Page, hand: Hand, obligation: Obligation, *, script: bool) -> None:
    """Attach a file and a link, write what was done, and send it."""
    page.goto(f"/obligations/{obligation.pk}/")
    page.locator("input[type=file]").set_input_files(
        {"name": "Отчёт.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    if not script:
        hand.press(page.get_by_role("button", name="Приложить выбранное"))
    expect(page.locator("#evidence")).to_contain_text("Отчёт.pdf")
    hand.fill(page.get_by_label("Ссылка"), "https://school5.example.org/plan")
    hand.press(page.get_by_role("button", name="Приложить ссылку"))
    expect(page.locator("#evidence")).to_contain_text("school5.example.org")
    hand.fill(page.get_by_label("Что сделано"), "Семинар прошёл, были 14 учителей.")
    press_and_wait(page, hand, "Отправить на проверку", "Отправлено на проверку")


@pytest.mark.parametrize(("way", "width"), [*((way, 1280) for way in WAYS), ("mouse", 360)])
def test_a_school_answers_and_is_answered(  # noqa: PLR0917  # fixtures
    way: str,
    width: int,
    authority: Organisation,
    school: Organisation,
    school_head: User,
    coordinator: User,
    new_page: Callable[..., Page],
) -> None:
    hand, script = WAYS[way]
    measure = stage.make_measure(stage.make_roadmap(authority))
    obligation = stage.make_obligation(measure, school, days=3)
    path = f"/obligations/{obligation.pk}/"
    theirs, ours = new_page(width, script=script), new_page(width, script=script)
    sign_in(theirs, school_head, hand)
    sign_in(ours, coordinator, hand)
    hand_in(theirs, hand, obligation, script=script)

    ours.goto(path, wait_until="networkidle")
    hand.fill(ours.get_by_label("Замечание"), "Нет подписи директора")
    hand.press(ours.get_by_role("button", name="Вернуть с замечанием"))
    expect(ours.locator("main")).to_contain_text("Возвращено")

    theirs.goto(path)
    assert overflow(theirs) == []
    expect(theirs.locator("main")).to_contain_text("Нет подписи директора")
    hand.fill(theirs.get_by_label("Что сделано"), "Подписано и приложено заново.")
    press_and_wait(theirs, hand, "Отправить на проверку", "Отправлено на проверку")

    ours.goto(path, wait_until="networkidle")  # the preview moves the buttons while it loads
    assert overflow(ours) == []
    hand.press(ours.get_by_role("button", name="Принять").first)
    expect(ours.locator("main")).to_contain_text("Принято")
    obligation.refresh_from_db()
    assert obligation.state == Obligation.State.ACCEPTED

    ours.goto(f"/history/roadmaps.obligation/{obligation.pk}/")
    for words in ("Отчёт.pdf", "Нет подписи директора", "Горохов", "Лукина"):
        expect(ours.locator("main")).to_contain_text(words)
