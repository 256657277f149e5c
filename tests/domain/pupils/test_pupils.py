"""A pupil is known by name inside the school only, and by a pseudonym to the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.utils.timezone import localdate, now

from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people.models import AuditEvent, User
from opora.domain.pupils import sealing
from opora.domain.pupils.models import Opening, Pupil, TeacherClass
from opora.domain.pupils.services import pupils, tutors
from opora.domain.pupils.services.pupils import PupilRefused, Who
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests import factories
from tests.domain.pupils.stage import NAME, make_lessons, make_pupil


def seen_by(user: User) -> list[Pupil]:
    return list(Pupil.objects.visible_to(user, on=localdate()))


def test_the_database_holds_no_name(school: Organisation, school_head: User) -> None:
    make_pupil(school, school_head)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pupils_pupil")
        assert "Лисин" not in str(cursor.fetchall())
    assert Pupil.objects.get().name == NAME


def test_neither_the_trail_nor_print_names_a_pupil(
    school: Organisation, school_head: User
) -> None:
    pupil = make_pupil(school, school_head)
    assert "Лисин" not in str(pupil)
    events = AuditEvent.objects.filter(target_type="pupils.pupil")
    assert events.exists()
    assert not any("Лисин" in str(vars(one)) for one in events)


def test_the_name_of_one_school_does_not_open_with_the_key_of_another() -> None:
    assert sealing.unseal(sealing.seal(NAME, school=1), school=2) == sealing.UNREADABLE


def test_a_name_opens_with_a_key_that_was_used_before() -> None:
    sealed = sealing.seal(NAME, school=1)
    from django.conf import settings

    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[old]):
        assert sealing.unseal(sealed, school=1) == NAME
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        assert sealing.unseal(sealed, school=1) == sealing.UNREADABLE


def test_the_same_pupil_entered_twice_is_one_and_changes_class(
    school: Organisation, school_head: User
) -> None:
    first = make_pupil(school, school_head)
    again = make_pupil(school, school_head, "лисин  ЕГОР", class_name="8 а")
    assert first.pk == again.pk
    assert again.class_name == "8А"


def test_a_pupil_renamed_frees_the_name_for_another(
    school: Organisation, school_head: User
) -> None:
    first = make_pupil(school, school_head)
    pupils.correct(pupil=first, who=Who("Лисин Пётр", "7А"), by=school_head, at=now())
    second = make_pupil(school, school_head)
    assert second.pk != first.pk
    assert second.code != first.code


def test_two_pupils_do_not_bear_one_name(school: Organisation, school_head: User) -> None:
    make_pupil(school, school_head)
    other = make_pupil(school, school_head, "Беляев Иван")
    with pytest.raises(PupilRefused, match="тёзка"):
        pupils.correct(pupil=other, who=Who(NAME, "7А"), by=school_head, at=now())


@pytest.mark.parametrize("name", ["", "  ", "7", "—"])
def test_a_pupil_without_a_name_is_refused(
    name: str, school: Organisation, school_head: User
) -> None:
    with pytest.raises(PupilRefused, match="фамилию"):
        make_pupil(school, school_head, name)


def test_a_pupil_without_a_class_is_refused(school: Organisation, school_head: User) -> None:
    with pytest.raises(PupilRefused, match="класс"):
        make_pupil(school, school_head, class_name=" ")


def test_nobody_above_or_beside_the_school_sees_a_pupil(  # noqa: PLR0917  # fixtures
    school: Organisation,
    school_head: User,
    coordinator: User,
    methodist: User,
    regional_coordinator: User,
    curator: User,
    other_head: User,
    stranger: User,
) -> None:
    pupil = make_pupil(school, school_head)
    root = User.objects.create_superuser("root@example.org", factories.PASSWORD)
    above = (coordinator, methodist, regional_coordinator, curator, other_head, stranger, root)
    assert all(seen_by(one) == [] for one in above)
    assert all(reason(pupil, one, on=localdate()) is None for one in above)
    assert seen_by(school_head) == [pupil]
    assert reason(pupil, school_head, on=localdate()) is not None


def test_a_teacher_sees_the_pupils_of_own_classes(
    school: Organisation, school_head: User, teacher: User
) -> None:
    pupil = make_pupil(school, school_head)
    make_pupil(school, school_head, "Беляев Иван", class_name="8Б")
    assert seen_by(teacher) == []
    pupils.give_class(school=school, user=teacher, class_name="7 а", by=school_head, at=now())
    assert seen_by(teacher) == [pupil]
    pupils.take_class(given=TeacherClass.objects.get(), by=school_head, at=now())
    assert seen_by(teacher) == []


def test_a_tutor_sees_the_pupil_while_the_work_lasts(
    school: Organisation, school_head: User, teacher: User
) -> None:
    pupil, today = make_pupil(school, school_head), localdate()
    tutor = tutors.appoint(pupil=pupil, user=teacher, since=today, by=school_head, at=now())
    assert seen_by(teacher) == [pupil]
    tutors.end(tutor=tutor, day=today, by=school_head, at=now())
    later = today + timedelta(days=1)
    assert not Pupil.objects.visible_to(teacher, on=later).exists()


def test_who_holds_extra_lessons_sees_the_pupils_of_the_list(
    school: Organisation, school_head: User, teacher: User
) -> None:
    pupil = make_pupil(school, school_head)
    make_lessons(school, [pupil], by=school_head, teacher=teacher)
    assert seen_by(teacher) == [pupil]


def test_who_has_left_the_school_sees_nobody(school: Organisation, school_head: User) -> None:
    make_pupil(school, school_head)
    Membership.objects.filter(user=school_head).update(until=localdate() - timedelta(days=1))
    assert seen_by(User.objects.get(pk=school_head.pk)) == []


def test_a_teacher_enters_pupils_of_own_classes_only(
    school: Organisation, school_head: User, teacher: User
) -> None:
    with pytest.raises(NotAllowed, match="не ваш"):
        make_pupil(school, teacher)
    pupils.give_class(school=school, user=teacher, class_name="7А", by=school_head, at=now())
    assert make_pupil(school, teacher).class_name == "7А"


def test_the_municipality_enters_nobody(school: Organisation, coordinator: User) -> None:
    with pytest.raises(NotAllowed, match="вносят сотрудники"):
        make_pupil(school, coordinator)


def test_a_class_is_given_to_a_teacher_of_the_school(
    school: Organisation, school_head: User, other_head: User
) -> None:
    with pytest.raises(PupilRefused, match="учителю этой школы"):
        pupils.give_class(
            school=school, user=other_head, class_name="7А", by=school_head, at=now()
        )


def test_a_tutor_is_of_the_school_and_appointed_once(
    school: Organisation, school_head: User, teacher: User, other_head: User
) -> None:
    pupil, today = make_pupil(school, school_head), localdate()
    with pytest.raises(tutors.TutorRefused, match="этой школы"):
        tutors.appoint(pupil=pupil, user=other_head, since=today, by=school_head, at=now())
    tutors.appoint(pupil=pupil, user=teacher, since=today, by=school_head, at=now())
    with pytest.raises(tutors.TutorRefused, match="уже тьютор"):
        tutors.appoint(pupil=pupil, user=teacher, since=today, by=school_head, at=now())
    assert Entry.objects.get(type="tutor").secret


def test_a_tutor_does_not_end_before_the_beginning(
    school: Organisation, school_head: User, teacher: User
) -> None:
    pupil, today = make_pupil(school, school_head), localdate()
    tutor = tutors.appoint(pupil=pupil, user=teacher, since=today, by=school_head, at=now())
    with pytest.raises(tutors.TutorRefused, match="раньше не закончить"):
        tutors.end(tutor=tutor, day=today - timedelta(days=1), by=school_head, at=now())


def test_a_pupil_leaves_on_a_day_that_has_come(school: Organisation, school_head: User) -> None:
    pupil = make_pupil(school, school_head)
    with pytest.raises(PupilRefused, match="не наступил"):
        pupils.leave(pupil=pupil, day=localdate() + timedelta(days=1), by=school_head, at=now())
    pupils.leave(pupil=pupil, day=localdate(), by=school_head, at=now())
    assert not Pupil.objects.learning(on=localdate()).exists()


def test_an_opening_is_written_down(school: Organisation, school_head: User) -> None:
    pupil = make_pupil(school, school_head)
    pupils.note_opening([pupil], page=Opening.Page.CARD, by=school_head, at=now())
    assert Opening.objects.get().by == school_head


def test_a_deputy_sees_all_pupils(school: Organisation, school_head: User) -> None:
    pupil = make_pupil(school, school_head)
    assert seen_by(factories.make_member(school, Role.DEPUTY_HEAD)) == [pupil]
