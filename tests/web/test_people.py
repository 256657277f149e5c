from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people.models import AuditEvent, User
from tests import factories
from tests.web.conftest import Sign

PEOPLE = "/settings/people/"


def test_the_coordinator_sees_roles_of_the_municipality_only(
    school_head: User, stranger: User, coordinator: User, sign_in: Sign
) -> None:
    text = sign_in(coordinator).get(PEOPLE).content.decode()
    assert "Горохов Игорь Львович" in text
    assert "Чужова" not in text


def test_the_list_is_narrowed_by_organisation_role_and_words(
    school: Organisation, school_head: User, teacher: User, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    narrowed = client.get(
        PEOPLE, {"organisation": school.pk, "role": "teacher"}
    ).content.decode()
    assert "Юдин" in narrowed
    assert "Горохов" not in narrowed
    found = client.get(PEOPLE, {"q": "горох"}).content.decode()
    assert "Горохов" in found
    assert "Юдин" not in found


def test_a_role_is_given_and_recorded(
    school: Organisation,
    other_school: Organisation,
    teacher: User,
    coordinator: User,
    sign_in: Sign,
) -> None:
    data = {
        "user": teacher.pk,
        "organisation": other_school.pk,
        "role": "curator",
        "since": "2025-09-01",
    }
    response = sign_in(coordinator).post(f"{PEOPLE}grant/", data, follow=True)
    assert "Роль дана" in response.content.decode()
    assert Membership.objects.filter(user=teacher, role=Role.CURATOR).exists()
    assert AuditEvent.objects.filter(action="membership.grant", by=coordinator).exists()


def test_a_role_that_does_not_fit_is_refused_with_a_sentence(
    authority: Organisation,
    school: Organisation,
    teacher: User,
    coordinator: User,
    sign_in: Sign,
) -> None:
    data = {"user": teacher.pk, "organisation": school.pk, "role": "coordinator"}
    text = sign_in(coordinator).post(f"{PEOPLE}grant/", data).content.decode()
    assert "не подходит организации" in text
    assert 'role="alert"' in text


def test_organisations_of_others_are_no_choice(
    foreign_school: Organisation, teacher: User, coordinator: User, sign_in: Sign
) -> None:
    data = {"user": teacher.pk, "organisation": foreign_school.pk, "role": "curator"}
    sign_in(coordinator).post(f"{PEOPLE}grant/", data)
    assert not Membership.objects.filter(organisation=foreign_school, user=teacher).exists()


def test_a_role_ends_on_its_last_day(
    school_head: User, coordinator: User, sign_in: Sign
) -> None:
    member = school_head.memberships.get()
    yesterday = localdate() - timedelta(days=1)
    path = f"{PEOPLE}{member.pk}/end/"
    response = sign_in(coordinator).post(path, {"on": f"{yesterday}"}, follow=True)
    member.refresh_from_db()
    assert member.until == yesterday
    assert "Горохов" not in response.content.decode()


def test_a_wrong_day_is_said(school_head: User, coordinator: User, sign_in: Sign) -> None:
    member = school_head.memberships.get()
    text = sign_in(coordinator).post(f"{PEOPLE}{member.pk}/end/", {"on": "31.02.2025"})
    assert 'role="alert"' in text.content.decode()
    member.refresh_from_db()
    assert member.until is None


@pytest.mark.parametrize("path", ["", "grant/", "import/", "import/check/"])
def test_a_school_gives_no_roles(path: str, school_head: User, sign_in: Sign) -> None:
    client = sign_in(school_head)
    assert client.get(f"{PEOPLE}{path}").status_code == 403


def test_a_stranger_ends_no_role_here(school_head: User, stranger: User, sign_in: Sign) -> None:
    member = school_head.memberships.get()
    assert sign_in(stranger).get(f"{PEOPLE}{member.pk}/end/").status_code == 404


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_does_not_grow_with_rows(  # fixtures
    many: int,
    school: Organisation,
    coordinator: User,
    sign_in: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(many):
        factories.make_member(school, Role.TEACHER)
    client = sign_in(coordinator)
    with django_assert_num_queries(7):
        client.get(PEOPLE)
