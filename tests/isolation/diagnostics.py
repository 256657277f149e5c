"""A survey, a profile, a diagnosis and an analysis of the school, for the probes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils.timezone import localdate, now

from opora.domain.diagnostics.models import Diagnosis
from opora.domain.diagnostics.services import (
    diagnoses,
    growth,
    profiles,
    questionnaires,
    staffing,
    surveys,
)
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests import factories


def make_diagnostics(
    school: Organisation, authority: Organisation, *, head: User, boss: User
) -> dict[str, object]:
    """Put one of everything of diagnostics there; return what stands in addresses."""
    today, at = localdate(), now()
    forms = questionnaires.of_methodology(at=at)
    own = questionnaires.copy(source=forms[0], owner=authority, by=boss, at=at)
    asked = surveys.Asked(
        title="Опрос", opens=today, closes=today + timedelta(days=5), schools=[school],
        questionnaires=forms,
    )  # fmt: skip
    survey = surveys.open_(owner=authority, asked=asked, by=boss, at=at)
    place = survey.places.get()
    profile = profiles.compute(school=school, survey=None, by=boss, at=at)
    colleague = factories.make_person(school, last_name="Незнакова")
    found = diagnoses.Found(
        person=colleague, organisation=school, source=Diagnosis.Source.TEST,
        instrument="Методический тест", day=today, percents={"МЕ-1": Decimal(40)},
    )  # fmt: skip
    diagnosis = diagnoses.enter(found=found, by=head, at=at)
    route = growth.Route(
        goal="Освоить", mentor="", since=today, until=today + timedelta(days=90)
    )
    plan = growth.open_(diagnosis=diagnosis, route=route, by=head, at=at)
    step = growth.add_step(plan=plan, kind="formal", title="Курсы", due=today, by=head, at=at)
    post = staffing.Post(post="teacher", subject="МА", load=Decimal(1), since=today)
    vacancy = staffing.open_vacancy(organisation=school, post=post, by=head, at=at)
    analysis = staffing.approve(owner=school, conclusion="Хватает", by=head, at=at)
    return {
        "survey_id": survey.pk,
        "surveyed_id": place.pk,
        "respondents_id": place.groups.get(title="администрация").pk,
        "questionnaire_id": own.pk,
        "profile_id": profile.pk,
        "diagnosis_id": diagnosis.pk,
        "route_id": plan.pk,
        "route_step_id": step.pk,
        "vacancy_id": vacancy.pk,
        "staff_analysis_id": analysis.pk,
    }
