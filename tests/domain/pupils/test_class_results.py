"""Points of tasks from the files that the municipality has brought."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.timezone import now

from opora.domain.acts.models import StoredFile
from opora.domain.assessments.models import Import, Round, SchoolCount
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models import Pupil, Work
from opora.domain.pupils.services import class_results, plans
from opora.domain.pupils.services.pupils import PupilRefused
from opora.domain.refusals import NotAllowed
from tests.domain.assessments.conftest import (  # noqa: F401  # fixtures
    CODE,
    OTHER_CODE,
    added,
    bring,
    schools,
    store_folder,
)
from tests.domain.assessments.tables import individual, school_rows
from tests.domain.pupils.stage import make_pupil


@pytest.fixture
def round_(
    schools: tuple[Organisation, ...],  # noqa: F811  # a fixture
    added: Callable[..., Import],  # noqa: F811  # a fixture
) -> Round:
    rows = [*school_rows(CODE, [2, 3, 5]), *school_rows(OTHER_CODE, [2, 2], first=1)]
    added(individual(rows))
    return Round.objects.get()


@pytest.fixture
def pupil(school: Organisation, school_head: User) -> Pupil:
    return make_pupil(school, school_head, class_name="5А", participant="50001")


def test_points_are_taken_by_the_code_of_participant_of_the_own_school(
    round_: Round, school: Organisation, school_head: User, pupil: Pupil
) -> None:
    taken = class_results.take(school=school, round_=round_, by=school_head, at=now())
    assert taken == 1
    work = Work.objects.get(pupil=pupil)
    assert (work.title, work.subject, work.year, work.mark) == ("ВПР", "математика", 2025, 2)
    assert [one["got"] for one in work.tasks] == [1, 1, 0, 0]


def test_taking_twice_changes_nothing(
    round_: Round, school: Organisation, school_head: User, pupil: Pupil
) -> None:
    for _ in range(2):
        class_results.take(school=school, round_=round_, by=school_head, at=now())
    assert Work.objects.count() == 1


def test_only_the_leaders_of_the_school_take(
    round_: Round, school: Organisation, coordinator: User, teacher: User, pupil: Pupil
) -> None:
    for user in (coordinator, teacher):
        with pytest.raises(NotAllowed):
            class_results.take(school=school, round_=round_, by=user, at=now())


def test_without_a_file_the_school_is_told_what_to_do(
    round_: Round, school: Organisation, school_head: User
) -> None:
    SchoolCount.objects.update(origin=None)
    with pytest.raises(PupilRefused, match="таблицу своей школы"):
        class_results.take(school=school, round_=round_, by=school_head, at=now())


def test_a_file_of_a_region_is_not_read_while_somebody_waits(
    round_: Round, school: Organisation, school_head: User
) -> None:
    StoredFile.objects.update(size=class_results.MOST_BYTES + 1)
    with pytest.raises(PupilRefused, match="слишком велик"):
        class_results.take(school=school, round_=round_, by=school_head, at=now())


def test_a_pupil_without_results_gets_what_is_hard_for_the_class(
    round_: Round, school: Organisation, school_head: User, pupil: Pupil
) -> None:
    plan = plans.draft(pupils=[pupil], by=school_head, at=now())
    assert plan.basis == "ВПР-МА-5, 2025: задания, трудные для 5А"
    assert {one.skill for one in plan.deficits.all()} == {"задание 4"}
