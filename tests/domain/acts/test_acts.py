"""The registry of acts."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.acts.models import Act, ActLink
from opora.domain.acts.services import acts
from opora.domain.people.models import AuditEvent
from tests import factories
from tests.factories import NOON


def order(issuer, by, **fields):
    fields = {
        "number": "№ 108 - ОД",
        "date": date(2025, 8, 25),
        "title": " О поддержке ",
        **fields,
    }
    return acts.register(kind=Act.Kind.ORDER, issuer=issuer, by=by, at=NOON, **fields)


def test_an_act_is_registered_with_its_points_and_links(authority, coordinator):
    known = factories.make_act(authority)
    act = order(
        authority,
        coordinator,
        points=[
            {"number": "1", "text": "Утвердить план."},
            {"number": "2", "text": "Довести."},
        ],
        links=[
            acts.Link(ActLink.Kind.BASIS, printed="приказ министерства от 19.04.2025"),
            acts.Link(ActLink.Kind.CANCELS, other=known),
            acts.Link(ActLink.Kind.BASIS),
        ],
        place="с. Ключи",
    )
    assert (act.number, act.number_norm, act.title) == ("№ 108 - ОД", "108-од", "О поддержке")
    assert [point.order for point in act.points.order_by("order")] == [1, 2]
    assert act.links.count() == 2
    assert known.links_back.get().kind == ActLink.Kind.CANCELS
    event = AuditEvent.objects.about(act).get()
    assert (event.action, event.by, event.at) == ("act.register", coordinator, NOON)


@pytest.mark.parametrize("number", ["108-ОД", "№108–од", "108 - од"])
def test_an_act_registered_before_is_refused(authority, coordinator, number):
    known = order(authority, coordinator)
    with pytest.raises(acts.ActAlreadyRegistered, match="уже зарегистрирован") as refusal:
        order(authority, coordinator, number=number)
    assert refusal.value.act == known
    assert Act.objects.count() == 1


def test_a_race_past_the_check_ends_in_the_same_refusal(authority, coordinator, monkeypatch):
    order(authority, coordinator)
    monkeypatch.setattr(acts, "_refuse_duplicate", lambda **_key: None)
    with pytest.raises(acts.ActAlreadyRegistered, match="уже зарегистрирован"):
        order(authority, coordinator)


def test_the_same_number_on_another_day_is_another_act(authority, coordinator):
    order(authority, coordinator)
    order(authority, coordinator, date=date(2024, 8, 25))
    assert Act.objects.count() == 2


def test_acts_without_numbers_are_never_duplicates(authority, coordinator):
    order(authority, coordinator, number="", date=None)
    order(authority, coordinator, number="", date=None)
    assert Act.objects.count() == 2


def test_the_head_of_the_authority_registers_and_a_stranger_does_not(
    authority, authority_head, stranger
):
    order(authority, authority_head)
    with pytest.raises(acts.NotAllowed, match="нет права"):
        order(authority, stranger, number="7")


def test_an_act_loses_its_force_once(authority, coordinator, stranger):
    act = order(authority, coordinator)
    with pytest.raises(acts.NotAllowed):
        acts.cancel(act=act, by=stranger, at=NOON, reason="ошибка")
    cancelled = acts.cancel(act=act, by=coordinator, at=NOON, reason="принят новый")
    assert cancelled.status == Act.Status.CANCELLED
    assert AuditEvent.objects.about(act).first().reason == "принят новый"
    with pytest.raises(acts.ActAlreadyCancelled, match="уже утратил силу"):
        acts.cancel(act=act, by=coordinator, at=NOON, reason="ещё раз")
