import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom

from opora.analytics.logit_normal import logit_normal
from opora.analytics.refusals import AnalyticsError
from opora.analytics.shares import beta_binomial
from tests.analytics.references import answers


@pytest.mark.parametrize(
    ("counts", "glmer"),
    [
        ("shares_exam.json", "glmm_shares_exam.json"),
        ("shares_exam_rural.json", "glmm_shares_exam_rural.json"),
    ],
)
def test_shares_equal_glmer_with_25_nodes(counts, glmer):
    table, reference = answers(counts)["rows"], answers(glmer)
    fit = logit_normal(table["x"], table["n"])
    assert fit.coef[0] == pytest.approx(reference["beta0"], abs=1e-4)
    assert fit.sd == pytest.approx(reference["sigma_u"], rel=1e-4)
    # With many nodes glmer counts from the likelihood of shares that fit every school.
    low, tested = np.array(table["x"]), np.array(table["n"])
    most = binom.logpmf(low, tested, low / tested).sum()
    assert fit.loglik - most == pytest.approx(reference["logLik"], abs=1e-3)
    np.testing.assert_allclose(fit.share, reference["mode_share"], atol=1e-5)
    said = fit.tail_at_mode(0.3)
    np.testing.assert_allclose(said, reference["p_gt_30_laplace"], atol=1e-4)
    for cut, key in ((0.5, "p50"), (0.8, "p80"), (0.9, "p90")):
        assert int((said >= cut).sum()) == reference["counts"][key]
    # The skew that Laplace's method leaves out moves no chance by more than this.
    np.testing.assert_allclose(fit.tail(0.3), said, atol=0.02)


def _region(rng, schools=1500):
    context = rng.normal(size=(schools, 2))
    truth = expit(-1.3 + context @ [0.6, -0.3] + rng.normal(0, 0.4, schools))
    tested = rng.integers(0, 60, schools)
    return rng.binomial(tested, truth), tested, context * [10, 0.1] + [50, 2], truth


def test_a_context_is_found_and_what_is_said_is_true_as_often_as_it_is_said():
    low, tested, context, truth = _region(np.random.default_rng(1))
    fit = logit_normal(low, tested, context)
    np.testing.assert_allclose(fit.coef[1:] * [10, 0.1], [0.6, -0.3], atol=0.06)
    assert fit.sd == pytest.approx(0.4, abs=0.06)
    said = fit.tail(0.3)
    for least, most in ((0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)):
        of_bin = (said >= least) & (said < most)
        assert (truth[of_bin] >= 0.3).mean() == pytest.approx(said[of_bin].mean(), abs=0.09)


def test_a_context_makes_small_schools_surer():
    low, tested, context, truth = _region(np.random.default_rng(2))
    small = tested < 10
    plain, beside = beta_binomial(low, tested), logit_normal(low, tested, context)
    errors = [
        np.abs(one[small] - truth[small]).mean() for one in (plain.posterior_mean, beside.share)
    ]
    assert errors[1] < 0.85 * errors[0]


def test_a_school_without_pupils_has_what_its_context_lets_expect():
    low, tested, context, _ = _region(np.random.default_rng(3), schools=200)
    fit = logit_normal(low, tested, context)
    empty = tested == 0
    assert empty.any()
    np.testing.assert_allclose(fit.share[empty], fit.expected[empty])
    np.testing.assert_allclose(fit.level_sd[empty], fit.sd)


def test_schools_that_are_all_alike_have_no_deviation():
    fit = logit_normal([3, 6, 9, 3], [10, 20, 30, 10])
    assert fit.sd < 1e-2
    np.testing.assert_allclose(fit.share, 0.3, atol=1e-3)
    assert np.isfinite(fit.tail(0.31)).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: logit_normal([1, 2], [3, 4]), "cannot carry"),
        (lambda: logit_normal([0] * 9, [9] * 9), "nothing to explain"),
        (lambda: logit_normal([5], [3]), "low <= tested"),
        (lambda: logit_normal([1] * 9, [9] * 9, np.ones(9)), "does not vary"),
        (
            lambda: logit_normal([1] * 9, [9] * 9, np.arange(9)[:, None] * [1, 2]),
            "combinations",
        ),
        (lambda: logit_normal([1] * 9, [9] * 9, [np.nan] * 9), "missing"),
        (lambda: logit_normal([1] * 9, [9] * 9, np.ones(4)), "rows"),
        (lambda: logit_normal([1, 2, 3], [9] * 3).tail(1.0), "threshold"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call()
