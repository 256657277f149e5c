import numpy as np
import pytest

from opora.analytics import clusters, context, mixed, residuals
from opora.analytics.discovery import false_discovery
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, debian_dataset

ITEMS = ["meals", "ell", "avg.ed", "not.hsg", "mobility", "emer"]
COVARIATES = ITEMS[:5]


def _california(columns):
    frame = debian_dataset("survey", "apipop")
    return frame[frame["stype"] == "E"].dropna(subset=columns)


def test_index_equals_the_reference_component_of_california():
    reference, frame = answers("index_apipop_E.json"), _california(ITEMS)
    table = frame[ITEMS].to_numpy(dtype=float)
    # The reference counts a worse context as higher.
    scale = context.fit_index(table, [1, 1, -1, 1, 1, 1], weighting="component", tail=0)
    found = scale.apply(table)

    assert len(table) == reference["n"]
    np.testing.assert_allclose(
        scale.weights * scale.direction, list(reference["pc1"].values()), atol=1e-6
    )
    assert scale.alpha == pytest.approx(reference["alpha"], abs=1e-6)
    assert scale.first_share == pytest.approx(reference["var_share_pc1"], abs=1e-6)
    place = {int(code): at for at, code in enumerate(frame["cds"])}
    here = [place[int(code)] for code in reference["rows"]["id"]]
    np.testing.assert_allclose(found.index[here], reference["rows"]["index"], atol=1e-6)
    for k in (3, 4):
        there = reference["clusters"][f"k{k}"]["kmeans"]
        groups = clusters.best_groups(found.index, k)
        assert groups.within == pytest.approx(there["withinss"], rel=1e-4)
        np.testing.assert_allclose(groups.centres, there["centers"], atol=1e-2)


@pytest.mark.parametrize(("name", "weight"), [("ols", None), ("wls", "api.stu")])
def test_context_residual_equals_lm(name, weight):
    reference = answers("context_apipop_E.json")[name]
    frame = _california(["api00", *COVARIATES])
    weights = None if weight is None else frame[weight].to_numpy(dtype=float)
    fit = residuals.context_residual(
        frame["api00"].to_numpy(dtype=float),
        frame[COVARIATES].to_numpy(dtype=float),
        weights=weights,
    )

    np.testing.assert_allclose(fit.coef, list(reference["coef"].values()), rtol=1e-6)
    np.testing.assert_allclose(fit.coef_se, list(reference["se"].values()), rtol=1e-6)
    np.testing.assert_allclose(
        fit.coef_se_robust, list(reference["se_hc3"].values()), rtol=1e-6
    )
    assert fit.r2 == pytest.approx(reference["r2"], rel=1e-6)
    assert fit.sigma == pytest.approx(reference["sigma"], rel=1e-6)
    place = {int(code): at for at, code in enumerate(frame["cds"])}
    rows = reference["rows"]
    here = [place[int(code)] for code in rows["id"]]
    for ours, theirs in [
        (fit.expected, "fit"),
        (fit.residual, "resid"),
        (fit.leverage, "lever"),
        (fit.studentised, "rstudent"),
    ]:
        np.testing.assert_allclose(ours[here], rows[theirs], atol=1e-6)


def test_districts_as_random_intercepts_equal_lme4():
    reference = answers("context_apipop_E.json")["mixed_district"]
    frame = _california(["api00", *COVARIATES])
    fit = mixed.random_intercept(
        frame["api00"].to_numpy(dtype=float),
        frame[COVARIATES].to_numpy(dtype=float),
        frame["dnum"].to_numpy(dtype=int),
    )
    np.testing.assert_allclose(fit.coef, list(reference["fixef"].values()), rtol=1e-3)
    assert fit.var_group == pytest.approx(reference["var_u"], rel=1e-3)
    assert fit.var_residual == pytest.approx(reference["var_e"], rel=1e-3)
    assert fit.loglik == pytest.approx(reference["logLik"], abs=1e-3)


def _region(rng, schools=300):
    truth = rng.normal(size=(schools, 1))
    noise = rng.normal(0, 0.03, (schools, 4))
    return np.clip(0.4 + truth * [0.1, -0.1, 0.1, -0.1] + noise, 0, 1)


