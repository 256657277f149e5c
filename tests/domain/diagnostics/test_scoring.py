"""Scores of items and factors, and which groups hide themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.diagnostics.scoring import (
    Answered,
    ComponentScore,
    component_scores,
    factor_scores,
    group_items,
    item_results,
    shown,
)
from opora.methodology.competences import load_competences
from opora.methodology.packs import MethodologyError
from opora.methodology.questionnaires import (
    Item,
    Option,
    component_titles,
    load_questionnaires,
)
from opora.methodology.staff_bands import load_staff_bands

PUPILS = load_questionnaires().form("pupils")


def test_every_component_of_every_factor_is_asked_about() -> None:
    fed = {
        code for form in load_questionnaires().forms for one in form.items for code in one.feeds
    }
    assert component_titles().keys() == fed


@pytest.mark.parametrize(
    ("good", "mark", "score"), [(True, 5, 0), (True, 1, 100), (False, 5, 100), (False, 3, 50)]
)
def test_the_worst_mark_is_a_hundred(good: bool, mark: int, score: float) -> None:  # noqa: FBT001
    item = Item(code="q", text="Вопрос", type="scale", good=good)
    assert item.score({"q": mark}, steps=5) == score


def test_a_share_is_scored_between_its_ends_and_not_beyond() -> None:
    item = Item(code="part", text="Сколько", type="number", of="all", best=0.1, worst=0.5)
    assert item.score({"part": 3, "all": 10}, steps=5) == pytest.approx(50)
    assert item.score({"part": 0, "all": 10}, steps=5) == 0
    assert item.score({"part": 9, "all": 10}, steps=5) == 100
    assert item.score({"part": 3, "all": 0}, steps=5) is None
    assert item.score({"part": 3}, steps=5) is None


def test_an_option_without_a_score_counts_neither_way() -> None:
    item = Item(
        code="q", text="Вопрос", type="choice", options=(Option("Да", 0), Option("Нет?"))
    )
    assert item.score({"q": 0}, steps=5) == 0
    assert item.score({"q": 1}, steps=5) is None
    assert item.score({"q": 7}, steps=5) is None


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8))
def test_hidden_groups_are_nobody_or_at_least_five_people(counts: dict[str, int]) -> None:
    open_ = shown(counts)
    hidden = sum(count for key, count in counts.items() if key not in open_)
    assert hidden == 0 or hidden >= 5 or not open_
    assert all(counts[key] >= 5 for key in open_)


def test_a_small_class_takes_the_next_smallest_with_it() -> None:
    groups = [
        Answered("6 А", PUPILS, [{"p1": 5}] * 9),
        Answered("6 Б", PUPILS, [{"p1": 1}] * 3),
        Answered("6 В", PUPILS, [{"p1": 3}] * 7),
    ]
    by_group = {title: items[0] for title, items in group_items(PUPILS, groups).items()}
    assert by_group["6 А"].score == 0
    assert by_group["6 Б"].score is None
    assert by_group["6 В"].score is None
    assert item_results(PUPILS, groups)[0].n == 19


def test_a_factor_with_too_little_known_has_no_score() -> None:
    known = {"R07.1": ComponentScore("R07.1", 90, 9)}
    factors = {one.factor.code: one for one in factor_scores("2022", known)}
    assert factors["R07"].score is None, "one component of four"
    known["R07.2"] = ComponentScore("R07.2", 70, 9)
    factors = {one.factor.code: one for one in factor_scores("2022", known)}
    assert factors["R07"].score == 80


def test_an_item_may_feed_several_components() -> None:
    results = item_results(PUPILS, [Answered("6 А", PUPILS, [{"p1": 1}] * 5)])
    assert component_scores(results).keys() == {"R06.1", "R13.3"}


def test_one_mark_everywhere_is_noticed_only_in_enough_items() -> None:
    pack = load_questionnaires()
    everywhere = {one.code: 3 for one in PUPILS.items}
    assert pack.is_straight(PUPILS.items, everywhere)
    assert not pack.is_straight(PUPILS.items, everywhere | {"p2": 4})
    assert not pack.is_straight(PUPILS.items, {"p1": 3, "p2": 3})


@pytest.mark.parametrize(
    ("percent", "level"), [(80, "high"), (79.9, "basic"), (59.9, "deficit")]
)
def test_levels_begin_where_the_pack_says(percent: float, level: str) -> None:
    assert load_competences().levels.of(percent).code == level


def test_percent_and_competences_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="percent"):
        load_competences().levels.of(101)
    with pytest.raises(MethodologyError, match="«Йога» нет"):
        load_competences().find("Йога")
    with pytest.raises(MethodologyError, match="«x» нет"):
        load_questionnaires().form("x")


@pytest.mark.parametrize(
    "words", ["ВПР-2025", "по итогам впр", "Всероссийские проверочные работы"]
)
def test_all_names_of_the_federal_works_are_known(words: str) -> None:
    assert load_competences().is_forbidden_source(words)


def test_other_words_are_no_such_name() -> None:
    assert not load_competences().is_forbidden_source("Тест в формате ЕГЭ для учителей")


@pytest.mark.parametrize(("age", "band"), [(0, "a25"), (25, "a29"), (59, "a59"), (78, "a60")])
def test_every_age_has_its_band(age: int, band: str) -> None:
    assert load_staff_bands().age_band(age).code == band
