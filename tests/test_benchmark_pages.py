"""The pages that benchmarks time answer with as many queries however large the region is."""

from datetime import date, timedelta

import pytest
from benchmarks.pages import BARE
from benchmarks.region import Size, build
from benchmarks.region_results import fill
from benchmarks.results_pages import pages_of
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opora.domain.people.models import ApiToken
from opora.domain.people.services import tokens
from tests.web.conftest import collected_files  # noqa: F401  # a fixture

TODAY = date(2026, 11, 20)


def visitors_of(people):
    signed = {}
    for who in ("region", "municipality", "school"):
        signed[who] = Client()
        signed[who].force_login(
            getattr(people, who),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    now = timezone.now()
    key = tokens.issue(
        user=people.region, name="Счёт", scopes=ApiToken.Scope.values,
        expires_at=now + timedelta(days=1), at=now,
    )  # fmt: skip
    return signed | {"program": Client(headers={"Authorization": f"Bearer {key.secret}"})}


def queries_of(page, client):
    assert client.get(page.path).status_code == 200, page
    with CaptureQueriesContext(connection) as caught:
        client.get(page.path)
    return len(caught)


@pytest.fixture
def counted(db, settings, tmp_path):
    """Count the queries of every page on a region of some size, which is then gone."""

    def queries(size):
        settings.OPORA_STORES = tmp_path / str(size.schools_each)
        cache.clear()
        with transaction.atomic():
            user, edition = build(TODAY, size)
            filled = fill(edition.roadmap.owner.territory, user, TODAY, size)
            visitors = visitors_of(filled.people)
            told = {
                page.name: queries_of(page, visitors[page.who])
                for page in pages_of(filled)
                if page.path != BARE.path
            }
            transaction.set_rollback(True)
        return told

    return queries


def test_queries_do_not_grow_with_the_region(counted):
    small = counted(Size(municipalities=2, schools_each=6, years=2))
    large = counted(Size(municipalities=4, schools_each=15, years=2))

    assert large == small
