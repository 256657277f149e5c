"""Organisations and roles: who may, what is refused, what is traced."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.organisations.services import memberships, organisations
from opora.domain.people.models import AuditEvent
from tests import factories
from tests.factories import NOON

NEW = {"kind": "school", "name": "МБОУ «Гимназия № 3»", "short_name": "Гимназия № 3"}
AUTUMN = date(2025, 9, 1)


def add(territory, by, **fields):
    return organisations.add(territory=territory, by=by, at=NOON, **{**NEW, **fields})


def grant(user, organisation, by, role=Role.CURATOR, **fields):
    return memberships.grant(
        user=user, organisation=organisation, role=role, by=by, at=NOON, **fields
    )


def test_an_organisation_is_added_with_codes(territory, coordinator):
    added = add(territory, coordinator, codes={"inn": "7707083893", "oko": ""})
    assert organisations.codes_of(added) == {"inn": "7707083893"}
    assert AuditEvent.objects.about(added).get().action == "organisation.add"


def test_a_name_is_taken_once(territory, coordinator):
    added = add(territory, coordinator)
    with pytest.raises(organisations.NameTaken, match="уже есть"):
        add(territory, coordinator)
    other = add(territory, coordinator, name="Другая")
    with pytest.raises(organisations.NameTaken):
        organisations.edit(organisation=other, by=coordinator, at=NOON, name=added.name)


def test_an_edit_that_changes_nothing_leaves_no_trace(school, coordinator):
    organisations.edit(
        organisation=school, by=coordinator, at=NOON, name=school.name, short_name="СОШ № 5"
    )
    assert not AuditEvent.objects.exists()


def test_a_code_replaces_that_of_its_scheme(school, coordinator):
    for code in ("sch1", "sch2", "sch2"):
        organisations.edit(organisation=school, by=coordinator, at=NOON, codes={"oko": code})
    assert organisations.codes_of(school) == {"oko": "sch2"}
    assert AuditEvent.objects.about(school).count() == 2


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("coordinator", True), ("authority_head", True), ("methodist", True),
        ("regional_coordinator", True), ("stranger", False), ("school_head", False),
        ("curator", False), ("teacher", False),
    ],
)  # fmt: skip
def test_who_keeps_the_list_of_a_territory(territory, school, who, may, request):
    person = request.getfixturevalue(who)
    if may:
        assert add(territory, person).pk
    else:
        with pytest.raises(organisations.NotAllowed, match="нет права"):
            add(territory, person)
        with pytest.raises(organisations.NotAllowed):
            organisations.edit(organisation=school, by=person, at=NOON, short_name="x")


def test_an_organisation_closes_once(school, coordinator):
    def close():
        return organisations.close(
            organisation=school, on=AUTUMN, by=coordinator, at=NOON, reason="приказ № 9"
        )

    assert close().closed_on == AUTUMN
    with pytest.raises(organisations.AlreadyClosed, match=r"уже закрыта с 01\.09\.2025"):
        close()
    assert not Organisation.objects.open_on(AUTUMN).filter(pk=school.pk).exists()
    assert Organisation.objects.open_on(date(2025, 8, 31)).filter(pk=school.pk).exists()


def test_succession_makes_no_circle(school, other_school, coordinator):
    def succeed(one, other):
        return organisations.succeed(
            organisation=one, predecessor=other, by=coordinator, at=NOON
        )

    assert succeed(other_school, school).predecessor == school
    with pytest.raises(organisations.WrongSuccessor):
        succeed(school, other_school)
    with pytest.raises(organisations.WrongSuccessor):
        succeed(school, school)


def test_a_role_is_granted_and_ended(school, methodist, coordinator):
    member = grant(methodist, school, coordinator, since=AUTUMN, post="куратор школы")
    with pytest.raises(memberships.RoleGranted, match="уже есть роль «Куратор»"):
        grant(methodist, school, coordinator, since=AUTUMN)
    memberships.end(
        membership=member, on=date(2025, 10, 1), by=coordinator, at=NOON, reason="замена"
    )
    assert [event.action for event in AuditEvent.objects.about(member)] == [
        "membership.end", "membership.grant",
    ]  # fmt: skip
    again = grant(methodist, school, coordinator, since=date(2025, 11, 1))
    assert (again.pk, again.until) == (member.pk, None)


@pytest.mark.parametrize(
    ("role", "fits"),
    [
        (Role.SCHOOL_HEAD, True), (Role.EXPERT, True), (Role.COORDINATOR, False),
        (Role.AUTHORITY_HEAD, False), (Role.REGIONAL_COORDINATOR, False),
    ],
)  # fmt: skip
def test_a_role_fits_its_kind_of_organisation(school, coordinator, role, fits):
    user = factories.make_user()
    if fits:
        assert grant(user, school, coordinator, role).role == role
    else:
        with pytest.raises(memberships.RoleDoesNotFit, match="не подходит"):
            grant(user, school, coordinator, role)


def test_days_of_a_role_are_in_order(school, coordinator, teacher):
    with pytest.raises(memberships.DaysInverted):
        grant(teacher, school, coordinator, since=AUTUMN, until=date(2025, 8, 1))
    member = grant(teacher, school, coordinator, since=AUTUMN)
    with pytest.raises(memberships.DaysInverted):
        memberships.end(membership=member, on=date(2025, 8, 1), by=coordinator, at=NOON)
    with pytest.raises(memberships.DaysInverted):
        memberships.amend(
            membership=member,
            post="",
            since=AUTUMN,
            until=date(2024, 1, 1),
            by=coordinator,
            at=NOON,
        )


def test_nobody_gives_roles_in_another_territory(school, ministry, coordinator, stranger):
    with pytest.raises(memberships.NotAllowed):
        grant(stranger, school, stranger)
    with pytest.raises(memberships.NotAllowed):
        grant(coordinator, ministry, coordinator, Role.REGIONAL_COORDINATOR)
    assert not Membership.objects.filter(user=stranger, organisation=school).exists()