def test_the_scale_stays_fixed_when_a_later_year_is_worse():
    table = _region(np.random.default_rng(1))
    scale = context.fit_index(table, [1, -1, 1, -1])
    later = scale.apply(table + np.array([-0.1, 0.1, -0.1, 0.1]))
    assert later.index.mean() < scale.apply(table).index.mean() - 0.5
    assert scale.apply(table).points.mean() == pytest.approx(50)


def test_a_missing_item_is_inferred_and_widens_the_error_and_two_are_too_many():
    table = _region(np.random.default_rng(2))
    scale = context.fit_index(table, [1, -1, 1, -1])
    holes = table[:3].copy()
    holes[1, 0] = holes[2, 0] = holes[2, 1] = np.nan

    whole, found = scale.apply(table[:3]), scale.apply(holes)

    assert found.missing.tolist() == [0, 1, 2]
    assert found.error[1] > found.error[0] == 0
    assert abs(found.index[1] - whole.index[1]) < 4 * found.error[1]
    assert np.isnan([found.index[2], found.error[2]]).all()


@pytest.mark.parametrize("log_odds", [False, True])
def test_small_schools_have_wider_errors(log_odds):
    table = _region(np.random.default_rng(3))
    enrolled = np.where(np.arange(300) % 2, 30, 900)
    scale = context.fit_index(table, [1, -1, 1, -1], enrolled=enrolled, log_odds=log_odds)
    error = scale.apply(table, enrolled).error
    assert error[1::2].min() > error[::2].max()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda t: context.fit_index(t[:5], [1, -1, 1, -1]), "ten schools"),
        (lambda t: context.fit_index(t, [1, 0, 1, -1]), "directions"),
        (lambda t: context.fit_index(t * [1, 1, 1, 0], [1, -1, 1, -1]), "same in every"),
        (lambda t: context.fit_index(t, [1, -1, 1, -1], log_odds=True), "pupils behind"),
        (lambda t: context.fit_index(t, [1, -1, 1, -1]).apply(t[:, :2]), "4 items"),
        (lambda t: residuals.context_residual(t[:4, 0], t[:4]), "two schools more"),
        (lambda t: residuals.context_residual(t[:, 0], t[:, [1, 1]]), "linear"),
        (lambda _: residuals.shrunken_residual([1, 2], [1, 1]), "three residuals"),
        (lambda _: clusters.best_groups([1, 1, 1], 2), "1 different"),
        (lambda _: clusters.membership([1], [1], [2, 1]), "ascend"),
        (lambda _: context.resilient([1], [1], outside=[True, True], flagged=[True]), "cover"),
        (lambda _: false_discovery([2.0]), "p-values"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call(_region(np.random.default_rng(4)))


def test_exact_groups_beat_every_other_division_of_a_small_set():
    rng = np.random.default_rng(6)
    for _ in range(20):
        values = np.sort(rng.normal(size=12))
        divisions = [
            sum(((part - part.mean()) ** 2).sum() for part in np.split(values, [i, j]))
            for i in range(1, 11)
            for j in range(i + 1, 12)
        ]
        assert clusters.best_groups(values, 3).within == pytest.approx(min(divisions))


def test_membership_of_an_unknown_index_is_unknown():
    found = clusters.membership([np.nan, 0.3], [0.1, 0.1], [0.0])
    assert np.isnan(found[0]).all()
    assert found[1].sum() == pytest.approx(1)


def test_a_residual_that_chance_explains_is_shrunk_to_nothing():
    found = residuals.shrunken_residual([0.1, -0.1, 0.1], [4.0, 4.0, 4.0])
    assert found.between == 0
    assert np.isnan(found.above).all()
    assert residuals.shrunken_residual([9.0, -9, 9], [1, 1, 1]).above[0] > 0.99


def test_a_lonely_context_is_marked_as_outside_of_comparison():
    fit = residuals.context_residual([1, 2, 3, 2, 1, 9], [0, 1, 0, 1, 0.5, 30])
    assert fit.outside.tolist() == [False] * 5 + [True]
