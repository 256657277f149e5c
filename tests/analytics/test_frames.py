import duckdb
import numpy as np
import pyarrow as pa
import pytest

from opora.analytics.counts import InvalidCounts, tabulate
from opora.analytics.frames import columns, tabulate_frame
from opora.analytics.refusals import AnalyticsError
from opora.analytics.shares import beta_binomial, wilson

ROWS = {
    "school": ["b", "a", "a", "b"],
    "assessment": ["ВПР-МА-5"] * 4,
    "year": [2024, 2025, 2025, 2025],
    "low": [3, 1, 2, 4],
    "tested": [10, 9, 12, 20],
}


def _duckdb():
    values = ", ".join(str(row) for row in zip(*ROWS.values(), strict=True))
    return duckdb.sql(f"SELECT * FROM (VALUES {values}) AS t({', '.join(ROWS)})")


def _pyarrow():
    return pa.table(ROWS)


def _pandas():
    return pytest.importorskip("pandas").DataFrame(ROWS)


FRAMES = pytest.mark.parametrize("frame", [_duckdb, _pyarrow, _pandas])


@FRAMES
def test_any_frame_gives_the_counts_of_its_rows(frame):
    found, wanted = tabulate_frame(frame()), tabulate(*ROWS.values())
    assert found.schools.tolist() == ["a", "b"]
    np.testing.assert_array_equal(found.low, wanted.low)
    np.testing.assert_array_equal(found.tested, wanted.tested)


@FRAMES
def test_columns_of_any_frame_go_into_an_estimate(frame):
    counts = columns(frame(), "low", "tested")
    np.testing.assert_allclose(wilson(*counts).estimate, [0.3, 1 / 9, 1 / 6, 0.2])
    assert beta_binomial(*counts).posterior_mean.shape == (4,)


def test_what_is_no_frame_or_lacks_a_column_is_refused():
    with pytest.raises(AnalyticsError, match="no data frame"):
        columns([1, 2], "low")
    with pytest.raises(AnalyticsError, match="no column share"):
        columns(_duckdb(), "low", "share")
    with pytest.raises(InvalidCounts):
        tabulate_frame(_pyarrow().set_column(3, "low", [[30, 1, 1, 1]]))
