import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from opora.analytics import dynamics, power
from opora.analytics.dynamics import Direction
from opora.analytics.fisher import fisher_exact
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import rows

COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def _reference_counts(table):
    return [np.array([float(row[name]) for row in table]) for name in ("x1", "n1", "x2", "n2")]


def test_change_of_shares_equals_the_reference():
    table = rows("change_two_shares.csv")
    change = dynamics.change_of_shares(*_reference_counts(table))

    for name, found in [
        ("diff", change.difference),
        ("newcombe_lo", change.lower),
        ("newcombe_hi", change.upper),
    ]:
        np.testing.assert_allclose(found, [float(row[name]) for row in table], atol=1e-9)
    exact = [float(row["p_improved"]) for row in table]
    drawn = [float(row["p_mc"]) for row in table]
    np.testing.assert_allclose(change.improved, exact, atol=5e-4)
    np.testing.assert_allclose(change.improved, drawn, atol=1e-3)


def test_agresti_caffo_equals_the_reference():
    table = rows("change_two_shares.csv")
    lower, upper = dynamics.agresti_caffo(*_reference_counts(table))
    np.testing.assert_allclose(lower, [float(row["ac_lo"]) for row in table], atol=1e-9)
    np.testing.assert_allclose(upper, [float(row["ac_hi"]) for row in table], atol=1e-9)


def test_fishers_test_equals_the_reference():
    table = rows("change_two_shares.csv")
    found = fisher_exact(*_reference_counts(table))
    np.testing.assert_allclose(found, [float(row["fisher_two"]) for row in table], atol=1e-9)
    assert fisher_exact([0, 0], [0, 0], [1, 0], [3, 0]).tolist() == [1, 1]


def test_power_agrees_with_the_simulated_table():
    for row in rows("power_change.csv"):
        n, fall = int(row["n"]), float(row["drop"])
        for sure, column in [(0.8, "P80"), (0.9, "P90")]:
            found = power.power_of_change(0.3, 0.3 - fall, n, n, sure=sure)
            assert found == pytest.approx(float(row[column]), abs=0.015), row
        earlier, later = (binom.pmf(np.arange(n + 1), n, p) for p in (0.3, 0.3 - fall))
        any_fall = float(np.tril(np.outer(earlier, later), -1).sum())
        assert any_fall == pytest.approx(float(row["naive_any_fall"]), abs=0.015), row


def test_newcombe_vectors_of_the_field():
    change = dynamics.change_of_shares([9, 30], [25, 80], [4, 14], [24, 82])
    np.testing.assert_allclose(-change.difference, [0.1933, 0.2043], atol=5e-5)
    np.testing.assert_allclose(-change.upper, [-0.0549, 0.0673], atol=5e-5)
    np.testing.assert_allclose(-change.lower, [0.4123, 0.3322], atol=5e-5)


def test_a_year_without_pupils_gives_no_change():
    change = dynamics.change_of_shares([0, 3], [0, 9], [1, 9], [5, 9])
    assert np.isnan(change.difference[0])
    assert change.directions() == [Direction.NO_DATA, Direction.WORSENED]


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_improvement_and_worsening_mirror_each_other(before, after):
    there = dynamics.change_of_shares([before[0]], [before[1]], [after[0]], [after[1]])
    back = dynamics.change_of_shares([after[0]], [after[1]], [before[0]], [before[1]])
    assert there.improved[0] + back.improved[0] == pytest.approx(1, abs=1e-6)
    assert there.lower[0] == pytest.approx(-back.upper[0], abs=1e-12)
    assert there.lower[0] <= there.difference[0] <= there.upper[0]


def test_the_chance_holds_at_hundreds_of_thousands_of_pupils():
    change = dynamics.change_of_shares([300_000], [1_000_000], [299_350], [1_000_000])
    z = 0.00065 / math.sqrt(0.21 * 2e-6)
    assert change.improved[0] == pytest.approx(0.5 * (1 + math.erf(z / math.sqrt(2))), abs=2e-3)


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS)
def test_status_and_change_sum_to_one(before, after):
    cells = dynamics.status_and_change([before[0]], [before[1]], [after[0]], [after[1]])
    parts = [
        cells.low_and_improving,
        cells.low_and_worsening,
        cells.fair_and_improving,
        cells.fair_and_worsening,
    ]
    assert sum(part[0] for part in parts) == pytest.approx(1)
    assert min(part[0] for part in parts) > -1e-6


def test_the_smallest_change_shrinks_with_more_pupils():
    found = [power.smallest_change(0.3, n, n) for n in (20, 50, 200)]
    assert found == sorted(found, reverse=True)
    assert math.isnan(power.smallest_change(0.1, 3, 3))


def test_power_can_be_certain_only_with_an_impossible_threshold_passed():
    assert power.power_of_change(0.3, 0.0, 1, 1, sure=0.99) == 0


def test_the_regions_shift_is_taken_off():
    found = dynamics.change_against_region([40, 30, 30], [100] * 3, [30, 20, 20], [100] * 3)
    np.testing.assert_allclose(found.difference, 0, atol=1e-12)
    np.testing.assert_allclose(found.region, -0.1)
    assert (found.lower < 0).all()
    assert (found.upper > 0).all()


def test_a_region_of_one_school_has_nothing_to_compare_with():
    assert np.isnan(dynamics.change_against_region([4], [10], [3], [10]).difference[0])


def test_a_break_between_the_years_is_named_in_either_order():
    for years in [(2024, 2025), (2025, 2024)]:
        with pytest.raises(dynamics.NotComparable, match="несравнимы: 2025"):
            dynamics.require_comparable(*years, kind="ВПР", subject="МА", grade=5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: dynamics.change_of_shares([5], [4], [1], [4]), "low <= tested"),
        (lambda: dynamics.change_of_shares([1.5], [4], [1], [4]), "whole"),
        (lambda: dynamics.change_of_shares([1], [4], [1, 2], [4, 4]), "same schools"),
        (lambda: dynamics.change_of_shares([1], [4], [1], [4], confidence=95), "confidence"),
        (lambda: dynamics.change_of_shares([np.nan], [4], [1], [4]), "whole"),
        (lambda: fisher_exact([1], [4], [1, 2], [4, 4]), "same schools"),
        (lambda: dynamics.status_and_change([1], [4], [1], [4], threshold=30), "threshold"),
        (lambda: power.power_of_change(1.2, 0.2, 5, 5), "probabilities"),
        (lambda: power.power_of_change(0.3, 0.2, 0, 5), "tested"),
        (lambda: dynamics.change_of_shares(["a"], [4], [1], [4]), "numbers"),
        (lambda: dynamics.change_of_shares([[1]], [4], [1], [4]), "vector"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call()
