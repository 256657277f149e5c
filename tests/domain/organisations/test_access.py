"""The gate: role by role, thing by thing; what is not allowed is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opora.domain.acts.models import Act, Draft
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.models import Membership, Organisation, Role
from tests import factories
from tests.factories import TODAY

EVERYBODY = (
    "coordinator", "authority_head", "methodist", "regional_coordinator", "school_head",
    "other_head", "teacher", "curator", "stranger", "outsider",
)  # fmt: skip
MUNICIPAL = {"coordinator", "authority_head", "methodist", "regional_coordinator"}
REGIONAL = {"regional_coordinator"}
OF_SCHOOL = {"school_head", "teacher", "curator"}

SEEN = {
    "school": MUNICIPAL | OF_SCHOOL,
    "other_school": MUNICIPAL | {"other_head"},
    "authority": MUNICIPAL,
    "foreign_school": REGIONAL | {"stranger"},
    "ministry": REGIONAL,
    "territory": MUNICIPAL,
    "foreign_territory": REGIONAL | {"stranger"},
    "region": REGIONAL,
    "act_of_school": MUNICIPAL | OF_SCHOOL,
    "act_of_authority": MUNICIPAL,
    "draft_of_school": MUNICIPAL | OF_SCHOOL,
    "nothing_known": set(),
}
"""Thing → who sees it. Everybody else is refused."""

RIGHTS = {
    "may_plan_for": {"coordinator", "methodist", "regional_coordinator", "school_head"},
    "may_approve_for": MUNICIPAL,
    "may_check": MUNICIPAL | {"curator"},
    "may_report_for": {"school_head", "curator"},
}
"""Right in «СОШ № 5» → who has it."""


@pytest.fixture
def outsider(db):
    """Somebody with an account and no role anywhere."""
    return factories.make_user("Никто", "Никита", "")


@pytest.fixture
def things(request, school, authority, coordinator):
    def thing(name):
        if name == "act_of_school":
            return factories.make_act(school)
        if name == "act_of_authority":
            return factories.make_act(authority)
        if name == "draft_of_school":
            return factories.make_draft(school, by=coordinator)
        return object() if name == "nothing_known" else request.getfixturevalue(name)

    return thing


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("what", SEEN)
def test_the_gate_opens_to_these_and_to_nobody_else(who, what, things, request):
    person, thing = request.getfixturevalue(who), things(what)
    found = reason(thing, person, on=TODAY)
    assert (found is not None) == (who in SEEN[what])
    if found:
        assert found.sentence.startswith("Открыто: ")


@pytest.mark.parametrize("who", EVERYBODY)
def test_lists_show_what_the_gate_opens(  # noqa: PLR0917  # the whole stage is on
    who,
    request,
    school,
    other_school,
    authority,
    methodical,
    foreign_school,
    ministry,
    coordinator,
):
    person = request.getfixturevalue(who)
    factories.make_act(school)
    factories.make_act(foreign_school)
    factories.make_draft(school, by=coordinator)
    for queryset in (Organisation.objects, Act.objects, Draft.objects):
        open_to_person = {
            thing.pk for thing in queryset.all() if reason(thing, person, on=TODAY) is not None
        }
        listed = queryset.visible_to(person, on=TODAY)
        assert set(listed.values_list("pk", flat=True)) == open_to_person


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("right", RIGHTS)
def test_rights_in_a_school(who, right, request, school):
    person = request.getfixturevalue(who)
    allowed = getattr(scope_of(person, on=TODAY), right)(school)
    assert allowed == (who in RIGHTS[right])


@pytest.mark.parametrize(
    ("since", "until", "is_open"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TODAY + timedelta(days=1), None, False),
        (None, TODAY - timedelta(days=1), False),
    ],
)
def test_a_role_counts_only_in_its_days(school, since, until, is_open):
    person = factories.make_member(school, Role.SCHOOL_HEAD, since=since, until=until)
    assert (reason(school, person, on=TODAY) is not None) is is_open
    assert scope_of(person, on=TODAY).may_plan_for(school) is is_open


def test_a_curator_of_two_schools_sees_both_and_no_third(
    school, other_school, territory, curator
):
    third = factories.make_organisation(territory)
    factories.make_member(other_school, Role.CURATOR, user=curator)
    seen = Organisation.objects.visible_to(curator, on=TODAY)
    assert set(seen) == {school, other_school}
    assert reason(third, curator, on=TODAY) is None


def test_a_closed_account_sees_nothing(school, coordinator):
    coordinator.is_active = False
    assert reason(school, coordinator, on=TODAY) is None
    assert not Organisation.objects.visible_to(coordinator, on=TODAY).exists()


def test_an_own_draft_stays_open_after_the_role_has_ended(school, school_head):
    draft = factories.make_draft(school, by=school_head)
    Membership.objects.filter(user=school_head).update(until=date(2025, 1, 1))
    assert reason(draft, school_head, on=TODAY) is not None
    assert Draft.objects.visible_to(school_head, on=TODAY).get() == draft


def test_a_scope_costs_one_query_however_often_it_is_asked(
    coordinator, school, authority, django_assert_num_queries
):
    things = list(Organisation.objects.select_related("territory"))
    with django_assert_num_queries(1):
        for thing in things:
            reason(thing, coordinator, on=TODAY)
            scope_of(coordinator, on=TODAY).may_check(thing)
