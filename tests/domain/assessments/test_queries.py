"""What we have and what is missing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opora.domain.assessments import queries
from opora.domain.assessments.models import CheckSign, Import, Round, SchoolCount
from opora.domain.assessments.services import projection
from opora.domain.organisations.access import reason
from tests import factories
from tests.factories import NOON, TODAY


def make_round(code="ВПР-МА-5", year=2025) -> Round:
    kind, subject, grade = code.split("-")
    return Round.objects.get_or_create(
        code=code, year=year,
        defaults={"kind": kind, "subject": subject, "grade": int(grade), "scale_known": True},
    )[0]  # fmt: skip


def make_count(school, code="ВПР-МА-5", year=2025, participants=20, below=5) -> SchoolCount:
    return SchoolCount.objects.create(
        school=school, round=make_round(code, year), participants=participants, below=below
    )


def test_the_matrix_shows_what_is_missing_and_what_is_not_complete(
    territory, school, other_school, coordinator
):
    make_count(school, "ВПР-МА-5", participants=20)
    make_count(school, "ВПР-РУ-5", participants=10)
    make_count(other_school, "ВПР-МА-5", participants=8)
    found = queries.matrix(territory, year=2025, user=coordinator, on=TODAY)
    assert [one.code for one in found.rounds] == ["ВПР-МА-5", "ВПР-РУ-5"]
    rows = {row.school: row for row in found.rows}
    maths, russian = rows[school].cells
    assert (maths.is_incomplete, russian.is_incomplete, russian.expected) == (False, True, 20)
    assert rows[other_school].cells[1].is_missing
    assert rows[other_school].missing == 1
    assert [found.have(one) for one in found.rounds] == [2, 1]


def test_nothing_is_expected_of_a_subject_chosen_by_lot(territory, school, coordinator):
    make_count(school, "ВПР-ИСТ-5", participants=5)
    (row,) = queries.matrix(territory, year=2025, user=coordinator, on=TODAY).rows
    assert row.cells[0].expected is None
    assert not row.cells[0].is_incomplete


def test_breaks_say_why_years_may_not_be_compared(territory, school, coordinator):
    make_count(school, "ВПР-МА-5", 2025)
    make_count(school, "ВПР-МА-5", 2024)
    found = queries.matrix(territory, year=2025, user=coordinator, on=TODAY)
    assert found.breaks["ВПР-МА-5"][0].reason == "other_test"
    earlier = queries.matrix(territory, year=2024, user=coordinator, on=TODAY)
    assert earlier.breaks["ВПР-МА-5"] == ()
    (line,) = queries.series(school)
    assert [(one.count.round.year, bool(one.breaks)) for one in line.points] == [
        (2024, False), (2025, True)
    ]  # fmt: skip
    assert queries.years(territory) == [2025, 2024]


def test_signs_stand_beside_the_school(territory, school, coordinator):
    make_count(school)
    for kind, surely in (("journal", 0.04), ("heaping", 0.001)):
        CheckSign.objects.create(
            school=school, year=2025, kind=kind, false_alarms=surely, data_hash="x"
        )
    (row,) = queries.matrix(territory, year=2025, user=coordinator, on=TODAY).rows
    assert [one.kind for one in row.signs] == ["heaping", "journal"]


def test_everybody_sees_their_own_schools_only(  # noqa: PLR0917  # fixtures
    territory, region, school, other_school, foreign_school, school_head, coordinator, regional,
    stranger,
):  # fmt: skip
    for one in (school, other_school, foreign_school):
        make_count(one)

    def seen(user, where=territory):
        return {
            row.school for row in queries.matrix(where, year=2025, user=user, on=TODAY).rows
        }

    assert seen(school_head) == {school}
    assert seen(coordinator) == {school, other_school}
    assert seen(stranger) == set()
    assert seen(regional, region) == {school, other_school, foreign_school}
    counts = SchoolCount.objects.visible_to(school_head, on=TODAY)
    assert [one.school for one in counts] == [school]
    assert reason(counts.get(), school_head, on=TODAY) is not None
    assert reason(counts.get(), stranger, on=TODAY) is None


def test_the_matrix_asks_as_often_of_forty_schools_as_of_two(territory, coordinator):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            queries.matrix(territory, year=2025, user=coordinator, on=TODAY)
        return len(captured)

    for _ in range(2):
        make_count(factories.make_organisation(territory))
    asked()
    few = asked()
    for _ in range(38):
        make_count(factories.make_organisation(territory))
    assert asked() == few <= 5


def test_a_file_is_found_by_its_source_and_is_open_with_a_reason(  # noqa: PLR0917  # fixtures
    schools, added, coordinator, stranger, school_head, territory, region, regional,
    two_schools_file,
):  # fmt: skip
    made = added(two_schools_file)
    assert queries.by_source(territory, made.source) == made
    assert queries.by_source(territory, "0" * 64) is None
    assert list(queries.imports(territory, user=coordinator, on=TODAY)) == [made]
    assert list(queries.imports(region, user=regional, on=TODAY)) == [made]
    assert list(queries.imports(territory, user=stranger, on=TODAY)) == []
    assert reason(made, coordinator, on=TODAY).sentence == "Открыто: этот файл принесли вы."
    assert "где вы работаете" in reason(made, regional, on=TODAY).sentence
    assert reason(made, school_head, on=TODAY) is None
    assert queries.findings(made, quarantined=True) == []
    assert queries.findings(made) == []


def test_the_history_of_the_data_says_why(schools, added, region, two_schools_file):
    made = added(two_schools_file)
    (state,) = queries.history(region)
    assert state.data_hash == queries.data_hash(region) == made.data_hash_after
    assert state.reason == "Добавлен файл «ВПР 2025.xlsx»"


def test_counts_are_brought_in_step_with_the_store(
    schools, added, region, territory, two_schools_file
):
    added(two_schools_file)
    assert not projection.reconcile(root=region, at=NOON)
    from opora.domain.assessments import stored

    stored.store_of(region).withdraw(Import.objects.get().source)
    assert projection.reconcile(root=region, at=NOON)
    assert not SchoolCount.objects.exists()


@pytest.mark.django_db
def test_a_region_without_a_store_has_nothing_to_mend(region):
    assert not projection.reconcile(root=region, at=NOON)
    assert queries.data_hash(region) == ""
