"""Staff lists in the browser: who sees whom, and how a person is entered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from opora.web.organisations import rosters
from tests.factories import make_member, make_organisation, make_person
from tests.web.conftest import Sign

GIVEN = {
    "last_name": "Ежова", "first_name": "Анна", "patronymic": "Львовна", "post": "teacher",
    "subject": "МА", "load": "0,75", "since": "2025-09-01",
}  # fmt: skip


@pytest.fixture
def head(school: Organisation, sign_in: Sign) -> Client:
    return sign_in(make_member(school, Role.SCHOOL_HEAD))


def test_a_head_enters_a_teacher_and_lands_on_the_card(
    head: Client, school: Organisation
) -> None:
    answer = head.post(
        "/registers/staff/new/", GIVEN | {"organisation": school.pk}, follow=True
    )
    assert "Ежова Анна Львовна" in answer.content.decode()
    assert Employment.objects.get().load is not None


def test_a_namesake_is_asked_about(head: Client, school: Organisation) -> None:
    known = make_person(school, last_name="Ежова", first_name="Анна", patronymic="Львовна")
    given = GIVEN | {"organisation": school.pk}
    page = head.post("/registers/staff/new/", given).content.decode()
    assert "Это тот же человек?" in page
    head.post("/registers/staff/new/", given | {"same": str(known.pk)})
    assert Person.objects.count() == 1
    head.post("/registers/staff/new/", given | {"same": "another"})
    assert Person.objects.count() == 2


def test_letters_in_a_name_must_be_russian_and_the_input_stays(
    head: Client, school: Organisation
) -> None:
    page = head.post(
        "/registers/staff/new/", GIVEN | {"organisation": school.pk, "last_name": "Ezhova"}
    ).content.decode()
    assert "Русскими буквами" in page
    assert 'value="Ezhova"' in page


def test_a_head_opens_nobody_of_another_school(head: Client, school: Organisation) -> None:
    stranger = make_person(make_organisation(school.territory))
    assert head.get(f"/registers/staff/{stranger.pk}/").status_code == 404
    post = stranger.employments.get()
    assert head.get(f"/registers/staff/posts/{post.pk}/").status_code == 404


def test_the_list_counts_people_once_and_is_given_as_a_table(
    coordinator: User,
    sign_in: Sign,
    school: Organisation,
    django_assert_max_num_queries: object,
) -> None:
    person = make_person(school)
    Employment.objects.create(
        person=person, organisation=make_organisation(school.territory), post="teacher"
    )
    client = sign_in(coordinator)
    page = client.get("/registers/staff/").content.decode()
    assert "1\u00a0человек на" in page
    assert "2\u00a0должности" in page
    table = client.get("/registers/staff/?as=csv")
    assert person.last_name in b"".join(table.streaming_content).decode("utf-8-sig")


def test_a_teacher_keeps_no_list(school: Organisation, sign_in: Sign) -> None:
    teacher = sign_in(make_member(school, Role.TEACHER))
    assert teacher.get("/registers/staff/new/").status_code == 403


def test_a_post_is_corrected_and_ended(head: Client, school: Organisation) -> None:
    post = make_person(school, since=date(2025, 9, 1)).employments.get()
    head.post(
        f"/registers/staff/posts/{post.pk}/",
        {"post": "deputy", "load": "1", "since": "2025-09-01"},
    )
    page = head.post(
        f"/registers/staff/posts/{post.pk}/leave/", {"on": "2025-08-01"}
    ).content.decode()
    post.refresh_from_db()
    assert post.post == "deputy"
    assert post.until is None
    assert "раньше первого" in page


def test_an_account_of_the_school_is_linked_and_unlinked(
    head: Client, school: Organisation
) -> None:
    person = make_person(school)
    user = make_member(school, Role.TEACHER)
    address = f"/registers/staff/{person.pk}/account/"
    head.post(address, {"user": user.pk})
    person.refresh_from_db()
    assert person.user == user
    head.post(address, {"user": ""})
    person.refresh_from_db()
    assert person.user is None


def test_an_account_of_another_school_is_not_offered(
    head: Client, school: Organisation
) -> None:
    person = make_person(school)
    stranger = make_member(make_organisation(school.territory), Role.TEACHER)
    head.post(f"/registers/staff/{person.pk}/account/", {"user": stranger.pk})
    person.refresh_from_db()
    assert person.user is None


LIST = "ФИО;Должность;Предмет\nЕжова Анна Львовна;учитель;математика\nСова З.;учитель;химия\n"


def _bring(client: Client, text: str, name: str = "штат.csv", **fields: object) -> HttpResponse:
    file = SimpleUploadedFile(name, text.encode())
    return client.post("/registers/staff/list/", {"file": file, **fields}, follow=True)


def test_a_head_sees_the_fate_of_each_row_and_writes_the_list(
    head: Client, school: Organisation
) -> None:
    page = _bring(head, LIST, home=school.pk).content.decode()
    assert "добавится 1" in page
    assert "не запишется 1" in page
    assert not Person.objects.exists()
    key = head.session[rosters.KEY]["key"]
    answer = head.post("/registers/staff/list/check/", {"key": key}, follow=True)
    assert "Добавлено: 1" in answer.content.decode()
    assert Employment.objects.get().subject == "МА"
    again = head.post("/registers/staff/list/check/", {"key": key}, follow=True)
    assert "уже записан" in again.content.decode()


def test_another_key_writes_nothing(head: Client, school: Organisation) -> None:
    _bring(head, LIST, home=school.pk)
    head.post("/registers/staff/list/check/", {"key": "0" * 64})
    assert not Person.objects.exists()


def test_a_file_that_is_no_list_is_refused_at_the_form(head: Client) -> None:
    answer = _bring(head, "а;б\n1;2")
    assert answer.status_code == 422
    assert "Возьмите наш образец" in answer.content.decode()


def test_the_table_of_the_list_reads_back_without_a_change(
    head: Client, school: Organisation
) -> None:
    person = make_person(school, last_name="Ежова", subject="МА")
    person.employments.update(load=Decimal("0.75"), category="first")
    Employment.objects.create(
        person=person, organisation=school, post="deputy", part_time=True,
        since=date(2024, 9, 1),
    )  # fmt: skip
    table = b"".join(head.get("/registers/staff/?as=csv").streaming_content).decode("utf-8-sig")
    page = _bring(head, table).content.decode()
    assert "уже есть 2" in page
    assert "Записывать нечего" in page


def test_a_teacher_brings_no_list_and_gets_no_sample(
    school: Organisation, sign_in: Sign
) -> None:
    teacher = sign_in(make_member(school, Role.TEACHER))
    for address in ("", "check/", "sample.xlsx"):
        assert teacher.get(f"/registers/staff/list/{address}").status_code == 403


def test_the_sample_is_given(head: Client) -> None:
    assert head.get("/registers/staff/list/sample.xlsx").content[:2] == b"PK"


def test_correcting_an_ended_post_leaves_its_end(head: Client, school: Organisation) -> None:
    post = make_person(school, since=date(2024, 9, 1)).employments.get()
    Employment.objects.filter(pk=post.pk).update(until=date(2025, 6, 1))
    head.post(
        f"/registers/staff/posts/{post.pk}/",
        {"post": "teacher", "load": "1", "since": "2024-09-01"},
    )
    post.refresh_from_db()
    assert post.until == date(2025, 6, 1)
