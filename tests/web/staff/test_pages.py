"""Staff lists in the browser: who sees whom, and how a person is entered."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
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
