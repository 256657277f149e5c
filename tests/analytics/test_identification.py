"""The official list to the letter, the verdicts beside it, and what would change them."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.analytics.beta_prior import Prior
from opora.analytics.counts import Counts, InvalidCounts, tabulate
from opora.analytics.identification import Verdict, expected_wrong, identify
from opora.analytics.official import Evidence, is_low, official_list
from opora.analytics.predicates import holds, sufficient_sets
from opora.analytics.refusals import AnalyticsError, RuleNotApplicable
from opora.analytics.robustness import distances, leave_one_out
from opora.methodology.rules import AllOf, AnyOf, Count, Named, Repeated, load_rules

BOOK = load_rules()
READINGS = ("R2020", "R2025-A", "R2025-B", "R2025-OR", "R2025-AND")
CODES = ("ВПР-МА-5", "ВПР-РУ-5", "ОГЭ-МА-9")


def cells(*low):
    """Counts of one school: 40 sat each of three assessments in two years; 20 or 4 are low."""
    rows = [(code, year) for code in CODES for year in (2024, 2025)]
    many = [20 if (code, year) in low else 4 for code, year in rows]
    return tabulate(
        ["s"] * 6, [code for code, _ in rows], [year for _, year in rows], many, [40] * 6
    )


A, B = CODES[:2]


@pytest.mark.parametrize(("low", "answers"), [
    ([(A, 2024), (B, 2025)], "yes no no no no"),
    ([(A, 2024), (B, 2024)], "yes no no no no"),
    ([(A, 2025), (B, 2025)], "yes yes no yes no"),
    ([(A, 2024), (A, 2025)], "yes no yes yes no"),
    ([(A, 2024), (A, 2025), (B, 2025)], "yes yes yes yes yes"),
    ([], "no no no no no"),
    ([(A, 2025)], "no no no no no"),
])  # fmt: skip
def test_rules_agree_with_the_vectors_of_the_domain(low, answers):
    told = [identify(cells(*low), BOOK.rule(code), 2025).official[0] for code in READINGS]
    assert " ".join(told) == answers


@pytest.mark.parametrize(("low", "tested", "flag"), [
    (3, 10, True), (2, 10, False), (3, 9, True), (6, 20, True), (5, 20, False),
    (15, 50, True), (30, 100, True), (29, 97, False), (36, 120, True), (35, 119, False),
    (0, 7, False), (1, 3, True), (0, 0, False), (3 * 10**14, 10**15, True),
])  # fmt: skip
def test_a_share_is_compared_in_whole_numbers(low, tested, flag):
    assert bool(is_low(low, tested, threshold=30)) is flag


@given(st.lists(st.booleans(), min_size=12, max_size=12))
def test_the_rule_of_2020_takes_all_that_the_rules_of_2025_take(marks):
    low = np.array(marks).reshape(6, 2)
    taken = {code: bool(holds(BOOK.rule(code).predicate, low)) for code in READINGS}
    assert taken["R2020"] >= (taken["R2025-A"] or taken["R2025-B"])
    assert taken["R2025-OR"] == (taken["R2025-A"] or taken["R2025-B"])
    assert taken["R2025-AND"] == (taken["R2025-A"] and taken["R2025-B"])
    if not low[:, 1].any():
        assert not taken["R2025-OR"]


def test_one_pupil_of_three_is_no_ground_for_anything():
    counts = tabulate(["s"] * 2, [A, B], [2025] * 2, [1, 1], [3, 3])
    found = identify(counts, BOOK.rule("R2025-A"), 2025)
    assert found.official[0] == "insufficient"
    assert found.verdict[0] == Verdict.INSUFFICIENT
    assert [one.reason for one in found.clauses("s")] == ["SMALL", "SMALL"]


def test_the_rule_says_no_only_where_two_results_count():
    one = tabulate(["s"], [A], [2025], [2], [30])
    two = tabulate(["s"] * 2, [A, A], [2024, 2025], [2, 2], [30, 30])
    rule = BOOK.rule("R2025-OR")
    assert identify(one, rule, 2025).official[0] == "insufficient"
    assert identify(two, rule, 2025).official[0] == "no"


def test_every_clause_tells_its_counts():
    found = identify(cells((A, 2025), (B, 2025)), BOOK.rule("R2025-A"), 2025)
    told = {(one.assessment, one.year): (one.below, one.participants, one.low)
            for one in found.clauses("s")}  # fmt: skip
    assert told[A, 2025] == (20, 40, True)
    assert told[A, 2024] == (4, 40, False)
    assert len(told) == 6
    with pytest.raises(AnalyticsError, match="no school 't'"):
        found.place("t")


def test_assessments_and_years_outside_the_rule_are_not_seen():
    counts = tabulate(
        ["s"] * 4, ["ВПР-БИО-5", A, "ВПР-ГЕО-6", B], [2025, 2023, 2025, 2025],
        [30] * 4, [30] * 4,
    )  # fmt: skip
    found = identify(counts, BOOK.rule("R2020"), 2025)
    assert found.official[0] == "insufficient"
    assert [one.assessment for one in found.clauses("s")] == [B]


def test_an_excluded_result_does_not_count_and_says_why():
    reasons = np.zeros((1, 3, 2), dtype="<U8")
    reasons[0, :2, 1] = "KOR"
    found = identify(
        cells((A, 2025), (B, 2025)), BOOK.rule("R2025-A"), 2025,
        evidence=Evidence(excluded=reasons),
    )  # fmt: skip
    assert found.official[0] == "no"
    assert {one.reason for one in found.clauses("s")} == {None, "KOR"}


def test_a_reason_that_the_rule_does_not_know_is_refused():
    with pytest.raises(AnalyticsError, match="no reason «ЛУНА»"):
        identify(
            cells(), BOOK.rule("R2020"), 2025, evidence=Evidence(excluded=np.array("ЛУНА"))
        )


def region(schools=400, *, pupils=30, seed=5):
    """A region with two assessments in two years; true shares of Beta(2.1, 9.6)."""
    rng = np.random.default_rng(seed)
    true = rng.beta(2.1, 9.6, schools)
    tested = np.full((schools, 2, 2), pupils)
    names = np.array([f"{place:05}" for place in range(schools)])
    low = rng.binomial(tested, true[:, None, None])
    return Counts(names, (A, "ОГЭ-РУ-9"), (2024, 2025), low, tested), true


def test_the_number_of_schools_wrongly_listed_is_as_expected():
    wrong, expected = 0.0, 0.0
    for seed in range(8):
        counts, true = region(seed=seed, pupils=15)
        found = identify(counts, BOOK.rule("R2020"), 2025)
        wrong += float((true[found.listed] < 0.3).sum())
        expected += found.expected_wrong
    assert expected == pytest.approx(wrong, rel=0.1)


def test_verdicts_follow_the_probability_and_the_official_answer():
    counts, _ = region(pupils=60)
    found = identify(counts, BOOK.rule("R2020"), 2025)
    chance, told = found.probability, found.verdict
    assert np.all(chance[told == Verdict.ESTABLISHED] >= 0.8)
    assert np.all(
        (chance[told == Verdict.WATCH] >= 0.5) & (chance[told == Verdict.WATCH] < 0.8)
    )
    assert np.all(found.listed[told == Verdict.FORMAL])
    assert np.all(chance[told == Verdict.FORMAL] < 0.5)
    assert np.all(chance[told == Verdict.NONE] < 0.2)
    assert not np.any(found.listed[told == Verdict.NONE])
    assert set(told) == {one.value for one in Verdict}


def test_a_wide_interval_forbids_any_verdict():
    counts = tabulate(["s"] * 2, [A, B], [2025] * 2, [5, 5], [11, 11])
    wide = Evidence(prior=Prior(0.5, 0.5, 40))
    found = identify(counts, BOOK.rule("R2025-A"), 2025, evidence=wide)
    assert found.official[0] == "yes"
    assert found.upper[0] - found.lower[0] > 0.4 or found.verdict[0] != Verdict.INSUFFICIENT
    few = tabulate(["s"] * 2, [A, B], [2025] * 2, [2, 1], [3, 3])
    told = identify(few, BOOK.rule("R2025-A"), 2025, evidence=wide)
    assert told.upper[0] - told.lower[0] > 0.4
    assert told.verdict[0] == Verdict.INSUFFICIENT


def test_few_schools_take_the_prior_of_the_methodology_and_say_so():
    small, _ = region(schools=14)
    large, _ = region(schools=15)
    rule = BOOK.rule("R2020")
    found = identify(small, rule, 2025)
    assert found.prior_borrowed
    assert (found.prior.mean, found.prior.rho) == (0.18, 0.08)
    assert not identify(large, rule, 2025).prior_borrowed
    given_prior = Evidence(prior=Prior(0.1, 0.02, 900))
    assert identify(large, rule, 2025, evidence=given_prior).prior.schools == 900


def test_schools_under_doubt_stay_out_of_the_prior():
    counts, _ = region(schools=40)
    reasons = np.zeros((40, 2, 2), dtype="<U8")
    reasons[:5, 0, 1] = "BIAS"
    found = identify(counts, BOOK.rule("R2020"), 2025, evidence=Evidence(excluded=reasons))
    assert found.prior.schools == 35


@pytest.mark.parametrize(
    ("low", "tested"), [([0, 0], [20, 30]), ([20, 30], [20, 30]), ([0], [0])]
)
def test_all_zero_all_full_and_nobody_are_no_errors(low, tested):
    size = len(low)
    counts = tabulate(["s"] * size, CODES[:size], [2025] * size, low, tested)
    found = identify(counts, BOOK.rule("R2020"), 2025)
    assert np.isnan(found.probability[0]) == (sum(tested) == 0)
    assert found.verdict[0] in {one.value for one in Verdict}


def test_a_region_without_rows_gives_an_empty_list():
    found = identify(tabulate([], [], [], [], []), BOOK.rule("R2025-OR"), 2025)
    assert found.official.shape == (0,)
    assert found.expected_wrong == 0
    assert distances(found).entering.shape == (0,)
    assert leave_one_out(found).official.shape == (0, 0)


def test_a_school_that_sat_nothing_of_the_rule_is_told_so_and_has_no_way_in():
    counts = tabulate(["s"], ["ВПР-БИО-5"], [2025], [9], [20])
    found = identify(counts, BOOK.rule("R2025-OR"), 2025)
    assert found.official[0] == "insufficient"
    assert np.isnan(found.probability[0])
    assert np.isnan(distances(found).entering[0])


def test_without_an_assessment_the_list_may_be_another():
    found = identify(cells((A, 2025), (B, 2025)), BOOK.rule("R2025-A"), 2025)
    told = leave_one_out(found)
    assert dict(zip(told.assessments, told.depends[:, 0], strict=True)) == {
        A: True, B: True, "ОГЭ-МА-9": False,
    }  # fmt: skip
    assert told.probability[2, 0] > found.probability[0]


@pytest.mark.parametrize(("low", "rule", "entering", "leaving"), [
    ([(A, 2025)], "R2025-A", 8, np.nan),
    ([], "R2025-A", 16, np.nan),
    ([(A, 2025), (B, 2025)], "R2025-A", np.nan, 9),
    ([(A, 2024), (A, 2025), (B, 2025)], "R2025-OR", np.nan, 9),
    ([(A, 2024), (A, 2025), (B, 2024), (B, 2025)], "R2025-OR", np.nan, 18),
    ([(A, 2024), (A, 2025), (B, 2025)], "R2025-AND", np.nan, 9),
])  # fmt: skip
def test_distances_are_counted_by_hand(low, rule, entering, leaving):
    told = distances(identify(cells(*low), BOOK.rule(rule), 2025))
    np.testing.assert_equal([told.entering[0], told.leaving[0]], [entering, leaving])


def test_a_school_without_enough_results_has_no_way_onto_the_list():
    counts = tabulate(["s"] * 2, [A, B], [2025] * 2, [1, 2], [30, 6])
    told = distances(identify(counts, BOOK.rule("R2025-A"), 2025))
    assert np.isnan(told.entering[0])


@given(st.lists(st.integers(0, 30), min_size=6, max_size=6), st.sampled_from(READINGS))
def test_no_smaller_change_than_the_distance_moves_a_school(below, code):
    rule = BOOK.rule(code)
    rows = [(one, year) for one in CODES for year in (2024, 2025)]
    counts = tabulate(
        ["s"] * 6, [one for one, _ in rows], [year for _, year in rows], below, [30] * 6
    )
    found = identify(counts, rule, 2025)
    told = distances(found)
    distance = np.nan_to_num(told.leaving[0] if found.listed[0] else told.entering[0])
    patterns = np.array(np.meshgrid(*[[False, True]] * 6)).reshape(6, -1).T.reshape(-1, 3, 2)
    listed = official_list(rule, patterns, np.ones_like(patterns)) == "yes"
    other = patterns[listed != found.listed[0]]
    count = found.counts.low[0]
    need = 9
    cost = np.where(other, np.maximum(need - count, 0), np.maximum(count - need + 1, 0))
    assert distance == cost.sum(axis=(1, 2)).min()


def test_both_ways_to_find_the_distance_agree(monkeypatch):
    counts, _ = region(40, pupils=20)
    found = identify(counts, BOOK.rule("R2025-OR"), 2025)
    tried = distances(found)
    monkeypatch.setattr("opora.analytics.robustness.MOST_CELLS_TRIED", 0)
    np.testing.assert_array_equal(distances(found).leaving, tried.leaving)
    assert np.nansum(tried.leaving) > 0


def test_rankings_take_the_last_quarter_with_their_ties():
    names = [f"{place:02}" for place in range(8) for _ in range(4)]
    codes = [A, A, "ОГЭ-МА-9", "ОГЭ-МА-9"] * 8
    years = [2024, 2025] * 16
    low = [many for many in (9, 9, 8, 2, 2, 1, 1, 0) for _ in range(4)]
    counts = tabulate(names, codes, years, low, [20] * 32)
    found = identify(counts, BOOK.rule("RRANK"), 2025)
    assert found.official.tolist() == ["yes", "yes", *["no"] * 6]


def test_a_ranking_needs_two_groups_in_both_years():
    counts = tabulate(["a", "b"], [A, A], [2025, 2025], [9, 1], [20, 20])
    assert set(identify(counts, BOOK.rule("RRANK"), 2025).official) == {"insufficient"}


def test_residuals_and_names_of_the_region_are_rules_too():
    counts, _ = region(schools=3)
    residual = Evidence(residual=np.array([-2.5, -1.0, np.nan]))
    named = Evidence(named=np.array([True, False, False]))
    assert identify(counts, BOOK.rule("RRES"), 2025, evidence=residual).official.tolist() == [
        "yes", "no", "insufficient",
    ]  # fmt: skip
    assert identify(counts, BOOK.rule("RMANUAL"), 2025, evidence=named).official.tolist() == [
        "yes", "no", "no",
    ]  # fmt: skip


def test_a_rule_without_what_it_needs_is_refused():
    counts, _ = region(schools=3)
    for code in ("RRES", "RMANUAL"):
        with pytest.raises(RuleNotApplicable, match="the rule needs"):
            identify(counts, BOOK.rule(code), 2025)
    joined = msgspec.structs.replace(
        BOOK.rule("R2020"), predicate=AnyOf((Named(), Count(at_least=2)))
    )
    with pytest.raises(RuleNotApplicable, match="joins"):
        identify(counts, joined, 2025)
    named = identify(counts, BOOK.rule("RMANUAL"), 2025, evidence=Evidence(named=np.ones(3)))
    for asked in (leave_one_out, distances):
        with pytest.raises(RuleNotApplicable):
            asked(named)


def test_a_window_shorter_than_the_rule_compares_is_refused():
    with pytest.raises(AnalyticsError, match="compares 2 years, the window has 1"):
        identify(cells(), BOOK.rule("R2025-B").having(window=1), 2025)
    with pytest.raises(AnalyticsError, match="compares 2 years"):
        identify(cells(), BOOK.rule("RRANK").having(window=1), 2025)


def test_sufficient_sets_are_minimal():
    either = AnyOf((Count(at_least=1, span="current"), AllOf((Count(at_least=2), Repeated(2)))))
    sets = sufficient_sets(either, 2, 2)
    assert frozenset({(0, 1)}) in sets
    assert not any(one < other for one in sets for other in sets)
    assert len(sufficient_sets(Count(at_least=1, span="each"), 3, 2)) == 9


def test_predicates_that_need_more_than_low_results_are_refused():
    for asked in (
        lambda: holds(Named(), np.ones((1, 1))),
        lambda: sufficient_sets(Named(), 1, 1),
    ):
        with pytest.raises(AnalyticsError, match="named"):
            asked()
    with pytest.raises(AnalyticsError, match="narrow"):
        sufficient_sets(Count(at_least=10), 20, 2)
    with pytest.raises(AnalyticsError, match="narrow"):
        sufficient_sets(AllOf((Count(at_least=3), Count(at_least=3))), 10, 2)


def test_rows_of_one_grade_are_added():
    counts = tabulate(["s", "s"], [A, A], [2025, 2025], [2, 3], [12, 13])
    assert (int(counts.low.sum()), int(counts.tested.sum())) == (5, 25)


@pytest.mark.parametrize(("low", "tested"), [
    ([3], [2]), ([-1], [2]), ([0.5], [2]), (["?"], [2]), ([1, 1], [2, 2]), ([float("inf")], [2]),
])  # fmt: skip
def test_rows_that_cannot_be_are_refused(low, tested):
    with pytest.raises(InvalidCounts):
        tabulate(["s"], [A], [2025], low, tested)


def test_counts_of_a_wrong_shape_or_size_are_refused():
    one = np.ones((1, 1, 1), dtype=np.int64)
    with pytest.raises(InvalidCounts, match="shape"):
        Counts(np.array(["a", "b"]), (A,), (2025,), one, one)
    with pytest.raises(InvalidCounts, match="low <= tested"):
        Counts(np.array(["a"]), (A,), (2025,), 2 * one, one)
    with pytest.raises(InvalidCounts, match="above"):
        Counts(np.array(["a"]), (A,), (2025,), one, one * 10**16)


def test_a_school_without_participants_is_half_wrong_on_a_list():
    assert expected_wrong(np.array([np.nan, 0.9]), np.array([True, True])) == pytest.approx(0.6)
