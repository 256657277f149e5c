"""Jobs of the queue, as the worker runs them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from opora.domain.assessments import jobs, stored
from opora.domain.assessments.models import CheckSign, Import, SchoolCount
from opora.domain.assessments.services import imports, signs
from opora.results.store import StoreBusy
from tests.domain.identification import stores
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


def test_small_files_of_a_store_are_joined_and_its_data_stay(
    region, school, other_school, coordinator
):
    for numbers in ({school: (3, 20)}, {other_school: (9, 20)}):
        stores.bring(region, "ВПР-МА-5", 2025, numbers, by=coordinator)
    before = stored.dataset_of(region)

    assert jobs.compact_stores() == 1
    after = stored.dataset_of(region)
    assert before is not None
    assert after is not None
    assert before.data_hash == after.data_hash
    codes = {stores.give_code(one) for one in (school, other_school)}
    wanted = stored.Wanted("ВПР-МА-5", 2025, kind="counts")
    kept = stored.rows(region, wanted, ["school", "pupils"])
    assert set(kept["school"].to_pylist()) == codes
    assert sum(kept["pupils"].to_pylist()) == 40
    assert jobs.compact_stores() == 0, "a second time changes nothing"


def test_a_region_without_results_has_nothing_to_join(region):
    assert jobs.compact_stores() == 0


def test_a_store_at_work_is_left_for_the_next_night(region, monkeypatch):
    class AtWork:
        def compact(self):
            raise StoreBusy("идёт загрузка")

    monkeypatch.setattr(stored, "dataset_of", lambda _root: object())
    monkeypatch.setattr(stored, "store_of", lambda _root: AtWork())
    assert jobs.compact_stores() == 0
