import numpy as np
import pytest

from opora.analytics import heaping as heaps
from opora.analytics import journal as journal_marks
from opora.analytics import mixed, objectivity
from opora.analytics.heaping import ScoreTable
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, dataset

BOUNDARIES = (7, 11, 15)


def test_heaping_equals_the_reference_examples():
    reference = answers("heaping_examples.json")
    bounds = tuple(reference["boundaries"])
    curve = heaps.smooth_reference(reference["region_hist_clean"], bounds)
    np.testing.assert_allclose(curve, reference["region_fitted"], rtol=1e-6)
    for example in reference["examples"]:
        found = heaps.heaping([ScoreTable([example["hist"]], bounds)], [curve])
        assert found.p[0] == pytest.approx(example["p_mid"], abs=1e-6)
        assert found.at_boundary[0] == example["T"]
        assert found.near[0] == sum(example["N"])
        assert sum(example["hist"]) == example["n"]
        by_pair = np.dot(example["N"], example["p_b"])
        assert found.expected[0] == pytest.approx(by_pair, abs=1e-6)


def _region(rng, schools, pupils, lift=0.0):
    scores = rng.binomial(20, rng.beta(12, 12, (schools, 1)), (schools, pupils))
    for edge in BOUNDARIES:
        scores[(scores == edge - 1) & (rng.random(scores.shape) < lift)] = edge
    return np.array([np.bincount(row, minlength=21) for row in scores])


def test_heaping_raises_few_alarms_in_an_honest_region_and_sees_lifting():
    rng = np.random.default_rng(1)
    honest = _region(rng, 800, 50)
    curve = heaps.smooth_reference(honest.sum(axis=0), BOUNDARIES)
    alarms = heaps.heaping([ScoreTable(honest, BOUNDARIES)], [curve]).p < 0.05
    lifted = heaps.heaping([ScoreTable(_region(rng, 300, 50, 0.6), BOUNDARIES)], [curve])

    assert alarms.mean() < 0.075
    assert (lifted.p < 0.05).mean() > 0.75
    assert 0.4 < lifted.lifted.mean() < 0.75


def test_small_procedures_are_added_up():
    rng = np.random.default_rng(2)
    curve = heaps.smooth_reference(_region(rng, 800, 50).sum(axis=0), BOUNDARIES)
    tables = [ScoreTable(_region(rng, 100, 10, 0.6), BOUNDARIES) for _ in range(6)]
    one = heaps.heaping(tables[:1], [curve]).p < 0.05
    together = heaps.heaping(tables, [curve] * 6).p < 0.05
    assert together.mean() > 0.8
    assert one.mean() < 0.4


def test_a_school_far_from_boundaries_cannot_be_tested():
    row = np.zeros((1, 21), dtype=int)
    row[0, 20] = 5
    found = heaps.heaping([ScoreTable(row, BOUNDARIES)], [np.ones(21)])
    assert np.isnan(found.p[0])
    assert np.isnan(found.false_alarms[0])


def _expanded(table):
    rows, columns = np.nonzero(table)
    counts = np.array(table)[rows, columns]
    return np.repeat(rows + 2, counts), np.repeat(columns + 2, counts)


def test_journal_tables_equal_the_reference():
    reference = answers("journal_vpr_tables.json")
    norms = journal_marks.MarkNorms(
        np.arange(2.0, 6.0),
        np.array(reference["region_mean_diff_given_v"]),
        np.array(reference["region_var_diff_given_v"]),
        np.array(reference["region_p_up_given_v"]),
    )
    for table in reference["tables"]:
        counts = table["table_rows_journal_cols_vpr"]
        journal, shown = _expanded(counts)
        found = journal_marks.journal_mismatch(
            journal, shown, np.zeros(journal.size), norms=norms
        )
        described = journal_marks.agreement(counts)
        assert found.ups_p[0] == pytest.approx(table["cond_midp"], abs=1e-6)
        assert found.plain_p[0] == pytest.approx(table["cond_z_p"], abs=1e-6)
        assert described.kappa == pytest.approx(table["qwk"], abs=1e-6)
        assert [described.marginal, described.marginal_p] == pytest.approx(
            table["stuart_maxwell"], abs=1e-6
        )
        assert [described.symmetry, described.symmetry_p] == pytest.approx(
            table["bowker"], abs=1e-6
        )


