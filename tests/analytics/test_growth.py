import numpy as np
import pytest

from opora.analytics import growth
from opora.analytics.mixed import NotIdentified
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, dataset


def test_random_slope_equals_lme4_on_michigan_districts():
    reference, frame = answers("dynamics_mathpnl.json"), dataset("wooldridge", "mathpnl")
    columns = ["distid", "year", "math4", "lunch"]
    frame = frame[columns].dropna()
    year = frame["year"].to_numpy(dtype=float)
    dummies = [(year == at).astype(float) for at in sorted(set(year))[1:]]
    x = np.column_stack([*dummies, frame["lunch"].to_numpy()])

    fit = growth.random_slope(
        frame["math4"].to_numpy(), x, frame["distid"].to_numpy(), year - 1995
    )

    parts = reference["varcorr"]["vcov"]
    np.testing.assert_allclose(fit.coef, list(reference["fixef"].values()), rtol=1e-3)
    np.testing.assert_allclose(fit.covariance.diagonal(), parts[:2], rtol=5e-3)
    np.testing.assert_allclose(fit.covariance[0, 1], parts[2], rtol=1e-2)
    np.testing.assert_allclose(fit.var_residual, parts[3], rtol=5e-3)
    sd = np.sqrt(fit.covariance.diagonal())
    told = reference["varcorr"]["sdcor"]
    np.testing.assert_allclose(
        [*sd, np.sqrt(fit.var_residual)], [*told[:2], told[3]], rtol=5e-3
    )
    assert fit.covariance[0, 1] / sd.prod() == pytest.approx(told[2], rel=1e-2)
    rows = reference["rows"]
    here = [list(fit.groups).index(int(district)) for district in rows["district"]]
    np.testing.assert_allclose(fit.level[here], rows["u0"], atol=0.02)
    np.testing.assert_allclose(fit.slope[here], rows["u1"], atol=0.02)
    np.testing.assert_allclose(fit.level_sd[here], rows["sd0"], atol=0.02)
    np.testing.assert_allclose(fit.slope_sd[here], rows["sd1"], atol=0.02)


@pytest.mark.parametrize(
    ("x", "group", "time", "refusal"),
    [
        (np.empty((12, 0)), np.repeat(np.arange(4), 3), np.ones(12), NotIdentified),
        (np.empty((12, 0)), np.repeat(np.arange(3), 4), np.arange(12), NotIdentified),
        (np.ones((12, 1)), np.repeat(np.arange(4), 3), np.arange(12), NotIdentified),
        (np.ones((12, 9)), np.repeat(np.arange(4), 3), np.arange(12), NotIdentified),
        (np.empty((12, 0)), np.arange(4), np.arange(12), AnalyticsError),
        (np.full((12, 1), np.nan), np.repeat(np.arange(4), 3), np.arange(12), AnalyticsError),
    ],
)
def test_random_slope_refuses_what_it_cannot_tell(x, group, time, refusal):
    with pytest.raises(refusal):
        growth.random_slope(np.arange(12.0), x, group, time)
