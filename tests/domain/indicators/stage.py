"""Entries, people and statuses, put on the stage as their own apps would leave them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from opora.domain.identification.models import SchoolStatus
from opora.domain.indicators.models import Definition, Value
from opora.domain.indicators.periods import Period, year_period
from opora.domain.indicators.services import definitions
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.staff.models import Employment, Person
from tests import factories

YEAR = year_period(SchoolYear(2025))
DAY = date(2025, 10, 6)
_serial = count(1)


def entry(
    owner: Organisation,
    register: str = "activities",
    kind: str = "seminar",
    *,
    parts: Iterable[Organisation | tuple[Organisation, Person]] = (),
    day: date = DAY,
    role: str = EntryPart.Role.SERVED,
    part_amount: int | None = None,
    **fields: Any,
) -> Entry:
    number = next(_serial)
    fields = {
        "title": f"Запись {number}", "entered_at": factories.NOON, "changed_at": factories.NOON,
    } | fields  # fmt: skip
    made = Entry.objects.create(
        register=register, type=kind, source=f"x.y:{number}", owner=owner,
        territory=owner.territory, day=day, **fields,
    )  # fmt: skip
    for one in parts:
        organisation, person = one if isinstance(one, tuple) else (one, None)
        EntryPart.objects.create(
            entry=made, organisation=organisation, person=person, role=role,
            amount=part_amount,
        )  # fmt: skip
    return made


def person(*schools: Organisation, post: str = Employment.Post.TEACHER) -> Person:
    number = next(_serial)
    made = Person.objects.create(
        territory=schools[0].territory, last_name=f"Учителева {number}", first_name="Анна"
    )
    for school in schools:
        Employment.objects.create(person=made, organisation=school, post=post)
    return made


def listed(school: Organisation, status: str = "low_results", **fields: Any) -> SchoolStatus:
    act = factories.make_act(school)
    return SchoolStatus.objects.create(
        school=school, property=status, since=date(2025, 9, 1), basis=act, **fields
    )


def definition(code: str) -> Definition:
    definitions.sync(at=factories.NOON)
    return Definition.objects.current().get(code=code)


def value_of(
    code: str, unit: Organisation | Territory, period: Period = YEAR
) -> tuple[float | None, float | None]:
    """Return numerator and denominator of a unit."""
    one = value(code, unit, period)
    numerator, denominator = one.numerator, one.denominator
    return (
        None if numerator is None else float(numerator),
        None if denominator is None else float(denominator),
    )


def value(code: str, unit: Organisation | Territory, period: Period = YEAR) -> Value:
    rows = Value.objects.of_period(period.first, period.last).filter(definition__code=code)
    if isinstance(unit, Territory):
        return rows.get(territory=unit, organisation=None)
    return rows.get(organisation=unit)
