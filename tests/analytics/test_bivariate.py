import numpy as np
import pytest

from opora.analytics import bivariate
from opora.analytics.mixed import NotIdentified
from opora.analytics.refusals import AnalyticsError
from tests.analytics.references import answers, dataset


def test_paired_levels_equal_the_reference_of_coursework_and_written_papers():
    reference, frame = answers("bivariate_eb_gcse.json"), dataset("mlmRev", "Gcsemv").dropna()

    fit = bivariate.paired_levels(
        frame[["written", "course"]].to_numpy(), frame["school"].to_numpy(dtype=int)
    )

    np.testing.assert_allclose(fit.mean, reference["mu"], atol=0.02)
    np.testing.assert_allclose(fit.between, reference["between"], rtol=2e-3)
    np.testing.assert_allclose(fit.within, reference["within"], rtol=1e-6)
    assert fit.correlation == pytest.approx(reference["corr_between"], abs=1e-3)
    rows = reference["rows"]
    assert fit.groups.tolist() == rows["school"]
    assert fit.size.tolist() == rows["n"]
    np.testing.assert_allclose(fit.level, rows["eb"], atol=0.02)
    np.testing.assert_allclose(fit.level_sd, rows["sd"], atol=0.02)


def test_paired_levels_refuse_missing_values_and_few_schools():
    with pytest.raises(AnalyticsError, match="missing"):
        bivariate.paired_levels([[1, np.nan], [2, 3]], ["a", "b"])
    with pytest.raises(AnalyticsError, match="shape"):
        bivariate.paired_levels([[1, 2, 3]], ["a"])
    with pytest.raises(NotIdentified):
        bivariate.paired_levels(np.ones((6, 2)), list("aabbcc"))
