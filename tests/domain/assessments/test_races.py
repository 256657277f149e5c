"""Two people, or two jobs, at one moment: where the database really lets them (PostgreSQL)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from opora.domain.assessments import stored
from opora.domain.assessments.models import Import, SchoolCount
from opora.domain.assessments.services import adding, dry_runs, imports
from tests.domain.assessments.conftest import CODE, OTHER_CODE
from tests.domain.assessments.tables import individual, school_rows
from tests.factories import NOON

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory has one writer and one thread"
    ),
]


def at_once(*works):
    """Run the works in threads that start together; return results and refusals."""
    start = Barrier(len(works))

    def run(work):
        try:
            start.wait()
            return work()
        except (imports.ImportNotOpen, imports.AlreadyAdded) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_imports_at_once_both_land(schools, bring, coordinator):
    made = [bring(individual(school_rows(code, [2, 3, 4])), f"{code}.xlsx")
            for code in (CODE, OTHER_CODE)]  # fmt: skip
    for one in made:
        imports.confirm(one, by=coordinator, at=NOON)
    at_once(*(lambda one=one: adding.add(one.pk, at=NOON) for one in made))
    assert SchoolCount.objects.count() == 2
    assert [one.status for one in Import.objects.all()] == ["added", "added"]
    assert len(stored.dataset_of(made[0].root).parts) == 2


def test_one_file_confirmed_twice_at_once_is_refused_once(
    schools, bring, coordinator, methodist, two_schools_file
):
    made = bring(two_schools_file)
    found = at_once(
        lambda: imports.confirm(made, by=coordinator, at=NOON),
        lambda: imports.confirm(made, by=methodist, at=NOON),
    )
    assert sum(isinstance(one, imports.ImportNotOpen) for one in found) == 1


def test_one_file_brought_twice_at_once_is_one_import(
    authority, coordinator, methodist, two_schools_file
):
    def bring(by):
        return lambda: imports.bring(
            two_schools_file, name="x.xlsx", organisation=authority, by=by, at=NOON
        )

    found = at_once(bring(coordinator), bring(methodist))
    assert len({one.imported.pk for one in found}) == 1
    assert sum(one.known is None for one in found) == 1
    assert dry_runs.dry_run(found[0].imported.pk, at=NOON) is not None


def test_a_job_delivered_twice_at_once_reads_once(
    schools, authority, coordinator, two_schools_file
):
    made = imports.bring(
        two_schools_file, name="x.xlsx", organisation=authority, by=coordinator, at=NOON
    ).imported
    at_once(*[lambda: dry_runs.dry_run(made.pk, at=NOON)] * 2)
    made.refresh_from_db()
    assert made.status == "ready"
    assert made.schools.count() == 2
