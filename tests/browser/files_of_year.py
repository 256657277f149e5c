"""A district of the demo with results of last year, and this year's files to be brought."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.utils.timezone import localdate, now

from opora.demo import results
from opora.demo.district import District, settle
from opora.demo.marks import (
    YEARS,
    DemoSchool,
    ResultsFile,
    invented_schools,
    last_year,
    results_files,
)
from opora.domain.assessments.models import Import
from opora.domain.assessments.services import adding, dry_runs
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from tests import factories

BROUGHT = ("РУ5", "МА5", "ОГЭ_РУ", "ОГЭ_МА")


@dataclass(frozen=True, slots=True)
class Stage:
    """The district, its schools with their truth, the year of the files."""

    district: District
    schools: dict[str, DemoSchool]
    year: int

    @property
    def coordinator(self) -> User:
        return self.district.people["Ремизова"]

    @property
    def authority_head(self) -> User:
        return self.district.people["Воронцова"]

    def files(self, *, ago: int = 0) -> list[ResultsFile]:
        """Return the files of this year, or of so many years ago, of the coordinator."""
        told = results_files(self.schools, year=self.year - ago, place=YEARS - ago)
        return [
            one
            for one in told
            if one.owner == "authority" and any(mark in one.name for mark in BROUGHT)
        ]


@pytest.fixture
def stage(transactional_db, settings, tmp_path) -> Stage:
    """Settle the district and add the results of last year as people and jobs do."""
    settings.DEMO_PASSWORD = factories.PASSWORD
    settings.OPORA_STORES = tmp_path / "stores"
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    district = settle()
    schools = invented_schools(district)
    results.give_codes(schools, district)
    year = last_year(SchoolYear.of(localdate()).start)
    told = Stage(district, schools, year)
    for file in told.files(ago=1):
        results.add(results.check(file, district, at=now()), at=now())
    return told


def check_waiting() -> list[Import]:
    """Do what the worker does with files that were brought."""
    waiting = list(Import.objects.filter(status=Import.Status.QUEUED).order_by("pk"))
    for one in waiting:
        dry_runs.dry_run(one.pk, at=now())
    return waiting


def add_confirmed() -> None:
    """Do what the worker does with files that were confirmed."""
    for one in Import.objects.filter(status=Import.Status.ADDING):
        adding.add(one.pk, at=now())
