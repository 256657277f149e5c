"""Signs that results want a look."""

from __future__ import annotations

import random

import pytest

from opora.domain.assessments.models import CheckSign
from opora.domain.assessments.services import signs
from opora.domain.organisations.models import Organisation
from tests import factories
from tests.domain.assessments.conftest import give_code
from tests.domain.assessments.tables import individual, pupil
from tests.domain.assessments.test_queries import make_count


@pytest.fixture
def many(territory, added):
    """Thirty schools of twenty pupils; in the first the journal is two marks above the work."""
    chance = random.Random(7)
    rows = []
    for number in range(30):
        code = f"edu95{number:04d}"
        give_code(factories.make_organisation(territory), code)
        for place in range(20):
            mark = chance.choice([2, 3, 3, 4, 4, 5])
            given = min(mark + 2, 5) if number == 0 else mark
            rows.append(pupil(code, place, mark, journal=given))
    added(individual(rows))


def test_a_school_whose_journal_is_far_above_gets_a_sign(many, region):
    assert signs.refresh(root=region, year=2025) >= 1
    sign = CheckSign.objects.get(kind="journal")
    assert sign.school.codes.get().value == "edu950000"
    assert sign.false_alarms < 0.05
    again = list(CheckSign.objects.values_list("school", "kind", "false_alarms"))
    signs.refresh(root=region, year=2025)
    assert list(CheckSign.objects.values_list("school", "kind", "false_alarms")) == again


def test_works_heaped_on_a_boundary_get_a_sign(territory, added, region):
    chance = random.Random(11)
    rows = []
    for number in range(30):
        code = f"edu95{number:04d}"
        give_code(factories.make_organisation(territory), code)
        for place in range(90 if number == 0 else 30):
            score = max(0, min(20, round(chance.gauss(10, 4))))
            if number == 0 and score in {6, 10, 14}:
                score += 1
            row = pupil(code, place, 3)
            row[10], row[11] = score, 2 + sum(score >= one for one in (7, 11, 15))
            row[12] = row[11]
            rows.append(row)
    rows[0][6:10] = ["X"] * 4
    added(individual(rows, year=2024))
    signs.refresh(root=region, year=2024)
    assert CheckSign.objects.get(kind="heaping").school.codes.get().value == "edu950000"


def test_the_same_children_a_year_later_are_compared(territory, added, region, many):
    schools = list(Organisation.objects.filter(codes__value__startswith="edu95"))
    for number, school in enumerate(schools):
        make_count(school, "ВПР-РУ-4", 2023, participants=40, below=0 if number == 3 else 8)
        make_count(school, "ВПР-РУ-5", 2024, participants=40, below=24 if number == 3 else 9)
    signs.refresh(root=region, year=2024)
    assert CheckSign.objects.get(kind="cohort").school == schools[3]


def test_years_that_do_not_compare_are_not_compared(territory, added, region, many):
    for school in Organisation.objects.filter(codes__value__startswith="edu95"):
        make_count(school, "ВПР-РУ-4", 2024, participants=40, below=0)
        make_count(school, "ВПР-РУ-5", 2025, participants=40, below=30)
    signs.refresh(root=region, year=2025)
    assert not CheckSign.objects.filter(kind="cohort").exists()


def test_a_year_without_results_has_no_signs(many, region):
    assert signs.refresh(root=region, year=2019) == 0


def test_a_region_without_a_store_has_none(region):
    assert signs.refresh(root=region, year=2025) == 0


def test_one_school_alone_is_compared_with_nobody(schools, added, region, two_schools_file):
    added(two_schools_file)
    assert signs.refresh(root=region, year=2025) == 0
