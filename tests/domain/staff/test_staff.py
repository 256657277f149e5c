"""People take posts, hold several, and leave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import AuditEvent, User
from opora.domain.staff.models import Employment, Person
from opora.domain.staff.services import staff
from opora.domain.staff.services.staff import Name, Place
from tests.factories import NOON, TODAY, make_member, make_organisation, make_person

TEACHER = Place(post="teacher", subject="МА", load=Decimal(1), since=date(2025, 9, 1))
ANNA = Name(last_name="Ежова", first_name="Анна", patronymic="Львовна", birth_year=1980)


@pytest.fixture
def head(school: Organisation) -> User:
    return make_member(school, Role.SCHOOL_HEAD)


def test_a_head_enters_a_teacher_and_the_history_says_so(
    school: Organisation, head: User
) -> None:
    added = staff.add(name=ANNA, organisation=school, place=TEACHER, by=head, at=NOON)
    assert added.person.short_name == "Ежова А.Л."
    assert AuditEvent.objects.get(action="employment.begin").by == head


def test_a_namesake_is_asked_about_and_never_guessed(school: Organisation, head: User) -> None:
    first = staff.add(name=ANNA, organisation=school, place=TEACHER, by=head, at=NOON)
    with pytest.raises(staff.SamePerson, match="уже есть в списке") as refusal:
        staff.add(name=ANNA, organisation=school, place=TEACHER, by=head, at=NOON)
    assert refusal.value.found == (first.person,)
    again = staff.add(
        name=ANNA, organisation=school, place=TEACHER, by=head, at=NOON, another=True
    )
    assert again.person != first.person


def test_another_year_of_birth_makes_another_person(school: Organisation, head: User) -> None:
    staff.add(name=ANNA, organisation=school, place=TEACHER, by=head, at=NOON)
    younger = Name(last_name="Ежова", first_name="Анна", patronymic="Львовна", birth_year=1999)
    staff.add(name=younger, organisation=school, place=TEACHER, by=head, at=NOON)
    assert Person.objects.filter(last_name="Ежова").count() == 2


def test_a_person_in_two_schools_is_counted_once(
    school: Organisation, coordinator: User
) -> None:
    other = make_organisation(school.territory)
    person = make_person(school)
    staff.employ(person=person, organisation=other, place=TEACHER, by=coordinator, at=NOON)
    assert Employment.objects.on(TODAY).headcount() == 1
    assert Employment.objects.on(TODAY).count() == 2


def test_the_same_post_is_not_taken_twice(school: Organisation, coordinator: User) -> None:
    person = make_person(school, subject="МА")
    with pytest.raises(staff.AlreadyEmployed, match="уже работает"):
        staff.employ(person=person, organisation=school, place=TEACHER, by=coordinator, at=NOON)


def test_a_head_keeps_no_list_of_another_school(school: Organisation, head: User) -> None:
    other = make_organisation(school.territory)
    with pytest.raises(staff.NotAllowed, match=other.short_name):
        staff.add(name=ANNA, organisation=other, place=TEACHER, by=head, at=NOON)


def test_nobody_leaves_before_they_came(school: Organisation, head: User) -> None:
    added = staff.add(name=ANNA, organisation=school, place=TEACHER, by=head, at=NOON)
    with pytest.raises(staff.DaysInverted):
        staff.leave(employment=added, on=date(2025, 8, 1), by=head, at=NOON)
    staff.leave(employment=added, on=date(2025, 10, 1), by=head, at=NOON)
    assert Employment.objects.on(TODAY).headcount() == 0


def test_a_stranger_sees_nobody(school: Organisation) -> None:
    make_person(school)
    stranger = make_member(make_organisation(school.territory), Role.SCHOOL_HEAD)
    assert not Person.objects.visible_to(stranger, on=TODAY).exists()


def test_the_region_sees_no_names(school: Organisation, regional_coordinator: User) -> None:
    make_person(school)
    assert not Person.objects.visible_to(regional_coordinator, on=TODAY).exists()
