"""Notices: told once, read once."""

from __future__ import annotations

from opora.domain.people.models import Notice
from opora.domain.people.services import notices
from tests.factories import NOON


def tell(user, key="obligation:1:returned", text="Отчёт возвращён."):
    return notices.tell(
        user, kind="obligation.returned", text=text, address="/obligations/1/", key=key, at=NOON
    )


def test_one_event_is_told_once(coordinator):
    assert tell(coordinator) == tell(coordinator, text="Другими словами.")
    assert Notice.objects.get().text == "Отчёт возвращён."


def test_a_long_text_is_cut(coordinator):
    assert len(tell(coordinator, text="я" * 900).text) == 500


def test_many_are_told_in_one_query_and_each_once(
    coordinator, methodist, django_assert_num_queries
):
    tell(methodist, key="wave")
    with django_assert_num_queries(1):
        notices.tell_many(
            [coordinator, methodist, coordinator],
            kind="wave",
            text="Пора.",
            key="wave",
            at=NOON,
        )
    assert Notice.objects.count() == 2


def test_reading_one_leaves_the_others_and_other_people_alone(coordinator, methodist):
    first, _, foreign = tell(coordinator, "a"), tell(coordinator, "b"), tell(methodist, "a")
    assert notices.mark_read(user=coordinator, at=NOON, notice=foreign) == 0
    assert notices.mark_read(user=coordinator, at=NOON, notice=first) == 1
    assert notices.mark_read(user=coordinator, at=NOON) == 1
    assert Notice.objects.unread().get() == foreign
