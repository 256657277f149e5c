import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.analytics import matching, residuals
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, debian_dataset

COVARIATES = ["meals", "ell", "avg.ed", "not.hsg", "mobility"]


def test_the_nearest_leaders_equal_the_reference():
    reference = answers("matching_apipop_E.json")
    frame = debian_dataset("survey", "apipop")
    frame = frame[frame["stype"] == "E"].dropna(subset=["api00", *COVARIATES])
    table = frame[COVARIATES].to_numpy(dtype=float)
    fit = residuals.context_residual(frame["api00"].to_numpy(dtype=float), table)
    codes = np.array([int(code) for code in frame["cds"]])
    county = frame["cnum"].to_numpy()
    weak, leader = fit.studentised < -2, fit.studentised > 1

    found = matching.nearest(matching.mahalanobis(table[weak], table[leader], table), 3)

    assert (weak.sum(), leader.sum()) == (reference["n_weak"], reference["n_leaders"])
    place = {code: at for at, code in enumerate(codes[weak].tolist())}
    for row in reference["rows"]:
        at = place[int(row["cds"])]
        np.testing.assert_allclose(found.distance[at], row["dist"], atol=1e-6)
        assert fit.studentised[weak][at] == pytest.approx(row["rstudent"], abs=1e-6)
        if np.diff(row["dist"]).min() > 1e-6:
            assert codes[leader][found.index[at]].tolist() == [int(c) for c in row["leaders"]]
            near = county[leader][found.index[at]] == county[weak][at]
            assert near.tolist() == row["same_county"]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_other_assignment_matches_more_schools_or_costs_less(seed):
    rng = np.random.default_rng(seed)
    distance, allowed = rng.random((4, 3)) * 1.5, rng.random((4, 3)) < 0.8
    capacity = rng.integers(0, 3, 3)

    found = matching.assign_leaders(distance, capacity, allowed=allowed)

    pairs = [(one.school, one.leader) for one in found if one.leader is not None]
    got = (-len(pairs), sum(distance[pair] for pair in pairs))
    assert got[0] == min(_values(distance, capacity, allowed))[0]
    assert got[1] == pytest.approx(min(_values(distance, capacity, allowed))[1])


def _values(distance, capacity, allowed):
    for choice in itertools.product([None, 0, 1, 2], repeat=4):
        pairs = [(row, at) for row, at in enumerate(choice) if at is not None]
        fits = all(allowed[pair] and distance[pair] <= 1 for pair in pairs)
        if fits and all(choice.count(at) <= capacity[at] for at in range(3)):
            yield -len(pairs), sum(distance[pair] for pair in pairs)


def test_a_school_without_a_leader_is_told_why():
    found = matching.assign_leaders(
        [[0.1, 9.0], [0.2, 9.0], [9.0, 9.0], [0.1, 0.1]],
        [1, 1],
        allowed=np.array([[True, True]] * 3 + [[False, False]]),
    )
    assert [one.reason for one in found] == ["", "capacity", "distance", "conditions"]
    assert found[0].sentence == "сопоставимая школа, расстояние 0,10"
    assert all(one.sentence.startswith(matching.NO_LEADER) for one in found[1:])


def test_a_municipality_without_leaders_gets_an_answer_too():
    found = matching.assign_leaders(
        np.empty((2, 0)), np.empty(0, dtype=int), allowed=np.empty((2, 0), dtype=bool)
    )
    assert [one.reason for one in found] == ["conditions", "conditions"]
    assert matching.nearest(np.empty((2, 0)), 2).index.tolist() == [[-1, -1], [-1, -1]]


def test_an_item_that_repeats_another_counts_once():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(50, 2))
    doubled = np.column_stack([table, table[:, 0]])
    np.testing.assert_allclose(
        matching.mahalanobis(table, table, table),
        matching.mahalanobis(doubled, doubled, doubled),
        atol=1e-8,
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda: matching.mahalanobis([[1, 2]], [[1]], [[1], [2]]),
        lambda: matching.mahalanobis([[1]], [[1]], [[2], [2]]),
        lambda: matching.mahalanobis([[np.nan]], [[1]], [[1], [2]]),
        lambda: matching.nearest([[np.nan]], 1),
        lambda: matching.nearest([[1.0]], 0),
        lambda: matching.nearest([[1.0]], 1, allowed=[[1, 0]]),
        lambda: matching.assign_leaders([[1.0]], [1.5], allowed=[[True]]),
        lambda: matching.assign_leaders([[1.0]], [-1], allowed=[[True]]),
    ],
)
def test_wrong_input_is_refused(call):
    with pytest.raises(AnalyticsError):
        call()
