"""A programme, a group, a plan-schedule and a certificate of the school, for the probes."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate, now

from opora.domain.acts.models import StoredFile
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.training.services import completions, courses, groups, plans
from opora.domain.training.services.completions import Certificate
from opora.domain.training.services.courses import Programme
from opora.domain.training.services.groups import Gathering
from opora.domain.training.services.plans import Wish
from tests import factories


def make_training(school: Organisation, scan: StoredFile, *, boss: User) -> dict[str, object]:
    """Put one of everything of training there; return what stands in addresses."""
    today, at = localdate(), now()
    learner = factories.make_person(school, last_name="Ученая")
    programme = Programme(owner=school, title="Оценивание", provider="ИРО", hours=36)
    course = courses.enter(programme=programme, by=boss, at=at)
    gathering = Gathering(
        owner=school, course=course, title="Осень", since=today,
        until=today + timedelta(days=20),
    )  # fmt: skip
    group = groups.gather(gathering=gathering, by=boss, at=at)
    groups.send(group=group, organisation=school, people=[learner], by=boss, at=at)
    year = SchoolYear.of(today)
    plan = plans.begin(owner=school, year=year.start, by=boss, at=at)
    wish = Wish(
        person=learner, organisation=school, motive="wish", course=course, term=year.last_day
    )
    line = plans.add_line(plan=plan, wish=wish, by=boss, at=at)
    said = Certificate(
        person=learner, organisation=school, title="Чтение", provider="ИРО", hours=18,
        issued=today, number="1",
    )  # fmt: skip
    completion = completions.enter(certificate=said, by=boss, at=at)
    completion.file, completion.file_name = scan, "Скан.pdf"
    completion.save()
    return {
        "course_id": course.pk,
        "training_group_id": group.pk,
        "learner_id": group.learners.get().pk,
        "training_plan_id": plan.pk,
        "plan_line_id": line.pk,
        "completion_id": completion.pk,
    }
