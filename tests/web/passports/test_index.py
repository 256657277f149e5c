"""The index of a region on its pages: a new scale is built by decision, with the reason."""

from __future__ import annotations

import pytest
from django.test import Client

from opora.domain.context.models import Campaign, ContextRun, ContextScale
from opora.domain.context.services import index
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User
from tests import factories
from tests.domain.context.conftest import Filled
from tests.factories import NOON
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(
    region: Territory, territory: Territory, campaign: Campaign, keeper: User, filled: Filled
) -> ContextRun:
    for place in range(12):
        filled(campaign, factories.make_organisation(territory), hard=place / 11)
    return index.compute(root=region, year=2026, by=keeper, at=NOON)


@pytest.fixture
def address(run: ContextRun, region: Territory) -> str:
    return f"/passports/index/{region.pk}/2026/scale/"


def test_a_region_builds_a_new_scale_and_everybody_reads_why(
    address: str, territory: Territory, regional_coordinator: User, keeper: User, sign_in: Sign
) -> None:
    page = sign_in(regional_coordinator).post(
        address, {"reason": "Новый перечень показателей"}, follow=True
    )

    assert "Построена новая шкала" in page.content.decode()
    assert ContextScale.objects.count() == 2
    seen = sign_in(keeper).get(f"/passports/index/{territory.pk}/2026/").content.decode()
    assert "Новый перечень показателей" in seen
    assert "не сравнивается" in seen


def test_without_a_reason_nothing_changes(
    address: str, regional_coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(regional_coordinator).post(address, {"reason": " "})

    assert page.status_code == 422
    assert ContextScale.objects.count() == 1


def test_a_municipality_neither_sees_the_button_nor_changes_the_scale(
    address: str, territory: Territory, keeper: User, sign_in: Sign
) -> None:
    client: Client = sign_in(keeper)
    own = f"/passports/index/{territory.pk}/2026/"

    assert "Построить новую шкалу" not in client.get(own).content.decode()
    assert client.get(f"{own}scale/").status_code == 403
    assert client.post(f"{own}scale/", {"reason": "Так"}).status_code == 403
    assert ContextScale.objects.count() == 1


def test_a_year_without_an_index_has_no_scale_to_change(
    run: ContextRun, region: Territory, regional_coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(regional_coordinator).get(f"/passports/index/{region.pk}/2024/scale/")

    assert page.status_code == 404
