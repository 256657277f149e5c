"""A campaign with its school, and a region of passports for the index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from opora.domain.context.fields import PUPILS, SETTLEMENT, TEACHERS, passport_fields
from opora.domain.context.models import Campaign, Passport, PassportValue
from opora.domain.context.services import campaigns
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from tests import factories

AS_OF, DUE = date(2025, 10, 1), date(2025, 11, 20)
Filled = Callable[..., Passport]


@pytest.fixture
def keeper(authority: Organisation) -> User:
    """A person who works for the municipality."""
    return factories.make_member(authority, Role.COORDINATOR)


@pytest.fixture
def campaign(territory: Territory, keeper: User) -> Campaign:
    return campaigns.open_campaign(
        territory=territory, year=2026, as_of=AS_OF, due=DUE, by=keeper, at=factories.NOON
    )


@pytest.fixture
def own(territory: Territory) -> Organisation:
    return factories.make_organisation(territory, pupils=142)


@pytest.fixture
def head(own: Organisation) -> User:
    return factories.make_member(own, Role.SCHOOL_HEAD)


@pytest.fixture
def filled(keeper: User) -> Filled:
    """Return a maker of passports that were handed in with plausible answers."""

    def make(
        campaign: Campaign, school: Organisation, *, hard: float, pupils: int = 200
    ) -> Passport:
        return hand_in(campaign, school, hard=hard, pupils=pupils, by=keeper)

    return make


def hand_in(
    campaign: Campaign, school: Organisation, *, hard: float, by: User, pupils: int = 200
) -> Passport:
    """Hand a passport in with plausible answers."""
    passport = Passport.objects.create(
        campaign=campaign, school=school, status=Passport.Status.SUBMITTED,
        submitted_by=by, submitted_at=factories.NOON, changed_at=factories.NOON,
    )  # fmt: skip
    PassportValue.objects.bulk_create(
        PassportValue(
            passport=passport, item=item, number=answer if isinstance(answer, int) else None,
            choice=answer if isinstance(answer, str) else "", source="typed", version=1,
            by=by, at=factories.NOON,
        )
        for item, answer in answers(hard, pupils).items()
    )  # fmt: skip
    return passport


def answers(hard: float, pupils: int = 200) -> dict[str, int | str]:
    """Return answers of a school: ``hard`` from 0 to 1 says how hard its context is."""
    told: dict[str, int | str] = {PUPILS: pupils, TEACHERS: 20, SETTLEMENT: "village"}
    for place, field in enumerate(one for one in passport_fields() if one.base):
        share = 0.1 + 0.5 * (1 - hard if field.direction > 0 else hard) + 0.01 * (place % 3)
        told[field.code] = int(share * (20 if field.base == TEACHERS else pupils))
    return told
