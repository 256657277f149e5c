"""What the school does with its pupils in the browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, now

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models import (
    Attendance,
    Lessons,
    Opening,
    PreventionCheck,
    Pupil,
    RiskRecord,
    TeacherClass,
    Tutor,
)
from opora.domain.pupils.services import tutors
from opora.domain.registers.models import Entry
from opora.methodology.pupil_support import load_prevention_checklist
from tests import factories
from tests.domain.pupils.stage import (
    NAME,
    day,
    make_confirmed,
    make_lessons,
    make_plan,
    make_pupil,
    make_risk,
)
from tests.web.conftest import Sign

BASE = "/registers/pupils/"
TABLE = """ФИО\tКласс\t«2» за четверть\tПредмет\tОтметка за ВПР\tЗадание 1 (макс. 2)
Лисин Егор\t7А\t1\tматематика\t2\t0
Беляев Иван\t7А\t0\tматематика\t4\t2
"""


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def term_of(page: str) -> str:
    found = re.search(r'<option value="(\d+-\d)"', page)
    assert found is not None
    return found[1]


def load(head: Client, **fields: object) -> object:
    told = {"term": term_of(text(head.get(f"{BASE}load/"))), "pasted": TABLE, "title": "ВПР"}
    return head.post(f"{BASE}load/", told | fields)


def test_a_pasted_table_becomes_pupils_and_signals(head: Client, school: Organisation) -> None:
    page = text(load(head))
    assert "Взято: 2 ученика, 2 работы; сигналов правила 1" in page.replace("\xa0", " ")
    listed = text(head.get(BASE))
    assert "Лисин Егор" in listed
    assert "Беляев Иван" in listed
    signals = text(head.get(f"{BASE}risk/")).replace("\xa0", " ")
    assert "«2» за ВПР по русскому языку или математике" in signals
    assert "баллов правила из 11" in signals


def test_a_file_is_taken_too(head: Client, school: Organisation) -> None:
    upload = SimpleUploadedFile("класс.csv", TABLE.replace("\t", ";").encode())
    load(head, pasted="", file=upload)
    assert Pupil.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"pasted": ""}, "Выберите файл или вставьте"),
        ({"pasted": "просто слова"}, "строка заголовков"),
        ({"pasted": "ФИО;Класс\n" + "Ученик А;7А\n" * 10_000}, "по классам"),
        ({"pasted": "", "file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")}, "не взята"),
    ],
)
def test_a_wrong_table_is_refused_in_words_and_stays_in_the_field(
    fields: dict[str, object], words: str, head: Client
) -> None:
    answer = load(head, **fields)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert words in text(answer)
    assert not Pupil.objects.exists()


def test_rows_not_taken_are_told(head: Client) -> None:
    page = text(load(head, pasted="ФИО;Класс;Пропуски\nЛисин Егор;;140\n"))
    assert "Строка 2, столбец C" in page
    assert "Укажите класс" in page


def test_the_template_has_the_headings_that_are_read(head: Client) -> None:
    from opora.domain.pupils.tables import read_table

    content = b"".join(head.get(f"{BASE}template.xlsx"))
    assert read_table(content).problems == ()


def test_the_card_is_noted_and_the_head_reads_who_opened_it(
    head: Client, pupil: Pupil, school_head: User
) -> None:
    assert NAME in text(head.get(f"{BASE}{pupil.pk}/"))
    assert Opening.objects.get().by == school_head
    page = text(head.get(f"{BASE}journal/"))
    assert pupil.code in page
    assert school_head.short_name in page


def test_a_pupil_is_entered_corrected_and_leaves(head: Client, school: Organisation) -> None:
    refused = head.post(f"{BASE}new/", {"name": "7", "class_name": "7А"})
    assert "Впишите фамилию" in text(refused)
    head.post(f"{BASE}new/", {"name": NAME, "class_name": "7 а"})
    pupil = Pupil.objects.get()
    head.post(f"{BASE}{pupil.pk}/edit/", {"name": "Лисин Пётр", "class_name": "8А"})
    pupil.refresh_from_db()
    assert (pupil.name, pupil.class_name) == ("Лисин Пётр", "8А")
    tomorrow = (localdate() + timedelta(days=1)).isoformat()
    refused = head.post(f"{BASE}{pupil.pk}/edit/", {"leave": "1", "day": tomorrow})
    assert "ещё не наступил" in text(refused)
    head.post(f"{BASE}{pupil.pk}/edit/", {"leave": "1", "day": localdate().isoformat()})
    assert "Лисин" not in text(head.get(BASE))


def test_a_tutor_is_appointed_and_ends(head: Client, pupil: Pupil, teacher: User) -> None:
    told = {"user": teacher.pk, "since": localdate().isoformat(), "order": "№ 12"}
    head.post(f"{BASE}{pupil.pk}/tutor/", told)
    again = head.post(f"{BASE}{pupil.pk}/tutor/", told)
    assert "уже тьютор" in text(again)
    head.post(f"{BASE}tutors/{Tutor.objects.get().pk}/end/")
    assert Tutor.objects.get().until == localdate()


def test_classes_are_given_and_taken(head: Client, school: Organisation, teacher: User) -> None:
    head.post(f"{BASE}classes/", {"user": teacher.pk, "class_name": "7а"})
    assert "7А" in text(head.get(f"{BASE}classes/"))
    head.post(f"{BASE}classes/{TeacherClass.objects.get().pk}/take/")
    assert not TeacherClass.objects.exists()


def test_a_dismissed_signal_asks_for_a_reason(head: Client, pupil: Pupil) -> None:
    record = make_risk(pupil)
    path = f"{BASE}risk/{record.pk}/decide/"
    assert "без причины" in text(head.post(path, {"decision": "dismissed"}, follow=True))
    head.post(path, {"decision": "dismissed", "reason": "Болел"})
    assert "Болел" in text(head.get(f"{BASE}risk/?status=dismissed"))


def test_the_list_of_silence_names_who_waits(
    head: Client, pupil: Pupil, school_head: User
) -> None:
    record = make_confirmed(pupil, school_head)
    assert "Никто не ждёт" in text(head.get(f"{BASE}silent/"))
    record.confirmed_on = day(15)
    record.save()
    assert NAME in text(head.get(f"{BASE}silent/"))


def test_a_signal_without_a_decision_is_named_in_both_lists(
    head: Client, pupil: Pupil, school_head: User
) -> None:
    make_risk(pupil)
    for address in (BASE, f"{BASE}?state=signal"):
        assert "сигнал ждёт решения" in text(head.get(address))
    silent = text(head.get(f"{BASE}silent/"))
    assert "Сигнал есть, решения нет" in silent
    assert NAME in silent
    exported = b"".join(head.get(f"{BASE}silent/?as=csv")).decode()
    assert pupil.code in exported
    assert NAME not in exported


def test_filters_stand_in_the_address(
    head: Client, school: Organisation, school_head: User, pupil: Pupil
) -> None:
    make_confirmed(make_pupil(school, school_head, "Беляев Иван", class_name="8Б"), school_head)
    assert "Беляев" not in text(head.get(f"{BASE}?q=лис"))
    assert "Лисин" not in text(head.get(f"{BASE}?class_name=8Б"))
    assert "Лисин" not in text(head.get(f"{BASE}?state=waits"))
    assert "Никого не нашлось" in text(head.get(f"{BASE}?q=ктото"))


def test_pupils_at_risk_without_a_tutor_are_found(
    head: Client, pupil: Pupil, school_head: User
) -> None:
    address = f"{BASE}?state=untutored"
    assert NAME not in text(head.get(address))
    make_confirmed(pupil, school_head)
    assert NAME in text(head.get(address))
    tutors.appoint(pupil=pupil, user=school_head, since=day(0), by=school_head, at=now())
    assert NAME not in text(head.get(address))


def test_an_export_of_the_school_names_pupils_by_pseudonym(head: Client, pupil: Pupil) -> None:
    for kind in ("csv", "xlsx", "docx"):
        answer = head.get(f"{BASE}?as={kind}")
        content = b"".join(answer) if answer.streaming else answer.content
        assert "Лисин".encode() not in content
    assert pupil.code in b"".join(head.get(f"{BASE}?as=csv")).decode()


def lessons_of(head: Client, pupil: Pupil, teacher: User, **fields: object) -> object:
    told = {
        "subject": "математика", "title": "Дроби", "teacher": teacher.pk, "schedule": "вт",
        "start": day(10).isoformat(), "until": day(-10).isoformat(),
        "pupil": fields.pop("pupils", [pupil.pk]),
    }  # fmt: skip
    return head.post(f"{BASE}lessons/new/", told | fields)


def test_lessons_are_planned_and_attendance_is_one_tap(
    head: Client, pupil: Pupil, teacher: User, sign_in: Sign
) -> None:
    lessons_of(head, pupil, teacher)
    lessons = Lessons.objects.get()
    client = sign_in(teacher)
    path = f"{BASE}lessons/{lessons.pk}/"
    assert "не отмечен" in text(client.get(path))
    tap = {"day": localdate().isoformat(), "pupil": pupil.pk}
    page = text(client.post(f"{path}mark/", tap, follow=True))
    assert "пришли 1 из 1" in page
    client.post(f"{path}mark/", tap)
    assert not Attendance.objects.get().came
    client.post(f"{path}mark/", {"day": localdate().isoformat(), "all": "1"})
    assert Attendance.objects.get().came
    client.post(f"{path}close/")
    lessons.refresh_from_db()
    assert lessons.closed_on == localdate()
    assert Entry.objects.filter(type="attending").count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"until": "2020-01-01"}, "раньше первого"),
        ({"pupils": []}, "Выберите учеников"),
        ({"subject": ""}, "Обязательное поле"),
    ],
)
def test_impossible_lessons_are_refused_at_the_form(
    fields: dict[str, object], words: str, head: Client, pupil: Pupil, teacher: User
) -> None:
    answer = lessons_of(head, pupil, teacher, **fields)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert words in text(answer)


@pytest.mark.parametrize("tap", [{"day": "когда-то"}, {"day": "2030-01-01", "all": "1"}])
def test_a_tap_on_a_wrong_day_is_refused(
    tap: dict[str, str], head: Client, school: Organisation, school_head: User, pupil: Pupil
) -> None:
    lessons = make_lessons(school, [pupil], by=school_head)
    assert head.post(f"{BASE}lessons/{lessons.pk}/mark/", tap).status_code == 422


def test_a_tap_on_a_pupil_of_other_lessons_finds_nobody(
    head: Client, school: Organisation, school_head: User, pupil: Pupil
) -> None:
    lessons = make_lessons(school, [pupil], by=school_head)
    for key in ("999999", "9" * 40, "abc"):
        tap = {"day": localdate().isoformat(), "pupil": key}
        assert head.post(f"{BASE}lessons/{lessons.pk}/mark/", tap).status_code == 404


def test_the_checklist_is_answered_and_exported(head: Client, school: Organisation) -> None:
    told = {f"a-{one.code}": "yes" for one in load_prevention_checklist().items}
    today = {"day": localdate().isoformat()}
    refused = head.post(f"{BASE}prevention/", today)
    assert "Всего без ответа 9" in text(refused)
    head.post(f"{BASE}prevention/", told | today)
    assert PreventionCheck.objects.get().met == 9
    assert "выполнено 9 из 9" in text(head.get(f"{BASE}prevention/"))
    assert ";да;" in b"".join(head.get(f"{BASE}prevention/?as=csv")).decode()


def test_the_printed_page_has_the_name_and_a_line_to_sign(
    head: Client, school_head: User, pupil: Pupil
) -> None:
    member = make_plan(pupil, school_head).members.get()
    page = text(head.get(f"{BASE}plans/members/{member.pk}/"))
    assert NAME in page
    assert "ознакомлен" in page


def test_the_hub_leads_to_the_register(head: Client) -> None:
    assert BASE in text(head.get("/registers/"))


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_asks_the_database_as_often_for_many(  # noqa: PLR0917  # fixtures
    count: int,
    head: Client,
    school: Organisation,
    school_head: User,
    pupil: Pupil,
    django_assert_max_num_queries: object,
) -> None:
    Pupil.objects.bulk_create(
        Pupil(
            school=school, code=f"K{one}", identity=f"{one}", class_name="7А",
            name_sealed=pupil.name_sealed, entered_by=school_head, entered_at=now(),
        )
        for one in range(count)
    )  # fmt: skip
    for one in Pupil.objects.all()[:count]:
        RiskRecord.objects.create(
            pupil=one, year=2020, term=1, points=4, level="риск", until=day(-5)
        )
    for path in ("", "silent/", "risk/", "plans/", "lessons/", "plans/new/"):
        with django_assert_max_num_queries(16):  # type: ignore[operator]
            assert head.get(BASE + path).status_code == 200


def test_a_page_that_is_not_there_is_404(head: Client) -> None:
    assert head.get(f"{BASE}?page=99").status_code == 404
    assert head.get(f"{BASE}?school=99999").status_code == 404


def test_two_schools_of_one_head_are_told_apart(
    school_head: User, other_school: Organisation, pupil: Pupil, sign_in: Sign
) -> None:
    from opora.domain.organisations.models import Role

    factories.make_member(other_school, Role.SCHOOL_HEAD, user=school_head)
    client = sign_in(User.objects.get(pk=school_head.pk))
    assert "Лисин" not in text(client.get(f"{BASE}?school={other_school.pk}"))
    assert "Лисин" in text(client.get(f"{BASE}?school={pupil.school_id}"))
