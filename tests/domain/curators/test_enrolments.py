"""Schools enter models and projects, change and leave them; entries follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opora.domain.acts.models import Act
from opora.domain.curators import queries
from opora.domain.curators.models import Enrolment
from opora.domain.curators.services import enrolments
from opora.domain.curators.services.enrolments import EnrolmentRefused, Term
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.domain.registers.services.entries import source_of
from tests.domain.curators.stage import START, enrol, project, take
from tests.factories import NOON, TODAY, make_person


def entry_of(row: Enrolment) -> Entry:
    return Entry.objects.get(source=source_of(row))


def test_many_schools_are_enrolled_at_once_each_with_its_entry(
    school: Organisation, other_school: Organisation, coordinator: User, act: Act
) -> None:
    made = enrolments.enrol([school, other_school], project(act), by=coordinator, at=NOON)
    entries = [entry_of(one) for one in made]
    assert [one.owner for one in entries] == [school, other_school]
    assert entries[0].state == Entry.State.DONE
    assert entries[0].facts == {
        "since": "2025-09-01", "number": "417-од", "date": "2025-08-25",
        "signatory": "Державин П. И.",
    }  # fmt: skip
    assert entries[0].parts.get().organisation == school


def test_without_an_order_it_is_planned_until_one_is_named(
    school: Organisation, coordinator: User, act: Act
) -> None:
    made = enrol(school, project(), by=coordinator)
    assert entry_of(made).state == Entry.State.PLANNED
    assert made.state(on=TODAY) == "planned"
    enrolments.approve(enrolment=made, act=act, by=coordinator, at=NOON)
    assert entry_of(made).state == Entry.State.DONE


def test_nobody_is_enrolled_when_one_school_is_in_it_already(
    school: Organisation, other_school: Organisation, coordinator: User
) -> None:
    enrol(school, project(), by=coordinator)
    with pytest.raises(EnrolmentRefused, match="СОШ № 5"):
        enrolments.enrol([other_school, school], project(), by=coordinator, at=NOON)
    assert Enrolment.objects.count() == 1


def test_a_school_has_one_model_at_a_time_and_many_projects(
    school: Organisation, coordinator: User
) -> None:
    basic, network = (
        take(school, by=coordinator),
        take(school, by=coordinator, code="network"),
    )
    enrol(school, Term(type="model", model=basic, since=START), by=coordinator)
    enrol(school, project(), by=coordinator)
    enrol(school, project(title="Школа Минпросвещения"), by=coordinator)
    with pytest.raises(EnrolmentRefused, match="смените"):
        enrol(school, Term(type="model", model=network, since=TODAY), by=coordinator)


def test_a_change_of_model_keeps_the_chain(
    school: Organisation, coordinator: User, act: Act
) -> None:
    basic, network = (
        take(school, by=coordinator),
        take(school, by=coordinator, code="network"),
    )
    old = enrol(school, Term(type="model", model=basic, since=START, act=act), by=coordinator)
    term = Term(type="model", model=network, since=TODAY, act=act, why="Есть партнёр")
    new = enrolments.change_model(enrolment=old, term=term, by=coordinator, at=NOON)
    old.refresh_from_db()
    assert old.until == TODAY - timedelta(days=1)
    assert new.follows == old
    assert entry_of(old).until == old.until
    with pytest.raises(EnrolmentRefused, match="уже сменили"):
        enrolments.change_model(enrolment=old, term=term, by=coordinator, at=NOON)


def changed(school: Organisation, act: Act, *, by: User) -> tuple[Enrolment, Enrolment]:
    """Return the model a school left and the one it is in since today."""
    basic, network = take(school, by=by), take(school, by=by, code="network")
    old = enrol(school, Term(type="model", model=basic, since=START, act=act), by=by)
    term = Term(type="model", model=network, since=TODAY, act=act)
    new = enrolments.change_model(enrolment=old, term=term, by=by, at=NOON)
    return Enrolment.objects.get(pk=old.pk), new


def test_a_model_that_was_left_does_not_end_within_the_next_one(
    school: Organisation, coordinator: User, act: Act
) -> None:
    old, _ = changed(school, act, by=coordinator)
    given = {"enrolment": old, "reason": "Итог", "by": coordinator, "at": NOON}
    with pytest.raises(EnrolmentRefused, match="уже участвует"):
        enrolments.end(on=TODAY, **given)  # type: ignore[arg-type]
    enrolments.end(on=START + timedelta(days=3), **given)  # type: ignore[arg-type]
    assert entry_of(old).until == START + timedelta(days=3)


def test_a_change_of_model_that_is_withdrawn_lets_the_former_go_on_and_be_changed_again(
    school: Organisation, coordinator: User, act: Act
) -> None:
    old, new = changed(school, act, by=coordinator)
    given = {"reason": "Не та школа", "by": coordinator, "at": NOON}
    with pytest.raises(EnrolmentRefused, match="Сначала отзовите"):
        enrolments.withdraw(enrolment=old, **given)  # type: ignore[arg-type]
    enrolments.withdraw(enrolment=new, **given)  # type: ignore[arg-type]
    old.refresh_from_db()
    assert (old.until, old.ended_reason, entry_of(old).until) == (None, "", None)
    term = Term(type="model", model=new.model, since=TODAY, act=act)
    again = enrolments.change_model(enrolment=old, term=term, by=coordinator, at=NOON)
    assert again.follows == old


def test_a_model_is_not_changed_to_itself_nor_before_it_began(
    school: Organisation, coordinator: User
) -> None:
    basic, network = (
        take(school, by=coordinator),
        take(school, by=coordinator, code="network"),
    )
    old = enrol(school, Term(type="model", model=basic, since=START), by=coordinator)
    same = Term(type="model", model=basic, since=TODAY)
    early = Term(type="model", model=network, since=START)
    for term, words in ((same, "другую"), (early, "позже")):
        with pytest.raises(EnrolmentRefused, match=words):
            enrolments.change_model(enrolment=old, term=term, by=coordinator, at=NOON)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (project(until=date(2025, 8, 1)), "раньше первого"),
        (project(since=date(2225, 9, 1)), "Проверьте год"),
        (project(title=" "), "назовите"),
        (Term(type="model", since=START), "Выберите модель"),
    ],
)
def test_wrong_terms_are_refused_in_words(
    term: Term, words: str, school: Organisation, coordinator: User
) -> None:
    with pytest.raises(EnrolmentRefused, match=words):
        enrol(school, term, by=coordinator)


def test_no_school_is_refused(coordinator: User) -> None:
    with pytest.raises(EnrolmentRefused, match="хотя бы одну"):
        enrolments.enrol([], project(), by=coordinator, at=NOON)


def test_schools_elsewhere_and_heads_are_refused(
    school: Organisation, foreign_school: Organisation, coordinator: User, school_head: User
) -> None:
    with pytest.raises(NotAllowed):
        enrol(foreign_school, project(), by=coordinator)
    with pytest.raises(NotAllowed):
        enrol(school, project(), by=school_head)


def test_an_end_needs_a_day_in_order_and_words(school: Organisation, coordinator: User) -> None:
    made = enrol(school, project(), by=coordinator)
    given = {"enrolment": made, "by": coordinator, "at": NOON}
    with pytest.raises(EnrolmentRefused, match="не раньше"):
        enrolments.end(on=date(2025, 8, 1), reason="Итог", **given)  # type: ignore[arg-type]
    with pytest.raises(EnrolmentRefused, match="чем закончилось"):
        enrolments.end(on=TODAY, reason=" ", **given)  # type: ignore[arg-type]
    enrolments.end(on=TODAY, reason="Итог", **given)  # type: ignore[arg-type]
    assert entry_of(made).until == TODAY


def test_a_withdrawn_enrolment_stands_still(school: Organisation, coordinator: User) -> None:
    made = enrol(school, project(), by=coordinator)
    given = {"enrolment": made, "by": coordinator, "at": NOON}
    with pytest.raises(EnrolmentRefused, match="причину"):
        enrolments.withdraw(reason="", **given)  # type: ignore[arg-type]
    enrolments.withdraw(reason="Не та школа", **given)  # type: ignore[arg-type]
    assert entry_of(made).state == Entry.State.WITHDRAWN
    with pytest.raises(EnrolmentRefused, match="отозвана"):
        enrolments.end(on=TODAY, reason="Итог", **given)  # type: ignore[arg-type]


def test_the_head_names_people_of_the_school_only(
    school: Organisation, other_school: Organisation, coordinator: User, school_head: User,
    other_head: User,
) -> None:  # fmt: skip
    made = enrol(school, project(), by=coordinator)
    ours, theirs = make_person(school), make_person(other_school)
    given = {"enrolment": made, "at": NOON}
    with pytest.raises(EnrolmentRefused, match="не работает"):
        enrolments.name_participants(people=[theirs], by=school_head, **given)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        enrolments.name_participants(people=[ours], by=other_head, **given)  # type: ignore[arg-type]
    enrolments.name_participants(people=[ours, ours], by=school_head, **given)  # type: ignore[arg-type]
    assert entry_of(made).parts.filter(role="participant").get().person == ours
    enrolments.name_participants(people=[], by=school_head, **given)  # type: ignore[arg-type]
    assert not entry_of(made).parts.filter(role="participant").exists()


def test_measures_are_counted_from_the_enrolment_and_kept_in_its_term(
    school: Organisation, coordinator: User
) -> None:
    basic = take(school, by=coordinator)
    until = START + timedelta(days=100)
    term = Term(type="model", model=basic, since=START, until=until)
    found = queries.measures_of(enrol(school, term, by=coordinator))
    assert found[0].due == date(2025, 10, 1)
    assert found[-1].due == until
    assert queries.measures_of(enrol(school, project(), by=coordinator)) == []


def test_who_sees_an_enrolment(
    school: Organisation, coordinator: User, teacher: User, other_head: User, stranger: User
) -> None:
    enrol(school, project(), by=coordinator)
    seen = [
        Enrolment.objects.visible_to(one, on=TODAY).exists()
        for one in (coordinator, teacher, other_head, stranger)
    ]
    assert seen == [True, True, False, False]
