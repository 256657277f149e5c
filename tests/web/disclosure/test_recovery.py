"""What is hidden cannot be found again from what is shown beside it."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from opora.domain.assessments.disclosure import shown_count
from opora.domain.assessments.models import SchoolCount
from opora.domain.context.models import ContextScore
from opora.web.passports.hiding import shown_items

CELLS = st.integers(0, 12)


@given(two=CELLS, three=CELLS, four=CELLS, five=CELLS)
def test_no_small_mark_can_be_found_from_what_is_shown(
    two: int, three: int, four: int, five: int
) -> None:
    marks = (two, three, four, five)
    told = shown_count(_count(marks), full=False)
    assume(told.participants is not None)
    rest = told.participants - told.below
    same = [
        other
        for third in range(rest + 1)
        for fourth in range(rest + 1 - third)
        if shown_count(
            _count(other := (told.below, third, fourth, rest - third - fourth)), full=False
        )
        == told
    ]
    assert marks in same
    for place, mark in enumerate(marks):
        if 0 < mark < 5:
            assert len({one[place] for one in same}) > 1


def _count(marks: tuple[int, int, int, int]) -> SchoolCount:
    two, three, four, five = marks
    return SchoolCount(
        participants=sum(marks), below=two, mark_2=two, mark_3=three, mark_4=four, mark_5=five
    )


@given(
    counts=st.lists(st.none() | st.integers(0, 40), min_size=3, max_size=10),
    pupils=st.none() | st.integers(40, 60),
)
def test_one_hidden_item_is_never_left_alone(
    counts: list[int | None], pupils: int | None
) -> None:
    items = [
        {"code": f"C{place:02}", "share": None if one is None else one / (pupils or 40),
         "adds": 0.5}
        for place, one in enumerate(counts)
    ]  # fmt: skip
    told = shown_items(ContextScore(items=items, pupils=pupils), full=False)
    hidden = [one for one in told if one.is_hidden]
    known = sum(one is not None for one in counts)
    assert len(hidden) != 1 or known == 1
    for one, count in zip(told, counts, strict=True):
        if pupils and count is not None and (0 < count < 5 or 0 < pupils - count < 5):
            assert one.share is None
            assert one.adds is None
