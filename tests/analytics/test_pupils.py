import numpy as np
import pytest

from opora.analytics import pupils
from opora.analytics.pupils import PupilFacts, RiskLevel
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, dataset

COLUMNS = ["read12", "math12", "lfaminc", "motheduc", "fatheduc", "female"]


def test_forecast_and_rule_equal_the_reference_of_dropping_out():
    reference = answers("earlywarning_catholic.json")
    frame = dataset("wooldridge", "catholic").dropna()
    train, test = frame[frame["id"] % 2 == 0], frame[frame["id"] % 2 == 1]
    assert [len(train), len(test)] == reference["n"]
    failed = test["hsgrad"].to_numpy() == 0
    assert failed.mean() == pytest.approx(reference["base"])

    fit = pupils.fit_forecast(train["hsgrad"].to_numpy() == 0, train[COLUMNS].to_numpy())
    chance = fit.chance(test[COLUMNS].to_numpy())

    np.testing.assert_allclose(fit.coef, list(reference["coef"].values()), rtol=1e-5)
    np.testing.assert_allclose(fit.coef_se, list(reference["se"].values()), rtol=1e-3)
    assert pupils.discrimination(chance, failed) == pytest.approx(reference["auc"], abs=1e-4)
    assert ((chance - failed) ** 2).mean() == pytest.approx(reference["brier"], abs=1e-6)
    log_odds = np.log(chance / (1 - chance))
    slope = pupils.fit_forecast(failed, log_odds).coef[1]
    assert slope == pytest.approx(reference["cal_slope"], abs=1e-4)
    low = [test[name] < train[name].quantile(0.2) for name in ("math12", "read12")]
    rate = pupils.hit_rate((low[0] & low[1]).to_numpy(), failed)
    assert rate.flagged == reference["rule"]["flagged"]
    assert rate.found == pytest.approx(reference["rule"]["sens"])
    assert rate.right == pytest.approx(reference["rule"]["ppv"])
    assert rate.false_alarm == pytest.approx(reference["rule"]["fpr"])
    likeliest = chance >= np.sort(chance)[-rate.flagged]
    forecast, told = pupils.hit_rate(likeliest, failed), reference["logit_same_k"]
    shares = [forecast.found, forecast.false_alarm, forecast.right]
    assert shares == pytest.approx([told[name] for name in ("sens", "fpr", "ppv")], abs=1e-6)


@pytest.mark.parametrize(
    ("facts", "points", "level"),
    [
        (PupilFacts(), 0, RiskLevel.NONE),
        (PupilFacts(failed_subjects=frozenset({"БИО"})), 0, RiskLevel.NONE),
        (PupilFacts(basic_percent=56.9), 2, RiskLevel.WATCH),
        (PupilFacts(basic_percent=57.0, threes=3, drop=10, absences=10), 2, RiskLevel.WATCH),
        (PupilFacts(term_twos=1, journal_gap=-2, absences=10.1), 4, RiskLevel.RISK),
        (
            PupilFacts(failed_subjects=frozenset({"РУ"}), basic_percent=5, drop=30),
            6,
            RiskLevel.HIGH,
        ),
    ],
)
def test_the_rule_adds_its_points(facts, points, level):
    found = pupils.assess_risk(facts)
    assert (found.points, found.level) == (points, level)
    assert bool(found.reasons) == (points > 0)


def test_what_is_not_known_is_said():
    assert pupils.assess_risk(PupilFacts()).unknown == 7
    assert pupils.assess_risk(PupilFacts(threes=0, absences=0)).unknown == 5


def test_a_list_of_nobody_has_no_hit_rate():
    rate = pupils.hit_rate([False, False], [False, False])
    assert np.isnan([rate.found, rate.right]).all()
    assert np.isnan(pupils.discrimination([1, 2], [True, True]))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: pupils.assess_risk(PupilFacts(absences=3000)), "per cent"),
        (lambda: pupils.assess_risk(PupilFacts(threes=-1)), "negative"),
        (lambda: pupils.hit_rate([True], [True, False]), "same pupils"),
        (lambda: pupils.fit_forecast([True] * 30, np.arange(30)), "too few"),
        (lambda: pupils.fit_forecast([True, False] * 30, np.ones(60)), "constant"),
        (lambda: pupils.fit_forecast(np.arange(60) < 30, np.arange(60)), "separate"),
        (lambda: pupils.discrimination([np.nan], [True]), "missing"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call()
