"""Activities that return."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.activities.models import Activity
from opora.domain.activities.services import activities, series
from opora.domain.activities.services.activities import ActivityRefused
from opora.domain.activities.services.series import MOST, Repeat, days_of, days_off
from opora.domain.registers.models import Entry
from tests.domain.activities.stage import plan_of
from tests.factories import NOON

FIRST = date(2025, 11, 18)  # the third Tuesday
RHYTHMS = ["weekly", "fortnightly", "monthly", "monthly_weekday"]


@pytest.fixture
def four(authority, school, coordinator) -> list[Activity]:
    plan = plan_of(authority, school, day=FIRST)
    repeat = Repeat("weekly", FIRST + timedelta(days=21))
    return series.start(plan=plan, repeat=repeat, by=coordinator, at=NOON)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(RHYTHMS), st.integers(0, 400)
)
def test_days_begin_with_the_first_and_stay_within_the_term(first, rhythm, length):
    until = first + timedelta(days=length)
    days = days_of(first, Repeat(rhythm, until))
    assert days[0] == first
    assert days == sorted(set(days))
    assert days[-1] <= until
    assert len(days) <= MOST + 1
    if rhythm != "monthly":
        assert {one.weekday() for one in days} == {first.weekday()}


def test_the_third_tuesday_stays_the_third():
    days = days_of(FIRST, Repeat("monthly_weekday", date(2026, 2, 28)))
    assert days == [FIRST, date(2025, 12, 16), date(2026, 1, 20), date(2026, 2, 17)]


def test_the_fifth_friday_means_the_last():
    days = days_of(date(2026, 1, 30), Repeat("monthly_weekday", date(2026, 3, 31)))
    assert days == [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27)]


def test_days_off_are_named_and_not_moved(db):
    assert days_off([date(2026, 1, 6), date(2026, 1, 14)]) == [date(2026, 1, 6)]


def test_a_series_is_rows_and_entries_of_their_own(four):
    assert len(four) == 4
    assert len({one.series_id for one in four}) == 1
    assert Entry.objects.filter(state="planned").count() == 4


@pytest.mark.parametrize(("days", "words"), [(3, "один раз"), (600, "больше 60")])
def test_a_series_of_one_or_of_too_many_is_refused(days, words, authority, coordinator):
    repeat = Repeat("weekly", FIRST + timedelta(days=days))
    with pytest.raises(ActivityRefused, match=words):
        series.start(plan=plan_of(authority, day=FIRST), repeat=repeat, by=coordinator, at=NOON)
    assert not Activity.objects.exists()


def test_one_is_changed_and_the_others_stay(four, authority, school, coordinator):
    plan = plan_of(authority, school, day=FIRST + timedelta(days=8), title="Другое")
    activities.change(activity=four[1], plan=plan, by=coordinator, at=NOON)
    titles = [one.title for one in Activity.objects.order_by("planned_day")]
    assert titles.count("Другое") == 1


def test_a_change_of_all_that_follow_moves_their_days(four, authority, school, coordinator):
    plan = plan_of(authority, school, day=four[1].day + timedelta(days=1), place="Актовый зал")
    count = series.change_following(activity=four[1], plan=plan, by=coordinator, at=NOON)
    assert count == 3
    rows = list(Activity.objects.order_by("day"))
    assert [(one.day - FIRST).days for one in rows] == [0, 8, 15, 22]
    assert [one.place for one in rows] == ["", *["Актовый зал"] * 3]


def test_a_cancel_of_all_that_follow_leaves_those_before(four, coordinator):
    count = series.cancel_following(
        activity=four[2], reason="Каникулы", by=coordinator, at=NOON
    )
    assert count == 2
    assert Entry.objects.filter(state="planned").count() == 2
