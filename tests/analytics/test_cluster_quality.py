import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.analytics.cluster_quality import (
    adjusted_rand,
    silhouette,
    silhouette_of_groups,
    stability,
)
from opora.analytics.clusters import best_groups
from opora.analytics.divisions import by_best_groups, by_centres, by_mixture, by_quantiles
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, california_index, california_items, rows


@pytest.mark.parametrize("k", [3, 4])
def test_silhouettes_and_agreement_equal_r(k):
    california = california_index()
    reference = answers("index_apipop_E.json")["clusters"][f"k{k}"]
    best, even = best_groups(california, k).cuts, np.quantile(california, np.arange(1, k) / k)
    # The reference drew 3,000 of the 4,253 schools for its silhouettes.
    assert silhouette(california, best) == pytest.approx(reference["kmeans"]["sil"], abs=0.006)
    assert silhouette(california, even) == pytest.approx(
        reference["quantile"]["sil"], abs=0.006
    )
    groups = [np.searchsorted(cuts, california, side="right") for cuts in (best, even)]
    assert adjusted_rand(*groups) == pytest.approx(reference["ari_km_q"], abs=0.003)
    for division, name in zip(groups, ("kmeans", "quantile"), strict=True):
        # Ties stand at a cut, and k-means of R ends a school or two from the best division.
        np.testing.assert_allclose(np.bincount(division), reference[name]["sizes"], atol=2)


TIMES = {25: 40, 60: 32, 200: 60, 4253: 6}
DIVISIONS = {"kmeans1d": by_best_groups, "quantile": by_quantiles, "gmm1d": by_mixture}


def _sample(method, n, rng):
    """Draw schools, as their index or as the items that k-means of many dimensions takes."""
    if method in DIVISIONS:
        return rng.choice(california_index(), n, replace=False)
    items = california_items()
    return rng.choice(
        (items - items.mean(axis=0)) / items.std(axis=0, ddof=1), n, replace=False
    )


@pytest.mark.slow
@pytest.mark.parametrize("method", [*DIVISIONS, "kmeans_multi"])
@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("n", list(TIMES))
def test_divisions_are_as_apart_and_as_unstable_as_the_table_says(n, k, method):
    rng, times = np.random.default_rng([n, k]), TIMES[n]
    divide = DIVISIONS.get(method) or by_centres(rng)
    wanted = {"n": str(n), "k": str(k), "method": method}
    told = next(row for row in rows("cluster_stability.csv") if wanted.items() <= row.items())
    samples = [_sample(method, n, rng) for _ in range(times)]

    agree = np.array([_agreement(one, k, divide, rng) for one in samples])
    apart = [_silhouette(one[:1000], divide(one, k)(one[:1000])) for one in samples]

    # The table's own draws are hundreds at most; of six draws nobody tells the low tenth.
    chance = 3 * np.sqrt(0.1 * 0.9 / times)
    assert agree.mean() == pytest.approx(
        float(told["boot_ari"]), abs=0.03 + 3 * agree.std() / np.sqrt(times)
    )
    if times > 20:
        assert (agree < float(told["boot_ari_p10"])).mean() <= 0.1 + 0.15 + chance
        assert (agree <= float(told["boot_ari_p10"]) + 0.1).mean() >= 0.1 - chance
    assert np.mean(apart) == pytest.approx(float(told["sil"]), abs=0.04)


def _agreement(schools, k, divide, rng):
    """Compare the groups of schools with those that one draw of the same schools makes."""
    if len(schools) >= 10 * k:
        return stability(schools, k, rng=rng, draws=1, divide=divide).mean
    drawn = divide(rng.choice(schools, len(schools)), k)(schools)
    return adjusted_rand(divide(schools, k)(schools), drawn)


def _silhouette(schools, groups):
    if schools.ndim == 1:
        return silhouette_of_groups(schools, groups)
    away = np.linalg.norm(schools[:, np.newaxis] - schools, axis=2)
    member = np.eye(groups.max() + 1)[groups]
    own = (away @ member)[np.arange(len(groups)), groups]
    sizes = member.sum(axis=0)
    means = np.where(member > 0, np.inf, away @ member / np.maximum(sizes, 1))
    nearest, own = means.min(axis=1), own / np.maximum(sizes[groups] - 1, 1)
    alone = sizes[groups] == 1
    return np.where(alone, 0, (nearest - own) / np.maximum(nearest, own)).mean()


def _slowly(values, labels):
    """Mean silhouette by its definition."""
    scores = []
    for at, value in enumerate(values):
        away = np.abs(values - value)
        means = {one: away[labels == one].mean() for one in set(labels) - {labels[at]}}
        same = (labels == labels[at]).sum() - 1
        own, nearest = away[labels == labels[at]].sum() / max(same, 1), min(means.values())
        scores.append((nearest - own) / max(own, nearest) if same and max(own, nearest) else 0)
    return float(np.mean(scores))


@given(
    st.lists(st.integers(-20, 20), min_size=3, max_size=15).filter(lambda v: len(set(v)) > 2)
)
def test_silhouettes_are_those_of_the_definition(numbers):
    values = np.array(numbers, dtype=float)
    cuts = best_groups(values, 3).cuts
    labels = np.searchsorted(cuts, values, side="right")
    assert silhouette(values, cuts) == pytest.approx(_slowly(values, labels), abs=1e-9)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=12))
def test_a_division_agrees_with_itself_whatever_its_names(labels):
    assert adjusted_rand(labels, [f"group {one}" for one in labels]) == 1


def test_divisions_by_chance_agree_on_nothing():
    rng = np.random.default_rng(1)
    assert abs(adjusted_rand(rng.integers(0, 4, 5000), rng.integers(0, 3, 5000))) < 0.01


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: silhouette([1.0, 2.0], [5.0]), "two groups"),
        (lambda: silhouette([1.0, np.nan], [1.5]), "missing"),
        (lambda: silhouette_of_groups([1.0, 2.0], [1]), "same schools"),
        (lambda: silhouette_of_groups([1.0, np.inf], [1, 2]), "missing"),
        (lambda: by_quantiles([], 2), "no 2 groups"),
        (
            lambda: by_centres(np.random.default_rng(1))([[1.0, 1.0]] * 3, 2),
            "differ too little",
        ),
        (lambda: adjusted_rand([1, 2], [1]), "same schools"),
        (lambda: stability(np.arange(19.0), 2, rng=np.random.default_rng(1)), "too few"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call()
