"""Practices: an effect with its uncertainty, the way to the atlas, what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from opora.domain.advice.effects import effect_of
from opora.domain.advice.models import Practice
from opora.domain.advice.services import practices
from opora.domain.advice.services.practices import Card, Measured, PracticeRefused
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.advice.stage import CARD, make_practice, measured
from tests.factories import NOON, TODAY


@pytest.fixture
def practice(school: Organisation, school_head: User) -> Practice:
    return make_practice(school, school_head, factors=("R06", "R09"))


def published(practice: Practice, head: User, boss: User) -> Practice:
    practices.send(practice=practice, by=head, at=NOON)
    practices.accept(practice=practice, words="Полезна в малых классах.", by=boss, at=NOON)
    return practices.publish(practice=practice, by=boss, at=NOON)


def test_a_practice_goes_to_the_atlas_and_leaves_two_entries(
    practice: Practice, school_head: User, coordinator: User
) -> None:
    assert Entry.objects.get().state == Entry.State.PLANNED
    published(practice, school_head, coordinator)
    practices.enter_atlas(
        practice=practice, number="РАОП-17", level="middle", day=TODAY, by=school_head, at=NOON
    )
    card, atlas = Entry.objects.order_by("pk")
    assert (card.type, card.state, card.topic) == ("practice", "done", "R06")
    assert (atlas.type, atlas.facts["number"], atlas.day) == ("atlas", "РАОП-17", TODAY)


def test_a_large_change_is_beyond_chance_and_a_small_one_is_not(
    school: Organisation, school_head: User
) -> None:
    small = make_practice(school, school_head, measured=measured(9, 25, 12, 24))
    large = make_practice(
        school, school_head, title="Другая", measured=measured(20, 80, 60, 80)
    )
    small_effect, large_effect = effect_of(small), effect_of(large)
    assert small_effect is not None
    assert large_effect is not None
    assert small_effect.words == "отличие не выше случайного"
    assert small_effect.lower < 0 < small_effect.upper
    assert large_effect.is_beyond_chance
    assert large_effect.summary.startswith("+50 п. п. (от +")


def test_the_limits_are_those_of_newcombe_1998(school: Organisation, school_head: User) -> None:
    one = make_practice(school, school_head, measured=measured(48, 80, 56, 70))
    effect = effect_of(one)
    assert effect is not None
    assert (round(effect.lower, 1), round(effect.upper, 1)) == (5.2, 33.4)


def test_what_is_not_measured_has_no_effect(practice: Practice) -> None:
    assert effect_of(practice) is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Measured(what="уровень", before_good=3), "четыре числа"),
        (measured(9, 8, 5, 10), "больше целого"),
        (measured(1, 4, 2, 30), "меньше 5"),
        (Measured(before_good=5, before_all=9, after_good=5, after_all=9), "что измерено"),
    ],
)
def test_counts_that_prove_nothing_are_refused(
    wrong: Measured, words: str, school: Organisation, school_head: User
) -> None:
    with pytest.raises(PracticeRefused, match=words):
        make_practice(school, school_head, measured=wrong)


def test_the_same_practice_is_not_described_twice(
    practice: Practice, school: Organisation, school_head: User
) -> None:
    with pytest.raises(PracticeRefused, match="уже есть"):
        make_practice(school, school_head)


def test_a_head_does_not_accept_their_own_practice(
    practice: Practice, school_head: User
) -> None:
    practices.send(practice=practice, by=school_head, at=NOON)
    with pytest.raises(NotAllowed):
        practices.accept(practice=practice, words="Годна", by=school_head, at=NOON)


def test_an_acceptance_says_why_and_a_return_says_what(
    practice: Practice, school_head: User, coordinator: User
) -> None:
    practices.send(practice=practice, by=school_head, at=NOON)
    for step in (practices.accept, practices.give_back):
        with pytest.raises(PracticeRefused):
            step(practice=practice, words=" ", by=coordinator, at=NOON)
    practices.give_back(practice=practice, words="Нет чисел", by=coordinator, at=NOON)
    card = Card(**(CARD | {"essence": "Читают по ролям"}))
    changed = practices.change(practice=practice, card=card, by=school_head, at=NOON)
    assert (changed.status, changed.essence) == ("draft", "Читают по ролям")


def test_a_draft_is_in_no_atlas_and_no_day_to_come_is_taken(
    practice: Practice, school_head: User, coordinator: User
) -> None:
    common = {"practice": practice, "level": "", "by": school_head, "at": NOON}
    with pytest.raises(PracticeRefused, match="«черновик»"):
        practices.enter_atlas(number="1", day=TODAY, **common)
    published(practice, school_head, coordinator)
    with pytest.raises(PracticeRefused, match="не наступил"):
        practices.enter_atlas(number="1", day=date(2025, 12, 1), **common)


def test_practices_are_found_by_the_risk_they_fit(practice: Practice) -> None:
    assert Practice.objects.for_factor("R09").exists()
    assert not Practice.objects.for_factor("R0").exists()


def test_a_published_practice_is_open_to_all_and_a_draft_is_not(
    practice: Practice, school_head: User, coordinator: User, stranger: User
) -> None:
    assert not Practice.objects.visible_to(stranger, on=TODAY).exists()
    published(practice, school_head, coordinator)
    assert Practice.objects.visible_to(stranger, on=TODAY).exists()


def test_a_withdrawn_practice_takes_its_entries_back(
    practice: Practice, school_head: User, coordinator: User
) -> None:
    published(practice, school_head, coordinator)
    with pytest.raises(NotAllowed):
        practices.withdraw(practice=practice, reason="Так", by=school_head, at=NOON)
    practices.withdraw(practice=practice, reason="Повтор", by=coordinator, at=NOON)
    assert Entry.objects.get().state == Entry.State.WITHDRAWN


def test_the_database_holds_the_counts(practice: Practice) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.filter(pk=practice.pk).update(
            before_good=9, before_all=5, after_good=1, after_all=5
        )
