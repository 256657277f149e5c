"""Who is trained of those who work, and what teachers lack before and after."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from opora.domain.diagnostics.services import diagnoses
from opora.domain.diagnostics.services.diagnoses import Found
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from opora.domain.training.models import Course
from opora.domain.training.queries.needs import deficits_of, effect_of, needs_of
from opora.domain.training.queries.shares import (
    Asked,
    Fraction,
    people_of,
    shares_of_schools,
    shares_of_territories,
)
from opora.domain.training.services import completions
from tests.domain.training.conftest import Make
from tests.factories import NOON, TODAY, make_organisation, make_person

YEAR = Asked(on=TODAY, first=date(2025, 9, 1))


def diagnose(person: Person, school: Organisation, percent: int, day: date, by: User) -> None:
    found = Found(
        person=person, organisation=school, source="test", instrument="Тест", day=day,
        percents={"МЕ-2": Decimal(percent)},
    )  # fmt: skip
    diagnoses.enter(found=found, by=by, at=NOON)


def test_a_person_in_two_schools_counts_in_each_and_once_in_the_municipality(
    certificate: Make, learner: Person, school: Organisation, coordinator: User
) -> None:
    other = make_organisation(school.territory)
    Employment.objects.create(person=learner, organisation=other, post="teacher")
    make_person(other)
    make_person(school, post="head")
    completions.enter(certificate=certificate(), by=coordinator, at=NOON)
    here, there = shares_of_schools([school, other], YEAR)
    assert (here.teachers, here.heads) == (Fraction(1, 1), Fraction(0, 1))
    assert there.teachers == Fraction(1, 2)
    assert there.heads.percent is None
    schools = Organisation.objects.schools()
    [whole] = shares_of_territories([school.territory], schools, YEAR)
    assert whole.teachers == Fraction(1, 2)
    assert whole.teachers.percent == 50


@pytest.mark.parametrize(
    "told", [{"hours": 15}, {"issued": date(2025, 8, 31)}], ids=["short", "last year"]
)
def test_short_and_old_certificates_do_not_count(
    certificate: Make, school: Organisation, coordinator: User, told: dict[str, object]
) -> None:
    completions.enter(certificate=certificate(**told), by=coordinator, at=NOON)
    assert shares_of_schools([school], YEAR)[0].teachers == Fraction(0, 1)
    assert [one.is_trained for one in people_of(school, YEAR)] == [False]


def test_whoever_left_is_of_no_headcount(
    certificate: Make, learner: Person, school: Organisation, coordinator: User
) -> None:
    completions.enter(certificate=certificate(), by=coordinator, at=NOON)
    Employment.objects.update(until=date(2025, 11, 1))
    assert shares_of_schools([school], YEAR)[0].teachers == Fraction(0, 0)


def test_the_shares_of_many_schools_are_one_query(
    school: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    schools = [school, *(make_organisation(school.territory) for _ in range(5))]
    with django_assert_num_queries(1):
        shares_of_schools(schools, YEAR)


def test_a_standing_deficit_is_offered_a_programme_about_it(
    learner: Person, school: Organisation, course: Course, methodist: User, coordinator: User
) -> None:
    diagnose(learner, school, 40, date(2025, 9, 10), methodist)
    [need] = needs_of(deficits_of(methodist, on=TODAY), methodist, on=TODAY)
    assert need.courses == (course,)
    assert (need.planned, need.learned) == (None, None)
    assert not deficits_of(coordinator, on=TODAY).exists()


def test_a_deficit_overcome_is_no_need(
    learner: Person, school: Organisation, methodist: User
) -> None:
    diagnose(learner, school, 40, date(2025, 9, 10), methodist)
    diagnose(learner, school, 85, date(2025, 11, 5), methodist)
    assert not deficits_of(methodist, on=TODAY).exists()


def test_the_result_before_and_after_is_told_to_those_who_read_diagnoses(
    learner: Person, school: Organisation, certificate: Make, methodist: User,
    coordinator: User,
) -> None:  # fmt: skip
    diagnose(learner, school, 40, date(2025, 9, 10), methodist)
    said = certificate(topic="МЕ-2", since=date(2025, 10, 1))
    made = completions.enter(certificate=said, by=methodist, at=NOON)
    effect = effect_of(made, methodist, on=TODAY)
    assert effect is not None
    assert (effect.before, effect.change) == (Decimal(40), None)
    diagnose(learner, school, 65, date(2025, 11, 5), methodist)
    effect = effect_of(made, methodist, on=TODAY)
    assert effect is not None
    assert effect.change == Decimal(25)
    hidden = effect_of(made, coordinator, on=TODAY)
    assert hidden is not None
    assert (hidden.before, hidden.after) == (None, None)
    other = completions.enter(
        certificate=certificate(number="9", title="Другое"), by=methodist, at=NOON
    )
    assert effect_of(other, methodist, on=TODAY) is None
