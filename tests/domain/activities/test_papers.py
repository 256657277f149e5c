"""Files, minutes and lesson sheets of an activity."""

from __future__ import annotations

from datetime import timedelta

import pytest

from opora.domain.activities.models import Activity, LessonVisit
from opora.domain.activities.services import lesson_visits, materials
from opora.domain.activities.services.activities import ActivityRefused
from opora.domain.activities.services.lesson_visits import Lesson
from opora.domain.organisations.access import reason
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.methodology.packs import MethodologyError
from tests import factories
from tests.domain.activities.stage import make_activity, make_held, make_person
from tests.factories import NOON, TODAY


@pytest.fixture
def council(authority, school, coordinator) -> Activity:
    return make_held(authority, school, by=coordinator)


@pytest.fixture
def visits(school, school_head) -> Activity:
    return make_activity(school, by=school_head, type="lesson_visit", level="school")


def attach(activity, by, *, kind="material"):
    return materials.attach(
        activity=activity, stored=factories.make_file(), name="Слайды.pptx", kind=kind, by=by,
        at=NOON,
    )  # fmt: skip


def minutes(activity, by, *, day=TODAY, number="7"):
    return materials.write_minutes(
        activity=activity, number=number, day=day, chair="Лукина М. С.", secretary="",
        heard="О плане", decisions="Принять план", by=by, at=NOON,
    )  # fmt: skip


def lesson(school, teacher, **fields) -> Lesson:
    known = {"day": TODAY, "subject": "Математика", "class_name": "5 А", "scores": {"L01": 2}}
    return Lesson(school=school, teacher=teacher, **(known | fields))


def test_files_stand_in_the_facts_until_they_are_taken_away(council, coordinator):
    made = attach(council, coordinator)
    assert Entry.objects.get().facts["files"] == [made.file_id]
    materials.remove(material=made, by=coordinator, at=NOON)
    assert "files" not in Entry.objects.get().facts


def test_the_same_file_twice_stays_once(council, coordinator):
    made = attach(council, coordinator)
    again = materials.attach(
        activity=council, stored=made.file, name="Копия", kind="material", by=coordinator,
        at=NOON,
    )  # fmt: skip
    assert again == made


def test_too_many_files_are_refused(council, coordinator, monkeypatch):
    monkeypatch.setattr(materials, "MOST", 1)
    attach(council, coordinator)
    with pytest.raises(ActivityRefused, match="Уберите лишние"):
        attach(council, coordinator)


def test_minutes_stand_in_the_facts(council, coordinator):
    minutes(council, coordinator)
    facts = Entry.objects.get().facts
    assert (facts["minutes_date"], facts["number"]) == (TODAY.isoformat(), "7")
    assert facts["signatory"] == "Лукина М. С."


def test_minutes_are_not_older_than_the_event(council, coordinator):
    with pytest.raises(ActivityRefused, match="раньше мероприятия"):
        minutes(council, coordinator, day=TODAY - timedelta(days=1))


def test_there_are_no_minutes_of_what_was_not_held(authority, coordinator):
    planned = make_activity(authority, by=coordinator)
    with pytest.raises(ActivityRefused, match="Сначала отметьте"):
        minutes(planned, coordinator)


def test_generated_minutes_take_the_place_of_those_before(council, coordinator):
    for _ in range(2):
        materials.keep_minutes(
            activity=council, stored=factories.make_file(), name="Протокол.docx",
            by=coordinator, at=NOON,
        )  # fmt: skip
    assert council.materials.filter(removed=False).count() == 1
    assert council.materials.count() == 2


def test_others_lay_no_files(council, other_head):
    with pytest.raises(NotAllowed):
        attach(council, other_head)


