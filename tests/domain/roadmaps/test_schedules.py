"""From clauses to days: every clause type, its limits, and what must hold for all of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.roadmaps.schedules import (
    Due,
    TooManyOccurrences,
    UnreadableClause,
    occurrences_of,
)

START, END = date(2021, 9, 1), date(2023, 8, 31)


def next_working(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def expand(*clauses: dict[str, Any], start: date = START, end: date = END) -> list[Due]:
    return occurrences_of(clauses, start=start, end=end, next_working=next_working)


def test_a_deadline_falls_due_once_and_moves_over_the_weekend() -> None:
    [due] = expand({"type": "deadline", "date": "2022-10-01"})
    assert (due.due, due.control) == (date(2022, 10, 1), date(2022, 10, 3))
    assert (due.label, due.school_year) == ("до 1 октября 2022 г.", 2022)


def test_a_week_that_begins_before_the_plan_is_asked_for_in_the_month_of_the_plan() -> None:
    weekly = {"type": "recurring", "rrule": "FREQ=WEEKLY;BYDAY=MO", "duration": "P1W"}
    dues = expand(weekly | {"from": "2021-08-30", "until": "2021-10-31"})
    assert [due.key for due in dues] == ["month:2021-09", "month:2021-10"]
    assert dues[0].opens == START
    fridays = {"type": "recurring", "rrule": "FREQ=WEEKLY;BYDAY=FR", "from": "2021-08-27"}
    assert expand(fridays | {"until": "2021-09-30"})[0].key == "month:2021-08"


def test_by_december_ends_with_november() -> None:
    [due] = expand({"type": "deadline", "date": "2022-12-01", "precision": "month"})
    assert due.due == date(2022, 11, 30)
    assert due.label == "до декабря 2022 г."


def test_a_window_is_due_on_its_last_day() -> None:
    [due] = expand({"type": "window", "start": "2022-01-01", "end": "2022-03-31"})
    assert (due.opens, due.due) == (date(2022, 1, 1), date(2022, 3, 31))
    assert due.label == "I квартал 2022 г."


def test_a_yearly_date_gives_one_a_year() -> None:
    dues = expand(
        {"type": "deadline", "date": "2021-09-01"},
        {
            "type": "recurring",
            "rrule": "FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=1",
            "from": "2022-08-01",
            "until": "2023-08-31",
            "duration": None,
        },
    )
    assert [due.due for due in dues] == [
        date(2021, 9, 1),
        date(2022, 8, 1),
        date(2023, 8, 1),
    ]


def test_quarters_open_and_fall_due() -> None:
    dues = expand(
        {
            "type": "recurring",
            "rrule": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
            "from": "2022-01-01",
            "until": "2022-12-31",
            "duration": "P3M",
        }
    )
    assert [due.label for due in dues] == [
        "I квартал 2022 г.",
        "II квартал 2022 г.",
        "III квартал 2022 г.",
        "IV квартал 2022 г.",
    ]


def test_a_window_of_a_rule_never_outlives_the_plan() -> None:
    [due] = expand(
        {
            "type": "recurring",
            "rrule": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1",
            "from": "2022-01-01",
            "until": "2022-12-31",
            "duration": "P1Y",
        },
        end=date(2022, 5, 31),
    )
    assert due.due == date(2022, 5, 31)


def test_weeks_are_looked_at_once_a_month() -> None:
    dues = expand(
        {
            "type": "recurring",
            "rrule": "FREQ=WEEKLY;BYDAY=FR",
            "from": "2022-09-02",
            "until": "2022-11-15",
            "duration": None,
        }
    )
    assert [due.label for due in dues] == [
        "сентябрь 2022 г.: еженедельно",
        "октябрь 2022 г.: еженедельно",
        "ноябрь 2022 г.: еженедельно",
    ]
    assert dues[-1].due == date(2022, 11, 15)


def test_every_second_week_is_said_so() -> None:
    [due] = expand(
        {
            "type": "recurring",
            "rrule": "FREQ=WEEKLY;INTERVAL=2",
            "from": "2022-09-01",
            "until": "2022-09-30",
        }
    )
    assert due.label == "сентябрь 2022 г.: раз в 2 недели"


def test_the_whole_period_gives_one_a_school_year() -> None:
    dues = expand(
        {"type": "whole_period", "start": "2021-06-30", "end": "2023-12-31"},
        start=date(2021, 6, 30),
        end=date(2023, 12, 31),
    )
    assert [(due.school_year, due.opens, due.due) for due in dues] == [
        (2020, date(2021, 6, 30), date(2021, 8, 31)),
        (2021, date(2021, 9, 1), date(2022, 8, 31)),
        (2022, date(2022, 9, 1), date(2023, 8, 31)),
        (2023, date(2023, 9, 1), date(2023, 12, 31)),
    ]


def test_an_event_has_no_day_until_a_person_gives_one() -> None:
    dues = expand({"type": "event", "event": "ВПР", "relation": "according_to"})
    assert [(due.due, due.control, due.event) for due in dues] == [(None, None, "ВПР")] * 2
    assert {due.school_year for due in dues} == {2021, 2022}


def test_each_term_has_its_days() -> None:
    dues = expand(
        {"type": "event", "event": "четверть", "relation": "each"}, end=date(2022, 5, 31)
    )
    assert [due.label.split(",")[0] for due in dues] == [
        "I четверть",
        "II четверть",
        "III четверть",
        "IV четверть",
    ]


def test_as_needed_is_marked_with_and_without_days() -> None:
    alone = expand({"type": "as_needed", "as_needed": True})
    yearly = expand(
        {
            "type": "recurring",
            "rrule": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1",
            "from": "2022-01-01",
            "until": "2023-08-31",
            "duration": "P1Y",
            "as_needed": True,
        }
    )
    assert all(due.as_needed and due.due is None for due in alone)
    assert all(due.as_needed and due.due for due in yearly)


@pytest.mark.parametrize("schedule", [(), ({"type": "unspecified"},)])
def test_no_deadline_is_said(schedule: tuple[dict[str, Any], ...]) -> None:
    [due] = expand(*schedule)
    assert (due.due, due.label) == (None, "срок не указан")


def test_times_a_year_are_kept_in_words() -> None:
    [due] = expand({"type": "window", "start": "2022-01-01", "end": "2022-12-31", "times": 2})
    assert due.label == "2022 год, 2 раза"


@pytest.mark.parametrize(
    "clause",
    [
        {"type": "same_as_above"},
        {"type": "deadline", "date": "31.02.2022"},
        {"type": "deadline"},
        {"type": "window", "start": "2022-05-01", "end": "2022-04-01"},
        {"type": "recurring", "rrule": "FREQ=SOMETIMES"},
        {"type": "recurring", "rrule": ""},
        {"type": "recurring", "rrule": "FREQ=HOURLY"},
        {"type": "recurring", "rrule": "FREQ=YEARLY", "duration": "long"},
    ],
)
def test_what_is_not_understood_is_refused(clause: dict[str, Any]) -> None:
    with pytest.raises(UnreadableClause):
        expand(clause)


def test_a_schedule_of_centuries_is_refused() -> None:
    rule = {"type": "recurring", "rrule": "FREQ=MONTHLY;BYMONTHDAY=1", "from": "2021-01-01"}
    with pytest.raises(TooManyOccurrences):
        expand(rule, end=date(2921, 1, 1))


def test_the_same_day_said_twice_counts_once() -> None:
    clause = {"type": "deadline", "date": "2022-10-03"}
    assert len(expand(clause, dict(clause))) == 1


days = st.dates(date(2020, 1, 1), date(2027, 12, 31))


RULES = (
    ("FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=1", None),
    ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=1", "P1M"),
    ("FREQ=MONTHLY;BYMONTHDAY=25", None),
    ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "P3M"),
    ("FREQ=WEEKLY;BYDAY=MO", None),
    ("FREQ=DAILY", None),
)


@st.composite
def recurring(draw: st.DrawFn) -> dict[str, Any]:
    first, last = sorted((draw(days), draw(days)))
    rule, duration = draw(st.sampled_from(RULES))
    return {
        "type": "recurring",
        "rrule": rule,
        "duration": duration,
        "from": first.isoformat(),
        "until": last.isoformat(),
        "as_needed": draw(st.booleans()),
    }


@st.composite
def dated(draw: st.DrawFn) -> dict[str, Any]:
    first, last = sorted((draw(days), draw(days)))
    window = {"start": first.isoformat(), "end": last.isoformat()}
    due = {"type": "deadline", "date": first.isoformat()}
    kinds = [due, due | {"precision": "month"}]
    kinds += [{"type": kind, **window} for kind in ("window", "whole_period", "school_year")]
    return draw(st.sampled_from(kinds))


UNDATED = (
    {"type": "event", "event": "ВПР"},
    {"type": "event", "event": ""},
    {"type": "event", "event": "учебная четверть", "relation": "each"},
    {"type": "as_needed", "as_needed": True},
    {"type": "unspecified"},
)


def clauses() -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(dated(), recurring(), st.sampled_from(UNDATED))


@given(st.lists(clauses(), max_size=3), days, days)
def test_whatever_the_schedule_its_days_make_sense(
    schedule: list[dict[str, Any]], one: date, two: date
) -> None:
    start, end = sorted((one, two))
    found = expand(*schedule, start=start, end=end)

    assert found == expand(*schedule, start=start, end=end)
    assert len({due.key for due in found}) == len(found)
    assert all(len(due.key) <= 60 and len(due.label) <= 200 for due in found)
    for due in found:
        if due.due is None:
            assert due.control is None
        else:
            assert due.control is not None
            assert due.control >= due.due
            assert due.opens is None or due.opens <= due.due


@given(recurring(), days, days)
def test_a_rule_never_leaves_the_plan_at_its_end(
    clause: dict[str, Any], one: date, two: date
) -> None:
    start, end = sorted((one, two))
    assert all(due.due and due.due <= end for due in expand(clause, start=start, end=end))
