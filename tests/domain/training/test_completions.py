"""Certificates: entered once, with their days and hours; what they leave and fulfil."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.domain.staff.models import Employment, Person
from opora.domain.training.models import Completion
from opora.domain.training.models.completions import key_of
from opora.domain.training.refusals import TrainingRefused
from opora.domain.training.services import completions
from tests.domain.training.conftest import Make
from tests.factories import NOON, make_member, make_organisation, make_person, make_user

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def made(certificate: Make, coordinator: User) -> Completion:
    return completions.enter(certificate=certificate(), by=coordinator, at=NOON)


def test_a_certificate_leaves_a_trace_that_names_no_person(
    certificate: Make, coordinator: User, school: Organisation, learner: Person
) -> None:
    completions.enter(
        certificate=certificate(), by=coordinator, at=NOON, paper=Upload(PDF, "Барсукова.pdf")
    )
    entry = Entry.objects.get()
    assert (entry.register, entry.type, entry.owner) == ("training", "course", school)
    assert (entry.day, entry.hours, entry.state) == (date(2025, 10, 31), Decimal(36), "done")
    assert "Барсукова" not in entry.title
    assert entry.facts["number"] == "ПК-0123"
    assert len(entry.facts["files"]) == 1
    assert {(one.person, one.role) for one in entry.parts.all()} == {(learner, "participant")}


def test_who_works_in_two_schools_is_trained_in_both(
    certificate: Make, coordinator: User, school: Organisation, learner: Person
) -> None:
    other = make_organisation(school.territory)
    Employment.objects.create(person=learner, organisation=other, post="teacher")
    completions.enter(certificate=certificate(), by=coordinator, at=NOON)
    parts = Entry.objects.get().parts.all()
    assert {one.organisation for one in parts} == {school, other}
    assert {one.person for one in parts} == {learner}


def test_the_same_number_of_the_same_provider_is_refused_however_it_is_written(
    made: Completion, certificate: Make, coordinator: User
) -> None:
    again = certificate(title="Другая", provider="гау дпо ИРО", number="№ пк 0123")
    with pytest.raises(TrainingRefused, match="уже внесено организацией"):
        completions.enter(certificate=again, by=coordinator, at=NOON)
    assert Completion.objects.count() == 1


def test_a_number_given_to_another_is_refused_without_naming_them(
    made: Completion, certificate: Make, coordinator: User, school: Organisation
) -> None:
    other = certificate(person=make_person(school))
    with pytest.raises(TrainingRefused, match="на другого человека") as refusal:
        completions.enter(certificate=other, by=coordinator, at=NOON)
    assert "Барсукова" not in str(refusal.value)


def test_the_same_programme_of_a_person_on_a_day_is_refused(
    made: Completion, certificate: Make, coordinator: User
) -> None:
    again = certificate(title="ФОРМИРУЮЩЕЕ  оценивание", number="", provider="Другой")
    with pytest.raises(TrainingRefused, match="уже внесено"):
        completions.enter(certificate=again, by=coordinator, at=NOON)


def test_certificates_without_a_number_do_not_stand_in_each_others_way(
    certificate: Make, coordinator: User, school: Organisation
) -> None:
    for person in (make_person(school), make_person(school)):
        completions.enter(
            certificate=certificate(person=person, number=""), by=coordinator, at=NOON
        )
    assert Completion.objects.count() == 2


def test_the_database_itself_holds_a_certificate_once(
    made: Completion, certificate: Make, coordinator: User
) -> None:
    other = completions.enter(
        certificate=certificate(number="2", title="Другая"), by=coordinator, at=NOON
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.filter(pk=other.pk).update(number_key=made.number_key)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"hours": 0}, "Часов"),
        ({"issued": date(2025, 12, 1)}, "ещё не наступил"),
        ({"since": date(2025, 10, 9), "until": date(2025, 10, 1)}, "раньше, чем начинается"),
        ({"since": date(2025, 11, 5)}, "раньше, чем началось"),
    ],
)
def test_days_and_hours_that_cannot_be_are_refused(
    certificate: Make, coordinator: User, told: dict[str, object], words: str
) -> None:
    with pytest.raises(TrainingRefused, match=words):
        completions.enter(certificate=certificate(**told), by=coordinator, at=NOON)


def test_a_stranger_to_the_school_is_not_entered_there(
    certificate: Make, coordinator: User, school: Organisation
) -> None:
    stranger = make_person(make_organisation(school.territory))
    with pytest.raises(TrainingRefused, match="не работает в организации"):
        completions.enter(certificate=certificate(person=stranger), by=coordinator, at=NOON)


def test_a_teacher_enters_their_own_and_nobody_elses(
    certificate: Make, learner: Person, school: Organisation
) -> None:
    user = make_member(school, Role.TEACHER, user=make_user())
    learner.user = user
    learner.save()
    completions.enter(certificate=certificate(), by=user, at=NOON)
    with pytest.raises(NotAllowed):
        completions.enter(
            certificate=certificate(person=make_person(school), number="5"), by=user, at=NOON
        )


def test_the_head_of_another_school_enters_nothing_here(
    certificate: Make, school: Organisation
) -> None:
    stranger = make_member(make_organisation(school.territory), Role.SCHOOL_HEAD)
    with pytest.raises(NotAllowed, match=school.short_name):
        completions.enter(certificate=certificate(), by=stranger, at=NOON)


def test_a_correction_moves_the_trace_and_saying_the_same_leaves_none(
    made: Completion, certificate: Make, coordinator: User
) -> None:
    said = certificate(hours=72)
    completions.amend(completion=made, certificate=said, by=coordinator, at=NOON)
    assert Entry.objects.get().hours == 72
    before = made.pk
    completions.amend(completion=made, certificate=said, by=coordinator, at=NOON)
    assert Completion.objects.get().pk == before


def test_a_withdrawn_certificate_takes_its_trace_back_and_may_be_entered_again(
    made: Completion, certificate: Make, coordinator: User
) -> None:
    with pytest.raises(TrainingRefused, match="почему"):
        completions.withdraw(completion=made, reason=" ", by=coordinator, at=NOON)
    completions.withdraw(completion=made, reason="Не тот человек", by=coordinator, at=NOON)
    assert Entry.objects.get().state == "withdrawn"
    completions.enter(certificate=certificate(), by=coordinator, at=NOON)
    with pytest.raises(TrainingRefused, match="уже отозвана"):
        completions.withdraw(completion=made, reason="Ещё раз", by=coordinator, at=NOON)


def test_a_course_shorter_than_the_least_is_marked(
    certificate: Make, coordinator: User
) -> None:
    made = completions.enter(certificate=certificate(hours=8), by=coordinator, at=NOON)
    assert made.is_short


def test_the_region_reads_of_certificates_without_names(
    made: Completion, regional_coordinator: User, school: Organisation
) -> None:
    on = NOON.date()
    assert Completion.objects.visible_to(regional_coordinator, on=on).count() == 1
    assert not Completion.objects.named_to(regional_coordinator, on=on).exists()
    seen = Completion.objects.with_right_to_names(regional_coordinator, on=on).get()
    assert not seen.is_named


@given(st.text(alphabet="абвЕёЁПКпк0123 -№«»", max_size=20))
def test_numbers_that_differ_by_case_and_signs_are_one(words: str) -> None:
    assert key_of(words) == key_of(f" {words.upper()} ") == key_of(words.replace("-", " "))
