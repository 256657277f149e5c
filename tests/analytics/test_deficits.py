import numpy as np
import pytest

from opora.analytics import deficits
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, debian_dataset


def test_mantel_haenszel_equals_r_on_the_mathematics_examination():
    reference = answers("tasks_mathexam.json")
    frame = debian_dataset("psychotools", "MathExam14W")
    solved = np.asarray(frame["solved"]).astype(int)
    first = np.asarray(frame["study"]).astype(str) == "155"
    assert solved.shape[1] == len(reference["items"])
    assert [first.sum(), (~first).sum()] == list(reference["group_n"].values())
    np.testing.assert_allclose(solved.mean(axis=0), reference["p"], atol=1e-9)
    np.testing.assert_allclose(
        solved[first].mean(axis=0) - solved[~first].mean(axis=0),
        reference["raw_gap_155_minus_571"],
        atol=1e-9,
    )
    for task, chi2 in enumerate(reference["mh"]["chi2"]):
        rest = solved.sum(axis=1) - solved[:, task]
        level = np.searchsorted([3, 5, 7, 9], rest)
        found = deficits.mantel_haenszel(solved[:, task], first, level)
        assert found.statistic == pytest.approx(chi2, rel=1e-6)
        assert found.p == pytest.approx(reference["mh"]["p"][task], rel=1e-6)
        assert 1 / found.odds_ratio == pytest.approx(reference["mh"]["or"][task], rel=1e-6)


def _exam(rng, schools=60, pupils=30, tasks=12):
    school = np.repeat(np.arange(schools), pupils)
    level = rng.normal(size=schools)[school] + rng.normal(size=school.size)
    chance = 1 / (1 + np.exp(np.linspace(-1.5, 1.5, tasks) - level[:, None]))
    return rng.random(chance.shape) < chance, school


def test_a_low_level_is_not_taken_for_a_deficit_of_every_task():
    solved, school = _exam(np.random.default_rng(1))
    found = deficits.task_gaps(solved, school)
    lowest = int(found.raw.mean(axis=1).argmin())
    assert found.raw[lowest].mean() < -0.3
    assert abs(found.adjusted[lowest].mean()) < 0.1
    assert (found.false_alarms < 0.05).mean() < 0.02


def test_a_task_that_a_school_does_not_teach_is_found_and_so_is_its_skill():
    rng = np.random.default_rng(2)
    solved, school = _exam(rng)
    for task in (4, 5):
        solved[(school == 7) & (rng.random(school.size) < 0.85), task] = False
    found = deficits.task_gaps(solved, school)
    gap, error = found.skill([4, 5])
    assert found.false_alarms[7, [4, 5]].max() < 0.05
    assert gap.argmin() == 7
    assert gap[7] < -4 * error[7]


def test_few_pupils_carry_no_verdict_of_a_task():
    solved, school = _exam(np.random.default_rng(3))
    keep = (school != 0) | (np.arange(school.size) < 5)
    found = deficits.task_gaps(solved[keep], school[keep])
    assert found.pupils[0] == 5
    assert np.isnan(found.shrunken[0]).all()
    assert np.isfinite(found.skill([0, 1])[0][0])


def test_a_task_that_everybody_solves_tells_nothing():
    solved, school = _exam(np.random.default_rng(4))
    solved[:, 0] = True
    found = deficits.task_gaps(solved, school)
    assert (found.shrunken[:, 0] == 0).all()


def test_levels_without_both_groups_give_no_answer():
    assert np.isnan(deficits.mantel_haenszel([1, 1], [1, 0], [1, 2]).p)


@pytest.mark.parametrize(
    ("percents", "verdict"),
    [
        ([56.99, 40.0, 80.0], "системный дефицит"),
        ([57.0, 40.0], "отдельные задания"),
        ([60.0, 59.99], "дефицит не виден"),
        ([10.0], "мало данных"),
    ],
)
def test_skills_are_judged_by_the_bands_of_fioko(percents, verdict):
    assert deficits.judge_skill(percents, ["basic"] * len(percents)) == verdict


@pytest.mark.parametrize(
    "call",
    [
        lambda: deficits.task_gaps([[1, 2]], [1]),
        lambda: deficits.task_gaps([[1, np.nan]], [1]),
        lambda: deficits.task_gaps([[1]], [1]),
        lambda: deficits.mantel_haenszel([1], [1, 0], [1]),
        lambda: deficits.judge_skill([50.0], []),
    ],
)
def test_wrong_input_is_refused(call):
    with pytest.raises(AnalyticsError):
        call()
