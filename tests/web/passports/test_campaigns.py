"""Campaigns and the index on pages."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from opora.domain.context.models import Campaign
from opora.domain.context.services import index
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import Notice, User
from tests import factories
from tests.domain.context.conftest import Filled
from tests.factories import NOON
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def computed(
    region: Territory, territory: Territory, campaign: Campaign, keeper: User, filled: Filled
) -> None:
    for place in range(12):
        school = factories.make_organisation(
            territory, latitude=55.0 + place / 50, longitude=70.0 + place / 40
        )
        filled(campaign, school, hard=place / 11)
    index.compute(root=region, year=2026, by=keeper, at=NOON)


def test_a_campaign_is_opened_and_the_schools_are_told(
    territory: Territory, keeper: User, head: User, sign_in: Sign
) -> None:
    told = {"year": "2026", "as_of": "2025-10-01", "due": "2025-11-20"}
    client = sign_in(keeper)
    page = client.get(f"/passports/open/{territory.pk}/")
    years = page.context["form"].fields["year"].choices
    page = client.post(
        f"/passports/open/{territory.pk}/", told | {"year": str(years[0][0])}, follow=True
    )

    assert "Сбор открыт" in page.content.decode()
    assert Notice.objects.filter(user=head, kind="passport.asked").exists()


def test_a_campaign_that_ends_before_it_begins_is_refused_in_the_form(
    territory: Territory, keeper: User, sign_in: Sign
) -> None:
    client = sign_in(keeper)
    years = (
        client.get(f"/passports/open/{territory.pk}/").context["form"].fields["year"].choices
    )
    told = {"year": str(years[0][0]), "as_of": "2025-12-01", "due": "2025-11-20"}
    page = client.post(f"/passports/open/{territory.pk}/", told)

    assert "Срок сдачи раньше" in page.content.decode()


def test_the_page_of_a_campaign_counts_and_is_the_same_as_its_file(
    campaign: Campaign, own: Organisation, keeper: User, filled: Filled, sign_in: Sign
) -> None:
    filled(campaign, own, hard=0.5)
    client = sign_in(keeper)
    assert "Сдан" in client.get(f"/passports/{campaign.pk}/").content.decode()

    lines = b"".join(client.get(f"/passports/{campaign.pk}/?as=csv")).decode()  # type: ignore[arg-type]
    assert f"{own.short_name};Сдан, ждёт проверки;12.11.2025" in lines


def test_reminding_tells_how_many_schools(
    campaign: Campaign, head: User, keeper: User, sign_in: Sign
) -> None:
    page = sign_in(keeper).post(f"/passports/{campaign.pk}/remind/", follow=True)

    assert "Напомнили школам: 1" in page.content.decode()


@pytest.mark.usefixtures("computed")
def test_the_index_is_shown_with_limits_groups_and_a_table_by_the_alphabet(
    territory: Territory, keeper: User, sign_in: Sign
) -> None:
    page = sign_in(keeper).get(f"/passports/index/{territory.pk}/2026/")
    text = page.content.decode()

    names = [one.score.school.short_name for one in page.context["lines"]]
    assert names == sorted(names)
    assert "самые трудные условия" in text
    assert "по умолчанию, не нормативно" in text
    assert "<svg" in text


@pytest.mark.usefixtures("computed")
def test_the_map_has_a_table_and_links_to_schools(
    territory: Territory, keeper: User, sign_in: Sign
) -> None:
    text = sign_in(keeper).get(f"/passports/index/{territory.pk}/2026/map/").content.decode()

    assert text.count("<circle") >= 12
    assert "<caption" in text


def test_without_ten_schools_the_index_is_refused_in_words(
    campaign: Campaign, own: Organisation, keeper: User, filled: Filled, sign_in: Sign
) -> None:
    filled(campaign, own, hard=0.5)
    page = sign_in(keeper).post(
        f"/passports/index/{own.territory_id}/compute/", {"year": "2026"}, follow=True
    )

    assert "не меньше десяти школ" in page.content.decode()


@pytest.mark.usefixtures("computed")
def test_pages_ask_the_database_as_often_for_any_number_of_schools(
    territory: Territory, campaign: Campaign, keeper: User, sign_in: Sign,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = sign_in(keeper)
    with django_assert_max_num_queries(14):
        client.get(f"/passports/index/{territory.pk}/2026/")
    with django_assert_max_num_queries(12):
        client.get(f"/passports/{campaign.pk}/")
