"""Shares: equal to R and SciPy, right at the ends, calibrated in a region made by chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.analytics.beta_prior import Prior, moments
from opora.analytics.counts import InvalidCounts
from opora.analytics.official import is_low
from opora.analytics.overdispersion import overdispersion
from opora.analytics.refusals import AnalyticsError
from opora.analytics.shares import (
    beta_binomial,
    clopper_pearson,
    jeffreys,
    wilson,
)
from tests.analytics.references import answers, rows

TEN = ([3, 2, 6, 10, 1, 5, 7, 0, 12, 4], [10, 25, 18, 40, 12, 9, 60, 8, 33, 30])
EXAMS = ("shares_exam.json", "shares_exam_rural.json")


@pytest.mark.parametrize(("estimate", "prefix"), [
    (wilson, "wilson"), (clopper_pearson, "cp"), (jeffreys, "jeff"),
])  # fmt: skip
def test_limits_agree_with_r_for_every_count_of_up_to_25(estimate, prefix):
    grid = rows("intervals_grid.csv")
    told = estimate([int(one["x"]) for one in grid], [int(one["n"]) for one in grid])
    for name in ("lo", "hi"):
        wanted = [float(one[f"{prefix}_{name}"]) for one in grid]
        ours = told.lower if name == "lo" else told.upper
        np.testing.assert_allclose(ours, wanted, atol=1e-8)


@pytest.mark.parametrize(("low", "tested", "exact", "score", "chance"), [
    (3, 10, (0.0667, 0.6525), (0.1078, 0.6032), 0.5193),
    (2, 10, (0.0252, 0.5561), (0.0567, 0.5098), 0.2550),
    (4, 10, (0.1216, 0.7376), (0.1682, 0.6873), 0.7619),
    (3, 9, (0.0749, 0.7007), (0.1206, 0.6458), 0.6042),
    (6, 20, (0.1189, 0.5428), (0.1455, 0.5190), 0.5133),
    (5, 20, (0.0866, 0.4910), (0.1119, 0.4687), 0.3227),
    (8, 20, (0.1912, 0.6395), (0.2188, 0.6134), 0.8361),
    (15, 50, (0.1786, 0.4461), (0.1910, 0.4375), 0.5083),
    (12, 50, (0.1306, 0.3817), (0.1430, 0.3741), 0.1780),
    (30, 100, (0.2124, 0.3998), (0.2189, 0.3958), 0.5058),
    (36, 100, (0.2664, 0.4621), (0.2727, 0.4576), 0.9033),
    (29, 97, (0.2102, 0.4004), (0.2169, 0.3963), 0.4971),
    (0, 7, (0.0, 0.4096), (0.0, 0.3543), 0.0228),
    (1, 3, (0.0084, 0.9057), (0.0615, 0.7923), 0.5843),
])  # fmt: skip
def test_limits_and_chances_agree_with_the_vectors_of_the_domain(
    low, tested, exact, score, chance
):
    for estimate, wanted in ((clopper_pearson, exact), (wilson, score)):
        told = estimate([low], [tested])
        np.testing.assert_allclose([told.lower[0], told.upper[0]], wanted, atol=5.1e-5)
    flat = beta_binomial([low], [tested], prior=Prior(0.5, 0.5, 0))
    assert flat.tail(0.3)[0] == pytest.approx(chance, abs=5.1e-5)


@pytest.mark.parametrize("estimate", [wilson, clopper_pearson, jeffreys])
def test_the_limits_of_one_school_are_single_numbers(estimate):
    one, listed = estimate(3, 10), estimate([3], [10])
    for name in ("estimate", "lower", "upper"):
        assert isinstance(getattr(one, name), float)
        assert getattr(one, name) == getattr(listed, name)[0]
    assert np.isnan(estimate(0, 0).upper)


@pytest.mark.parametrize("name", EXAMS)
def test_the_fitted_prior_and_posteriors_agree_with_the_reference(name):
    known = answers(name)
    table, fitted = known["rows"], known["ml"]
    model = beta_binomial(table["x"], table["n"])
    assert model.mean == pytest.approx(fitted["mu"], abs=1e-5)
    assert model.rho == pytest.approx(fitted["rho"], rel=1e-3)
    strength = 1 / model.rho - 1
    assert model.mean * strength == pytest.approx(fitted["a"], rel=2e-3)
    assert (1 - model.mean) * strength == pytest.approx(fitted["b"], rel=2e-3)
    assert model.loglik == pytest.approx(fitted["logLik"], abs=1e-4)
    np.testing.assert_allclose(model.posterior_mean, table["eb"], atol=1e-4)
    np.testing.assert_allclose(model.tail(0.3), table["p_gt_thr"], atol=1e-3)
    lower, upper = model.limits()
    np.testing.assert_allclose(lower, table["eb_lo"], atol=1e-4)
    np.testing.assert_allclose(upper, table["eb_hi"], atol=1e-4)


@pytest.mark.parametrize("name", EXAMS)
def test_limits_and_lists_agree_with_the_reference(name):
    known = answers(name)
    table, counts = known["rows"], known["counts"]
    for estimate, prefix in ((wilson, "wilson"), (clopper_pearson, "cp"), (jeffreys, "jeff")):
        told = estimate(table["x"], table["n"])
        np.testing.assert_allclose(told.estimate, table["share"], atol=1e-8)
        np.testing.assert_allclose(told.lower, table[f"{prefix}_lo"], atol=1e-8)
        np.testing.assert_allclose(told.upper, table[f"{prefix}_hi"], atol=1e-8)
    sure, chance = (
        wilson(table["x"], table["n"]),
        beta_binomial(table["x"], table["n"]).tail(0.3),
    )
    assert sure.lower.size == len(table["school"]) == counts["schools"]
    assert (is_low(table["x"], table["n"], threshold=30)).sum() == counts["naive_ge30"]
    assert (sure.lower >= 0.3).sum() == counts["wilson_lo_ge30"]
    for cut, key in ((0.5, "p50"), (0.8, "p80"), (0.9, "p90")):
        assert (chance >= cut).sum() == counts[key]


@pytest.mark.parametrize("name", EXAMS)
def test_moments_agree_with_the_reference(name):
    known = answers(name)
    x, n = (np.array(known["rows"][key], dtype=float) for key in ("x", "n"))
    found = moments(x, n)
    assert found.mean == pytest.approx(known["moments"]["mu"], abs=1e-8)
    assert found.rho == pytest.approx(known["moments"]["rho"], abs=1e-8)
    once = moments(x, n, rounds=1)
    assert once.mean == pytest.approx(known["moments"]["one_step_mu"], abs=1e-8)
    assert once.rho == pytest.approx(known["moments"]["one_step_rho"], abs=1e-8)


def test_moments_of_schools_without_a_low_result_see_no_variation():
    found = moments(np.zeros(3), np.full(3, 10.0))
    assert (found.mean, found.rho) == (0, 0)


@pytest.mark.parametrize("name", ["exam", "exam_rural"])
def test_verdicts_are_those_of_a_mixed_logit_model_but_for_one_school(name):
    table = answers(f"shares_{name}.json")["rows"]
    glmm = answers(f"glmm_shares_{name}.json")
    ours = beta_binomial(table["x"], table["n"]).tail(0.3)
    assert np.corrcoef(ours, glmm["p_gt_30_laplace"])[0, 1] > 0.999
    for cut, key in ((0.5, "p50"), (0.8, "p80"), (0.9, "p90")):
        assert abs(int((ours >= cut).sum()) - glmm["counts"][key]) <= 1


def test_ten_schools_agree_with_the_vectors_of_the_domain():
    model = beta_binomial(*TEN)
    strength = 1 / model.rho - 1
    assert model.mean * strength == pytest.approx(3.5432, abs=5.1e-5)
    assert (1 - model.mean) * strength == pytest.approx(12.9141, abs=5.1e-5)
    np.testing.assert_allclose(model.posterior_mean, [
        0.2473, 0.1337, 0.2770, 0.2399, 0.1596, 0.3356, 0.1379, 0.1449, 0.3143, 0.1624,
    ], atol=5.1e-5)  # fmt: skip
    np.testing.assert_allclose(model.reliability, [
        0.378, 0.603, 0.522, 0.708, 0.422, 0.354, 0.785, 0.327, 0.667, 0.646,
    ], atol=5.1e-4)  # fmt: skip
    np.testing.assert_allclose(model.tail(0.3), [
        0.2507, 0.0045, 0.3624, 0.1455, 0.0336, 0.6321, 0.0003, 0.0285, 0.5710, 0.0124,
    ], atol=5.1e-5)  # fmt: skip


def test_the_least_count_to_say_so_agrees_with_the_reference_table():
    prior = Prior(2.1 / 11.7, 1 / 12.7, 0)
    for row in rows("min_count_table.csv"):
        n = int(row["n"])
        chance = beta_binomial(np.arange(n + 1), np.full(n + 1, n), prior=prior).tail(0.3)
        low = is_low(np.arange(n + 1), np.full(n + 1, n), threshold=30)
        assert np.flatnonzero(low)[0] == int(row["naive"])
        for cut, key in ((0.5, "x_P50"), (0.8, "x_P80"), (0.9, "x_P90")):
            reached = np.flatnonzero(chance >= cut)
            wanted = float(row[key]) if row[key] else None
            assert (float(reached[0]) if reached.size else None) == wanted


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=30))
def test_no_counts_give_nan_or_a_probability_outside_its_range(pairs):
    low = np.array([min(pair) for pair in pairs])
    tested = np.array([max(pair) for pair in pairs])
    model = beta_binomial(low, tested)
    for values in (model.tail(0.3), model.posterior_mean, model.reliability, [model.rho]):
        assert np.all(np.isfinite(values))
        assert np.all((np.asarray(values) >= 0) & (np.asarray(values) <= 1))
    limits = wilson(low, tested)
    sat = tested > 0
    assert np.all(limits.lower[sat] <= limits.estimate[sat])
    assert np.all(limits.estimate[sat] <= limits.upper[sat])
    assert np.all(np.isnan(limits.estimate[~sat]))


def test_schools_that_are_all_alike_share_one_estimate():
    model = beta_binomial([3, 6, 9], [10, 20, 30])
    assert model.rho == 0
    assert model.reliability.tolist() == [0, 0, 0]
    np.testing.assert_allclose(model.posterior_mean, 0.3, atol=1e-6)


def test_one_school_alone_is_no_region():
    model = beta_binomial([5], [5])
    assert (model.mean, model.rho) == (0.5, 0.5)
    assert 0.9 < model.tail(0.3)[0] < 1


def test_a_small_stratum_borrows_the_prior_of_all_and_says_so():
    rng = np.random.default_rng(4)
    tested = np.full(60, 25)
    low = rng.binomial(tested, np.where(np.arange(60) < 50, 0.1, 0.5))
    labels = np.where(np.arange(60) < 50, "город", "село")
    model = beta_binomial(low, tested, stratum=labels)
    assert model.borrowed.sum() == 10
    assert np.all(model.prior_mean[model.borrowed] == model.mean)
    assert model.prior_mean[0] < 0.15 < model.mean
    assert not beta_binomial(low, tested, stratum=labels, fewest=10).borrowed.any()


def test_schools_under_doubt_do_not_shape_the_prior():
    low, tested = [2, 3, 1, 2, 20], [10, 11, 9, 12, 20]
    doubted = beta_binomial(low, tested, in_prior=[True] * 4 + [False])
    assert doubted.mean == pytest.approx(beta_binomial(low[:4], tested[:4]).mean)


def test_a_divisor_takes_the_surety_away():
    sure = beta_binomial([40], [100], prior=Prior(0.2, 0.1, 0)).tail(0.3)
    unsure = beta_binomial([40], [100], prior=Prior(0.2, 0.1, 0), divisor=3).tail(0.3)
    assert 0.5 < unsure < sure


@pytest.mark.parametrize(("low", "tested"), [
    ([4], [3]), ([-1], [3]), ([0.5], [3]), ([1, 2], [3]), ([float("nan")], [3]), (["x"], [3]),
    ([1], [float("inf")]),
])  # fmt: skip
@pytest.mark.parametrize("estimate", [wilson, clopper_pearson, jeffreys, beta_binomial])
def test_counts_that_cannot_be_are_refused(estimate, low, tested):
    with pytest.raises(InvalidCounts):
        estimate(low, tested)


@pytest.mark.parametrize("wrong", [
    {"divisor": 0.5}, {"divisor": float("nan")}, {"in_prior": [True]}, {"stratum": ["a"]},
])  # fmt: skip
def test_wrong_arguments_of_the_posterior_are_refused(wrong):
    with pytest.raises(AnalyticsError):
        beta_binomial([1, 2], [3, 4], **wrong)


def test_confidence_and_threshold_outside_their_range_are_refused():
    with pytest.raises(AnalyticsError, match="confidence"):
        wilson([1], [2], confidence=1)
    with pytest.raises(AnalyticsError, match="threshold"):
        beta_binomial([1], [2]).tail(1.5)


def region(rng, *, correlation, schools=600, pupils=20):
    """Schools of one level: two cohorts, each sitting two assessments."""
    shape = (schools, 2, pupils)
    same = rng.random(shape)
    cells = []
    for _ in range(2):
        other = np.where(rng.random(shape) < correlation, same, rng.random(shape))
        cells.append((other < 0.25).sum(axis=2))
    low = np.stack([cells[0][:, 0], cells[1][:, 0], cells[0][:, 1], cells[1][:, 1]], axis=1)
    return low, np.full(low.shape, pupils), np.array([0, 0, 1, 1])


@pytest.mark.parametrize(("correlation", "wanted"), [(0.0, 1.0), (0.7, 1.49)])
def test_pupils_who_sit_two_assessments_are_seen_in_the_overdispersion(correlation, wanted):
    low, tested, cohort = region(np.random.default_rng(11), correlation=correlation)
    assert overdispersion(low, tested, cohort) == pytest.approx(wanted, abs=0.12)


def test_a_hard_assessment_is_no_overdispersion():
    rng = np.random.default_rng(3)
    tested = np.full((600, 4), 30)
    low = rng.binomial(tested, [0.1, 0.1, 0.4, 0.4])
    assert overdispersion(low, tested, np.array([0, 0, 1, 1])) < 1.1


def test_overdispersion_of_one_cohort_is_not_known_and_refuses_wrong_labels():
    assert overdispersion([[1, 2]], [[5, 5]], ["a", "a"]) == 1
    with pytest.raises(AnalyticsError, match="cohort"):
        overdispersion([[1, 2]], [[5, 5]], ["a"])


def test_what_the_posterior_says_is_true_as_often_as_it_says():
    rng = np.random.default_rng(8)
    true = rng.beta(2.1, 9.6, 8000)
    tested = rng.integers(5, 60, true.size)
    chance = beta_binomial(rng.binomial(tested, true), tested).tail(0.3)
    for least, most in ((0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 1.01)):
        of_bin = (chance >= least) & (chance < most)
        assert np.mean(true[of_bin] >= 0.3) == pytest.approx(chance[of_bin].mean(), abs=0.05)
