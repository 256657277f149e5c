import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.analytics.rasch import group_effect, rasch
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, debian_dataset


def _mathematics():
    frame = debian_dataset("psychotools", "MathExam14W")
    solved = np.asarray(frame["solved"]).astype(int)
    return solved, np.asarray(frame["study"]).astype(str) == "571"


def test_difficulties_equal_erm_on_the_mathematics_examination():
    reference, (solved, _) = answers("tasks_mathexam.json"), _mathematics()
    found = rasch(solved)
    np.testing.assert_allclose(found.difficulty, reference["rasch_difficulty_cml"], atol=2e-5)
    np.testing.assert_allclose(found.difficulty_se, reference["rasch_se"], rtol=1e-3)
    assert found.difficulty.sum() == pytest.approx(0, abs=1e-9)


def test_logistic_effects_of_a_group_equal_r():
    reference, (solved, later) = answers("tasks_mathexam.json")["logit_dif"], _mathematics()
    for task, (effect, error) in enumerate(zip(reference["b"], reference["se"], strict=True)):
        rest = solved.sum(axis=1) - solved[:, task]
        found = group_effect(solved[:, task], later, rest)
        assert found.effect == pytest.approx(effect, abs=1e-6)
        assert found.effect_se == pytest.approx(error, rel=1e-3)


def _solved(rng, difficulty, level):
    return rng.random((level.size, difficulty.size)) < 1 / (
        1 + np.exp(difficulty - level[:, None])
    )


def test_a_weak_and_a_strong_class_agree_on_what_is_hard():
    rng = np.random.default_rng(1)
    difficulty = np.linspace(-1.5, 1.5, 8)
    for mean in (-1.5, 1.5):
        found = rasch(_solved(rng, difficulty, rng.normal(mean, 1, 4000)))
        miss = (found.difficulty - difficulty) / found.difficulty_se
        assert np.abs(miss).max() < 3.5


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(5)), st.integers(0, 10_000))
def test_the_order_of_tasks_does_not_matter(order, seed):
    solved = _solved(np.random.default_rng(seed), np.linspace(-1, 1, 5), np.zeros(200))
    plain, turned = rasch(solved), rasch(solved[:, order])
    np.testing.assert_allclose(turned.difficulty, plain.difficulty[list(order)], atol=1e-8)


def test_two_tasks_have_the_difficulty_of_their_discordant_pairs():
    found = rasch([[1, 0]] * 30 + [[0, 1]] * 10 + [[1, 1], [0, 0]])
    assert found.pupils == 40
    assert found.difficulty[1] - found.difficulty[0] == pytest.approx(np.log(3))


@pytest.mark.parametrize(
    ("solved", "words"),
    [
        ([[1], [0]], "two tasks"),
        ([[1, 2], [0, 1]], "0 or 1"),
        ([[1, np.nan], [0, 1]], "0 or 1"),
        ([[1, 0], [1, 0]], "all or none"),
        ([[1, 1], [0, 0]], "all or none"),
    ],
)
def test_answers_that_tell_no_difficulty_are_refused(solved, words):
    with pytest.raises(AnalyticsError, match=words):
        rasch(solved)


def test_groups_of_other_pupils_are_refused():
    with pytest.raises(AnalyticsError, match="same pupils"):
        group_effect([1, 0], [1, 0, 1], [1, 2])
