"""What teachers lack by their last diagnosis, what could help, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from opora.domain.diagnostics.models import Deficit
from opora.domain.diagnostics.models.deficits import DeficitQuerySet
from opora.domain.people.models import User
from opora.domain.training.models import Completion, Course, PlanLine
from opora.methodology.competences import load_competences


@dataclass(frozen=True, slots=True)
class Need:
    """A deficit that stands, programmes about it, and whether it is planned already."""

    deficit: Deficit
    courses: tuple[Course, ...]
    planned: PlanLine | None
    learned: Completion | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The result of a diagnosis before training and of the one after it. [%]."""

    title: str
    before: Decimal | None
    before_on: date | None
    after: Decimal | None
    after_on: date | None

    @property
    def change(self) -> Decimal | None:
        """By how many points it rose; None until there are both."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def deficits_of(user: User, *, on: date) -> DeficitQuerySet:
    """Return the last result of each teacher in each competence, where it is a deficit.

    Only of teachers whose diagnoses the person reads.
    """
    last = Window(
        RowNumber(),
        partition_by=[F("diagnosis__person"), F("competence")],
        order_by=[F("diagnosis__day").desc(), F("diagnosis_id").desc()],
    )
    seen = Deficit.objects.visible_to(user, on=on).standing().annotate(place=last)
    # The level is asked outside: a condition beside the place would be met before it.
    latest = seen.filter(place=1).values("pk")
    return (
        Deficit.objects.filter(pk__in=latest)
        .needing_help()
        .select_related("diagnosis__person", "diagnosis__organisation")
        .order_by("diagnosis__organisation__short_name", "diagnosis__person__search", "pk")
    )


def needs_of(deficits: Collection[Deficit], user: User, *, on: date) -> list[Need]:
    """Return the needs behind deficits; three queries however many they are."""
    people = {one.diagnosis.person_id for one in deficits}
    topics = {one.competence for one in deficits}
    courses = _by_topic(Course.objects.visible_to(user, on=on).standing(), topics)
    planned = {
        (one.person_id, one.topic): one
        for one in PlanLine.objects.filter(person__in=people, topic__in=topics)
        .filter(state=PlanLine.State.PLANNED).exclude(plan__state="withdrawn")
    }  # fmt: skip
    learned: dict[tuple[int, str], Completion] = {}
    rows = Completion.objects.standing().filter(person__in=people, topic__in=topics)
    for one in rows.order_by("issued"):
        learned[one.person_id, one.topic] = one
    return [_need(one, courses[one.competence], planned, learned) for one in deficits]


def effect_of(completion: Completion, user: User, *, on: date) -> Effect | None:
    """Return what diagnoses say before and after a certificate; None if not about a competence.

    Nothing is said of diagnoses that the person may not read.
    """
    titles = load_competences().titles()
    if completion.topic not in titles:
        return None
    seen = Deficit.objects.visible_to(user, on=on).standing().filter(
        diagnosis__person=completion.person_id, competence=completion.topic
    ).select_related("diagnosis")  # fmt: skip
    begun = completion.since or completion.issued
    before = seen.filter(diagnosis__day__lte=begun).order_by("-diagnosis__day", "-pk").first()
    later = seen.filter(diagnosis__day__gt=begun, diagnosis__day__gte=completion.issued)
    after = later.order_by("-diagnosis__day", "-pk").first()
    return Effect(titles[completion.topic], *_told(before), *_told(after))


def _told(result: Deficit | None) -> tuple[Decimal | None, date | None]:
    return (result.percent, result.diagnosis.day) if result else (None, None)


def _need(
    deficit: Deficit,
    courses: tuple[Course, ...],
    planned: Mapping[tuple[int, str], PlanLine],
    learned: Mapping[tuple[int, str], Completion],
) -> Need:
    key = deficit.diagnosis.person_id, deficit.competence
    done = learned.get(key)
    is_later = done is not None and done.issued >= deficit.diagnosis.day
    return Need(deficit, courses, planned.get(key), done if is_later else None)


def _by_topic(rows: Iterable[Course], topics: set[str]) -> dict[str, tuple[Course, ...]]:
    found: dict[str, list[Course]] = defaultdict(list)
    for one in rows:
        if one.topic in topics:
            found[one.topic].append(one)
    return defaultdict(tuple, {topic: tuple(some[:3]) for topic, some in found.items()})
