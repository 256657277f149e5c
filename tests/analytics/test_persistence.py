import numpy as np
import pytest

from opora.analytics import persistence as years
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, dataset, debian_dataset


def test_autocovariances_equal_the_reference_of_michigan_districts():
    reference = answers("dynamics_mathpnl.json")
    frame = dataset("wooldridge", "mathpnl")
    table = frame.pivot_table(index="distid", columns="year", values="math4").to_numpy()

    found = years.persistence(table)

    assert found.schools == reference["n_balanced"]
    assert len(found.autocovariance) == table.shape[1] == reference["T"]
    np.testing.assert_allclose(found.autocovariance, reference["autocov"], rtol=1e-9)
    assert found.successive_changes == pytest.approx(reference["cor_successive_changes"])
    level, next_level = found.autocovariance[:2]
    assert 1 - next_level / level == pytest.approx(reference["share_nonpersistent_of_level"])
    complete = table[~np.isnan(table).any(axis=1)]
    years_on = np.corrcoef(complete, rowvar=False).diagonal(1)
    assert years_on.mean() == pytest.approx(reference["autocor1"])
    assert found.noise_in_level == pytest.approx(0.33, abs=0.01)
    assert found.noise_in_change == pytest.approx(0.90, abs=0.01)


def _california_years():
    frame = debian_dataset("survey", "apipop")
    columns = ["api00", "api99", "meals", "ell", "avg.ed", "not.hsg", "mobility"]
    frame = frame[frame["stype"] == "E"].dropna(subset=columns)
    return [frame[name].to_numpy(dtype=float) for name in ("api99", "api00", "api.stu")]


def test_corrected_change_equals_the_reference_of_california():
    reference = answers("context_apipop_E.json")["dynamics"]
    before, after, tested = _california_years()

    found = years.corrected_change(before, after)

    assert found.shift == pytest.approx(reference["mean_change"], rel=1e-6)
    assert found.slope == pytest.approx(reference["slope"], rel=1e-6)
    assert found.correlation == pytest.approx(reference["r"], rel=1e-6)
    assert found.spread == pytest.approx(reference["sd_rtm_resid"], rel=1e-6)
    assert len(before) == reference["n"]
    assert found.observed.std(ddof=1) == pytest.approx(reference["sd_change"], rel=1e-6)
    for change, name in (
        (found.observed, "cor_change_base"),
        (found.corrected, "cor_rtm_base"),
    ):
        along = np.corrcoef(change, before)[0, 1]
        assert along == pytest.approx(reference[name], rel=1e-6, abs=1e-9)
    noise = years.noise_by_size(after - before, tested)
    assert noise.constant == pytest.approx(reference["kane_staiger"]["intercept"], rel=1e-6)
    assert noise.per_pupil == pytest.approx(reference["kane_staiger"]["slope"], rel=1e-6)


def test_small_schools_change_most_as_in_the_reference_of_california():
    reference = answers("context_apipop_E.json")["dynamics"]
    before, after, tested = _california_years()
    third = np.argsort(np.argsort(tested, kind="stable"), kind="stable") * 3 // tested.size
    parts = [years.corrected_change(before[third == at], after[third == at]) for at in range(3)]

    slopes, spreads = reference["slope_by_tertile_n"], reference["sd_change_by_tertile_n"]
    assert [one.slope for one in parts] == pytest.approx(slopes, rel=1e-6)
    found = [one.observed.std(ddof=1) for one in parts]
    assert found == pytest.approx(spreads, rel=1e-6)
    corrected = years.corrected_change(before, after).corrected
    most = np.argsort(-np.abs(corrected), kind="stable")[:50]
    small = (third[most] == 0).mean()
    assert small == pytest.approx(reference["top50_share_smallest_tertile"])


def test_schools_chosen_for_being_low_seem_to_rise_and_do_not():
    rng = np.random.default_rng(3)
    level = rng.normal(50, 10, 4000)
    before, after = (level + rng.normal(0, 10, 4000) for _ in range(2))
    found = years.corrected_change(before, after)
    lowest = before < np.quantile(before, 0.15)

    assert found.observed[lowest].mean() > 8
    assert abs(found.corrected[lowest].mean()) < 1


def test_a_school_without_one_year_has_no_change_and_spoils_none():
    found = years.corrected_change([10, 20, 30, np.nan], [12, 22, 31, 40], reliability=0.8)
    assert np.isnan([found.observed[3], found.expected[3], found.corrected[3]]).all()
    assert np.isfinite(found.corrected[:3]).all()


def test_supported_schools_stand_outside_their_own_expectation():
    before = np.array([10.0, 20, 30, 40, 15])
    after = np.array([11.0, 21, 31, 41, 26])
    found = years.corrected_change(
        before, after, reliability=1.0, reference=np.array([True] * 4 + [False])
    )
    assert found.corrected == pytest.approx([0, 0, 0, 0, 10])


def test_filtered_levels_are_calibrated():
    rng = np.random.default_rng(5)
    level = rng.normal(0, 10, (3000, 1))
    results = level + rng.normal(0, 5, (3000, 5))
    results[rng.random(results.shape) < 0.2] = np.nan

    parts = years.Persistence(3000, np.full(5, 100.0), 100.0, 25.0, 1.0, -0.5)
    found = years.filtered_levels(results, np.full(results.shape, 25.0), parts)

    scaled = (found.level - level) / found.level_sd
    np.testing.assert_allclose(scaled.std(axis=0), 1, atol=0.08)


def test_a_year_that_is_missing_widens_the_error():
    parts = years.Persistence(9, np.ones(3), 100.0, 25.0, 0.9, -0.4)
    results = [[10.0, np.nan], [10.0, 12.0], [-10.0, -9.0]]
    found = years.filtered_levels(results, np.full((3, 2), 25.0), parts)
    assert found.level_sd[0, 1] > found.level_sd[1, 1]
    assert np.isfinite(found.level).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: years.persistence(np.ones((5, 2))),
        lambda: years.persistence(np.full((5, 4), np.nan)),
        lambda: years.persistence(np.ones((5, 4))),
        lambda: years.corrected_change([1, 2], [2, 3]),
        lambda: years.corrected_change([1, 2, 3], [2, 3, 4], reliability=2),
        lambda: years.corrected_change([1, 2, 3], [2, 3, 4], reference=[0.5, 1, 1]),
        lambda: years.corrected_change([1, 1, 1], [2, 3, 4]),
        lambda: years.noise_by_size([1, 2, 3], [5, 5, 5]),
        lambda: years.filtered_levels(
            [[1.0, 2.0]], [[1.0, -1.0]], years.Persistence(9, np.ones(3), 1.0, 1.0, 0.9, -0.4)
        ),
        lambda: years.filtered_levels(
            [[1.0, np.nan]], [[1.0, 1]], years.Persistence(9, np.ones(3), 1.0, 1.0, 0.9, -0.4)
        ),
    ],
)
def test_too_little_data_is_refused(call):
    with pytest.raises(AnalyticsError):
        call()
