"""The letter of the day: never two, nothing to say — no letter, a failure is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from opora.domain.people.models import Digest, Notice
from opora.domain.people.services import digests, notices
from tests.factories import NOON, TODAY


@pytest.fixture
def told(coordinator):
    notices.tell(
        coordinator,
        kind="x",
        text="Отчёт возвращён.",
        address="/obligations/1/",
        key="1",
        at=NOON,
    )
    return coordinator


def test_a_letter_tells_what_is_new_and_what_is_ahead(told):
    sent = digests.send(told, on=TODAY, at=NOON, more=lambda *_: ["Сдать отчёт до 20.11"])
    assert sent
    (letter,) = mail.outbox
    assert letter.to == [told.email]
    assert letter.subject == "Опора: сводка за 12.11.2025"
    assert "Здравствуйте, Мария Сергеевна!" in letter.body
    assert "— Отчёт возвращён.\n  http://localhost:8000/obligations/1/" in letter.body
    assert "— Сдать отчёт до 20.11" in letter.body


def test_a_second_letter_is_not_sent_on_one_day(told):
    assert digests.send_all(on=TODAY, at=NOON) == 1
    notices.tell(told, kind="x", text="Ещё.", key="2", at=NOON)
    assert digests.send_all(on=TODAY, at=NOON) == 0
    assert digests.send_all(on=TODAY + timedelta(days=1), at=NOON) == 1
    assert "Ещё." in mail.outbox[1].body
    assert "возвращён" not in mail.outbox[1].body


def test_nothing_to_say_means_no_letter(coordinator):
    assert digests.send_all(on=TODAY, at=NOON) == 0
    assert not Digest.objects.exists()


def test_what_was_read_in_the_bell_is_not_mailed(told):
    notices.mark_read(user=told, at=NOON)
    assert digests.send_all(on=TODAY, at=NOON) == 0


@pytest.mark.parametrize("field", ["is_active", "wants_digest"])
def test_who_wants_no_letter_gets_none(told, field):
    setattr(told, field, False)
    told.save()
    assert digests.send_all(on=TODAY, at=NOON) == 0


def test_a_letter_that_failed_is_tried_again(told, monkeypatch, caplog):
    def fail(*_args):
        raise ConnectionRefusedError("no mail server")

    with monkeypatch.context() as broken:
        broken.setattr(digests, "send_mail", fail)
        assert digests.send_all(on=TODAY, at=NOON) == 0
    assert "no mail server" in caplog.text
    assert Notice.objects.get().mailed_at is None
    assert digests.send_all(on=TODAY, at=NOON) == 1
