import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.analytics.components import first_component, one_factor
from opora.analytics.polychoric import polychoric, steps
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import CALIFORNIA, answers, california_items


def _told(name):
    reference = answers("index_apipop_E.json")
    assert reference["vars"] == CALIFORNIA
    told = reference[name]
    return list(told.values()) if isinstance(told, dict) else told


def test_the_first_component_of_california_equals_r():
    found = first_component(np.corrcoef(california_items(), rowvar=False))
    np.testing.assert_allclose(found.eigenvalues, _told("eigen"), atol=1e-6)
    np.testing.assert_allclose(found.loadings, _told("pc1"), atol=1e-6)
    assert found.share == pytest.approx(_told("var_share_pc1"), abs=1e-6)


def test_the_common_factor_of_california_equals_factanal():
    found = one_factor(np.corrcoef(california_items(), rowvar=False))
    np.testing.assert_allclose(found.loadings, _told("fa_loadings"), atol=1e-3)
    np.testing.assert_allclose(found.uniqueness, _told("fa_uniq"), atol=1e-3)


def test_correlations_behind_fifths_of_california_equal_r():
    found = polychoric(steps(california_items()))
    component = first_component(found)
    np.testing.assert_allclose(found, _told("polychoric"), atol=5e-3)
    np.testing.assert_allclose(component.eigenvalues, _told("poly_eig"), atol=5e-3)
    np.testing.assert_allclose(component.loadings, _told("poly_pc1"), atol=5e-3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.2, 0.95), min_size=3, max_size=7))
def test_a_factor_that_made_the_correlations_is_found_again(loadings):
    truth = np.array(loadings)
    table = np.outer(truth, truth)
    np.fill_diagonal(table, 1)
    found = one_factor(table)
    np.testing.assert_allclose(found.loadings, truth, atol=1e-3)
    np.testing.assert_allclose(found.uniqueness, 1 - truth**2, atol=2e-3)


@pytest.mark.parametrize("correlation", [-0.9, -0.3, 0.0, 0.6, 0.97])
def test_steps_hide_no_correlation(correlation):
    rng = np.random.default_rng(1)
    pairs = rng.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], 20_000)
    coarse = np.column_stack([steps(pairs[:, 0], 3), pairs[:, 1] > 1])
    assert polychoric(coarse)[0, 1] == pytest.approx(correlation, abs=0.03)


def test_only_the_order_of_steps_counts():
    rng = np.random.default_rng(2)
    told = rng.integers(0, 3, (200, 2))
    np.testing.assert_array_equal(polychoric(told), polychoric(10.0 ** (told - 5)))


def test_schools_of_one_value_stand_on_one_step():
    assert steps([0, 0, 0, 0, 0, 0, 1, 2, 3, 4]).ravel().tolist() == [1] * 6 + [3, 3, 4, 4]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: first_component([[1, 0.5]]), "symmetric"),
        (lambda: first_component([[1, 2], [2, 1]]), "symmetric"),
        (lambda: first_component([[2, 0], [0, 2]]), "ones on its diagonal"),
        (lambda: first_component([[1, np.nan], [np.nan, 1]]), "missing"),
        (lambda: first_component(np.empty((0, 0))), "symmetric"),
        (lambda: one_factor([[1, 0.5], [0.5, 1]]), "three items"),
        (lambda: one_factor(np.ones((3, 3))), "repeats"),
        (lambda: steps([1.0, np.nan]), "missing"),
        (lambda: steps([1.0, 2.0], 1), "two steps"),
        (lambda: polychoric([[1, 2], [1, 3]]), "same in every"),
        (lambda: polychoric([[1, np.nan], [1, 3]]), "missing"),
        (lambda: polychoric(np.empty((0, 2))), "same in every"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call()
