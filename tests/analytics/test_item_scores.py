import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from opora.analytics.heaping import ScoreTable, heaping
from opora.analytics.item_scores import expected_scores, score_distribution
from opora.analytics.refusals import AnalyticsError
from tests.analytics.simulation import BOUNDARIES, histograms, lifted, task_points

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(CHANCES)
def test_totals_have_the_mean_and_variance_of_their_tasks(chances):
    found = score_distribution([[1 - one, one] for one in chances])
    totals, p = np.arange(len(chances) + 1), np.array(chances)
    assert found.sum() == pytest.approx(1)
    assert found @ totals == pytest.approx(p.sum(), abs=1e-9)
    assert found @ totals**2 - (found @ totals) ** 2 == pytest.approx(
        (p * (1 - p)).sum(), abs=1e-7
    )


def test_equal_tasks_make_a_binomial():
    found = score_distribution([[0.7, 0.3]] * 9)
    np.testing.assert_allclose(found, binom.pmf(np.arange(10), 9, 0.3))


def test_tasks_of_several_points_are_weighed_by_their_points():
    found = score_distribution([[0.5, 0, 0.5], [0.25, 0.75]])
    np.testing.assert_allclose(found, [0.125, 0.375, 0.125, 0.375])


def _boundary_share(curve):
    """Chance of the upper score of each pair about a boundary."""
    edges = np.array(BOUNDARIES)
    return curve[edges] / (curve[edges] + curve[edges - 1])


def test_where_all_schools_lift_only_the_tasks_give_it_away():
    rng = np.random.default_rng(1)
    points = task_points(rng, 300, 40)
    totals = points.sum(axis=-1)
    raised = lifted(rng, totals, 0.4)
    # Who is lifted gets the point of a task that was not solved.
    for school, pupil in np.argwhere(raised > totals):
        task = rng.choice(np.flatnonzero(points[school, pupil] == 0))
        points[school, pupil, task] = 1
    works = histograms(raised)
    by_tasks = expected_scores(points.reshape(-1, 20))
    honest = histograms(totals).sum(axis=0)

    np.testing.assert_allclose(_boundary_share(by_tasks), _boundary_share(honest), atol=0.02)
    table = [ScoreTable(works, BOUNDARIES)]
    blind = heaping(table, [works.sum(axis=0) + 0.5]).p < 0.05
    seeing = heaping(table, [by_tasks]).p < 0.05
    assert blind.mean() < 0.08
    assert seeing.mean() > 0.3


def test_points_beyond_what_anybody_got_stay_on_the_scale():
    points = np.random.default_rng(2).integers(0, 2, (300, 4))
    assert expected_scores(points, [1, 1, 1, 3]).size == 7
    assert expected_scores(points).size == 5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: score_distribution([]), "at least one task"),
        (lambda: score_distribution([[0.5, 0.6]]), "sum to one"),
        (lambda: score_distribution([[-0.5, 1.5]]), "sum to one"),
        (lambda: expected_scores(np.ones((10, 5))), "200 pupils"),
        (lambda: expected_scores(np.full((300, 5), 0.5)), "whole numbers"),
        (lambda: expected_scores(np.full((300, 2), 2), [1, 1]), "whole numbers"),
        (lambda: expected_scores(np.ones((300, 2)), levels=0), "levels"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call()
