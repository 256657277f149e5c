"""Entries counted by register and state are those that the person sees, neither more nor less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.registers.queries import numbers
from tests.domain.indicators import stage
from tests.factories import make_organisation, make_user

FIRST, LAST = date(2025, 9, 1), date(2026, 8, 31)


def seen_by(user: User) -> Counter[tuple[str, str]]:
    rows = Entry.objects.visible_to(user, on=stage.DAY).within(FIRST, LAST)
    return Counter(rows.values_list("register", "state"))


@pytest.fixture
def filled(
    school: Organisation,
    other_school: Organisation,
    authority: Organisation,
    foreign_territory: Territory,
) -> Organisation:
    """Work of a school, of another, of their authority, secrets of both, work from outside."""
    outside = make_organisation(foreign_territory)
    stage.entry(school)
    stage.entry(school, state="planned")
    stage.entry(other_school, "training", "course")
    stage.entry(authority, parts=[school, other_school])
    stage.entry(school, "pupils", "risk", secret=True)
    stage.entry(other_school, "pupils", "risk", secret=True)
    stage.entry(outside)
    stage.entry(outside, "agreements", "network", parts=[school, authority])
    stage.entry(school, day=date(2024, 10, 1))
    return school


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "who", ["coordinator", "methodist", "school_head", "teacher", "curator", "stranger"]
)
def test_each_person_counts_what_they_see(who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    assert numbers(user, FIRST, LAST, on=stage.DAY) == seen_by(user)


@pytest.mark.usefixtures("filled")
def test_a_region_counts_all_below_and_an_administrator_all(
    regional_coordinator: User,
) -> None:
    for user in (regional_coordinator, make_user(is_superuser=True)):
        assert numbers(user, FIRST, LAST, on=stage.DAY) == seen_by(user)


def test_it_takes_three_queries_whatever_the_rows(
    filled: Organisation, regional_coordinator: User,
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    for size in (3, 30):
        for _ in range(size):
            stage.entry(filled)
        with django_assert_max_num_queries(4):
            numbers(regional_coordinator, FIRST, LAST, on=stage.DAY)
