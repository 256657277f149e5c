"""Jobs of the queue, as the worker runs them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from opora.domain.assessments import jobs
from opora.domain.assessments.models import CheckSign, Import, SchoolCount
from opora.domain.assessments.services import imports, signs
from tests.factories import NOON


def test_a_file_goes_through_both_jobs(
    schools, authority, coordinator, two_schools_file, monkeypatch
):
    asked = []
    monkeypatch.setattr(signs, "refresh", lambda *, root, year: asked.append((root, year)))
    made = imports.bring(
        two_schools_file, name="x.xlsx", organisation=authority, by=coordinator, at=NOON
    ).imported
    jobs.dry_run(made.pk)
    made.refresh_from_db()
    assert made.status == "ready"
    imports.confirm(made, by=coordinator, at=NOON)
    jobs.add(made.pk)
    assert SchoolCount.objects.count() == 2
    assert asked == [(made.root, 2025)]
    jobs.add(made.pk)
    assert asked == [(made.root, 2025)]


def test_signs_of_a_year_are_looked_for_again(school, region):
    CheckSign.objects.create(
        school=school, year=2025, kind="journal", false_alarms=0.01, data_hash="x"
    )
    jobs.refresh_signs(region.pk, 2025)
    assert CheckSign.objects.count() == 1


def test_what_was_left_lying_is_ended(schools, bring, coordinator, two_schools_file, region):
    made = bring(two_schools_file)
    imports.confirm(made, by=coordinator, at=NOON)
    assert jobs.give_up_stuck_imports() == 0
    long_ago = now() - jobs.PATIENCE - timedelta(minutes=1)
    Import.objects.filter(pk=made.pk).update(started_at=long_ago)
    assert jobs.give_up_stuck_imports() == 1
    made.refresh_from_db()
    assert made.status == "ready"
