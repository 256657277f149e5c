"""Reads of models and curators: measures with days, the load of curators."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from opora.domain.curators.models import (
    CaseStep,
    Curatorship,
    CuratorshipQuerySet,
    Enrolment,
)
from opora.domain.organisations.models import Organisation, OrganisationQuerySet
from opora.domain.people.models import User
from opora.methodology.curatorship import load_curatorship


@dataclass(frozen=True, slots=True)
class DatedMeasure:
    """A measure of a model for one enrolled school, by its day."""

    text: str
    kind: str
    due: date
    responsible: str


def measures_of(enrolment: Enrolment) -> list[DatedMeasure]:
    """Return the measures of the model with days counted from the enrolment.

    A day beyond the end of the term is brought back to it.
    """
    if enrolment.model is None:
        return []
    last = enrolment.until or date.max
    return [
        DatedMeasure(
            one.text, one.kind, min(enrolment.since + timedelta(days=one.after), last),
            one.get_responsible_display(),
        )
        for one in enrolment.model.measures.order_by("order")
    ]  # fmt: skip


@dataclass(slots=True)
class Load:
    """What a curator carries on a day. ``hours``: of those appointments that name them [h]."""

    curator: User
    schools: list[Curatorship]
    hours: Decimal
    unknown: int
    open_steps: int
    late_steps: int

    @property
    def too_many(self) -> bool:
        """Whether there are more schools than the default allows."""
        return len(self.schools) > load_curatorship().most_schools


def loads(user: User, *, on: date) -> list[Load]:
    """Return the load of each curator whose schools are in sight, by surname."""
    rows = Curatorship.objects.visible_to(user, on=on).on(on)
    held: dict[User, list[Curatorship]] = defaultdict(list)
    for one in rows.select_related("curator", "school").order_by("school__short_name", "pk"):
        held[one.curator].append(one)
    schools = {one.school_id for many in held.values() for one in many}
    steps: dict[int, list[CaseStep]] = defaultdict(list)
    seen = CaseStep.objects.visible_to(user, on=on).open().filter(school__in=schools)
    for step in seen:
        steps[step.school_id].append(step)
    found = [_load(curator, many, steps, on=on) for curator, many in held.items()]
    return sorted(found, key=lambda one: (one.curator.last_name, one.curator.pk))


def without_curator(user: User, *, on: date) -> OrganisationQuerySet:
    """Return schools in sight that are in a model, project or programme and have no curator."""
    enrolled = Enrolment.objects.visible_to(user, on=on).standing().within(on, on)
    held = Curatorship.objects.on(on).values("school")
    schools = Organisation.objects.filter(pk__in=enrolled.values("school"))
    return schools.exclude(pk__in=held).order_by("short_name", "pk")


def former(user: User, *, on: date) -> CuratorshipQuerySet:
    """Return curatorships in sight that have ended, the latest first."""
    rows = Curatorship.objects.visible_to(user, on=on).standing().filter(until__lt=on)
    return rows.select_related("curator", "school").order_by("-until", "-pk")


def _load(
    curator: User, held: list[Curatorship], steps: dict[int, list[CaseStep]], *, on: date
) -> Load:
    mine = [step for one in held for step in steps[one.school_id]]
    return Load(
        curator=curator, schools=held,
        hours=sum((one.load for one in held if one.load), Decimal(0)),
        unknown=sum(one.load is None for one in held), open_steps=len(mine),
        late_steps=sum(step.days_late(on=on) > 0 for step in mine),
    )  # fmt: skip
