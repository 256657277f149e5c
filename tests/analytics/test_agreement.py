"""Agreement of two readers, against published tables."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.analytics.agreement import cohen_kappa
from opora.analytics.refusals import AnalyticsError

HOUT = ((7, 7, 2, 3), (2, 8, 3, 7), (1, 5, 4, 9), (2, 8, 9, 14))
"""Hout, Duncan, Sobel 1987, by Agresti 1990; as ``SexualFun`` in R's vcd."""
COHEN = ((88, 10, 2), (14, 40, 6), (18, 10, 12))
"""Cohen 1968, 200 patients."""
MARKS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=40)


def marks_of(table: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    pairs = [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    return [one for one, _ in pairs], [other for _, other in pairs]


@pytest.mark.parametrize(
    ("weights", "kappa", "error"), [("none", 0.1293, 0.0686), ("linear", 0.2374, 0.07832)]
)
def test_the_coefficient_and_its_error_agree_with_vcd(weights, kappa, error):
    found = cohen_kappa(*marks_of(HOUT), scores=4, weights=weights)
    assert found.pairs == 91
    assert (round(found.kappa, 4), round(found.error, 4)) == (kappa, round(error, 4))


def test_the_coefficient_agrees_with_cohen_1968():
    found = cohen_kappa(*marks_of(COHEN), scores=3, weights="none")
    assert round(found.kappa, 3) == 0.492


def test_readers_who_always_agree_agree_in_full():
    assert cohen_kappa([0, 1, 2, 1], [0, 1, 2, 1], scores=3).kappa == pytest.approx(1)


@pytest.mark.parametrize("marks", [[], [1, 1, 1]])
def test_without_pairs_or_without_difference_there_is_no_coefficient(marks):
    assert math.isnan(cohen_kappa(marks, marks, scores=3).kappa)


@pytest.mark.parametrize(("first", "second"), [([0], [0, 1]), ([3], [0]), ([-1], [0])])
def test_marks_out_of_the_scale_or_without_a_pair_are_refused(first, second):
    with pytest.raises(AnalyticsError):
        cohen_kappa(first, second, scores=3)


@given(MARKS)
def test_the_order_of_the_readers_changes_nothing(pairs):
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    there = cohen_kappa(first, second, scores=3)
    back = cohen_kappa(second, first, scores=3)
    assert there.kappa == pytest.approx(back.kappa, nan_ok=True)
    assert math.isnan(there.kappa) or -1 <= there.lower <= there.kappa <= there.upper <= 1
