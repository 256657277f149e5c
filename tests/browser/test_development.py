"""An expert reads blind on a phone; a head answers a recommendation there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from opora.domain.advice.services import recommendations
from opora.domain.advice.services.recommendations import Advice, To
from opora.domain.development.models import Sheet
from opora.domain.development.services import expertises
from opora.domain.development.services.expertises import Order
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from tests.browser.people import overflow, sign_in, violations
from tests.domain.development.stage import YEAR, make_agreed
from tests.factories import make_member, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_expert_marks_a_document_and_hands_the_sheet_in(
    school: Organisation, methodical: Organisation, authority: Organisation,
    coordinator: User, new_page: Callable[..., Page],
) -> None:  # fmt: skip
    make_agreed(school, coordinator)
    wanted = Order(owner=authority, year=YEAR, title="Экспертиза", size=1, seed=1)
    made = expertises.order(wanted=wanted, by=coordinator, at=now())
    readers = [
        make_member(methodical, Role.EXPERT, user=make_user(name))
        for name in ("Рысева", "Дёмин")
    ]
    expertises.assign(expertise=made, readers=readers, by=coordinator, at=now())
    page = new_page(360, 740, script=False)
    sign_in(page, readers[0])
    page.goto("/registers/development/sheets/")
    page.get_by_role("link", name="Концепция развития").click()
    for group in page.locator("fieldset").all():
        group.locator("input").nth(1).check()
    assert overflow(page) == []
    page.get_by_role("button", name="Сдать лист").click()
    expect(page.locator("main")).to_contain_text("Сдан")
    assert Sheet.objects.exclude(submitted_at=None).count() == 1


def test_a_head_answers_a_recommendation(
    school: Organisation, authority: Organisation, coordinator: User, school_head: User,
    new_page: Callable[..., Page],
) -> None:  # fmt: skip
    sent = recommendations.send(
        advice=Advice(owner=authority, title="Разобрать ошибки", text="На ШМО", basis="Анализ"),
        to=[To(school)], by=coordinator, at=now(),
    )  # fmt: skip
    page = new_page(360, 740)
    sign_in(page, school_head)
    page.goto(f"/registers/advice/{sent.pk}/")
    page.get_by_role("link", name="Ответить").click()
    page.get_by_label("сделано").check()
    page.get_by_label("Что именно").fill("Разобрали на двух уроках")
    assert overflow(page) == []
    assert violations(page) == []
    page.get_by_role("button", name="Отправить ответ").click()
    expect(page.locator("main")).to_contain_text("ответили 1 из 1")
