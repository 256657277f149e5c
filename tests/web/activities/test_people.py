"""Participants of an activity on its pages, and at the door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from opora.domain.activities.check_in import ticket_for
from opora.domain.activities.models import Activity, Participation
from tests.domain.activities.stage import make_activity, make_person
from tests.web.conftest import Sign


def path(name: str, activity: Activity) -> str:
    return reverse(name, args=[activity.pk])


def test_people_of_the_staff_are_ticked(seminar, school, coordinator, sign_in: Sign):
    person = make_person(school)
    client = sign_in(coordinator)
    page = client.get(path("activity_people", seminar), {"school": school.pk}).content.decode()
    assert person.full_name in page
    told = {"school": school.pk, "person": [person.pk]}
    page = client.post(path("activity_staff", seminar), told, follow=True).content.decode()
    assert "Внесено: 1" in page
    assert seminar.participations.get().came


def test_nobody_of_another_organisation_is_put_in_under_its_name(
    seminar, school, other_school, coordinator, sign_in: Sign
):
    person = make_person(other_school)
    told = {"school": school.pk, "person": [person.pk]}
    page = sign_in(coordinator).post(path("activity_staff", seminar), told, follow=True)
    assert "Отметьте, кого внести" in page.content.decode()
    assert not seminar.participations.exists()


def test_a_pasted_list_is_taken_and_what_is_not_clear_is_said(
    seminar, school, coordinator, sign_in: Sign
):
    told = {"text": "Белкина Анна; СОШ № 5\nКто-то; Лицей на Луне", "home": ""}
    page = sign_in(coordinator).post(path("activity_take_list", seminar), told)
    words = page.content.decode()
    assert "Внесено: 1" in words
    assert "Лицей на Луне" in words


def test_ten_thousand_pasted_are_refused_and_stay_in_the_field(
    seminar, school, coordinator, sign_in: Sign
):
    text = "\n".join(f"Белкина Анна {number}" for number in range(10_000))
    told = {"text": text, "home": school.pk}
    page = sign_in(coordinator).post(path("activity_take_list", seminar), told)
    assert page.status_code == 422
    assert "10000 строк" in page.content.decode()
    assert "Белкина Анна 9999" in page.content.decode()
    assert not seminar.participations.exists()


def test_the_table_of_the_page_is_taken_back(seminar, school, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    client.post(path("activity_take_list", seminar), {"text": "Белкина Анна; СОШ № 5"})
    book = b"".join(client.get(path("activity_people", seminar), {"as": "xlsx"}))
    seminar.participations.all().delete()
    upload = SimpleUploadedFile("Участники.xlsx", book)
    client.post(path("activity_take_list", seminar), {"file": upload})
    row = seminar.participations.get()
    assert (row.name, row.organisation, row.source) == ("Белкина Анна", school, "xlsx")


def test_an_empty_list_is_refused(seminar, coordinator, sign_in: Sign):
    page = sign_in(coordinator).post(path("activity_take_list", seminar), {})
    assert "Вставьте список" in page.content.decode()


def test_marks_are_kept(seminar, school, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    client.post(
        path("activity_take_list", seminar),
        {"text": "Белкина Анна\nОрлов Иван", "home": school.pk},
    )
    one, two = seminar.participations.order_by("pk")
    told = {"shown": [one.pk, two.pk], "came": [two.pk]}
    page = client.post(path("activity_people", seminar), told, follow=True).content.decode()
    assert "пришли 1 из 2" in page


def test_one_is_taken_off(seminar, school, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    client.post(
        path("activity_take_list", seminar), {"text": "Белкина Анна", "home": school.pk}
    )
    row = seminar.participations.get()
    client.post(reverse("activity_remove_person", args=[seminar.pk, row.pk]))
    assert not seminar.participations.exists()


def test_the_region_sees_numbers_and_no_names(
    seminar, school, regional_coordinator, sign_in: Sign
):
    Participation.objects.create(
        activity=seminar, organisation=school, name="Белкина Анна", came=True, source="list",
        entered_at=now(),
    )  # fmt: skip
    page = sign_in(regional_coordinator).get(path("activity", seminar)).content.decode()
    assert "1 из 1" in page
    assert "Белкина" not in page
    assert "Имена участников видят" in page


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_asks_a_constant_number_of_queries(  # noqa: PLR0917  # the cast
    count, seminar, school, coordinator, sign_in: Sign, django_assert_max_num_queries
):
    for number in range(count):
        person = make_person(school, f"Рябова Ольга{number} Ивановна")
        Participation.objects.create(
            activity=seminar, organisation=school, person=person, source="list",
            entered_at=now(),
        )  # fmt: skip
    client = sign_in(coordinator)
    with django_assert_max_num_queries(24):
        client.get(path("activity_people", seminar), {"school": school.pk})
    with django_assert_max_num_queries(24):
        client.get(path("activity", seminar))


def test_the_code_is_drawn_for_those_who_lead(seminar, coordinator, sign_in: Sign):
    page = sign_in(coordinator).get(path("activity_code", seminar)).content.decode()
    assert "<svg" in page
    assert ticket_for(seminar).replace("~", "~") in page


def door(activity: Activity) -> str:
    return reverse("activity_check_in", args=[ticket_for(activity)])


def test_a_signed_in_person_presses_one_button(seminar, teacher, sign_in: Sign):
    client = sign_in(teacher)
    assert "Я здесь" in client.get(door(seminar)).content.decode()
    assert "Вы отмечены" in client.post(door(seminar)).content.decode()
    assert "Я здесь" not in client.get(door(seminar)).content.decode()
    assert seminar.participations.count() == 1


def test_without_an_account_a_name_and_a_school_are_given(seminar, school):
    client = Client()
    page = client.get(door(seminar)).content.decode()
    assert school.short_name in page
    told = {"name": "Белкина Анна", "organisation": school.pk}
    assert "Вы отмечены" in client.post(door(seminar), told).content.decode()
    assert "Вы уже отмечены" in client.post(door(seminar), told).content.decode()
    assert seminar.participations.count() == 1


def test_at_the_door_nobody_reads_who_came(seminar, school):
    Participation.objects.create(
        activity=seminar, organisation=school, name="Белкина Анна", came=True, source="qr",
        entered_at=now(),
    )  # fmt: skip
    assert "Белкина" not in Client().get(door(seminar)).content.decode()


@pytest.mark.parametrize("name", ["Белкина", "", "1 2"])
def test_a_name_that_is_none_is_refused_and_kept(name, seminar, school):
    told = {"name": name, "organisation": school.pk}
    page = Client().post(door(seminar), told).content.decode()
    assert "Не отмечено" in page
    assert not seminar.participations.exists()


def test_a_school_that_was_not_invited_is_no_choice(seminar, other_school):
    told = {"name": "Белкина Анна", "organisation": other_school.pk}
    assert "Вы отмечены" not in Client().post(door(seminar), told).content.decode()
    assert not seminar.participations.exists()


@pytest.mark.parametrize("days", [-1, 1])
def test_on_another_day_the_door_is_shut(days, authority, coordinator):
    day = localdate() + timedelta(days=days)
    made = make_activity(authority, by=coordinator, day=day, at=now())
    answer = Client().get(door(made))
    assert answer.status_code == 404
    assert f"{day:%d.%m.%Y}" in answer.content.decode()


def test_a_code_that_is_not_ours_opens_nothing(db):
    answer = Client().get(reverse("activity_check_in", args=["12.739600~aaaa"]))
    assert answer.status_code == 404
    assert "не подходит" in answer.content.decode()
