"""Which school a code means."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from opora.domain.assessments import queries
from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import SchoolCodeDecision, SchoolCount
from opora.domain.assessments.services import crosswalk
from opora.domain.organisations.models import OrganisationCode
from opora.domain.people.models import AuditEvent
from tests.domain.assessments.conftest import CODE, FOREIGN_CODE, give_code
from tests.domain.assessments.tables import individual, school_rows
from tests.factories import NOON, TODAY

UNKNOWN = "edu950777"


@pytest.fixture
def unknown_file(schools, added):
    rows = school_rows(UNKNOWN, [2, 2, 3], name="МБОУ Берёзовская основная школа")
    return added(individual([*school_rows(CODE, [3, 4]), *rows]))


def test_an_unknown_code_waits_for_a_person(unknown_file, territory, coordinator, stranger):
    (waiting,) = queries.unmatched(territory, user=coordinator, on=TODAY)
    assert (waiting.code, waiting.participants) == (UNKNOWN, 3)
    assert waiting.name == "МБОУ Берёзовская основная школа"
    assert waiting.files == [unknown_file]
    assert queries.unmatched(territory, user=stranger, on=TODAY) == []
    assert "edu950777" in unknown_file.findings.get(code="school_unmatched").sentence


def test_schools_are_suggested_by_name_and_by_code(schools, territory):
    school, other, foreign = schools
    by_name = crosswalk.suggest(territory, code="30999", name="Берёзовская ООШ")
    assert by_name[0].organisation == other
    assert by_name[0].why
    by_code = crosswalk.suggest(territory, code="edu950111", name="")
    assert by_code[0].organisation == school
    assert "код отличается в 1 знаке" in by_code[0].why
    assert foreign not in [one.organisation for one in by_code]
    both = crosswalk.suggest(territory, code="edu950112", name="Берёзовская ООШ")
    assert both[0].organisation == other
    assert both[0].score >= by_name[0].score
    assert crosswalk.suggest(territory, code="99999", name="") == []


def test_a_decision_is_remembered_and_its_results_appear(
    unknown_file, territory, other_school, coordinator, added
):
    assert not SchoolCount.objects.filter(school=other_school).exists()
    crosswalk.decide(
        territory=territory, code=UNKNOWN, organisation=other_school, by=coordinator, at=NOON
    )
    count = SchoolCount.objects.get(school=other_school)
    assert (count.participants, count.below, count.origin) == (3, 2, unknown_file)
    assert queries.unmatched(territory, user=coordinator, on=TODAY) == []
    decision = SchoolCodeDecision.objects.get()
    assert decision.name_in_file == "МБОУ Берёзовская основная школа"
    assert AuditEvent.objects.get(action="school_code.decide").after == {
        "organisation": other_school.pk, "ignored": False,
    }  # fmt: skip

    later = added(individual(school_rows(UNKNOWN, [2, 3]), year=2024), "2024.xlsx")
    assert SchoolCount.objects.get(school=other_school, origin=later).participants == 2


def test_a_decision_may_be_changed_and_the_results_move(
    unknown_file, territory, school, other_school, coordinator
):
    def decide(organisation):
        crosswalk.decide(
            territory=territory,
            code=UNKNOWN,
            organisation=organisation,
            by=coordinator,
            at=NOON,
        )

    decide(other_school)
    decide(school)
    assert not SchoolCount.objects.filter(school=other_school).exists()
    assert SchoolCount.objects.get(school=school).participants == 5
    decide(None)
    assert SchoolCount.objects.get(school=school).participants == 2
    assert queries.unmatched(territory, user=coordinator, on=TODAY) == []
    assert [one.ignored for one in queries.decisions(territory)] == [True]


def test_refusals_of_a_decision(  # noqa: PLR0917  # fixtures
    unknown_file,
    territory,
    authority,
    school,
    foreign_school,
    coordinator,
    school_head,
    regional,
):
    def decide(organisation, by=coordinator, code=UNKNOWN):
        return crosswalk.decide(
            territory=territory, code=code, organisation=organisation, by=by, at=NOON
        )

    with pytest.raises(crosswalk.NotAllowed):
        decide(school, by=school_head)
    with pytest.raises(crosswalk.UnknownCode, match="edu000000"):
        decide(school, code="edu000000")
    with pytest.raises(crosswalk.NotASchool):
        decide(authority)
    with pytest.raises(crosswalk.NotAllowed, match=r"Озёрский район.*региональный"):
        decide(foreign_school)
    assert decide(foreign_school, by=regional).organisation == foreign_school
    with pytest.raises(crosswalk.NotAllowed):
        decide(school)


def test_a_code_of_two_schools_is_nobodys_until_a_person_says(
    schools, added, territory, coordinator
):
    school, other, _ = schools
    give_code(other, CODE.upper())
    added(individual(school_rows(CODE, [2, 3])))
    assert not SchoolCount.objects.exists()
    (waiting,) = queries.unmatched(territory, user=coordinator, on=TODAY)
    assert {one.pk for one in waiting.bearers} == {school.pk, other.pk}
    crosswalk.decide(
        territory=territory, code=CODE, organisation=other, by=coordinator, at=NOON
    )
    assert SchoolCount.objects.get().school == other


def test_a_code_given_up_counts_where_nobody_has_it_now(school, other_school, region):
    OrganisationCode.objects.create(
        organisation=school, scheme="gia", value="30511", until=TODAY
    )
    assert crosswalk_of(region).schools == {"30511": school.pk}
    OrganisationCode.objects.create(organisation=other_school, scheme="gia", value="30511")
    assert crosswalk_of(region).schools == {"30511": other_school.pk}


def test_two_logins_of_one_school_are_added_up(schools, added):
    give_code(schools[0], "edu950191")
    added(individual([*school_rows(CODE, [2, 3]), *school_rows("edu950191", [2, 4, 4])]))
    count = SchoolCount.objects.get()
    assert (count.participants, count.below, count.marks) == (5, 2, (2, 1, 2, 0))


def test_the_database_refuses_a_decision_that_says_nothing(region, coordinator):
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolCodeDecision.objects.create(
            root=region, code="x", organisation=None, ignored=False, by=coordinator, at=NOON
        )


def test_foreign_codes_are_told_apart_for_a_municipality_only(schools, territory, region):
    found = crosswalk_of(region)
    assert found.foreign_to(territory, [CODE, FOREIGN_CODE, UNKNOWN]) == {FOREIGN_CODE}
    assert found.foreign_to(region, [CODE, FOREIGN_CODE]) == frozenset()
