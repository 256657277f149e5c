"""The production calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from opora.domain.organisations.calendar import forget_declared, is_working, next_working_day
from opora.domain.organisations.services import calendar_days
from opora.domain.people.models import AuditEvent
from tests.factories import NOON


@pytest.fixture(autouse=True)
def fresh_cache(db: None) -> Iterator[None]:
    forget_declared()
    yield
    forget_declared()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2025, 11, 12), True),
        (date(2025, 11, 9), False),
        (date(2025, 11, 4), False),
        (date(2025, 11, 1), True),  # Saturday, its day off moved to Monday 3 November
        (date(2025, 11, 3), False),
        (date(2024, 4, 27), True),  # Saturday worked for Monday 29 April
        (date(2024, 4, 29), False),
    ],
)
def test_days_are_those_of_the_production_calendar(day, working):
    assert is_working(day) is working


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2025, 11, 12), date(2025, 11, 12)),
        (date(2025, 11, 15), date(2025, 11, 17)),
        (date(2026, 1, 1), date(2026, 1, 12)),
        (date(2025, 11, 2), date(2025, 11, 5)),
    ],
)
def test_a_term_that_ends_on_a_day_off_moves(day, moved):
    assert next_working_day(day) == moved


def test_a_declared_day_counts_before_the_law(coordinator, django_capture_on_commit_callbacks):
    day = date(2025, 11, 12)
    assert is_working(day)
    with django_capture_on_commit_callbacks(execute=True):
        calendar_days.declare(
            day=day, working=False, source="Указ главы региона № 7", by=coordinator, at=NOON
        )
    assert not is_working(day)
    assert next_working_day(day) == date(2025, 11, 13)
    assert AuditEvent.objects.get().action == "calendar.declare"


def test_a_thousand_days_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        for month in range(1, 13):
            for day in range(1, 29):
                next_working_day(date(2025, month, day))
