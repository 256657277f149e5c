"""A region with a store of its own, schools with codes, and files on their way."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from opora.domain.assessments.models import Import
from opora.domain.assessments.services import adding, dry_runs, imports
from opora.domain.organisations.models import OrganisationCode, Role
from tests import factories
from tests.domain.assessments.tables import individual, school_rows
from tests.factories import NOON

CODE, OTHER_CODE, FOREIGN_CODE = "edu950101", "edu950102", "edu950201"


@pytest.fixture(autouse=True)
def store_folder(settings, tmp_path):
    settings.OPORA_STORES = tmp_path / "stores"
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    return settings.OPORA_STORES


def give_code(school, value, scheme=OrganisationCode.Scheme.OKO):
    OrganisationCode.objects.create(organisation=school, scheme=scheme, value=value)
    return school


@pytest.fixture
def schools(school, other_school, foreign_school):
    give_code(school, CODE)
    give_code(other_school, OTHER_CODE)
    give_code(foreign_school, FOREIGN_CODE)
    return school, other_school, foreign_school


@pytest.fixture
def regional(ministry):
    return factories.make_member(ministry, Role.REGIONAL_COORDINATOR)


@pytest.fixture
def bring(authority, coordinator):
    """Bring a file and check it, as the job does."""

    def brought(
        content, name="ВПР 2025.xlsx", *, organisation=None, by=None, at=NOON
    ) -> Import:
        made = imports.bring(
            content, name=name, organisation=organisation or authority,
            by=by or coordinator, at=at,
        ).imported  # fmt: skip
        dry_runs.dry_run(made.pk, at=at)
        made.refresh_from_db()
        return made

    return brought


@pytest.fixture
def added(bring, coordinator):
    """Bring a file, confirm it and add it, as people and jobs do."""

    def done(content, name="ВПР 2025.xlsx", *, organisation=None, by=None, at=NOON) -> Import:
        made = bring(content, name, organisation=organisation, by=by, at=at)
        imports.confirm(made, by=by or coordinator, at=at)
        adding.add(made.pk, at=at)
        made.refresh_from_db()
        return made

    return done


@pytest.fixture
def two_schools_file() -> bytes:
    """Twelve pupils of one school, four with «2»; ten of another, one with «2»."""
    return individual(
        [
            *school_rows(CODE, [2] * 4 + [3] * 5 + [4] * 3, name="МБОУ СОШ № 5"),
            *school_rows(OTHER_CODE, [2] + [3] * 4 + [5] * 5, name="Берёзовская ООШ"),
        ]
    )
