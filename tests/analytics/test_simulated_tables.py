"""Error rates of our verdicts on simulated regions, against the tables of the references.

The tables come of simulations of their own, so that rates agree within the chance of both
runs and a point or two for what the descriptions of theirs leave open.
"""

import numpy as np
import pytest

from opora.analytics.beta_prior import Prior
from opora.analytics.heaping import ScoreTable, heaping, smooth_reference
from opora.analytics.item_scores import expected_scores
from opora.analytics.journal import journal_mismatch, mark_norms
from opora.analytics.official import is_low
from opora.analytics.overdispersion import overdispersion
from opora.analytics.predicates import holds
from opora.analytics.shares import beta_binomial
from opora.methodology.rules import Count
from tests.analytics.references import rows
from tests.analytics.simulation import (
    BOUNDARIES,
    TASKS,
    counts_of,
    histograms,
    lifted,
    marks_of,
    task_points,
)

pytestmark = pytest.mark.slow

SIZES = [5, 10, 20, 50, 100]
THRESHOLD = 0.3
SCHOOLS = 3000


def _assert_rate(found, told, runs, runs_told, *, open_=0.015):
    share = min(max((found + told) / 2, 0.5 / min(runs, runs_told)), 1)
    chance = 3.5 * np.sqrt(share * (1 - share) * (1 / runs + 1 / runs_told))
    assert abs(found - told) <= chance + open_, (found, told)


class _Region:
    """What the rule and the posterior say of the schools of a simulated region.

    Divisor and prior are those the table states: counts are so few that the least difference
    of a prior moves a whole count over a cut.
    """

    def __init__(self, marks, told):
        strength = float(told["a"]) + float(told["b"])
        prior = Prior(float(told["a"]) / strength, 1 / (1 + strength), SCHOOLS)
        low, tested = marks.low.sum(axis=(1, 2)), marks.tested.sum(axis=(1, 2))
        fitted = beta_binomial(low, tested, divisor=float(told["phi"]), prior=prior)
        self.chance = fitted.tail(THRESHOLD)
        flags = is_low(marks.low, marks.tested, threshold=30)
        self.listed = {
            "naiveA": holds(Count(at_least=2), flags),
            "naiveB": holds(Count(at_least=2, span="each"), flags),
            "pooled_share": is_low(low, tested, threshold=30),
            "P50": self.chance >= 0.5,
            "P80": self.chance >= 0.8,
            "P90": self.chance >= 0.9,
        }


def _told(name, pupils):
    return [row for row in rows(name) if int(row["n"]) == pupils]


def _region(pupils):
    rng = np.random.default_rng(pupils)
    truth = rng.beta(0.18 * 11.5, 0.82 * 11.5, SCHOOLS)
    return truth >= THRESHOLD, counts_of(rng, truth, pupils)


@pytest.mark.parametrize("pupils", SIZES)
def test_divisor_and_prior_of_a_region_are_those_of_the_table(pupils):
    _, marks = _region(pupils)
    low, tested = (one.reshape(SCHOOLS, -1) for one in (marks.low, marks.tested))
    divisor = overdispersion(low, tested, marks.cohort.ravel())
    fitted = beta_binomial(low.sum(axis=1), tested.sum(axis=1), divisor=divisor)
    told = _told("sim_rules_population.csv", pupils)[0]
    strength = float(told["a"]) + float(told["b"])
    assert divisor == pytest.approx(float(told["phi"]), rel=0.1)
    assert fitted.mean == pytest.approx(float(told["a"]) / strength, abs=0.01)
    assert fitted.rho == pytest.approx(1 / (1 + strength), abs=0.012)


@pytest.mark.parametrize("pupils", SIZES)
def test_lists_of_a_region_err_as_often_as_the_table_says(pupils):
    true, marks = _region(pupils)
    table = _told("sim_rules_population.csv", pupils)
    region, size = _Region(marks, table[0]), 8000
    for row in table:
        told = {name: float(value) for name, value in row.items() if name != "rule"}
        listed = region.listed[row["rule"]]
        _assert_rate(listed.mean(), told["flagged"], SCHOOLS, size)
        _assert_rate(listed[true].mean(), told["sens"], true.sum(), size * told["prevalence"])
        _assert_rate(listed[~true].mean(), told["fpr"], (~true).sum(), size * 0.85)
        named = max(listed.sum(), 1), size * told["flagged"]
        _assert_rate((~true)[listed].mean(), told["fdr"], *named)


@pytest.mark.parametrize("pupils", SIZES)
def test_the_posterior_is_as_calibrated_as_the_table_says(pupils):
    true, marks = _region(pupils)
    region = _Region(marks, _told("sim_rules_population.csv", pupils)[0])
    for row in _told("sim_rules_calibration.csv", pupils):
        least, most = (float(edge) for edge in row["bin"].split("-"))
        of_bin = (region.chance >= least) & (region.chance < most + (most == 1))
        assert region.chance[of_bin].mean() == pytest.approx(float(row["mean_p"]), abs=0.03)
        _assert_rate(true[of_bin].mean(), float(row["true"]), of_bin.sum(), int(row["m"]))


@pytest.mark.parametrize("pupils", SIZES)
def test_schools_of_one_true_share_are_listed_as_often_as_the_table_says(pupils):
    fitted, rng = _told("sim_rules_population.csv", pupils)[0], np.random.default_rng(pupils)
    for row in _told("sim_rules_corr.csv", pupils):
        schools = _Region(counts_of(rng, np.full(1500, float(row["p"])), pupils), fitted)
        for rule, listed in schools.listed.items():
            _assert_rate(listed.mean(), float(row[rule]), 1500, 4000)


