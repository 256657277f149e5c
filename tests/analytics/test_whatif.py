"""Other thresholds, windows, minimal n and readings: who enters, who leaves, how sure, how fast."""

from __future__ import annotations

import time

import numpy as np
import pytest

from opora.analytics.counts import Counts
from opora.analytics.identification import identify
from opora.analytics.refusals import AnalyticsError
from opora.analytics.whatif import chance_of_listing, choose, replay, resampled_listing
from opora.methodology.rules import AllOf, AnyOf, Count, Repeated, load_rules
from tests.analytics.references import rows

BOOK = load_rules()
READINGS = [
    BOOK.rule(code) for code in ("R2020", "R2025-A", "R2025-B", "R2025-OR", "R2025-AND")
]
CODES = BOOK.rule("R2020").assessments.codes


def region(schools=200, *, seed=3, years=(2023, 2024, 2025)):
    rng = np.random.default_rng(seed)
    shape = (schools, len(CODES), len(years))
    tested = rng.integers(0, 40, shape)
    low = rng.binomial(tested, rng.beta(2, 8, (schools, 1, 1)))
    names = np.array([f"{place:05}" for place in range(schools)])
    return Counts(names, CODES, years, low, tested)


def test_a_replay_agrees_with_the_list_made_one_by_one():
    counts = region()
    told = replay(
        counts, 2025, READINGS, thresholds=[25, 30], windows=[2, 3], minimal_ns=[5, 10]
    )
    assert len(told.scenarios) == 5 * 2 * 2 * 2
    for place, one in enumerate(told.scenarios):
        rule = BOOK.rule(one.rule).having(
            threshold=one.threshold, window=one.window, minimal_n=one.minimal_n
        )
        found = identify(counts, rule, 2025)
        assert np.array_equal(told.listed[place], found.listed)
        assert np.array_equal(told.insufficient[place], found.official == "insufficient")


def test_a_lower_threshold_only_adds_schools():
    told = replay(region(), 2025, [BOOK.rule("R2025-OR")], thresholds=[25, 30, 35])
    assert told.leaving(1, 0).size == 0
    assert told.entering(1, 0).size > 0
    assert told.sizes[0] > told.sizes[1] > told.sizes[2]
    assert np.all((told.stability == 1) == told.listed[2])


def test_without_grids_the_numbers_are_those_of_the_rule():
    told = replay(region(), 2025, READINGS[:1])
    assert told.scenarios[0].threshold == 30
    assert told.scenarios[0].window == 2
    assert told.scenarios[0].minimal_n == 10


def test_excluded_schools_are_on_no_list():
    counts = region()
    out = np.zeros((200, 1, 1), dtype=bool)
    out[:50] = True
    told = replay(counts, 2025, READINGS, excluded=out)
    assert not told.listed[:, :50].any()
    assert told.insufficient[:, :50].all()
    assert np.array_equal(told.listed[:, 50:], replay(counts, 2025, READINGS).listed[:, 50:])


def test_a_replay_without_rules_or_over_a_ranking_is_refused():
    with pytest.raises(AnalyticsError, match="at least one rule"):
        replay(region(3), 2025, [])
    with pytest.raises(AnalyticsError, match="needs more than low results"):
        replay(region(3), 2025, [BOOK.rule("RRANK")])


def test_a_thousand_schools_are_answered_within_a_second():
    counts = region(1000)
    start = time.perf_counter()
    told = replay(
        counts, 2025, READINGS, thresholds=[20, 25, 30, 35, 40], windows=[2, 3],
        minimal_ns=[5, 10, 15],
    )  # fmt: skip
    assert len(told.scenarios) == 150
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(("column", "predicate"), [
    ("A_2of8", Count(at_least=2)),
    ("B_2each", Count(at_least=2, span="each")),
    ("C_1each", Count(at_least=1, span="each")),
    ("A_2of4", Count(at_least=2, span="current")),
])  # fmt: skip
def test_chances_of_listing_agree_with_the_exact_reference(column, predicate):
    for row in rows("sim_naive_exact.csv"):
        tested = np.full((4, 2), int(row["n"]))
        told = chance_of_listing(predicate, [float(row["p"])], tested, threshold=30)
        assert told[0] == pytest.approx(float(row[column]), abs=1e-6)


@pytest.mark.parametrize(("column", "predicate"), [
    ("two_in_t", Count(at_least=2, span="current")),
    ("same_both_years", Repeated(2)),
    ("AND", AllOf((Count(at_least=2, span="current"), Repeated(2)))),
    ("OR", AnyOf((Count(at_least=2, span="current"), Repeated(2)))),
    ("any2_of_2m", Count(at_least=2)),
])  # fmt: skip
def test_chances_under_the_readings_of_2025_agree_with_the_exact_reference(column, predicate):
    for row in rows("sim_rule_2025_exact.csv"):
        tested = np.full((int(row["m"]), 2), int(row["n"]))
        told = chance_of_listing(predicate, [float(row["p"])], tested, threshold=30)
        assert told[0] == pytest.approx(float(row[column]), abs=2e-6)


@pytest.mark.parametrize("name", ["sim_naive_exact.csv", "sim_rule_2025_exact.csv"])
def test_chances_of_one_low_result_agree_with_the_exact_reference(name):
    for row in rows(name):
        once = Count(at_least=1, span="current")
        told = chance_of_listing(once, [float(row["p"])], [[0, int(row["n"])]], threshold=30)
        assert told[0] == pytest.approx(float(row["single"]), abs=2e-6)


def test_an_assessment_that_nobody_sat_lists_nobody():
    tested = np.array([[10, 10], [0, 0]])
    told = chance_of_listing(Count(at_least=3), [0.9], tested, threshold=30)
    assert told[0] == 0
    with pytest.raises(AnalyticsError, match="at most 16"):
        chance_of_listing(Count(at_least=2), [0.3], np.ones((9, 2)), threshold=30)


def test_other_pupils_keep_a_sure_school_and_shake_one_at_the_threshold():
    tested = np.full((3, 2, 2), 40)
    low = np.stack([np.full((2, 2), many) for many in (36, 12, 0)])
    names = np.array(["a", "b", "c"])
    counts = Counts(names, ("ВПР-МА-5", "ВПР-РУ-5"), (2024, 2025), low, tested)
    found = identify(counts, BOOK.rule("R2025-A"), 2025)
    told = resampled_listing(found, rng=np.random.default_rng(2), draws=300)
    assert told[0] == 1
    assert 0.1 < told[1] < 0.6
    assert told[2] == 0
    ranked = identify(counts, BOOK.rule("RRANK"), 2025)
    with pytest.raises(AnalyticsError, match="RRANK"):
        resampled_listing(ranked, rng=np.random.default_rng(2))


def test_help_goes_to_the_surest_schools_and_says_whom_it_leaves_out():
    told = choose([0.2, float("nan"), 0.9, 0.5], 2)
    assert told.chosen.tolist() == [2, 3]
    assert told.expected_true == pytest.approx(1.4)
    assert told.expected_left_out == pytest.approx(0.2)
    assert choose([0.2], 5).chosen.tolist() == [0]
    with pytest.raises(AnalyticsError, match="places"):
        choose([0.2], -1)
