"""How far a hidden count can grow while what is shown stays."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from opora.analytics.disclosure import bounds, suppress
from opora.analytics.slack import Network

TABLE = np.array([[2.0, 9.0, 11.0], [6.0, 4.0, 10.0], [8.0, 13.0, 21.0]])
CORNERS = np.array([[True, True, False], [True, True, False], [False, False, False]])


def test_a_count_grows_by_what_its_neighbours_can_lose():
    network = Network(TABLE, CORNERS)
    assert network.can_grow(0, 0, 5)
    assert not network.can_grow(0, 0, 6)


def test_asking_changes_nothing():
    network = Network(TABLE, CORNERS)
    assert [network.can_grow(1, 1, 1) for _ in range(3)] == [True, True, True]
    assert not network.can_grow(0, 0, 6)


def test_a_count_alone_in_its_row_cannot_grow():
    alone = np.zeros((3, 3), dtype=bool)
    alone[0, 0] = True
    assert not Network(TABLE, alone).can_grow(0, 0, 1)


def test_a_hidden_total_lets_its_row_grow_without_end():
    with_totals = CORNERS.copy()
    with_totals[0, 2] = with_totals[2, 0] = with_totals[2, 2] = True
    assert Network(TABLE, with_totals).can_grow(0, 0, 1000)


@settings(max_examples=25, deadline=None)
@given(
    arrays.arrays(np.int64, (3, 4), elements=st.integers(0, 12)),
    arrays.arrays(np.bool_, (4, 5)),
)
def test_it_grows_exactly_to_the_bound_that_equations_give(table, chosen):
    full = np.nan_to_num(suppress(table, smallest=1).shown)
    hidden = chosen & (full > 0)
    _, greatest = bounds(np.where(hidden, np.nan, full))
    network = Network(full, hidden)
    for row, column in np.argwhere(hidden):
        room = min(greatest[row, column] - full[row, column], 50)
        assert network.can_grow(row, column, round(room))
        assert room >= 50 or not network.can_grow(row, column, round(room) + 1)
