import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.analytics import mixed
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, dataset, rows


def _exam():
    frame = dataset("mlmRev", "Exam")
    columns = {name: frame[name].to_numpy() for name in frame.columns}
    return columns | {"school": columns["school"].astype(str)}


def _exam_rural():
    table = rows("exam_rural_open.csv")
    columns = {name: np.array([row[name] for row in table]) for name in table[0]}
    for name in ("normexam", "standLRT", "schavg"):
        columns[name] = columns[name].astype(float)
    return columns


def _hsb82():
    frame = dataset("mlmRev", "Hsb82")
    columns = {name: frame[name].to_numpy() for name in frame.columns}
    return columns | {"school": columns["school"].astype(str)}


_TERMS = {
    "sexM": lambda data: data["sex"] == "M",
    "schgendboys": lambda data: data["schgend"] == "boys",
    "schgendgirls": lambda data: data["schgend"] == "girls",
    "sectorCatholic": lambda data: data["sector"] == "Catholic",
}


@pytest.mark.parametrize(
    ("file", "load", "outcome"),
    [
        ("mixed_exam.json", _exam, "normexam"),
        ("mixed_exam_rural.json", _exam_rural, "normexam"),
        ("mixed_hsb82.json", _hsb82, "mAch"),
    ],
)
def test_random_intercept_equals_lme4(file, load, outcome):
    models, data = answers(file)["models"], load()
    y = data[outcome].astype(float)
    for model in models.values():
        terms = [name for name in model["fixef"] if name != "(Intercept)"]
        columns = [_TERMS.get(name, lambda d, n=name: d[n])(data) for name in terms]
        x = np.array(columns, dtype=float).T.reshape(y.size, len(terms))
        method = "reml" if model["REML"] else "ml"
        _compare(mixed.random_intercept(y, x, data["school"], method=method), model, y)


def _compare(fit, model, y):
    schools = model["schools"]
    order = np.argsort(np.array(schools["school"]))
    there = {name: np.array(values)[order] for name, values in schools.items()}
    assert fit.groups.tolist() == there["school"].tolist()
    assert (y.size, fit.groups.size) == (model["n"], model["groups"])
    assert fit.size.tolist() == there["n"].tolist()
    np.testing.assert_allclose(fit.coef, list(model["fixef"].values()), atol=1e-5)
    np.testing.assert_allclose(fit.coef_se, list(model["se_fixef"].values()), rtol=1e-4)
    np.testing.assert_allclose(fit.var_group, model["var_u"], rtol=1e-5)
    np.testing.assert_allclose(fit.var_residual, model["var_e"], rtol=1e-5)
    np.testing.assert_allclose(fit.shared, model["icc"], atol=1e-5)
    np.testing.assert_allclose(fit.loglik, model["logLik"], atol=1e-6)
    np.testing.assert_allclose(fit.effect, there["eb"], atol=1e-5 * y.std())
    np.testing.assert_allclose(fit.effect_sd, there["cond_sd"], rtol=1e-5)
    np.testing.assert_allclose(fit.reliability, there["shrink"], rtol=1e-5)
    np.testing.assert_allclose(fit.expected_rank, there["exp_rank"], atol=1e-3)
    percentile = 100 * (fit.expected_rank - 0.5) / fit.groups.size
    np.testing.assert_allclose(percentile, there["pctl_exp"], atol=0.05)
    assert (fit.effect.argsort().argsort() + 1).tolist() == there["rank_eb"].tolist()
    lower, upper = fit.limits()
    np.testing.assert_allclose(lower, there["lo95"], atol=1e-4)
    np.testing.assert_allclose(upper, there["hi95"], atol=1e-4)
    assert [(upper < 0).sum(), (lower > 0).sum()] == [model["n_sig_low"], model["n_sig_high"]]
    for limit, name in zip(fit.comparison_limits(), ("lo_gs", "hi_gs"), strict=True):
        np.testing.assert_allclose(limit, there[name], atol=1e-4)
    np.testing.assert_allclose(fit.below(0.0), there["p_below_0"], atol=1e-5)
    np.testing.assert_allclose(_far_below(fit), there["p_below_m025sd"], atol=1e-5)


def _far_below(fit):
    return fit.below(-0.25 * np.sqrt(fit.var_group + fit.var_residual))


def test_random_intercept_finds_the_published_likelihoods_of_chem97():
    frame = dataset("mlmRev", "Chem97")
    score, prior = frame["score"].to_numpy(), frame["gcsecnt"].to_numpy()

    fit = mixed.random_intercept(score, prior, frame["school"].to_numpy())

    assert fit.groups.size == 2410
    assert (round(fit.var_group, 4), round(fit.var_residual, 4)) == (1.1798, 5.1544)
    assert fit.loglik == pytest.approx(-70849.31, abs=0.01)


