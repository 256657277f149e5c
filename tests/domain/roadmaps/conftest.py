"""A plan of the district: an authority, a centre, two schools and their people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Obligation
from opora.domain.roadmaps.services import editions
from tests import factories
from tests.domain.roadmaps.readings import a_reading

NOON = factories.NOON
START = NOON - timedelta(days=76)
"""28 August 2025: the day on which the plan takes force."""


@pytest.fixture
def make_edition(
    authority: Organisation,
    methodical: Organisation,
    school: Organisation,
    other_school: Organisation,
    coordinator: User,
) -> Callable[..., Edition]:
    def make(**fields: Any) -> Edition:
        reading = a_reading(**fields)
        draft = factories.make_draft(authority, by=coordinator, reading=reading)
        return editions.create_from_draft(
            draft=draft, owner=authority, by=coordinator, at=START
        )

    return make


@pytest.fixture
def edition(make_edition: Callable[..., Edition]) -> Edition:
    """A draft edition with four measures in two sections."""
    return make_edition()


@pytest.fixture
def plan(edition: Edition, coordinator: User, school_head: User, other_head: User) -> Edition:
    """The same plan in force."""
    return editions.approve(edition=edition, by=coordinator, at=START)


@pytest.fixture
def owed(plan: Edition, school: Organisation) -> Obligation:
    """The school owes its own roadmap by 15 October."""
    return Obligation.objects.get(organisation=school, measure__number="2.")
