"""Who could help whom, with reasons; or nobody, and why."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.assessments.models import CheckSign, Round, SchoolCount
from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.models import Organisation
from opora.domain.partnerships.services.suggestions import suggest
from tests.factories import TODAY, make_act, make_organisation


@pytest.fixture
def strong(school: Organisation, authority: Organisation) -> Organisation:
    """A school of good results beside one that has a status."""
    leader = make_organisation(school.territory, latitude=58.0, longitude=66.0)
    exam = Round.objects.create(
        kind="ВПР", subject="МА", grade=5, year=2025, code="ВПР-МА-5", scale_known=True
    )
    SchoolCount.objects.create(school=school, round=exam, participants=40, below=20)
    SchoolCount.objects.create(school=leader, round=exam, participants=100, below=2)
    SchoolStatus.objects.create(
        school=school, property="low_results", since=date(2025, 9, 1), basis=make_act(authority)
    )
    return leader


def test_a_leader_is_suggested_with_numbers(school: Organisation, strong: Organisation) -> None:
    (found,) = suggest(school.territory, on=TODAY)
    assert (found.school, found.leader) == (school, strong)
    assert "2 из 100" in found.reasons[0]
    assert "22 из 140" in found.reasons[0]


def test_a_school_whose_results_want_a_check_leads_nobody(
    school: Organisation, strong: Organisation
) -> None:
    CheckSign.objects.create(
        school=strong, year=2025, kind="heaping", false_alarms=0.1, data_hash="0"
    )
    (found,) = suggest(school.territory, on=TODAY)
    assert found.leader is None
    assert "нет сопоставимой школы" in found.reasons[0]


def test_where_nobody_has_a_status_nothing_is_suggested(school: Organisation) -> None:
    assert suggest(school.territory, on=TODAY) == []
