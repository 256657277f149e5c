"""What the marks of a school say."""

from __future__ import annotations

import pytest

from opora.domain.assessments.models import Round
from opora.domain.assessments.services import crosswalk, readings, tasks
from opora.domain.assessments.services.tasks import TaskLine
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent
from tests.domain.assessments.conftest import CODE, FOREIGN_CODE, OTHER_CODE
from tests.domain.assessments.tables import (
    FIRST_ROW,
    exam_pupil,
    individual,
    protocol,
    pupil,
    school_rows,
)
from tests.factories import NOON, TODAY


@pytest.fixture
def round_(schools, added, ministry, regional) -> Round:
    rows = [
        *school_rows(CODE, [2, 2, 3, 5], class_name="5А"),
        pupil(CODE, 9, 4, class_name="5Б", journal=2),
        *school_rows(OTHER_CODE, [5, 5]),
        *school_rows(FOREIGN_CODE, [2]),
    ]
    added(individual(rows), organisation=ministry, by=regional)
    return Round.objects.get()


def test_a_distribution_is_of_the_school_and_of_the_region(school, round_):
    found = readings.distribution(school, round_)
    assert found.school[:6] == (0, 0, 2, 1, 1, 1)
    assert found.region[:6] == (0, 0, 3, 1, 1, 3)
    assert found.participants == 5
    assert found.readable == "limited"
    one = readings.distribution(school, round_, class_name="5Б")
    assert (one.participants, one.school[4]) == (1, 1)


def test_boundaries_are_there_where_the_scale_of_the_year_is_known(schools, school, added):
    added(individual(school_rows(CODE, [2, 3]), year=2024), "2024.xlsx")
    found = readings.distribution(school, Round.objects.get())
    assert found.boundaries == (7, 11, 15)
    assert len(found.school) == 21
    assert Round.objects.get().scale_known


def test_no_scores_no_distribution(schools, other_school, round_):
    assert readings.distribution(schools[0], Round(pk=0, code="ВПР-РУ-5", year=2025)) is None


def test_classes_stand_apart(school, round_):
    first, second = readings.classes(school, round_)
    assert (first.class_name, first.participants, first.below, first.marks) == (
        "5А", 4, 2, (2, 1, 0, 1)
    )  # fmt: skip
    assert (second.class_name, second.participants, second.marks) == ("5Б", 1, (0, 0, 1, 0))


def test_marks_stand_against_the_journal(school, round_):
    found = readings.journal(school, round_)
    assert (found.lowered, found.confirmed, found.raised, found.far) == (0, 4, 1, 1)
    assert found.pupils == 5
    assert found.table == ((2, 0, 1, 0), (0, 1, 0, 0), (0, 0, 0, 0), (0, 0, 0, 1))
    assert readings.journal(school, round_, class_name="5В") is None


def test_tasks_have_shares_and_no_verdict_until_described(school, round_):
    found = readings.tasks(school, round_)
    assert [(one.points, one.possible) for one in found] == [(5, 5), (5, 5), (5, 10), (1, 5)]
    assert [(one.region_points, one.region_possible) for one in found][2] == (9, 16)
    assert all(one.most_is_inferred and one.verdict is None for one in found)
    assert readings.skills(school, round_) == []


def test_described_tasks_are_judged_by_fioko(school, round_, coordinator):
    readings.tasks(school, round_)
    lines = [
        TaskLine("1", 1, "basic", "Считать"), TaskLine("2", 1, "basic", "Считать"),
        TaskLine("3", 2, "basic", "Решать"), TaskLine("4", 2, "advanced", "Решать"),
    ]  # fmt: skip
    tasks.describe(round_=round_, lines=lines, source="КИМ", by=coordinator, at=NOON)
    found = readings.tasks(school, round_)
    assert [one.verdict.band for one in found] == [
        "sufficient", "sufficient", "insufficient", "insufficient"
    ]  # fmt: skip
    assert (found[3].possible, found[3].percent) == (10, 10.0)
    first, second = readings.skills(school, round_)
    assert (first.skill, first.verdict) == ("Считать", "дефицит не виден")
    assert (second.skill, second.verdict) == ("Решать", "системный дефицит")
    assert AuditEvent.objects.filter(action="round.describe_tasks").count() == 1


@pytest.mark.parametrize(
    ("line", "source"),
    [(None, "КИМ"), (TaskLine("1", 1, "basic"), " "), (TaskLine("", 1, "basic"), "КИМ"),
     (TaskLine("1", 0, "basic"), "КИМ"), (TaskLine("1", 1, "hard"), "КИМ")],
)  # fmt: skip
def test_a_task_that_cannot_be_is_refused(round_, coordinator, line, source):
    with pytest.raises(tasks.BadTask):
        tasks.describe(
            round_=round_, lines=[line] if line else [], source=source, by=coordinator, at=NOON
        )


def test_a_school_describes_no_tasks(round_, school_head):
    with pytest.raises(tasks.NotAllowed):
        tasks.describe(
            round_=round_,
            lines=[TaskLine("1", 1, "basic")],
            source="К",
            by=school_head,
            at=NOON,
        )


def test_rows_behind_a_number_name_file_sheet_and_row(school, school_head, coordinator, round_):
    found = readings.rows_behind(school, round_, by=school_head, on=TODAY)
    assert len(found) == 5
    first = found[0]
    assert (first.file_name, first.row, first.mark, first.low) == (
        "ВПР 2025.xlsx", FIRST_ROW, 2, True
    )  # fmt: skip
    assert first.sheet.startswith("Математика 5")
    assert first.import_id
    assert readings.rows_behind(school, round_, by=coordinator, on=TODAY) == found


def test_strangers_see_no_rows(school, other_head, teacher, stranger, round_):
    for person in (other_head, stranger):
        with pytest.raises(readings.NotAllowed, match="видят она сама"):
            readings.rows_behind(school, round_, by=person, on=TODAY)


def test_an_answer_follows_a_decision_about_a_code(
    schools, school, added, territory, coordinator
):
    added(individual([*school_rows(CODE, [3]), *school_rows("edu950777", [2, 2])]))
    round_ = Round.objects.get()
    assert readings.distribution(school, round_).participants == 1
    crosswalk.decide(
        territory=territory, code="edu950777", organisation=school, by=coordinator, at=NOON
    )
    asked_again = Organisation.objects.get(pk=school.pk)  # codes are kept for a request
    assert readings.distribution(asked_again, round_).participants == 3


def test_an_exam_has_tasks_from_its_answer_strings(school, added):
    from tests.domain.assessments.conftest import give_code

    give_code(school, "30511", scheme="gia")
    added(protocol([exam_pupil(1, 30511, "Зимин", 2), exam_pupil(2, 30511, "Осина", 3)]))
    found = readings.tasks(school, Round.objects.get())
    assert [one.points for one in found][:3] == [2, 2, 2]
