"""Files, minutes, lesson sheets and quick entries on their pages."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate, now
from lxml import html

from opora.domain.activities.models import Activity, LessonVisit, Participation
from opora.domain.activities.services import activities
from opora.domain.activities.services.activities import Fact
from tests import factories
from tests.domain.activities.stage import make_activity, make_person
from tests.web.conftest import Sign

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def held(seminar, coordinator) -> Activity:
    fact = Fact(day=seminar.day, amount=12)
    return activities.hold(activity=seminar, fact=fact, by=coordinator, at=now())


def path(name: str, activity: Activity, *more: int) -> str:
    return reverse(name, args=[activity.pk, *more])


def lay(client, activity: Activity) -> int:
    upload = SimpleUploadedFile("Программа.pdf", PDF)
    client.post(path("activity_attach", activity), {"kind": "programme", "file": upload})
    return activity.materials.get().pk


def words_of(answer) -> str:
    document = docx.Document(BytesIO(answer.content))
    return "\n".join(one.text for one in document.paragraphs)


def test_a_file_is_laid_beside_given_and_taken_away(held, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    key = lay(client, held)
    answer = client.get(path("activity_file", held, key))
    assert b"".join(answer) == PDF
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    client.post(path("activity_detach", held, key))
    assert client.get(path("activity_file", held, key)).status_code == 404


def test_a_file_that_is_none_is_refused_with_a_sentence(held, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    for told in ({}, {"kind": "material", "file": SimpleUploadedFile("a.exe", b"MZ" * 99)}):
        page = client.post(path("activity_attach", held), told, follow=True)
        assert "is-late" in page.content.decode()
    assert not held.materials.exists()


def test_files_are_closed_to_the_region_and_to_other_schools(  # noqa: PLR0917  # the cast
    held, coordinator, regional_coordinator, other_head, school_head, sign_in: Sign
):  # fmt: skip
    key = lay(sign_in(coordinator), held)
    readers = (school_head, regional_coordinator, other_head)
    answers = [sign_in(who).get(path("activity_file", held, key)) for who in readers]
    assert [one.status_code for one in answers] == [200, 403, 404]
    assert b"".join(answers[0]) == PDF


def test_minutes_are_written_printed_and_laid_among_the_files(
    held, school, coordinator, sign_in: Sign
):
    Participation.objects.create(
        activity=held, organisation=school, name="Белкина Анна", came=True, source="list",
        entered_at=now(),
    )  # fmt: skip
    client = sign_in(coordinator)
    told = {
        "number": "4",
        "day": held.day,
        "chair": "Лукина М. С.",
        "decisions": "Провести\nДать",
    }
    page = client.post(path("activity_minutes", held), told, follow=True).content.decode()
    assert "Протокол № 4" in page
    words = words_of(client.get(path("activity_minutes_file", held)))
    assert "ПРОТОКОЛ № 4" in words
    assert "Белкина Анна" in words
    assert "2. Дать" in words


def test_minutes_older_than_the_event_are_refused_and_kept(held, coordinator, sign_in: Sign):
    told = {"day": held.day - timedelta(days=1), "decisions": "Дать время"}
    page = sign_in(coordinator).post(path("activity_minutes", held), told).content.decode()
    assert "раньше мероприятия" in page
    assert "Дать время" in page


def test_without_a_list_the_minutes_say_the_number(held, coordinator, sign_in: Sign):
    answer = sign_in(coordinator).get(path("activity_minutes_file", held))
    assert "Присутствовали: 12" in words_of(answer)


@pytest.fixture
def visits(school, school_head) -> Activity:
    return make_activity(
        school, by=school_head, type="lesson_visit", level="school", day=localdate(), at=now()
    )


def sheet(person, **fields) -> dict[str, object]:
    return {
        "teacher": person.employments.get().pk, "day": localdate(), "subject": "Физика",
        "class_name": "8 Б", "L01": "2", "L02": "0", **fields,
    }  # fmt: skip


def test_a_sheet_is_filled_by_a_colleague_from_a_phone(visits, school, teacher, sign_in: Sign):
    person = make_person(school)
    client = sign_in(teacher)
    page = client.post(path("lesson_visit_new", visits), sheet(person), follow=True)
    words = page.content.decode()
    assert "2 из 4 баллов по 2 из 13 строк" in words
    assert "не смотрели" in words


def test_a_sheet_leads_to_the_diagnosis_of_the_teacher_for_those_who_diagnose(
    visits, school, teacher, school_head, sign_in: Sign
):
    person = make_person(school)
    shown = sign_in(teacher).post(path("lesson_visit_new", visits), sheet(person), follow=True)
    assert "Внести дефициты" not in shown.content.decode()
    head = sign_in(school_head)
    page = html.fromstring(head.get(shown.request["PATH_INFO"]).content)
    (link,) = page.xpath("//a[contains(., 'Внести дефициты')]/@href")
    form = html.fromstring(head.get(link).content)
    assert form.xpath("//select[@name='person']/option[@selected]/@value") == [str(person.pk)]
    assert form.xpath("//select[@name='source']/option[@selected]/@value") == ["lesson"]
    assert "Физика" in form.xpath("string(//input[@name='instrument']/@value)")


def test_what_is_wrong_with_a_sheet_is_said_and_the_rest_kept(
    visits, school, teacher, sign_in: Sign
):
    person = make_person(school)
    told = sheet(person, day=localdate() + timedelta(days=2), advice="Больше пауз")
    page = sign_in(teacher).post(path("lesson_visit_new", visits), told).content.decode()
    assert "ещё впереди" in page
    assert "Больше пауз" in page
    assert not LessonVisit.objects.exists()


def test_a_colleague_does_not_open_the_sheet(visits, school, teacher, curator, sign_in: Sign):
    person = make_person(school)
    sign_in(teacher).post(path("lesson_visit_new", visits), sheet(person))
    visit = LessonVisit.objects.get()
    other = factories.make_member(school, "teacher", user=factories.make_user("Серов"))
    for who in (other, curator):
        client = sign_in(who)
        assert client.get(reverse("lesson_visit", args=[visit.pk])).status_code == 403
        page = client.get(path("activity", visits)).content.decode()
        assert "Физика" not in page
        history = reverse("history", args=["activities", "lessonvisit", visit.pk])
        assert client.get(history).status_code == 404


def test_a_sheet_is_withdrawn_by_its_writer(
    visits, school, teacher, school_head, sign_in: Sign
):
    person = make_person(school)
    sign_in(teacher).post(path("lesson_visit_new", visits), sheet(person))
    visit = LessonVisit.objects.get()
    away = reverse("lesson_visit_withdraw", args=[visit.pk])
    assert sign_in(school_head).post(away, {"reason": "Нет"}).status_code == 403
    page = sign_in(teacher).post(away, {"reason": "Не тот класс"}, follow=True)
    assert "Лист отозван: Не тот класс" in page.content.decode()


def quick_answers(school, **fields) -> dict[str, object]:
    return {
        "type": "consultation", "school": school.pk, "minutes": 45, "day": localdate(),
        "line": "Разобрали план", "whom": "завуч", "amount": 1, **fields,
    }  # fmt: skip


def test_a_consultation_is_entered_and_another_like_it_begun(school, methodist, sign_in: Sign):
    client = sign_in(methodist)
    page = client.post(
        reverse("activity_quick"), quick_answers(school, topic="R06"), follow=True
    )
    made = Activity.objects.get()
    assert f"?like={made.pk}" in page.content.decode()
    again = client.get(reverse("activity_quick"), {"like": made.pk}).content.decode()
    assert "Разобрали план" in again
    assert 'value="R06" required' in again or 'value="R06"' in again
    assert f'<option value="{school.pk}" selected>' in again


def test_the_school_of_last_time_and_its_people_stand_there(school, methodist, sign_in: Sign):
    person = make_person(school)
    client = sign_in(methodist)
    client.post(reverse("activity_quick"), quick_answers(school, people=[person.pk]))
    page = client.get(reverse("activity_quick")).content.decode()
    assert f'<option value="{school.pk}" selected>' in page
    assert str(person) in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "2099-01-01"}, "ещё не настал"),
        ({"line": ""}, "Обязательное поле"),
        ({"minutes": "7"}, "нет среди"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    fields, words, school, methodist, sign_in: Sign
):
    told = quick_answers(school, **fields)
    page = sign_in(methodist).post(reverse("activity_quick"), told).content.decode()
    assert words in page
    assert "завуч" in page
    assert not Activity.objects.exists()


def test_people_of_another_school_are_no_choice(school, other_school, methodist, sign_in: Sign):
    person = make_person(other_school)
    told = quick_answers(school, people=[person.pk])
    sign_in(methodist).post(reverse("activity_quick"), told)
    assert not Activity.objects.exists()


@pytest.mark.parametrize("key", ["x", "9" * 40])
def test_strange_addresses_of_the_quick_entry_break_nothing(
    key, school, methodist, sign_in: Sign
):
    client = sign_in(methodist)
    for name in ("like", "saved", "school"):
        assert client.get(reverse("activity_quick"), {name: key}).status_code == 200


def test_what_another_entered_is_not_repeated(school, methodist, coordinator, sign_in: Sign):
    sign_in(coordinator).post(reverse("activity_quick"), quick_answers(school))
    made = Activity.objects.get()
    answer = sign_in(methodist).get(reverse("activity_quick"), {"like": made.pk})
    assert answer.status_code == 404


def test_the_page_of_an_activity_names_who_entered_it(held, coordinator, sign_in: Sign):
    page = sign_in(coordinator).get(path("activity", held)).content.decode()
    assert "Внесено" in page
    assert "Что исполняет" in page
    assert reverse("history", args=["activities", "activity", held.pk]) in page
