"""A risk profile: computed, spoken of by both sides, verified, withdrawn."""

from __future__ import annotations

import pytest

from opora.domain.diagnostics.models import RiskProfile
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.services import profiles, surveys
from opora.domain.diagnostics.services.profiles import Said
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.diagnostics.cast import answer, group_of, open_survey
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(authority: Organisation, school: Organisation, coordinator: User) -> RiskProfile:
    survey = open_survey(authority, school, by=coordinator, audiences=("pupils",))
    place = survey.places.select_related("survey", "school__territory").get()
    group = group_of(place, "pupils", "6 А", 6, by=coordinator)
    answer(group, 5, 5, 5, 5, 5, 5, by=coordinator, item="p10")
    survey = surveys.close(survey=survey, by=coordinator, at=NOON)
    return profiles.compute(school=school, survey=survey, by=coordinator, at=NOON)


def speak(profile: RiskProfile, code: str, by: User, word: str = "confirmed") -> None:
    profiles.say(profile=profile, said={code: Said(word=word)}, by=by, at=NOON)


def test_a_high_factor_is_in_work_at_once(profile: RiskProfile) -> None:
    lines = {one.code: one for one in profile.lines.all()}
    assert (lines["R08"].score, lines["R08"].significance) == (100, "высокая")
    assert lines["R08"].active
    assert (lines["R10"].score, lines["R10"].significance) == (None, "")
    assert profile.year == 2026


def test_it_is_verified_when_both_sides_have_spoken(
    profile: RiskProfile, school: Organisation, school_head: User, curator: User
) -> None:
    speak(profile, "R08", school_head)
    with pytest.raises(DiagnosticsRefused, match="R08 сказали не обе стороны"):
        profiles.verify(profile=profile, by=curator, at=NOON)
    speak(profile, "R08", curator)
    profiles.verify(profile=profile, by=curator, at=NOON)

    entry = Entry.objects.get(type="risk_profile")
    assert (entry.owner, entry.facts["factors"]) == (school, ["R08"])
    assert Entry.objects.get(type="risk_factor").topic == "R08"
    with pytest.raises(DiagnosticsRefused, match="не меняется"):
        speak(profile, "R08", school_head, "refuted")


def test_each_side_writes_its_own_word(
    profile: RiskProfile, school_head: User, coordinator: User
) -> None:
    speak(profile, "R08", school_head, "refuted")
    speak(profile, "R08", coordinator, "confirmed")
    line = profile.lines.get(code="R08")
    assert (line.school_word, line.checker_word) == ("refuted", "confirmed")


def test_a_profile_without_a_factor_in_work_is_not_verified(
    school: Organisation, coordinator: User
) -> None:
    empty = profiles.compute(school=school, survey=None, by=coordinator, at=NOON)
    with pytest.raises(DiagnosticsRefused, match="ни одного фактора"):
        profiles.verify(profile=empty, by=coordinator, at=NOON)


def test_a_school_adds_its_own_factor(profile: RiskProfile, school_head: User) -> None:
    line = profiles.add_own(profile=profile, title=" Далёкий подвоз ", by=school_head, at=NOON)
    assert (line.code, line.title, line.active) == ("own1", "Далёкий подвоз", True)
    with pytest.raises(DiagnosticsRefused, match="Назовите"):
        profiles.add_own(profile=profile, title=" ", by=school_head, at=NOON)


def test_there_is_one_profile_a_year_until_it_is_withdrawn(
    profile: RiskProfile, school: Organisation, coordinator: User
) -> None:
    with pytest.raises(DiagnosticsRefused, match="уже есть"):
        profiles.compute(school=school, survey=None, by=coordinator, at=NOON)
    profiles.withdraw(profile=profile, reason="Ошибка", by=coordinator, at=NOON)
    profiles.compute(school=school, survey=None, by=coordinator, at=NOON)


def test_a_verified_profile_that_is_withdrawn_takes_its_trace_back(
    profile: RiskProfile, school_head: User, coordinator: User
) -> None:
    for by in (school_head, coordinator):
        speak(profile, "R08", by)
    profiles.verify(profile=profile, by=coordinator, at=NOON)
    with pytest.raises(DiagnosticsRefused, match="верифицирован рисковый профиль"):
        surveys.withdraw(survey=profile.survey, reason="Ошибка", by=coordinator, at=NOON)
    profiles.withdraw(profile=profile, reason="Ошибка", by=coordinator, at=NOON)
    assert Entry.objects.get(type="risk_profile").state == "withdrawn"


def test_a_survey_that_goes_on_makes_no_profile(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    with pytest.raises(DiagnosticsRefused, match="ещё идёт"):
        profiles.compute(school=school, survey=survey, by=coordinator, at=NOON)


@pytest.mark.parametrize("role", ["teacher", "other_head", "regional_coordinator", "stranger"])
def test_those_of_neither_side_say_nothing(
    role: str, profile: RiskProfile, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        speak(profile, "R08", request.getfixturevalue(role))


def test_a_school_does_not_verify_itself(profile: RiskProfile, school_head: User) -> None:
    with pytest.raises(NotAllowed):
        profiles.verify(profile=profile, by=school_head, at=NOON)
