"""What is shown of small counts, and that nobody can count it back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from opora.analytics.disclosure import InvalidTable, bounds, small_differences, suppress


def test_a_table_without_small_counts_is_shown_whole():
    told = suppress([[0, 10], [7, 20]])
    assert not told.hidden.any()
    assert told.shown.tolist() == [[0, 10, 10], [7, 20, 27], [7, 30, 37]]


def test_a_small_count_takes_others_of_its_row_and_column_with_it():
    told = suppress([[2, 20, 8], [9, 30, 40], [11, 25, 60]])
    assert told.primary.sum() == 1
    assert told.primary[0, 0]
    assert np.all(told.hidden.sum(axis=0)[told.hidden.any(axis=0)] >= 2)
    assert np.all(told.hidden.sum(axis=1)[told.hidden.any(axis=1)] >= 2)


def test_zeros_are_shown_and_protect_nobody():
    told = suppress([[3, 0, 0], [10, 20, 30]])
    assert told.shown[0, 1] == 0
    assert np.isnan(told.shown[0, 3])


def test_a_small_total_is_hidden_too():
    told = suppress([[1, 2], [30, 40]])
    assert told.primary[0].tolist() == [True, True, True]


def test_a_table_of_one_count_hides_it_whole():
    assert np.isnan(suppress([[3]]).shown).all()


def test_two_small_counts_that_their_total_gives_away_are_not_left_alone():
    told = suppress([[1, 2, 30], [2, 1, 40], [20, 30, 50]])
    least, greatest = bounds(told.shown)
    assert np.all(greatest[told.hidden] >= 5)
    assert np.all(least[told.hidden] >= 1 - 1e-9)


@settings(max_examples=25, deadline=None)
@given(arrays.arrays(np.int64, (3, 4), elements=st.integers(0, 12)))
def test_no_hidden_count_can_be_shown_to_be_small_unless_nothing_is_shown(table):
    told = suppress(table)
    small = (table > 0) & (table < 5)
    assert told.primary[:-1, :-1].tolist() == small.tolist()
    assert not np.any((told.shown > 0) & (told.shown < 5))
    full = np.nan_to_num(told.shown)
    if np.any(full > 0):
        _, greatest = bounds(told.shown)
        assert np.all(greatest[told.hidden] >= 5 - 1e-6)


@settings(max_examples=25, deadline=None)
@given(arrays.arrays(np.int64, (3, 3), elements=st.integers(0, 30)))
def test_no_hidden_count_can_be_found_from_the_totals(table):
    told = suppress(table)
    least, greatest = bounds(told.shown)
    assert np.all(greatest[told.hidden] > least[told.hidden] + 0.5)


def test_bounds_of_a_table_without_holes_are_its_counts_and_contradictions_are_refused():
    whole = [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]
    assert bounds(whole)[0].tolist() == whole
    with pytest.raises(InvalidTable, match="contradict"):
        bounds([[float("nan"), 9.0, 4.0], [3.0, 1.0, 4.0], [6.0, 10.0, 8.0]])


@pytest.mark.parametrize("table", [[1, 2], [[0.5]], [[-1]], [[float("nan")]], [[]]])
def test_what_is_no_table_of_counts_is_refused(table):
    with pytest.raises(InvalidTable):
        suppress(table)


def test_reports_whose_difference_is_a_few_pupils_are_found():
    members = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]]
    told = small_differences(members, [90, 86, 50, 40])
    assert [(one.wider, one.narrower, one.count) for one in told] == [(0, 1, 4)]


def test_the_same_group_counted_twice_gives_itself_away():
    assert len(small_differences([[1, 1], [1, 1]], [30, 28])) == 1
    assert small_differences([[1, 1], [1, 1]], [30, 30]) == ()
    with pytest.raises(InvalidTable):
        small_differences([[1, 1]], [1, 2])
