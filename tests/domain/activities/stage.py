"""A seminar of the methodical service, and people of its schools."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from opora.domain.activities.models import Activity
from opora.domain.activities.services import activities
from opora.domain.activities.services.activities import Fact, Plan
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from tests.factories import NOON, TODAY

SEMINAR = "Семинар: как читать задачу вместе с учеником"


def plan_of(organiser: Organisation, *schools: Organisation, **fields: Any) -> Plan:
    fields.setdefault("day", TODAY)
    fields.setdefault("hours", Decimal(2))
    known = Plan(
        type="seminar", title=SEMINAR, level="municipal", organiser=organiser,
        day=TODAY, topic="R03", schools=schools,
    )  # fmt: skip
    return replace(known, **fields)


def make_activity(
    organiser: Organisation, *schools: Organisation, by: User, at: datetime = NOON,
    **fields: Any,
) -> Activity:  # fmt: skip
    return activities.plan(plan_of(organiser, *schools, **fields), by=by, at=at)


def make_held(
    organiser: Organisation, *schools: Organisation, by: User, day: date = TODAY, **fields: Any
) -> Activity:
    made = make_activity(organiser, *schools, by=by, day=day)
    return activities.hold(activity=made, fact=Fact(day=day, **fields), by=by, at=NOON)


def make_person(
    school: Organisation,
    name: str = "Рябова Ольга Ивановна",
    *,
    user: User | None = None,
    post: str = "teacher",
) -> Person:
    last, first, patronymic = name.split()
    person = Person.objects.create(
        territory=school.territory, last_name=last, first_name=first, patronymic=patronymic,
        user=user,
    )  # fmt: skip
    Employment.objects.create(person=person, organisation=school, post=post)
    return person
