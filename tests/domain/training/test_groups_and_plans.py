"""Groups end with certificates; plan-schedules are approved and carried out."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.domain.staff.models import Person
from opora.domain.training.models import Completion, Course, Group, Plan, PlanLine
from opora.domain.training.refusals import TrainingRefused
from opora.domain.training.services import completions, courses, groups, plans
from opora.domain.training.services.courses import Programme
from opora.domain.training.services.groups import Gathering
from opora.domain.training.services.plans import Wish
from tests.domain.training.conftest import Make
from tests.factories import NOON, make_member, make_organisation, make_person

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
DAY = date(2025, 11, 10)


@pytest.fixture
def group(school: Organisation, course: Course, coordinator: User, learner: Person) -> Group:
    gathering = Gathering(
        owner=school, course=course, title="Осень", since=date(2025, 10, 1), until=DAY
    )
    made = groups.gather(gathering=gathering, by=coordinator, at=NOON)
    groups.send(group=made, organisation=school, people=[learner], by=coordinator, at=NOON)
    return made


@pytest.fixture
def plan(school: Organisation, coordinator: User) -> Plan:
    return plans.begin(owner=school, year=2025, by=coordinator, at=NOON)


@pytest.fixture
def line(plan: Plan, learner: Person, course: Course, coordinator: User) -> PlanLine:
    wish = Wish(
        person=learner, organisation=plan.owner, motive="deficit", course=course,
        term=date(2026, 3, 1),
    )  # fmt: skip
    return plans.add_line(plan=plan, wish=wish, by=coordinator, at=NOON)


def test_a_programme_is_entered_once_and_does_not_end_before_it_begins(
    course: Course, school: Organisation, coordinator: User
) -> None:
    same = Programme(owner=school, title=course.title, provider="ИРО", hours=36)
    with pytest.raises(TrainingRefused, match="уже внесена"):
        courses.enter(programme=same, by=coordinator, at=NOON)
    wrong = Programme(
        owner=school, title="Иная", provider="ИРО", hours=36, since=DAY, until=date(2025, 11, 1)
    )
    with pytest.raises(TrainingRefused, match="раньше, чем начинается"):
        courses.enter(programme=wrong, by=coordinator, at=NOON)


def test_a_programme_with_a_group_stays(
    group: Group, course: Course, coordinator: User
) -> None:
    with pytest.raises(TrainingRefused, match="учится группа"):
        courses.withdraw(course=course, reason="Устарела", by=coordinator, at=NOON)
    groups.cancel(group=group, reason="Не набрали", by=coordinator, at=NOON)
    courses.withdraw(course=course, reason="Устарела", by=coordinator, at=NOON)
    with pytest.raises(TrainingRefused, match="уже убрана"):
        courses.withdraw(course=course, reason="Снова", by=coordinator, at=NOON)


def test_a_group_is_planned_and_its_end_gives_certificates(
    group: Group, coordinator: User, learner: Person
) -> None:
    planned = Entry.objects.get()
    assert (planned.state, planned.amount) == ("planned", 1)
    with pytest.raises(TrainingRefused, match="номер"):
        groups.finish(group=group, issued=DAY, numbers={}, by=coordinator, at=NOON)
    key = group.learners.get().pk
    made = groups.finish(group=group, issued=DAY, numbers={key: "7"}, by=coordinator, at=NOON)
    assert [one.person for one in made] == [learner]
    assert sorted(Entry.objects.values_list("state", flat=True)) == ["done", "withdrawn"]
    with pytest.raises(TrainingRefused, match="уже закончила"):
        groups.finish(group=group, issued=DAY, numbers={key: "7"}, by=coordinator, at=NOON)


def test_a_number_given_twice_in_a_group_enters_nothing(
    group: Group, coordinator: User, school: Organisation
) -> None:
    people = [make_person(school)]
    groups.send(group=group, organisation=school, people=people, by=coordinator, at=NOON)
    numbers = dict.fromkeys(group.learners.values_list("pk", flat=True), "7")
    with pytest.raises(TrainingRefused, match="другого человека"):
        groups.finish(group=group, issued=DAY, numbers=numbers, by=coordinator, at=NOON)
    assert not Completion.objects.exists()


def test_a_school_sends_its_own_people_and_takes_them_back(
    group: Group, coordinator: User, school: Organisation
) -> None:
    other = make_organisation(school.territory)
    head = make_member(other, Role.SCHOOL_HEAD)
    own, strange = make_person(other), make_person(school)
    assert groups.send(group=group, organisation=other, people=[own], by=head, at=NOON) == 1
    assert groups.send(group=group, organisation=other, people=[own], by=head, at=NOON) == 0
    with pytest.raises(TrainingRefused, match="не работает"):
        groups.send(group=group, organisation=other, people=[strange], by=head, at=NOON)
    with pytest.raises(NotAllowed):
        groups.send(group=group, organisation=school, people=[strange], by=head, at=NOON)
    groups.take_back(learner=group.learners.get(person=own), by=head, at=NOON)
    assert group.learners.count() == 1


def test_scans_find_their_certificates_by_the_surname(
    group: Group, coordinator: User, school: Organisation
) -> None:
    twins = [
        make_person(school, last_name="Ёлкина", first_name=name) for name in ("Вера", "Нина")
    ]
    groups.send(group=group, organisation=school, people=twins, by=coordinator, at=NOON)
    numbers = {key: str(key) for key in group.learners.values_list("pk", flat=True)}
    groups.finish(group=group, issued=DAY, numbers=numbers, by=coordinator, at=NOON)
    names = ("БАРСУКОВА.pdf", "Елкина Нина.pdf", "Ёлкина.pdf", "Чужая.pdf")
    done = groups.attach_named(
        group=group, papers=[Upload(PDF, name) for name in names], by=coordinator, at=NOON
    )
    assert done.kept == 2
    assert ["нескольким" in one for one in done.remarks] == [True, False]
    named = Completion.objects.exclude(file=None).values_list("person__first_name", flat=True)
    assert set(named) == {"Анна", "Нина"}


def test_a_plan_is_planned_then_approved(plan: Plan, line: PlanLine, coordinator: User) -> None:
    assert Entry.objects.get(type="plan").state == "planned"
    approved = plans.approve(plan=plan, number="12", day=DAY, by=coordinator, at=NOON)
    entry = Entry.objects.get(type="plan")
    assert (entry.state, entry.day, entry.amount) == ("done", DAY, 1)
    assert entry.facts == {"number": "12", "date": "2025-11-10"}
    with pytest.raises(TrainingRefused, match="уже утверждён"):
        plans.approve(plan=approved, number="12", day=DAY, by=coordinator, at=NOON)


def test_an_empty_plan_and_a_day_to_come_are_not_approved(
    plan: Plan, coordinator: User, course: Course, learner: Person
) -> None:
    with pytest.raises(TrainingRefused, match="ни одной строки"):
        plans.approve(plan=plan, number="", day=DAY, by=coordinator, at=NOON)
    wish = Wish(
        person=learner, organisation=plan.owner, motive="wish", topic="МЕ-2",
        term=date(2026, 1, 10),
    )  # fmt: skip
    plans.add_line(plan=plan, wish=wish, by=coordinator, at=NOON)
    with pytest.raises(TrainingRefused, match="не наступил"):
        plans.approve(plan=plan, number="", day=date(2026, 1, 1), by=coordinator, at=NOON)


def test_a_school_has_one_plan_a_year(
    plan: Plan, coordinator: User, school: Organisation
) -> None:
    with pytest.raises(TrainingRefused, match="уже есть"):
        plans.begin(owner=school, year=2025, by=coordinator, at=NOON)
    plans.withdraw(plan=plan, reason="Не тот год", by=coordinator, at=NOON)
    assert Entry.objects.get().state == "withdrawn"
    plans.begin(owner=school, year=2025, by=coordinator, at=NOON)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"course": None}, "чему учиться"),
        ({"term": date(2027, 1, 1)}, "вне учебного года"),
        ({}, "уже есть"),
    ],
)
def test_a_line_that_cannot_be_is_refused(
    plan: Plan, line: PlanLine, coordinator: User, told: dict[str, object], words: str
) -> None:
    given = {
        "person": line.person, "organisation": plan.owner, "motive": "wish",
        "course": line.course, "term": date(2026, 3, 1),
    }  # fmt: skip
    with pytest.raises(TrainingRefused, match=words):
        plans.add_line(plan=plan, wish=Wish(**(given | told)), by=coordinator, at=NOON)


def test_a_plan_of_a_school_holds_its_own_people(
    plan: Plan, coordinator: User, course: Course, school: Organisation
) -> None:
    other = make_organisation(school.territory)
    wish = Wish(
        person=make_person(other), organisation=other, motive="wish", course=course,
        term=date(2026, 3, 1),
    )  # fmt: skip
    with pytest.raises(TrainingRefused, match="только её работников"):
        plans.add_line(plan=plan, wish=wish, by=coordinator, at=NOON)


def test_a_certificate_closes_its_line_and_its_withdrawal_opens_it_again(
    line: PlanLine, certificate: Make, course: Course, coordinator: User
) -> None:
    made = completions.enter(certificate=certificate(course=course), by=coordinator, at=NOON)
    line.refresh_from_db()
    assert (line.state, line.completion) == ("done", made)
    with pytest.raises(TrainingRefused, match="ещё намечено"):
        plans.cancel_line(line=line, reason="Зря", by=coordinator, at=NOON)
    completions.withdraw(completion=made, reason="Ошибка", by=coordinator, at=NOON)
    line.refresh_from_db()
    assert (line.state, line.completion) == ("planned", None)
    plans.cancel_line(line=line, reason="Уволилась", by=coordinator, at=NOON)
    line.refresh_from_db()
    assert line.state == "cancelled"


def test_what_a_teacher_lacks_is_told_to_the_methodist_not_to_the_coordinator(
    line: PlanLine, coordinator: User, methodist: User
) -> None:
    on = NOON.date()
    told = [
        PlanLine.objects.with_right_to_deficits(user, on=on).get().is_told  # type: ignore[attr-defined]
        for user in (coordinator, methodist)
    ]
    assert told == [False, True]
