"""The redline of two editions, and which measure continues which."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opora.domain.people.models import User
from opora.domain.roadmaps import lineage
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.redline import Line, redline, word_diff
from opora.domain.roadmaps.services import editions, measures
from tests.domain.roadmaps.conftest import NOON


def line(number: int, text: str, previous: int | None = None, **fields: str) -> Line:
    return Line(number, previous, str(number), {"Мероприятие": text, **fields})


def kinds(old: list[Line], new: list[Line]) -> list[tuple[str, int | None, int | None]]:
    return [(one.kind, one.old, one.new) for one in redline(old, new)]


def test_added_removed_changed_and_same_stand_in_order() -> None:
    old = [line(1, "Собрать"), line(2, "Разобрать"), line(3, "Решить")]
    new = [line(11, "Собрать", 1), line(13, "Решить быстро", 3), line(14, "Проверить")]
    assert kinds(old, new) == [
        ("same", 1, 11),
        ("removed", 2, None),
        ("changed", 3, 13),
        ("added", None, 14),
    ]


def test_a_run_of_removed_measures_keeps_its_order() -> None:
    old = [line(n, f"Мера {n}") for n in range(1, 5)]
    assert [one.old for one in redline(old, [line(14, "Мера 4", 4)])] == [1, 2, 3, 4]


def test_a_moved_measure_is_marked() -> None:
    old = [line(1, "Один"), line(2, "Два"), line(3, "Три")]
    new = [line(11, "Два", 2), line(12, "Три", 3), line(13, "Один", 1)]
    assert [(one.old, one.moved) for one in redline(old, new)] == [
        (2, False),
        (3, False),
        (1, True),
    ]


def test_a_changed_field_shows_words() -> None:
    [change] = redline(
        [line(1, "Семинар", Срок="до 1 мая")], [line(2, "Семинар", 1, Срок="до 9 мая")]
    )
    [field] = change.fields
    assert field.field == "Срок"
    assert [(one.kind, one.text) for one in field.segments][1:3] == [
        ("removed", "1"),
        ("added", "9"),
    ]


@given(st.text(), st.text())
def test_both_texts_can_be_read_from_the_difference(before: str, after: str) -> None:
    found = word_diff(before, after)
    assert "".join(one.text for one in found if one.kind != "added") == before
    assert "".join(one.text for one in found if one.kind != "removed") == after


@given(st.lists(st.integers(0, 5), unique=True), st.lists(st.integers(0, 5), unique=True))
def test_every_measure_of_both_editions_stands_once(one: list[int], two: list[int]) -> None:
    old = [line(n, f"Мера {n}") for n in one]
    new = [line(100 + n, f"Мера {n}", n if n in one else None) for n in two]
    found = redline(old, new)
    assert sorted(change.old for change in found if change.old is not None) == sorted(one)
    assert [change.new for change in found if change.new is not None] == [100 + n for n in two]


def test_the_redline_of_an_amendment(plan: Edition, coordinator: User) -> None:
    edition = editions.amend(roadmap=plan.roadmap, by=coordinator, at=NOON)
    assert {one.kind for one in measures.redline_of(plan, edition)} == {"same"}
    first = edition.measures.get(number="1.")
    measures.edit(
        measure=first, text="Провести семинар для директоров", by=coordinator, at=NOON
    )
    changed = [one for one in measures.redline_of(plan, edition) if one.kind != "same"]
    assert [(one.kind, one.new) for one in changed] == [("changed", first.pk)]


def test_lines_are_matched_by_words_before_numbers() -> None:
    old = [
        lineage.Line("1.1", "Провести семинар для учителей математики"),
        lineage.Line("1.2", "Утвердить положение о кураторах"),
    ]
    new = [
        lineage.Line("1.1", "Утвердить положение о кураторах школ"),
        lineage.Line("1.2", "Провести семинар для учителей математики и физики"),
        lineage.Line("1.3", "Подписать соглашения"),
    ]
    assert lineage.match_lines(old, new) == {0: 1, 1: 0}
