"""A coordinator confirms by what a measure is carried out; the school does it, and it counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Binding, Measure, Obligation, Roadmap
from opora.domain.roadmaps.services.bindings import propose_for
from tests import factories
from tests.browser.looking import look
from tests.browser.people import overflow, sign_in, violations
from tests.web import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 360


@pytest.fixture
def owed(authority: Organisation, school: Organisation) -> Obligation:
    roadmap: Roadmap = stage.make_roadmap(authority)
    measure: Measure = stage.make_measure(roadmap, "Утвердить положение о наставничестве")
    measure.responsible_text = "руководители ОО"
    measure.save()
    propose_for(measure.edition, by=None, at=factories.NOON)
    return stage.make_obligation(measure, school, days=20)


def confirm(page: Page, owed: Obligation) -> None:
    page.goto(f"/roadmaps/{owed.roadmap_id}/bindings/")
    expect(page.get_by_text("со словом «положение»")).to_be_visible()
    look(page, "bindings")
    assert violations(page) == []
    page.goto(f"/roadmaps/{owed.roadmap_id}/measures/{owed.measure_id}/")
    page.get_by_role("button", name="Подтвердить").click()
    expect(page.get_by_text("Подтверждено:")).to_be_visible()
    look(page, "measure")


def carry_out(page: Page, owed: Obligation) -> None:
    page.goto(f"/obligations/{owed.pk}/")
    look(page, "obligation_before_360")
    assert overflow(page) == []
    page.get_by_role("link", name="Выполнить").click()
    page.get_by_label("Номер").fill("57-ОД")
    page.get_by_label("Дата").fill(localdate().isoformat())
    page.get_by_label("Кто подписал").fill("Горохов И.Л.")
    page.get_by_role("button", name="Зарегистрировать").click()
    expect(page.get_by_text("1 из 1 документа")).to_be_visible()
    look(page, "obligation_done_360")
    assert overflow(page) == []
    assert violations(page) == []


def test_a_confirmed_binding_lets_the_school_fulfil_its_obligation(
    owed: Obligation, coordinator: User, school_head: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    sign_in(page, coordinator)
    confirm(page, owed)
    assert Binding.objects.get().status == "confirmed"
    phone = new_page(PHONE)
    sign_in(phone, school_head)
    carry_out(phone, owed)
    owed.refresh_from_db()
    assert owed.state == Obligation.State.SUBMITTED
    page.goto(f"/obligations/{owed.pk}/")
    page.get_by_role("button", name="Проверить", exact=True).click()
    expect(page.get_by_text("файла нет: сверить не с чем")).to_be_visible()
    look(page, "check")
    assert violations(page) == []
