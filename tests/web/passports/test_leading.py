"""The municipality leads a campaign: accepts many at once, gives more time, sees reminders."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from opora.domain.context.jobs import remind_campaigns
from opora.domain.context.models import Campaign, Passport
from opora.domain.context.services import passports
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import Notice, User
from tests import factories
from tests.domain.context.conftest import Filled
from tests.factories import NOON
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db
LATER = {"due": "2099-01-31"}


def test_many_passports_are_accepted_at_once(
    territory: Territory, campaign: Campaign, keeper: User, filled: Filled, sign_in: Sign
) -> None:
    schools = [factories.make_organisation(territory) for _ in range(3)]
    waiting = [filled(campaign, school, hard=0.5) for school in schools]
    chosen = {"school": [school.pk for school in schools[:2]]}
    page = sign_in(keeper).post(f"/passports/{campaign.pk}/accept/", chosen, follow=True)

    assert "Принято: 2" in page.content.decode()
    accepted = Passport.objects.filter(status=Passport.Status.ACCEPTED)
    assert set(accepted) == set(waiting[:2])


def test_a_passport_decided_meanwhile_stays_as_it_is_and_is_told(
    own: Organisation, campaign: Campaign, keeper: User, filled: Filled, sign_in: Sign
) -> None:
    passport = filled(campaign, own, hard=0.5)
    passports.return_(passport=passport, remark="Проверьте C04", by=keeper, at=NOON)
    page = sign_in(keeper).post(
        f"/passports/{campaign.pk}/accept/", {"school": [own.pk, "x", "9" * 40]}, follow=True
    )

    assert "Уже не ждут проверки: 1" in page.content.decode()
    passport.refresh_from_db()
    assert passport.status == Passport.Status.RETURNED


def test_nothing_chosen_is_said(campaign: Campaign, keeper: User, sign_in: Sign) -> None:
    page = sign_in(keeper).post(f"/passports/{campaign.pk}/accept/", follow=True)

    assert "Отметьте паспорта" in page.content.decode()


def test_more_time_is_given_and_the_schools_that_owe_are_told(
    campaign: Campaign, head: User, keeper: User, sign_in: Sign
) -> None:
    page = sign_in(keeper).post(f"/passports/{campaign.pk}/extend/", LATER, follow=True)

    assert "Срок продлён до 31.01.2099" in page.content.decode()
    assert Notice.objects.filter(user=head, text__contains="до 31.01.2099").exists()


def test_less_time_is_refused_at_the_field(
    campaign: Campaign, keeper: User, sign_in: Sign
) -> None:
    page = sign_in(keeper).post(f"/passports/{campaign.pk}/extend/", {"due": "2025-11-19"})

    assert "только на более поздний день" in page.content.decode()
    campaign.refresh_from_db()
    assert str(campaign.due) == "2025-11-20"


def test_a_school_neither_extends_nor_accepts(
    own: Organisation, campaign: Campaign, head: User, filled: Filled, sign_in: Sign
) -> None:
    passport = filled(campaign, own, hard=0.5)
    client = sign_in(head)

    assert client.get(f"/passports/{campaign.pk}/extend/").status_code == 404
    assert client.post(f"/passports/{campaign.pk}/extend/", LATER).status_code == 404
    chosen = {"school": [own.pk]}
    assert client.post(f"/passports/{campaign.pk}/accept/", chosen).status_code == 404
    passport.refresh_from_db()
    assert passport.status == Passport.Status.SUBMITTED


def test_the_page_says_when_schools_were_reminded_last_and_by_whom(
    campaign: Campaign, head: User, keeper: User, sign_in: Sign
) -> None:
    client, address = sign_in(keeper), f"/passports/{campaign.pk}/"
    assert "Ещё не напоминали" in client.get(address).content.decode()

    Campaign.objects.update(due=factories.TODAY.replace(year=2098))
    assert remind_campaigns() == 0  # the day is far
    client.post(f"{address}remind/")
    assert f"({keeper.short_name}), 1\xa0школе" in client.get(address).content.decode()


@pytest.fixture
def handed_in(campaign: Campaign, own: Organisation, filled: Filled) -> None:
    filled(campaign, own, hard=0.5)


@pytest.mark.usefixtures("handed_in")
def test_the_list_of_campaigns_counts_schools_in_as_many_queries_for_any_number(
    campaign: Campaign, keeper: User, sign_in: Sign,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = sign_in(keeper)
    with django_assert_max_num_queries(12):
        page = client.get("/passports/")

    assert page.context["lines"] == [(campaign, 1, 1)]
