import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.analytics.cluster_quality import adjusted_rand, silhouette_of_groups
from opora.analytics.clusters import best_groups
from opora.analytics.mixtures import best_mixture, gaussian_mixture
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, california_index


def _told(k):
    return answers("index_apipop_E.json")["clusters"][f"k{k}"]


@pytest.mark.parametrize("k", [3, 4])
def test_from_the_groups_of_mclust_the_likelihood_is_that_of_mclust(k):
    # mclust begins with 2,000 schools drawn by chance and stops long before the top, so that
    # its figures hold from its own groups only.
    index, told = np.sort(california_index()), _told(k)["gmm"]
    theirs = np.repeat(np.arange(k), told["sizes"])
    found = gaussian_mixture(index, k, start=theirs, tolerance=2e-5)
    assert found.loglik == pytest.approx(told["logLik"], abs=0.5)
    assert found.bic == pytest.approx(told["bic"], abs=1)
    np.testing.assert_allclose(found.means, told["means"], atol=0.06)


@pytest.mark.parametrize("k", [3, 4])
def test_from_equal_groups_the_mixture_is_that_of_mclust_or_likelier(k):
    index, told = california_index(), _told(k)
    found = gaussian_mixture(index, k)
    groups = found.membership(index).argmax(axis=1)
    best = np.searchsorted(best_groups(index, k).cuts, index, side="right")
    assert found.loglik > told["gmm"]["logLik"] - 0.5
    assert gaussian_mixture(index, k, tolerance=3e-6).loglik > found.loglik
    np.testing.assert_allclose(found.means, told["gmm"]["means"], atol=0.07)
    np.testing.assert_allclose(np.bincount(groups), told["gmm"]["sizes"], atol=65)
    assert silhouette_of_groups(index, groups) == pytest.approx(told["gmm"]["sil"], abs=0.01)
    assert adjusted_rand(groups, best) == pytest.approx(told["ari_km_gmm"], abs=0.03)


def test_california_wants_as_many_groups_as_mclust_says():
    told, found = (
        answers("index_apipop_E.json")["mclust_best"],
        best_mixture(california_index()),
    )
    assert (found.means.size, "E" if found.equal else "V") == (told["G"], told["model"])


def test_one_normal_group_is_one_group_and_two_are_two():
    rng = np.random.default_rng(1)
    whole = rng.normal(size=400)
    assert best_mixture(whole).means.size == 1
    apart = best_mixture(np.concatenate([whole, rng.normal(8, 1, 400)]))
    assert apart.means.size == 2
    np.testing.assert_allclose(apart.means, [0, 8], atol=0.2)
    np.testing.assert_allclose(apart.shares, 0.5, atol=0.01)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-9, 9), min_size=8, max_size=30).filter(lambda v: len(set(v)) > 3),
    st.integers(1, 4),
)
def test_heaped_values_and_few_schools_still_give_shares_and_memberships(values, k):
    found = gaussian_mixture(values, k)
    assert found.shares.sum() == pytest.approx(1)
    assert np.isfinite([found.loglik, found.bic, *found.means, *found.variances]).all()
    assert (np.diff(found.means) >= 0).all()
    np.testing.assert_allclose(found.membership(values).sum(axis=1), 1)


def test_membership_of_an_unknown_index_is_unknown():
    found = gaussian_mixture([0.0, 1.0, 8.0, 9.0], 2).membership([np.nan, 0.5])
    assert np.isnan(found[0]).all()
    assert found[1, 0] > 0.99


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gaussian_mixture([1.0, 1.0, 2.0], 3), "2 different"),
        (lambda: gaussian_mixture([1.0, 2.0], 0), "no 0 groups"),
        (lambda: gaussian_mixture([1.0, np.nan], 1), "missing"),
        (lambda: gaussian_mixture([1.0, 2.0, 3.0], 2, start=[0, 0, 0]), "begin with"),
        (lambda: gaussian_mixture([1.0, 2.0, 3.0], 2, start=[0, 1]), "vector of 3"),
        (lambda: best_mixture([1.0, 1.0]), "1 different"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call()