@pytest.mark.parametrize("kind", ["diff", "residual"])
def test_coursework_against_written_papers_equals_lme4(kind):
    reference = answers("discordance_gcse.json")
    frame = dataset("mlmRev", "Gcsemv").dropna()
    written, course = (
        ((column := frame[name].to_numpy()) - column.mean()) / column.std(ddof=1)
        for name in ("written", "course")
    )
    school = frame["school"].to_numpy(dtype=int)
    y = course - written if kind == "diff" else course
    x = np.empty((y.size, 0)) if kind == "diff" else written

    fit = mixed.random_intercept(y, x, school)

    there = reference[kind]
    assert fit.var_group == pytest.approx(there["var_u"], rel=1e-3)
    assert fit.var_residual == pytest.approx(there["var_e"], rel=1e-3)
    assert y.size == reference["n"]
    np.testing.assert_allclose(fit.coef, list(there["fixef"].values()), atol=1e-4)
    assert fit.loglik == pytest.approx(there["logLik"], abs=1e-3)
    here = np.searchsorted(fit.groups, [int(code) for code in there["rows"]["school"]])
    np.testing.assert_allclose(fit.effect[here], there["rows"]["eb"], atol=1e-3)
    np.testing.assert_allclose(fit.effect_sd[here], there["rows"]["sd"], rtol=1e-3)
    np.testing.assert_allclose(1 - fit.below(0)[here], there["rows"]["p_high"], atol=1e-3)


def test_schools_that_mark_differently_without_fault_are_not_many_alarms():
    rng = np.random.default_rng(3)
    school = np.repeat(np.arange(400), 50)
    ability = rng.normal(size=20_000)
    usual = rng.normal(0, 0.15, 400)[school]
    marks = [
        np.clip(np.round(3.5 + 0.8 * ability + rng.normal(0, 0.6, 20_000) + add), 2, 5)
        for add in (usual, 0)
    ]
    found = journal_marks.journal_mismatch(*marks, school)
    assert (found.higher_p < 0.05).mean() < 0.065
    assert 0.1 < found.between < 0.2


def test_level_and_spread_of_the_field():
    found = objectivity.level_and_spread(
        [16.2, 16.2, 12.0], [2.1, 2.1, 0.5], [24, 1, 20], region=(12.4, 4.2, 9800)
    )
    assert found.high.tolist() == [True, False, False]
    assert found.margin[0] == pytest.approx(15.360 - 12.483, abs=2e-3)
    assert np.isnan(found.narrow_p[1])
    assert found.narrow_p[2] < 1e-6


def test_a_cohort_is_compared_with_the_region_and_only_where_tested():
    p = objectivity.cohort_drop([2, 2, 0], [20, 20, 0], [2, 14, 1], [20, 20, 5])
    assert p[1] < 0.05 < p[0]
    assert np.isnan(p[2])
    assert np.isnan(objectivity.cohort_drop([0], [0], [1], [4])).all()


def test_findings_are_worded_as_a_reason_to_check():
    found = objectivity.reasons_to_check(
        ["1", "2", "3"], {"heaping": [0.5, 1e-9, np.nan], "narrow": [0.9, 1e-5, 0.4]}
    )
    assert [one.school for one in found] == ["2"]
    assert found[0].signs == ("heaping", "narrow")
    assert found[0].sentence.startswith("Требует проверки")
    assert "наруш" not in found[0].sentence
    assert objectivity.reasons_to_check(["1"], {}) == []


@pytest.mark.parametrize(
    "call",
    [
        lambda: heaps.heaping([]),
        lambda: heaps.heaping([ScoreTable([[1.5] * 21], BOUNDARIES)]),
        lambda: heaps.heaping([ScoreTable([[1] * 21], (21,))]),
        lambda: heaps.heaping([ScoreTable([[1] * 21], BOUNDARIES)], [np.zeros(21)]),
        lambda: heaps.heaping([ScoreTable([[1] * 21] * n, BOUNDARIES) for n in (1, 2)]),
        lambda: heaps.smooth_reference([0] * 21, BOUNDARIES),
        lambda: journal_marks.mark_norms([], []),
        lambda: journal_marks.journal_mismatch([3], [3], [1, 2]),
        lambda: journal_marks.agreement([[1, 2, 3]]),
        lambda: objectivity.level_and_spread([1], [-1], [5], region=(1, 1, 9)),
        lambda: objectivity.cohort_drop([3], [2], [1], [4]),
        lambda: objectivity.cohort_drop([1], [2], [1, 1], [4, 4]),
        lambda: objectivity.task_profile([[2]], [1]),
        lambda: objectivity.task_profile([[1]], [1, 2]),
        lambda: objectivity.reasons_to_check(["1"], {"rumour": [0.1]}),
    ],
)
def test_wrong_input_is_refused(call):
    with pytest.raises(AnalyticsError):
        call()