def test_a_colleague_fills_the_sheet_and_only_those_concerned_read_it(  # noqa: PLR0917  # the cast
    visits, school, coordinator, school_head, teacher, curator, other_head,
    regional_coordinator,
):  # fmt: skip
    seen = make_person(school)
    visit = lesson_visits.fill(
        activity=visits, lesson=lesson(school, seen), by=teacher, at=NOON
    )
    assert visit.total == (2, 2)
    readers = [teacher, school_head, coordinator]
    closed = [curator, other_head, regional_coordinator]
    assert all(LessonVisit.objects.visible_to(one, on=TODAY).exists() for one in readers)
    assert not any(LessonVisit.objects.visible_to(one, on=TODAY).exists() for one in closed)
    assert reason(visit, teacher, on=TODAY)
    assert reason(visit, curator, on=TODAY) is None


def test_the_teacher_reads_the_sheet_of_the_own_lesson(visits, school, school_head):
    user = factories.make_member(school, "teacher", user=factories.make_user("Рябова"))
    other = factories.make_member(school, "teacher", user=factories.make_user("Серов"))
    seen = make_person(school, user=user)
    lesson_visits.fill(activity=visits, lesson=lesson(school, seen), by=school_head, at=NOON)
    assert LessonVisit.objects.visible_to(user, on=TODAY).exists()
    assert not LessonVisit.objects.visible_to(other, on=TODAY).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": TODAY + timedelta(days=1)}, "ещё впереди"),
        ({"scores": {}}, "хотя бы одну строку"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(fields, words, visits, school, school_head):
    seen = make_person(school)
    with pytest.raises(ActivityRefused, match=words):
        lesson_visits.fill(
            activity=visits, lesson=lesson(school, seen, **fields), by=school_head, at=NOON
        )


def test_scores_out_of_the_sheet_are_refused(visits, school, school_head):
    seen = make_person(school)
    for scores in ({"L99": 1}, {"L01": 3}):
        with pytest.raises(MethodologyError, match="нет"):
            lesson_visits.fill(
                activity=visits, lesson=lesson(school, seen, scores=scores), by=school_head,
                at=NOON,
            )  # fmt: skip


def test_the_own_lesson_and_a_teacher_of_elsewhere_are_refused(
    visits, school, other_school, teacher
):
    own = make_person(school, "Юдин Олег Петрович", user=teacher)
    with pytest.raises(ActivityRefused, match="Свой урок"):
        lesson_visits.fill(activity=visits, lesson=lesson(school, own), by=teacher, at=NOON)
    far = make_person(other_school, "Белкина Анна Львовна")
    with pytest.raises(ActivityRefused, match="не работает"):
        lesson_visits.fill(activity=visits, lesson=lesson(school, far), by=teacher, at=NOON)


def test_a_sheet_sent_twice_stands_once(visits, school, teacher):
    seen = make_person(school)
    lesson_visits.fill(activity=visits, lesson=lesson(school, seen), by=teacher, at=NOON)
    with pytest.raises(ActivityRefused, match="уже заполнили"):
        lesson_visits.fill(activity=visits, lesson=lesson(school, seen), by=teacher, at=NOON)


def test_a_sheet_is_withdrawn_by_its_writer_with_a_reason(visits, school, teacher, school_head):
    seen = make_person(school)
    visit = lesson_visits.fill(
        activity=visits, lesson=lesson(school, seen), by=teacher, at=NOON
    )
    with pytest.raises(NotAllowed):
        lesson_visits.withdraw(visit=visit, reason="Не тот", by=school_head, at=NOON)
    with pytest.raises(ActivityRefused, match="почему"):
        lesson_visits.withdraw(visit=visit, reason=" ", by=teacher, at=NOON)
    lesson_visits.withdraw(visit=visit, reason="Не тот класс", by=teacher, at=NOON)
    assert visit.withdrawn_reason == "Не тот класс"


def test_strangers_fill_no_sheet(visits, school, other_head):
    seen = make_person(school)
    with pytest.raises(NotAllowed):
        lesson_visits.fill(activity=visits, lesson=lesson(school, seen), by=other_head, at=NOON)
