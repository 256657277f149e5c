"""Curators are appointed by order unless something speaks against it, and released."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from opora.domain.acts.models import Act
from opora.domain.curators import queries
from opora.domain.curators.models import Curatorship
from opora.domain.curators.services import case_log, curatorships
from opora.domain.curators.services.curatorships import ConflictSeen, CuratorshipRefused
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people.models import Notice, User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.domain.registers.services.entries import source_of
from opora.domain.staff.models import Employment
from tests.domain.curators.stage import START, appoint
from tests.factories import NOON, TODAY, make_organisation, make_person


def entry_of(row: Curatorship) -> Entry:
    return Entry.objects.get(source=source_of(row))


def test_an_appointment_gives_the_role_tells_and_leaves_an_entry(
    school: Organisation, methodist: User, coordinator: User, act: Act
) -> None:
    made = appoint(methodist, school, act, by=coordinator, load=Decimal(6))
    role = Membership.objects.get(user=methodist, role=Role.CURATOR)
    assert (role.organisation, role.since) == (school, START)
    entry = entry_of(made)
    assert (entry.type, entry.owner) == ("curator", act.issuer)
    assert entry.parts.get().organisation == school
    assert entry.facts["number"] == "417-од"
    assert Notice.objects.filter(user=methodist, kind="curatorship.appoint").exists()


def test_a_role_held_without_an_order_is_taken_over(
    school: Organisation, curator: User, coordinator: User, act: Act
) -> None:
    until = TODAY + timedelta(days=100)
    appoint(curator, school, act, by=coordinator, until=until)
    role = Membership.objects.get(user=curator)
    assert (role.since, role.until) == (None, until)


def test_a_release_ends_the_role_on_the_same_day(
    school: Organisation, methodist: User, coordinator: User, act: Act
) -> None:
    made = appoint(methodist, school, act, by=coordinator)
    with pytest.raises(CuratorshipRefused, match="не раньше"):
        curatorships.release(
            curatorship=made, on=date(2025, 8, 1), reason="", by=coordinator, at=NOON
        )
    curatorships.release(curatorship=made, on=TODAY, reason="Смена", by=coordinator, at=NOON)
    assert Membership.objects.get(user=methodist, role=Role.CURATOR).until == TODAY
    assert entry_of(made).until == TODAY


def test_who_was_released_is_appointed_again(
    school: Organisation, methodist: User, coordinator: User, act: Act
) -> None:
    made = appoint(methodist, school, act, by=coordinator)
    curatorships.release(curatorship=made, on=TODAY, reason="", by=coordinator, at=NOON)
    later = TODAY + timedelta(days=10)
    appoint(methodist, school, act, by=coordinator, since=later)
    assert Membership.objects.get(user=methodist, role=Role.CURATOR).since == later


def test_a_withdrawn_appointment_takes_entry_and_role_back(
    school: Organisation, methodist: User, coordinator: User, act: Act
) -> None:
    made = appoint(methodist, school, act, by=coordinator)
    with pytest.raises(CuratorshipRefused, match="причину"):
        curatorships.withdraw(curatorship=made, reason="", by=coordinator, at=NOON)
    curatorships.withdraw(curatorship=made, reason="Ошибка", by=coordinator, at=NOON)
    assert entry_of(made).state == Entry.State.WITHDRAWN
    assert Membership.objects.get(user=methodist, role=Role.CURATOR).until == TODAY
    appoint(methodist, school, act, by=coordinator, since=TODAY + timedelta(days=1))


def test_the_same_person_is_not_appointed_twice_nor_backwards(
    school: Organisation, methodist: User, coordinator: User, act: Act
) -> None:
    appoint(methodist, school, act, by=coordinator)
    with pytest.raises(CuratorshipRefused, match="уже куратор"):
        appoint(methodist, school, act, by=coordinator, since=TODAY)
    with pytest.raises(CuratorshipRefused, match="раньше первого"):
        appoint(methodist, school, act, by=coordinator, until=date(2025, 8, 1))


def test_who_works_in_the_school_is_never_its_curator(
    school: Organisation, teacher: User, coordinator: User, act: Act
) -> None:
    with pytest.raises(ConflictSeen, match="работает в этой школе"):
        appoint(teacher, school, act, by=coordinator, despite="Больше некому")


def test_too_many_schools_need_a_reason(
    school: Organisation, methodist: User, coordinator: User, act: Act
) -> None:
    for _ in range(3):
        appoint(methodist, make_organisation(school.territory), act, by=coordinator)
    with pytest.raises(ConflictSeen, match="уже 3"):
        appoint(methodist, school, act, by=coordinator)
    made = appoint(methodist, school, act, by=coordinator, despite="Все рядом")
    assert len(made.conflicts) == 1
    assert queries.loads(coordinator, on=TODAY)[0].too_many


def test_a_shared_surname_asks_to_make_sure(
    school: Organisation, methodist: User, coordinator: User, act: Act
) -> None:
    make_person(school, post="head", last_name="Цветков", first_name="Лев")
    with pytest.raises(ConflictSeen, match="не родственники"):
        appoint(methodist, school, act, by=coordinator)
    appoint(methodist, school, act, by=coordinator, despite="Однофамильцы")


def test_a_subordinate_of_the_head_elsewhere_is_told(
    school: Organisation, other_school: Organisation, methodist: User, coordinator: User,
    act: Act,
) -> None:  # fmt: skip
    head = make_person(school, post="head")
    for person, post in ((head, "head"), (make_person(other_school, user=methodist), "other")):
        Employment.objects.create(person=person, organisation=other_school, post=post)
    with pytest.raises(ConflictSeen, match="руководит и организацией"):
        appoint(methodist, school, act, by=coordinator)


def test_a_head_and_a_stranger_appoint_nobody(
    school: Organisation, methodist: User, school_head: User, stranger: User, act: Act
) -> None:
    for person in (school_head, stranger):
        with pytest.raises(NotAllowed):
            appoint(methodist, school, act, by=person)


def test_the_load_counts_schools_hours_and_steps(
    school: Organisation, other_school: Organisation, methodist: User, coordinator: User,
    act: Act,
) -> None:  # fmt: skip
    appoint(methodist, school, act, by=coordinator, load=Decimal(6))
    appoint(methodist, other_school, act, by=coordinator)
    case_log.note(
        school=school, day=START, agreed="Уроки", step="Листы", due=START, by=coordinator,
        at=NOON,
    )  # fmt: skip
    load = queries.loads(coordinator, on=TODAY)[0]
    assert (len(load.schools), load.hours, load.unknown) == (2, Decimal(6), 1)
    assert (load.open_steps, load.late_steps, load.too_many) == (1, 1, False)
