import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.analytics.cluster_quality import adjusted_rand, silhouette, stability
from opora.analytics.clusters import best_groups
from opora.analytics.context import fit_index
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, debian_dataset, rows

ITEMS = ["meals", "ell", "avg.ed", "not.hsg", "mobility", "emer"]


@pytest.fixture(scope="module")
def california():
    """The index of the elementary schools of California, higher where life is harder."""
    frame = debian_dataset("survey", "apipop")
    table = frame[frame["stype"] == "E"].dropna(subset=ITEMS)[ITEMS].to_numpy(dtype=float)
    scale = fit_index(table, [1, 1, -1, 1, 1, 1], weighting="component", tail=0)
    return scale.apply(table).index


@pytest.mark.parametrize("k", [3, 4])
def test_silhouettes_and_agreement_equal_r(california, k):
    reference = answers("index_apipop_E.json")["clusters"][f"k{k}"]
    best, even = best_groups(california, k).cuts, np.quantile(california, np.arange(1, k) / k)
    # The reference drew 3,000 of the 4,253 schools for its silhouettes.
    assert silhouette(california, best) == pytest.approx(reference["kmeans"]["sil"], abs=0.006)
    assert silhouette(california, even) == pytest.approx(
        reference["quantile"]["sil"], abs=0.006
    )
    groups = [np.searchsorted(cuts, california, side="right") for cuts in (best, even)]
    assert adjusted_rand(*groups) == pytest.approx(reference["ari_km_q"], abs=0.003)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "k", "times", "draws"), [
    (25, 2, 20, 20), (60, 2, 20, 20), (60, 3, 15, 20), (60, 4, 15, 20),
    (200, 2, 10, 20), (200, 3, 10, 20), (4253, 2, 1, 8), (4253, 3, 1, 8),
])  # fmt: skip
def test_groups_of_a_municipality_are_as_unstable_as_the_table_says(
    california, n, k, times, draws
):
    rng = np.random.default_rng([n, k])
    told = next(
        row
        for row in rows("cluster_stability.csv")
        if (row["n"], row["k"], row["method"]) == (str(n), str(k), "kmeans1d")
    )
    found = [
        stability(rng.choice(california, n, replace=False), k, rng=rng, draws=draws).mean
        for _ in range(times)
    ]
    assert np.mean(found) == pytest.approx(float(told["boot_ari"]), abs=0.08)


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
        (lambda: adjusted_rand([1, 2], [1]), "same schools"),
        (lambda: stability(np.arange(19.0), 2, rng=np.random.default_rng(1)), "too few"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call()
