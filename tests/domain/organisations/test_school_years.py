"""School years."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from opora.domain.organisations.school_years import SchoolYear

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_a_school_year_begins_on_the_first_of_september():
    assert SchoolYear.of(date(2025, 8, 31)) == SchoolYear(2024)
    assert SchoolYear.of(date(2025, 9, 1)) == SchoolYear(2025)
    assert SchoolYear(2099).label == "2099/00"


@given(DAYS)
def test_every_day_lies_in_its_year_and_in_one_month_of_it(day):
    year = SchoolYear.of(day)
    assert year.holds(day)
    assert not year.next.holds(day)
    assert not year.previous.holds(day)
    assert day.replace(day=1) in year.months()
    assert year.last_day + timedelta(days=1) == year.next.first_day


@given(DAYS)
def test_terms_follow_one_another_and_never_overlap(day):
    terms = SchoolYear.of(day).terms()
    assert all(one.last + timedelta(days=1) == two.first for one, two in pairwise(terms))
    first, second = SchoolYear.of(day).halves()
    assert first.last < second.first
    assert sum(term.holds(day) for term in terms) <= 1
