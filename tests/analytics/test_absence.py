import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.analytics.absence import absence_bounds
from opora.analytics.refusals import AnalyticsError


@given(st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=1, max_size=9))
def test_the_share_of_all_lies_between_the_bounds_whatever_the_absent_got(triples):
    low, tested, enrolled = np.sort(np.array(triples), axis=1).T
    found = absence_bounds(low, tested, enrolled)
    some = enrolled > 0
    for absent_low in (0, 0.5, 1):
        share = (low + absent_low * (enrolled - tested))[some] / enrolled[some]
        assert (found.lowest[some] <= share).all()
        assert (share <= found.highest[some]).all()
    assert np.isnan(found.lowest[~some]).all()


def test_a_school_that_all_attended_has_no_doubt():
    found = absence_bounds([3, 3, 3], [10, 9, 8], [10, 10, 10])
    assert found.doubtful.tolist() == [False, False, True]
    assert found.lowest[0] == found.highest[0] == 0.3
    assert found.decided(0.3).tolist() == [True, True, True]
    assert found.decided(0.4).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: absence_bounds([1], [5], [4]), "tested <= enrolled"),
        (lambda: absence_bounds([6], [5], [9]), "low <= tested"),
        (lambda: absence_bounds([1], [5], [9, 9]), "vector of 1"),
        (lambda: absence_bounds([1], [5], [9], full=2), "full"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(call, words):
    with pytest.raises(AnalyticsError, match=words):
        call()
