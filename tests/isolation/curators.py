"""A model of the district, our school in it, its curator and a step of the case log."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate, now

from opora.domain.curators.models import CaseStep, Curatorship, Enrolment
from opora.domain.curators.services import models
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests import factories


def make_of_curators(
    authority: Organisation, school: Organisation, *, boss: User
) -> dict[str, int]:
    """Return ids by the names of parameters."""
    model = models.take(code="basic", territory=school.territory, by=boss, at=now())
    act = factories.make_act(authority)
    today = localdate()
    enrolment = Enrolment.objects.create(
        type="model", school=school, model=model, title=model.title, act=act, since=today,
        entered_by=boss, entered_at=now(),
    )  # fmt: skip
    curatorship = Curatorship.objects.create(
        curator=factories.make_user(), school=school, act=act, since=today, entered_by=boss,
        entered_at=now(),
    )  # fmt: skip
    step = CaseStep.objects.create(
        school=school, day=today, agreed="Посетить уроки", step="Прислать листы",
        due=today + timedelta(days=7), entered_by=boss, entered_at=now(),
    )  # fmt: skip
    return {
        "model_id": model.pk,
        "enrolment_id": enrolment.pk,
        "curatorship_id": curatorship.pk,
        "step_id": step.pk,
    }
