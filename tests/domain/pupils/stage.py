"""Pupils, their table and their plans on the stage."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate, now

from opora.analytics.pupils import PupilFacts
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.pupils.models import Pupil, PupilPlan, RiskRecord, TeacherClass
from opora.domain.pupils.services import lessons, links, loading, plans, pupils, risk, tutors
from opora.domain.pupils.services.lessons import Timetable
from opora.domain.pupils.services.pupils import Who
from opora.domain.pupils.terms import Term
from tests import factories

NAME = "Лисин Егор"
TASKS = [
    {"label": "1", "got": 0, "most": 2, "skill": "сравнивать дроби"},
    {"label": "2", "got": 1, "most": 3, "skill": "решать задачи на движение"},
    {"label": "3", "got": 2, "most": 2, "skill": "читать таблицы"},
]


def make_pupil(school: Organisation, head: User, name: str = NAME, **words: str) -> Pupil:
    who = Who(name, words.get("class_name", "7А"), words.get("participant", ""))
    return pupils.enter(school=school, who=who, by=head, at=now())


def make_risk(pupil: Pupil, **facts: Any) -> RiskRecord:
    told = PupilFacts(**(facts or {"failed_subjects": frozenset({"МА"}), "term_twos": 1}))
    record = risk.assess(pupil=pupil, term=Term.of(localdate()), facts=told)
    assert record is not None
    return record


def make_confirmed(pupil: Pupil, by: User, *, days_ago: int = 0) -> RiskRecord:
    at = now() - timedelta(days=days_ago)
    return risk.confirm(record=make_risk(pupil), by=by, at=at)


def make_work(pupil: Pupil, **fields: Any) -> None:
    told = {"title": "ВПР", "subject": "Математика", "year": localdate().year, "mark": 2,
            "journal": 3, "tasks": TASKS}  # fmt: skip
    loading.keep_work(pupil=pupil, at=now(), **told | fields)


def make_draft(pupil: Pupil, by: User) -> PupilPlan:
    make_work(pupil)
    return plans.draft(pupils=[pupil], by=by, at=now())


def make_plan(pupil: Pupil, by: User) -> PupilPlan:
    return plans.approve(plan=make_draft(pupil, by), by=by, at=now())


def make_lessons(
    school: Organisation, members: list[Pupil], *, by: User, teacher: User | None = None
) -> Any:
    today = localdate()
    timetable = Timetable(
        subject="Математика", title="Дроби, 7 класс", teacher=teacher or by,
        schedule="вт, 14:10", start=today - timedelta(days=20), until=today + timedelta(days=20),
    )  # fmt: skip
    return lessons.plan(school=school, timetable=timetable, pupils=members, by=by, at=now())


def make_deputy(school: Organisation) -> User:
    return factories.make_member(school, Role.DEPUTY_HEAD)


def make_of_pupils(school: Organisation, *, head: User) -> dict[str, int]:
    """Make one row of each kind; return their keys by the parameter of an address."""
    pupil = make_pupil(school, head)
    record = make_confirmed(pupil, head)
    plan = make_plan(pupil, head)
    member = plan.members.get()
    colleague = factories.make_member(school, Role.TEACHER)
    tutor = tutors.appoint(pupil=pupil, user=colleague, since=day(0), by=head, at=now())
    pupils.give_class(school=school, user=colleague, class_name="7А", by=head, at=now())
    return {
        "pupil_id": pupil.pk,
        "pupil_risk_id": record.pk,
        "teacher_class_id": TeacherClass.objects.get(school=school).pk,
        "tutor_id": tutor.pk,
        "pupil_plan_id": plan.pk,
        "pupil_step_id": plan.steps.order_by("order")[0].pk,
        "pupil_check_id": plan.checks.order_by("due")[0].pk,
        "plan_member_id": member.pk,
        "parent_link_id": links.give(member=member, by=head, at=now()).pk,
        "extra_lessons_id": make_lessons(school, [pupil], by=head).pk,
    }


def day(back: int) -> date:
    return localdate() - timedelta(days=back)