def _paper(rng, schools, pupils, **of_tasks):
    return task_points(rng, schools, pupils, **of_tasks).sum(axis=-1)


@pytest.fixture(scope="module")
def curves():
    """Reference curves of a clean region, smooth, of its tasks, and raw of a dirty one."""
    rng = np.random.default_rng(1)
    points = task_points(rng, 2000, 50)
    totals = points.sum(axis=-1)
    dirty = np.where(rng.random((2000, 1)) < 0.15, lifted(rng, totals, 0.5), totals)
    return {
        "S3_robust_midp": smooth_reference(histograms(totals).sum(axis=0), BOUNDARIES),
        "S3_tilt_midp": expected_scores(points.reshape(-1, TASKS)[:10_000]),
        "S3_dirtyraw_midp": histograms(dirty).sum(axis=0) + 0.5,
    }


@pytest.mark.parametrize("pupils", [10, 20, 50, 100, 500])
@pytest.mark.parametrize("lift", [0.0, 0.3, 0.6])
def test_heaps_are_found_as_often_as_the_table_says(curves, pupils, lift):
    rng = np.random.default_rng([pupils, int(10 * lift)])
    works = histograms(lifted(rng, _paper(rng, 400, pupils), lift))
    told = {
        row["stat"]: row
        for row in rows("sim_heaping.csv")
        if int(row["n"]) == pupils and float(row["lift"]) == lift
    }
    for name, curve in curves.items():
        p = heaping([ScoreTable(works, BOUNDARIES)], [curve]).p
        for share, key in (
            ((p < 0.05).mean(), "rej05"),
            ((p < 0.01).mean(), "rej01"),
            (np.isnan(p).mean(), "undefined"),
        ):
            _assert_rate(share, float(told[name][key]), 400, 3000, open_=0.02)


def test_papers_added_up_find_heaps_as_often_as_the_table_says(curves):
    rng = np.random.default_rng(6)
    curve = curves["S3_robust_midp"]
    for row in rows("sim_heaping_pooled.csv"):
        papers = [
            ScoreTable(
                histograms(lifted(rng, _paper(rng, 300, 10), float(row["lift"]))), BOUNDARIES
            )
            for _ in range(int(row["tests"]))
        ]
        assert row["n_each"] == "10"
        p = heaping(papers, [curve] * len(papers)).p
        for cut, key in ((0.05, "rej05"), (0.01, "rej01")):
            _assert_rate((p < cut).mean(), float(row[key]), 300, 2000, open_=0.03)


@pytest.mark.parametrize(
    ("scenario", "paper"),
    [
        ("weak mu=-1.2", {"level": -1.2}),
        ("strong mu=+1.0", {"level": 1.0}),
        ("comb 2-point tasks", {"worth": 2}),
    ],
)
def test_weak_and_strong_regions_and_combs_bring_no_more_alarms(scenario, paper):
    rng = np.random.default_rng(7)
    region = histograms(_paper(rng, 2000, 50, **paper)).sum(axis=0)
    # A comb has scores that nobody can get: only the raw curve holds there.
    curve = region + 0.5 if "worth" in paper else smooth_reference(region, BOUNDARIES)
    for row in rows("sim_heaping_stress.csv"):
        if row["scenario"] != scenario or row["stat"] != "S3_rawref":
            continue
        works = histograms(_paper(rng, 400, int(row["n"]), **paper))
        found = heaping([ScoreTable(works, BOUNDARIES)], [curve]).p < 0.05
        assert found.mean() < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)
        _assert_rate(found.mean(), float(row["fpr05"]), 400, 1000, open_=0.02)


@pytest.fixture(scope="module")
def norms():
    """How journal marks stand to those of the assessment in a region without inflation."""
    journal, shown = marks_of(np.random.default_rng(1), 2000, 40)
    return mark_norms(journal.ravel(), shown.ravel())


@pytest.mark.parametrize("pupils", SIZES)
@pytest.mark.parametrize("inflation", [0.0, 0.4, 0.8])
def test_journals_are_flagged_as_often_as_the_tables_say(norms, pupils, inflation):
    rng = np.random.default_rng([pupils, int(10 * inflation)])
    usual, lifted_ = 1000, 40 if inflation else 0
    blocks = marks_of(rng, usual, pupils), marks_of(rng, lifted_, pupils, inflation=inflation)
    journal, shown = (np.concatenate(side).ravel() for side in zip(*blocks, strict=True))
    school = np.repeat(np.arange(usual + lifted_), pupils)
    found = journal_mismatch(journal, shown, school, norms=norms)

    asked = slice(usual, None) if inflation else slice(None)
    (plain,), (wide,) = (
        [
            row
            for row in rows(name)
            if int(row["n"]) == pupils and float(row["inflation_sd"]) == inflation
        ]
        for name in ("sim_journal_vs_vpr.csv", "sim_journal_overdispersed.csv")
    )
    runs = lifted_ or usual
    for p, told in [
        (found.ups_p < 0.05, plain["cond_exact_midp"]),
        (found.plain_p < 0.05, plain["cond_mean_z"]),
        (found.plain_p < 0.025, wide["z_plain"]),
        (found.higher_p < 0.025, wide["z_overdispersed"]),
        (found.higher_p < 0.005, wide["z_over_01"]),
    ]:
        _assert_rate(p[asked].mean(), float(told), runs, 4000, open_=0.04)
