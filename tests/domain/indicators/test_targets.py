"""Targets by hand and from the words of a plan; definitions of one's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from opora.domain.indicators.models import Definition, Target, Value
from opora.domain.indicators.services import definitions, targets, values
from opora.domain.indicators.services.targets import Aim, Promise
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from tests.domain.indicators import stage
from tests.domain.indicators.stage import YEAR, value, value_of
from tests.factories import NOON

DAYS = {"first": YEAR.first, "last": YEAR.last}


def aim(code: str, territory: Territory, value: str = "50", **fields: object) -> Aim:
    return Aim(stage.definition(code), territory, *DAYS.values(), Decimal(value), **fields)


def test_a_share_is_compared_by_whole_numbers(
    territory: Territory, school: Organisation, coordinator: User
) -> None:
    target = targets.put(aim("I22", territory, "33.3"), by=coordinator, at=NOON)
    one = Value(
        definition=stage.definition("I22"), numerator=Decimal(1), denominator=Decimal(3)
    )
    assert targets.is_reached(target, one)
    target.value = Decimal("33.4")
    assert targets.is_reached(target, one) is False
    one.numerator = None
    assert targets.is_reached(target, one) is None


@pytest.mark.parametrize(("comparator", "reached"), [(">=", False), ("<=", True), ("=", False)])
def test_a_target_may_be_the_least_the_most_or_exact(
    territory: Territory, coordinator: User, comparator: str, reached: object
) -> None:
    target = targets.put(
        aim("I13", territory, "6", comparator=comparator), by=coordinator, at=NOON
    )
    one = Value(definition=stage.definition("I13"), numerator=Decimal(5))
    assert targets.is_reached(target, one) is reached


def test_yes_is_all_of_what_was_compared(territory: Territory, coordinator: User) -> None:
    target = targets.put(aim("I16", territory, "1"), by=coordinator, at=NOON)
    one = Value(
        definition=stage.definition("I16"), numerator=Decimal(1), denominator=Decimal(2)
    )
    assert targets.is_reached(target, one) is False
    one.numerator = Decimal(2)
    assert targets.is_reached(target, one)


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [("I04", "101", "больше 100"), ("I13", "-1", "отрицательной"), ("I16", "2", "да/нет"),
     ("I12", "3", "перечня")],
)  # fmt: skip
def test_a_target_out_of_range_is_refused(
    territory: Territory, coordinator: User, code: str, value: str, said: str
) -> None:
    with pytest.raises(targets.WrongTarget, match=said):
        targets.put(aim(code, territory, value), by=coordinator, at=NOON)


def test_a_target_of_a_school_elsewhere_is_refused(
    territory: Territory, foreign_school: Organisation, coordinator: User
) -> None:
    with pytest.raises(targets.WrongTarget, match="другой территории"):
        targets.put(aim("I04", territory, organisation=foreign_school), by=coordinator, at=NOON)


def test_a_teacher_and_a_stranger_set_no_targets(
    territory: Territory, teacher: User, stranger: User
) -> None:
    for person in (teacher, stranger):
        with pytest.raises(NotAllowed, match="координатор"):
            targets.put(aim("I04", territory), by=person, at=NOON)


def test_the_head_of_a_school_sets_its_own_target_only(
    territory: Territory, school: Organisation, other_school: Organisation, school_head: User
) -> None:
    targets.put(aim("I04", territory, organisation=school), by=school_head, at=NOON)
    with pytest.raises(NotAllowed):
        targets.put(aim("I04", territory, organisation=other_school), by=school_head, at=NOON)


def test_a_target_is_removed_with_a_reason(territory: Territory, coordinator: User) -> None:
    target = targets.put(aim("I04", territory), by=coordinator, at=NOON)
    with pytest.raises(targets.WrongTarget, match="почему"):
        targets.remove(target=target, reason=" ", by=coordinator, at=NOON)
    targets.remove(target=target, reason="Ошибка", by=coordinator, at=NOON)
    assert not Target.objects.exists()
    assert AuditEvent.objects.filter(action="target.remove", reason="Ошибка").exists()


def test_targets_of_a_plan_come_from_its_words_once(
    territory: Territory, authority: Organisation, coordinator: User
) -> None:
    promises = [
        Promise("Обучились 50% руководителей", "Курсы для руководителей", "m:1"),
        Promise("6 договоров о сотрудничестве", "", "m:2"),
        Promise("4 мероприятия", "Обмен опытом", "m:3"),
        Promise("6 мероприятий", "Сетевое взаимодействие", "m:4"),
        Promise("Не менее 12 вебинаров для учителей", "", "m:5"),
        Promise("Повышение авторитета", "", "m:6"),
        Promise("Доля охваченных методической работой школ, %", "", "m:7"),
    ]
    for _ in range(2):
        found = targets.from_plan(
            owner=authority, promises=promises, by=coordinator, at=NOON, **DAYS
        )
    codes = [one.definition.code if one.definition else "" for one in found]
    assert codes == ["I21", "I13", "I18", "I18", f"T{territory.pk}-1", "", "I04"]
    assert [one.target.value if one.target else None for one in found] == [
        50,
        6,
        4,
        6,
        12,
        None,
        None,
    ]
    assert Target.objects.count() == 5
    assert found[4].definition.title == "Число: вебинар"


def test_a_school_plan_sets_targets_of_the_school_and_makes_no_indicators(
    school: Organisation, school_head: User
) -> None:
    found = targets.from_plan(
        owner=school, by=school_head, at=NOON, **DAYS,
        promises=[Promise("Обучились 60% педагогов"), Promise("Проведено 7 тренингов")],
    )  # fmt: skip
    assert found[0].target is not None
    assert found[0].target.organisation == school
    assert found[1].definition is None


def composed(**changes: object) -> definitions.IndicatorDefinition:
    words = {
        "title": "Семинары по математике", "unit": "ед.", "population": "all", "better": "up",
        "frequency": "раз в год",
        "formula": {"numerator": [
            {"of": "entries", "register": "activities", "types": ["seminar"], "topics": ["math"]}
        ]},
    }  # fmt: skip
    return definitions.composed(**{**words, **changes})


def test_an_own_indicator_is_computed_like_any_other(
    territory: Territory, school: Organisation, coordinator: User
) -> None:
    made = definitions.compose(record=composed(), territory=territory, by=coordinator, at=NOON)
    stage.entry(school, topic="math")
    stage.entry(school)
    values.recompute(territory, YEAR, at=NOON, only=[made])
    assert value_of(made.code, school) == (1, None)
    with pytest.raises(definitions.WrongDefinition, match="уже есть"):
        definitions.compose(record=composed(), territory=territory, by=coordinator, at=NOON)


def test_a_changed_indicator_is_a_new_version_and_a_frozen_value_keeps_the_old(
    territory: Territory, school: Organisation, coordinator: User
) -> None:
    old = definitions.compose(record=composed(), territory=territory, by=coordinator, at=NOON)
    values.recompute(territory, YEAR, at=NOON, only=[old])
    Value.objects.filter(organisation=school).update(frozen=True)
    new = definitions.change(
        definition=old, record=composed(title="Семинары"), by=coordinator, at=NOON
    )
    assert (new.code, new.number) == (old.code, 2)
    assert value(new.code, school).definition == old
    with pytest.raises(definitions.WrongDefinition, match="больше не используется"):
        definitions.change(definition=old, record=composed(), by=coordinator, at=NOON)


def test_an_indicator_is_retired_with_a_reason_and_one_of_the_methodology_is_not(
    territory: Territory, coordinator: User
) -> None:
    made = definitions.compose(record=composed(), territory=territory, by=coordinator, at=NOON)
    with pytest.raises(definitions.WrongDefinition, match="почему"):
        definitions.retire(definition=made, reason="", by=coordinator, at=NOON)
    definitions.retire(definition=made, reason="Не нужен", by=coordinator, at=NOON)
    assert made not in Definition.objects.current()
    with pytest.raises(definitions.WrongDefinition, match="методики"):
        definitions.retire(
            definition=stage.definition("I04"), reason="Не нужен", by=coordinator, at=NOON
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": "  "}, "Назовите"),
        ({"formula": {"numerator": [{"of": "entries", "register": "cats"}]}}, "реестра «cats» нет"),
        ({"formula": {"numerator": [
            {"of": "entries", "register": "activities", "types": ["cat"]}]}}, "нет вида"),
        ({"formula": {"numerator": [
            {"of": "entries", "register": "agreements", "what": "people"}]}}, "так не считают"),
        ({"formula": {"numerator": [
            {"of": "entries", "register": "agreements", "what": "drop table"}]}}, "посчитать"),
        ({"formula": {"numerator": []}}, "складывают"),
        ({"formula": "import os"}, "посчитать"),
        ({"population": "friends"}, "посчитать"),
        ({"formula": {"numerator": [{"of": "entries", "register": "teams"}],
                      "denominator": {"of": "schools"}}, "unit": "%"}, "делят только школы"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_in_words(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(definitions.WrongDefinition, match=said):
        composed(**changes)


def test_definitions_of_the_methodology_are_versioned_once(db: None) -> None:
    first = definitions.sync(at=NOON)
    assert [one.pk for one in definitions.sync(at=NOON)] == [one.pk for one in first]
    Definition.objects.filter(code="I04").update(digest="old")
    again = {one.code: one.number for one in definitions.sync(at=NOON)}
    assert again["I04"] == 2
    assert again["I05"] == 1
    assert date(2025, 1, 1) < NOON.date()
