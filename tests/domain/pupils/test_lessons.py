"""Extra lessons, the checklist, what is counted outside the school, what is forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localdate, now

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from opora.domain.pupils import jobs, queries
from opora.domain.pupils.models import Lessons, Pupil, PupilPlan, Work
from opora.domain.pupils.services import lessons, prevention, pupils, retention
from opora.domain.pupils.services.lessons import LessonsRefused, Timetable
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.methodology.pupil_support import load_prevention_checklist
from tests import factories
from tests.domain.pupils.stage import (
    day,
    make_confirmed,
    make_lessons,
    make_plan,
    make_pupil,
    make_work,
)


@pytest.fixture
def pair(school: Organisation, school_head: User) -> list[Pupil]:
    return [make_pupil(school, school_head), make_pupil(school, school_head, "Беляев Иван")]


@pytest.fixture
def held(school: Organisation, school_head: User, pair: list[Pupil]) -> Lessons:
    """Ten lessons: the first pupil came to seven of them, the second to six."""
    planned = make_lessons(school, pair, by=school_head)
    for number in range(10):
        came = {one.pk for one, times in zip(pair, (7, 6), strict=True) if number < times}
        lessons.mark_day(lessons=planned, day=day(number), came=came, by=school_head, at=now())
    return planned


def test_lessons_are_planned_until_the_first_is_held(
    school: Organisation, school_head: User, pair: list[Pupil]
) -> None:
    planned = make_lessons(school, pair, by=school_head)
    assert Entry.objects.get().state == "planned"
    lessons.mark_day(lessons=planned, day=day(0), came=set(), by=school_head, at=now())
    entry = Entry.objects.get()
    assert (entry.state, entry.amount, entry.hours) == ("done", 2, 1)


def test_who_came_to_seven_of_ten_attends_and_to_six_does_not(
    held: Lessons, school_head: User, pair: list[Pupil]
) -> None:
    assert [one.is_attending for one in lessons.attendance_of(held)] == [True, False]
    assert lessons.close(lessons=held, by=school_head, at=now()) == 1
    assert lessons.close(lessons=held, by=school_head, at=now()) == 1
    entry = Entry.objects.get(type="attending")
    assert entry.secret
    assert entry.day == day(0)


def test_where_no_lesson_is_marked_nobody_attends(
    school: Organisation, school_head: User, pair: list[Pupil]
) -> None:
    planned = make_lessons(school, pair, by=school_head)
    assert [one.share for one in lessons.attendance_of(planned)] == [None, None]
    assert lessons.close(lessons=planned, by=school_head, at=now()) == 0


def test_a_tap_turns_a_mark_over(
    school: Organisation, teacher: User, school_head: User, pair: list[Pupil]
) -> None:
    planned = make_lessons(school, pair, by=school_head, teacher=teacher)
    place = planned.enrolments.get(pupil=pair[0])
    taps = [
        lessons.mark_one(enrolment=place, day=day(0), by=teacher, at=now()) for _ in range(3)
    ]
    assert taps == [True, False, True]


@pytest.mark.parametrize(("back", "words"), [(-1, "не наступил"), (60, "выберите")])
def test_a_day_outside_the_lessons_is_refused(
    back: int, words: str, held: Lessons, school_head: User
) -> None:
    with pytest.raises(LessonsRefused, match=words):
        lessons.mark_day(lessons=held, day=day(back), came=set(), by=school_head, at=now())


def test_lessons_that_are_over_take_no_marks(held: Lessons, school_head: User) -> None:
    lessons.close(lessons=held, by=school_head, at=now())
    with pytest.raises(LessonsRefused, match="завершены"):
        lessons.mark_day(lessons=held, day=day(0), came=set(), by=school_head, at=now())


def test_a_colleague_marks_nothing(held: Lessons, teacher: User, coordinator: User) -> None:
    for user in (teacher, coordinator):
        with pytest.raises(NotAllowed):
            lessons.mark_day(lessons=held, day=day(0), came=set(), by=user, at=now())


def test_cancelled_lessons_take_their_traces_back(held: Lessons, school_head: User) -> None:
    lessons.close(lessons=held, by=school_head, at=now())
    lessons.withdraw(lessons=held, reason="Учитель болеет", by=school_head, at=now())
    assert {one.state for one in Entry.objects.all()} == {"withdrawn"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until": date(2020, 1, 1)}, "раньше первого"),
        ({"teacher": "other_head"}, "этой школы"),
    ],
)
def test_impossible_lessons_are_refused(  # noqa: PLR0917  # fixtures
    change: dict[str, object],
    words: str,
    school: Organisation,
    school_head: User,
    other_head: User,
    pair: list[Pupil],
) -> None:
    told = {"subject": "математика", "title": "", "teacher": school_head, "schedule": "",
            "start": localdate(), "until": localdate()} | change  # fmt: skip
    if change.get("teacher"):
        told["teacher"] = other_head
    with pytest.raises(LessonsRefused, match=words):
        lessons.plan(
            school=school,
            timetable=Timetable(**told),
            pupils=pair,
            by=school_head,
            at=now(),  # type: ignore[arg-type]
        )


def test_lessons_for_nobody_are_refused(school: Organisation, school_head: User) -> None:
    with pytest.raises(LessonsRefused, match="Выберите учеников"):
        make_lessons(school, [], by=school_head)


def test_the_job_ends_lessons_whose_last_day_has_passed(
    held: Lessons, school_head: User
) -> None:
    assert jobs.close_lessons() == 0
    Lessons.objects.update(until=day(1))
    assert jobs.close_lessons() == 1
    assert jobs.close_lessons() == 0
    assert Entry.objects.filter(type="attending").count() == 1


def answers(word: str = "yes") -> dict[str, tuple[str, str]]:
    return {one.code: (word, "") for one in load_prevention_checklist().items}


def test_the_checklist_is_answered_whole(school: Organisation, school_head: User) -> None:
    with pytest.raises(prevention.CheckRefused, match="Всего без ответа 1"):
        prevention.answer(
            school=school, answers=answers() | {"site": ("", "")}, day=localdate(),
            by=school_head, at=now(),
        )  # fmt: skip
    check = prevention.answer(
        school=school, answers=answers(), day=localdate(), by=school_head, at=now()
    )
    assert check.met == 9
    kinds = Entry.objects.values_list("type", flat=True)
    assert set(kinds) == {"prevention_check", "prevention_system"}


def test_a_system_that_lacks_an_item_is_answered_for_and_does_not_stand(
    school: Organisation, school_head: User
) -> None:
    said = {"school": school, "day": localdate(), "by": school_head, "at": now()}
    prevention.answer(answers=answers("partly"), **said)
    standing = Entry.objects.done().filter(type="prevention_system")
    assert standing.count() == 1
    prevention.answer(answers=answers() | {"site": ("no", "")}, **said)
    assert not standing.exists()
    assert Entry.objects.done().get().type == "prevention_check"


def test_a_checklist_of_tomorrow_is_refused(school: Organisation, school_head: User) -> None:
    with pytest.raises(prevention.CheckRefused, match="не наступил"):
        prevention.answer(
            school=school, answers=answers(), day=day(-1), by=school_head, at=now()
        )


def test_the_checklist_is_prompted_by_our_numbers(
    school: Organisation, school_head: User, pair: list[Pupil]
) -> None:
    for one in pair:
        make_confirmed(one, school_head)
    make_plan(pair[0], school_head)
    told = queries.prompts_of(school, on=localdate())
    assert (told["plans"].done, told["plans"].of) == (1, 2)
    assert (told["risk_list"].done, told["tutors"].done) == (1, 0)


def _risky(school: Organisation, head: User, count: int, planned: int) -> None:
    for number in range(count):
        pupil = make_pupil(school, head, f"Ученик {'абвгдежзиклм'[number]}")
        make_confirmed(pupil, head)
        if number < planned:
            make_plan(pupil, head)


def test_few_pupils_are_hidden_from_those_above_and_cannot_be_found_by_sums(
    school: Organisation, other_school: Organisation, school_head: User, other_head: User
) -> None:
    third = factories.make_organisation(school.territory, short_name="Ясная СОШ")
    _risky(school, school_head, 3, 1)
    _risky(other_school, other_head, 11, 6)
    found = queries.counts_of(school.territory, on=localdate())
    rows = {one.name: one for one in found.schools}
    assert rows["СОШ № 5"].risk is None
    assert rows["СОШ № 5"].planned is None
    assert rows[third.short_name].risk == 0, "nought tells of nobody"
    assert not rows[third.short_name].is_known
    assert found.total.risk is None or rows["Берёзовская ООШ"].risk is None


def test_counts_of_enough_pupils_are_shown(school: Organisation, school_head: User) -> None:
    _risky(school, school_head, 12, 6)
    row = queries.counts_of(school.territory, on=localdate()).schools[0]
    assert (row.risk, row.planned, row.unplanned) == (12, 6, 6)


def test_counting_asks_the_database_as_often_for_many_schools(
    school: Organisation, school_head: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        factories.make_organisation(school.territory)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        queries.counts_of(school.territory, on=localdate())


def test_a_pupil_is_forgotten_three_years_after_leaving(
    school: Organisation, school_head: User
) -> None:
    pupil = make_pupil(school, school_head)
    make_work(pupil)
    make_confirmed(pupil, school_head)
    pupils.leave(pupil=pupil, day=localdate(), by=school_head, at=now())
    assert retention.anonymise(at=now() + timedelta(days=2 * 365)) == 0
    later = now() + timedelta(days=3 * 365 + 2)
    assert retention.anonymise(at=later) == 1
    assert retention.anonymise(at=later) == 0
    pupil.refresh_from_db()
    assert (pupil.name_sealed, pupil.identity, pupil.participant) == ("", "", "")
    assert pupil.name == f"ученик A{pupil.pk}"
    assert not Work.objects.exists()
    assert Entry.objects.filter(type="risk").exists(), "what was counted stays counted"
    assert AuditEvent.objects.filter(action="pupils.anonymise").exists()


def test_a_plan_is_forgotten_a_year_after_its_school_year(
    school: Organisation, school_head: User, pair: list[Pupil]
) -> None:
    plan = make_plan(pair[0], school_head)
    PupilPlan.objects.update(start=date(2025, 2, 1), until=date(2025, 4, 1))
    moscow = ZoneInfo("Europe/Moscow")
    assert retention.anonymise(at=datetime(2026, 8, 31, 12, tzinfo=moscow)) == 0
    assert retention.anonymise(at=datetime(2026, 9, 1, 12, tzinfo=moscow)) == 1
    plan.refresh_from_db()
    assert plan.goal == ""
    assert not plan.members.exists()


def test_the_job_of_forgetting_may_run_any_day(school: Organisation, pair: list[Pupil]) -> None:
    assert jobs.anonymise() == 0
