"""Sums by unit: parts and whole, order, what one amended row moves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opora.domain.indicators.counting import Row, totals

ABOVE = {one: (100 + one % 3, 999) for one in range(9)}
ROW = st.tuples(st.integers(0, 8), st.integers(0, 12)).map(lambda one: Row(*one))
ROWS = st.lists(ROW, max_size=60)
WEIGHED = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 40)), max_size=40)


@given(WEIGHED)
def test_things_of_one_school_each_add_up_to_the_whole(things: list[tuple[int, int]]) -> None:
    rows = [Row(school, number, weight) for number, (school, weight) in enumerate(things)]
    found = totals(rows, ABOVE)
    schools = sum(count for (kind, _), count in found.items() if kind == "o")
    municipalities = sum(found.get(("t", one), 0) for one in (100, 101, 102))
    assert schools == municipalities == found.get(("t", 999), 0)


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[Row], chance: object) -> None:
    mixed = [*rows, *rows[: len(rows) // 2]]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert totals(mixed, ABOVE) == totals(rows, ABOVE)


@given(ROWS)
def test_a_person_counts_once_in_each_place(rows: list[Row]) -> None:
    found = totals(rows, ABOVE)
    assert found.get(("t", 999), 0) == len({row.key for row in rows})
    for school in ABOVE:
        mine = {row.key for row in rows if row.organisation == school}
        assert found.get(("o", school), 0) == len(mine)


@given(ROWS, ROW)
def test_one_row_more_moves_its_own_units_only_and_by_one(rows: list[Row], more: Row) -> None:
    before, after = totals(rows, ABOVE), totals([*rows, more], ABOVE)
    moved = {unit: after[unit] - before.get(unit, 0) for unit in after}
    own = {("o", more.organisation), *(("t", one) for one in ABOVE[more.organisation])}
    assert {unit for unit, step in moved.items() if step} <= own
    assert set(moved.values()) <= {0, 1}


def test_rows_of_organisations_elsewhere_are_passed_over() -> None:
    assert totals([Row(77, 1)], ABOVE) == {}