def test_a_variance_that_is_not_there_is_exactly_zero():
    fit = mixed.random_intercept([1, 2, 3, 1, 2, 3], np.empty((6, 0)), list("aaabbb"))

    assert fit.var_group == 0
    assert fit.effect.tolist() == [0, 0]
    assert fit.expected_rank.tolist() == [1.5, 1.5]
    assert fit.below(0.0).tolist() == [0.5, 0.5]


def test_labels_of_any_sortable_kind_give_the_same_effects():
    y = [1.0, 2.0, 4.0, 7.0, 5.0, 6.0]
    named = mixed.random_intercept(y, np.empty((6, 0)), np.array(list("aabbcc"), dtype=object))
    numbered = mixed.random_intercept(y, np.empty((6, 0)), [10, 10, 20, 20, 30, 30])

    np.testing.assert_array_equal(named.effect, numbered.effect)
    assert named.groups.tolist() == ["a", "b", "c"]


def test_an_empty_list_is_no_covariate():
    y, group = [1.0, 2.0, 4.0, 7.0], list("aabb")
    listed = mixed.random_intercept(y, [], group)
    assert listed.coef.shape == (1,)
    assert listed.loglik == mixed.random_intercept(y, np.empty((4, 0)), group).loglik


@pytest.mark.parametrize(
    ("y", "x", "group", "words"),
    [
        ([1, 2], [[1], [2]], ["a", "b"], "group of two"),
        ([1, 2, 3], np.empty((3, 0)), ["a", "a", "a"], "two groups"),
        ([1, 2, np.nan], np.empty((3, 0)), ["a", "a", "b"], "y has 1 missing"),
        ([1, 2, 3], [[5], [5], [5]], ["a", "a", "b"], "does not vary"),
        ([1, 2, 4, 3], [[1, 2], [2, 4], [3, 6], [5, 10]], list("aabb"), "linear combinations"),
        ([2, 2, 2, 2], np.empty((4, 0)), list("aabb"), "no residue"),
        ([1, 2, 3], np.empty((3, 0)), ["a", "b"], "vector of 3"),
        ([1, 2, 3], np.empty((3, 0)), [1, 1, np.nan], "missing labels"),
        ([1, 2, 3], [[1, 2], [2, 1], [5, 5]], list("aab"), "3 coefficients"),
        ([1, 2, 3], [], ["a", None, "b"], "one kind"),
        ([1, 2, 3], ["a", "b", "c"], list("aab"), "x must be numbers"),
        ([1, 2, 3], np.empty((2, 0)), list("aab"), "3 rows"),
        ([], np.empty((0, 0)), [], "two groups"),
    ],
)
def test_random_intercept_says_why_it_cannot(y, x, group, words):
    with pytest.raises(AnalyticsError, match=words):
        mixed.random_intercept(y, x, group)


def test_random_intercept_refuses_an_unknown_method():
    with pytest.raises(AnalyticsError, match="method"):
        mixed.random_intercept([1, 2, 3], np.empty((3, 0)), list("aab"), method="bayes")


def test_limits_refuse_a_confidence_beyond_one():
    fit = mixed.random_intercept([1, 2, 3, 5], np.empty((4, 0)), list("aabb"))
    with pytest.raises(AnalyticsError, match="confidence"):
        fit.limits(95)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.floats(-1e3, 1e3), scale=st.floats(0.01, 100))
def test_estimates_follow_the_units_of_the_outcome(seed, shift, scale):
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(8), 4)
    x = rng.normal(size=32)
    y = x + rng.normal(size=8)[group] + rng.normal(size=32)

    fit = mixed.random_intercept(y, x, group)
    moved = mixed.random_intercept(shift + scale * y, x, group)

    np.testing.assert_allclose(moved.effect, scale * fit.effect, atol=1e-3 * scale)
    np.testing.assert_allclose(moved.coef[1], scale * fit.coef[1], atol=1e-3 * scale)


def test_expected_ranks_of_certain_effects_are_their_ranks():
    assert mixed.expected_ranks([3.0, 1.0, 2.0], [0, 0, 0]).tolist() == [3, 1, 2]


def test_expected_ranks_refuse_a_negative_spread():
    with pytest.raises(AnalyticsError, match="negative"):
        mixed.expected_ranks([1.0], [-1.0])
