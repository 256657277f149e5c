"""Figures of staff, vacancies, and the approved analysis."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.services import questionnaires, staffing
from opora.domain.diagnostics.staff_figures import figures_by_school, figures_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.domain.staff.models import Employment, Person
from opora.methodology.questionnaires import Item
from tests import factories
from tests.domain.diagnostics.cast import forms, open_survey
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


def employ(person: Person, school: Organisation, **fields: object) -> None:
    given = {"post": "teacher", "subject": "МА", "load": Decimal(1)} | fields
    Employment.objects.create(person=person, organisation=school, **given)


@pytest.fixture
def staff(school: Organisation, territory) -> None:
    busy, part = (
        Person.objects.create(
            territory=territory, last_name=name, first_name="Яна", birth_year=year
        )
        for name, year in (("Ив", 1962), ("Ан", None))
    )
    employ(busy, school, category="first")
    employ(busy, school, subject="ФИЗ", load=Decimal("0.75"), category="highest")
    employ(part, school, subject="ФИЗ", load=Decimal("0.5"), part_time=True, category="")


def test_people_are_counted_once_however_many_posts_they_hold(
    school: Organisation, staff: None
) -> None:
    told = figures_of([school], on=TODAY)
    assert (told.people, told.teachers, told.load) == (2, 2, 2.25)
    assert (told.part_time, told.heavy) == (1, 1)
    assert told.ages["a60"] == 1
    assert told.ages["unknown"] == 1
    assert told.categories == {"highest": 1, "first": 0, "none": 0, "unknown": 1}
    assert ("физика", 2, 1.25, 0.0) in told.subjects


def test_a_vacancy_is_a_load_that_nobody_holds(
    school: Organisation, staff: None, school_head: User
) -> None:
    post = staffing.Post(post="teacher", subject="ХИМ", load=Decimal("0.5"), since=TODAY)
    vacancy = staffing.open_vacancy(organisation=school, post=post, by=school_head, at=NOON)
    told = figures_of([school], on=TODAY)
    assert (told.vacancies, told.vacancy_load) == (1, 0.5)
    assert ("химия", 0, 0.0, 0.5) in told.subjects
    staffing.close_vacancy(vacancy=vacancy, until=TODAY, by=school_head, at=NOON)
    assert figures_of([school], on=TODAY + timedelta(days=1)).vacancies == 0
    with pytest.raises(DiagnosticsRefused, match="уже закрыта"):
        staffing.close_vacancy(vacancy=vacancy, until=TODAY, by=school_head, at=NOON)


@pytest.mark.parametrize(
    ("subject", "days", "said"), [("ЫЫ", 0, "нет в перечне"), ("МА", 1, "ещё не наступил")]
)
def test_a_wrong_vacancy_is_refused(
    subject: str, days: int, said: str, school: Organisation, school_head: User
) -> None:
    since = TODAY + timedelta(days=days)
    post = staffing.Post(post="teacher", subject=subject, load=Decimal(1), since=since)
    with pytest.raises(DiagnosticsRefused, match=said):
        staffing.open_vacancy(organisation=school, post=post, by=school_head, at=NOON)


def test_an_approved_analysis_is_a_trace_and_keeps_its_figures(
    school: Organisation, staff: None, authority: Organisation, coordinator: User
) -> None:
    made = staffing.approve(owner=authority, conclusion="Мало физиков", by=coordinator, at=NOON)
    entry = Entry.objects.get(register="analyses", type="staff")
    assert (entry.owner, entry.day) == (authority, TODAY)
    assert [one.organisation for one in entry.parts.all()] == [school]
    Employment.objects.all().delete()
    made.refresh_from_db()
    assert made.figures["people"] == 2
    staffing.withdraw(analysis=made, reason="Ошибка", by=coordinator, at=NOON)
    entry.refresh_from_db()
    assert entry.state == "withdrawn"


def test_an_analysis_without_a_conclusion_or_people_is_refused(
    school: Organisation, school_head: User
) -> None:
    with pytest.raises(DiagnosticsRefused, match="вывод"):
        staffing.approve(owner=school, conclusion=" ", by=school_head, at=NOON)
    with pytest.raises(DiagnosticsRefused, match="ещё не внесены"):
        staffing.approve(owner=school, conclusion="Всё есть", by=school_head, at=NOON)


def test_another_head_approves_nothing(school: Organisation, other_head: User) -> None:
    with pytest.raises(NotAllowed):
        staffing.approve(owner=school, conclusion="Да", by=other_head, at=NOON)


def test_figures_of_many_schools_are_two_questions(
    territory, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    schools = [factories.make_organisation(territory) for _ in range(20)]
    for one in schools:
        factories.make_person(one)
    with django_assert_max_num_queries(2):
        told = figures_by_school(schools, on=TODAY)
    assert {one.people for one in told.values()} == {1}


def test_a_used_questionnaire_is_frozen_and_its_next_version_is_made(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    own = questionnaires.copy(
        source=forms()["pupils"], owner=authority, by=coordinator, at=NOON
    )
    item = Item(code="q1", text="Нравится ли в школе", type="scale", good=True)
    same = questionnaires.edit(
        questionnaire=own, title="Своя", items=[item], by=coordinator, at=NOON
    )
    assert (same.pk, same.version, len(same.form.items)) == (own.pk, 1, 1)
    survey = open_survey(authority, school, by=coordinator)
    survey.questionnaires.add(own)
    following = questionnaires.edit(
        questionnaire=same, title="Своя", items=[item, Item(code="q2", text="Ещё", type="text")],
        by=coordinator, at=NOON,
    )  # fmt: skip
    own.refresh_from_db()
    assert (following.version, len(own.form.items)) == (2, 1)
    with pytest.raises(DiagnosticsRefused, match="более новая"):
        questionnaires.edit(questionnaire=own, title="x", items=[item], by=coordinator, at=NOON)


def test_a_questionnaire_of_the_methodology_is_not_edited(coordinator: User) -> None:
    found = forms()["pupils"]
    with pytest.raises(NotAllowed, match="Скопируйте"):
        questionnaires.edit(
            questionnaire=found, title="x", items=found.form.items, by=coordinator, at=NOON
        )


@pytest.mark.parametrize(
    "items",
    [[], [Item(code="a", text="1", type="text")] * 2,
     [Item(code="a", text="1", type="number", of="b", worst=1.0)]],
)  # fmt: skip
def test_items_that_make_no_questionnaire_are_refused(
    items: list[Item], authority: Organisation, coordinator: User
) -> None:
    own = questionnaires.copy(
        source=forms()["pupils"], owner=authority, by=coordinator, at=NOON
    )
    with pytest.raises(DiagnosticsRefused):
        questionnaires.edit(questionnaire=own, title="x", items=items, by=coordinator, at=NOON)
