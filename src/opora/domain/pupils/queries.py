"""What pages show of pupils: lists inside a school, and counts for those above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q

from opora.analytics.disclosure import suppress
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.pupils.models import (
    Check,
    Enrolment,
    Lessons,
    PlanPupil,
    Pupil,
    PupilPlan,
    PupilQuerySet,
    RiskRecord,
    Tutor,
)
from opora.domain.pupils.terms import Term
from opora.methodology.pupil_support import load_pupil_support


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil of a list: the confirmed risk, the signal nobody has decided, plan, tutors."""

    pupil: Pupil
    name: str
    risk: RiskRecord | None = None
    signal: RiskRecord | None = None
    plan: PupilPlan | None = None
    tutors: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether there is a confirmed risk and no plan."""
        return self.risk is not None and self.plan is None


def lines_of(pupils: PupilQuerySet, *, on: date) -> list[Line]:
    """Return pupils by class and name, with what is done for them: five queries.

    Names are sealed, so a list is put in order here and not by the database.
    """
    rows = list(pupils)
    keys = [one.pk for one in rows]
    records = RiskRecord.objects.filter(pupil__in=keys).order_by("year", "term")
    risks = {one.pupil_id: one for one in records.in_effect_on(on)}
    signals = {one.pupil_id: one for one in records.undecided_on(on)}
    plans = _plans_of(keys, on=on)
    tutors = _tutors_of(keys, on=on)
    found = [
        Line(
            one, one.name, risks.get(one.pk), signals.get(one.pk), plans.get(one.pk),
            tutors.get(one.pk, ()),
        )
        for one in rows
    ]  # fmt: skip
    return sorted(found, key=_place)


def undecided(lines: Iterable[Line]) -> list[Line]:
    """Return the pupils about whose signal no teacher has said a word yet."""
    return [one for one in lines if one.signal]


def with_words(lines: Iterable[Line], words: str) -> list[Line]:
    """Return the lines whose name, class or pseudonym has these words."""
    wanted = words.casefold().replace("ё", "е").split()
    return [one for one in lines if all(word in _text(one) for word in wanted)]


def _text(line: Line) -> str:
    told = f"{line.name} {line.pupil.class_name} {line.pupil.code}"
    return told.casefold().replace("ё", "е")


def _place(line: Line) -> tuple[int, str, str]:
    grade = "".join(one for one in line.pupil.class_name[:2] if one.isdigit())
    return int(grade or 0), line.pupil.class_name, line.name.casefold()


def _plans_of(pupils: Sequence[int], *, on: date) -> dict[int, PupilPlan]:
    rows = PlanPupil.objects.filter(
        pupil__in=pupils, plan__status=PupilPlan.Status.ACTIVE, plan__until__gte=on,
        plan__approved_on__lte=on,
    )  # fmt: skip
    found = rows.select_related("plan").order_by("-plan__is_group", "plan__pk")
    return {one.pupil_id: one.plan for one in found}


def _tutors_of(pupils: Sequence[int], *, on: date) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Tutor.objects.on(on).filter(pupil__in=pupils).select_related("user").order_by("pk")
    for one in rows:
        found[one.pupil_id].append(one.user.short_name)
    return {pupil: tuple(names) for pupil, names in found.items()}


def silent(lines: Iterable[Line], *, on: date) -> list[Line]:
    """Return the pupils whose confirmed risk has waited for a plan longer than it may."""
    patience = timedelta(days=load_pupil_support().days_without_action)
    return [
        one
        for one in lines
        if one.waits and one.risk and one.risk.confirmed_on and
        on - one.risk.confirmed_on > patience
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prompt:
    """What our own numbers say to an item of the checklist: done of how many."""

    done: int
    of: int


def prompts_of(school: Organisation, *, on: date) -> dict[str, Prompt]:
    """Return what the registers say to the items of the checklist."""
    term = Term.of(on)
    lines = lines_of(Pupil.objects.filter(school=school).learning(on=on), on=on)
    risky = [one for one in lines if one.risk]
    plans = PupilPlan.objects.in_effect_on(on).filter(school=school)
    members = PlanPupil.objects.filter(plan__in=plans)
    checks = Check.objects.filter(plan__in=plans, due__lt=on)
    lessons = Lessons.objects.filter(school=school, withdrawn_at=None, until__gte=on)
    terms = [(term.year, term.number), (term.previous.year, term.previous.number)]
    fresh = RiskRecord.objects.filter(pupil__school=school).filter(
        *[Q(year=terms[0][0], term=terms[0][1]) | Q(year=terms[1][0], term=terms[1][1])]
    )
    held = lessons.filter(enrolments__days__isnull=False).distinct().count()
    return {
        "risk_list": Prompt(int(fresh.exists()), 1),
        "plans": Prompt(sum(one.plan is not None for one in risky), len(risky)),
        "lessons": Prompt(held, lessons.count()),
        "tutors": Prompt(sum(bool(one.tutors) for one in risky), len(risky)),
        "checks": Prompt(checks.exclude(held_on=None).count(), checks.count()),
        "parents": Prompt(members.exclude(parents_on=None).count(), members.count()),
    }


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of a school, or of a municipality, as they may be shown; None is hidden.

    ``is_known`` is false of a school that has entered no pupils yet.
    """

    name: str
    risk: int | None
    planned: int | None
    unplanned: int | None
    lessons: int | None
    attending: int | None
    school_id: int | None = None
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class TerritoryCounts:
    """A municipality: its schools by alphabet, and its totals."""

    territory: Territory
    schools: tuple[Counts, ...]
    total: Counts


@dataclass(slots=True)
class _Tally:
    planned: int = 0
    unplanned: int = 0
    attending: int = 0
    absent: int = 0


def counts_of(territory: Territory, *, on: date) -> TerritoryCounts:
    """Count the pupils of a municipality's schools, small counts hidden.

    Counts below five are hidden, and as many others as protect them, totals included. The
    same table is shown to everybody, whichever of its rows they may see, so that nothing
    comes out by putting two answers together.
    """
    rows = Organisation.objects.filter(territory=territory).schools().open_on(on)
    schools = list(rows.order_by("short_name", "pk"))
    tallies = _tallies(schools, on=on)
    entered = Pupil.objects.filter(school__territory=territory, anonymised_at=None)
    told = set(entered.values_list("school", flat=True).distinct())
    if not schools:
        nothing = Counts(territory.name, 0, 0, 0, 0, 0)
        return TerritoryCounts(territory, (), nothing)
    plans = _shown([[t.planned, t.unplanned] for t in tallies])
    visits = _shown([[t.attending, t.absent] for t in tallies])
    lines = [
        replace(_counts(name, plan, visit, key), is_known=key is None or key in told)
        for (name, key), plan, visit in zip(
            [*((one.short_name, one.pk) for one in schools), (territory.name, None)],
            plans,
            visits,
            strict=True,
        )
    ]
    return TerritoryCounts(territory, tuple(lines[:-1]), lines[-1])


def _tallies(schools: Sequence[Organisation], *, on: date) -> list[_Tally]:
    found = {one.pk: _Tally() for one in schools}
    planned = PlanPupil.objects.filter(
        pupil=OuterRef("pupil"), plan__in=PupilPlan.objects.in_effect_on(on)
    )
    risks = RiskRecord.objects.in_effect_on(on).filter(pupil__school__in=found)
    told = risks.annotate(has_plan=Exists(planned)).values_list("pupil__school", "has_plan")
    for school, has_plan, count in told.annotate(count=Count("pupil", distinct=True)):
        if has_plan:
            found[school].planned = count
        else:
            found[school].unplanned = count
    for school, attends, count in _visits(found, on=on):
        if attends:
            found[school].attending = count
        else:
            found[school].absent = count
    return [found[one.pk] for one in schools]


def _visits(schools: Iterable[int], *, on: date) -> list[tuple[int, bool, int]]:
    """Count places on lists of lessons that go on, by whether the pupil comes often enough."""
    share = load_pupil_support().attending_share
    rows = (
        Enrolment.objects.filter(
            lessons__school__in=list(schools), lessons__withdrawn_at=None,
            lessons__start__lte=on, lessons__until__gte=on,
        )
        .annotate(held=Count("days"), came=Count("days", filter=Q(days__came=True)))
        .values_list("lessons__school", "held", "came")
    )  # fmt: skip
    found: dict[tuple[int, bool], int] = defaultdict(int)
    for school, held, came in rows:
        found[school, bool(held) and came / held >= share] += 1
    return [(school, attends, count) for (school, attends), count in found.items()]


def _shown(table: list[list[int]]) -> list[list[int | None]]:
    """Return rows and totals as they may be shown."""
    published = suppress(table).shown
    return [[None if np.isnan(one) else int(one) for one in row] for row in published]


def _counts(
    name: str, plan: list[int | None], visit: list[int | None], key: int | None
) -> Counts:
    return Counts(
        name=name, planned=plan[0], unplanned=plan[1], risk=plan[2],
        attending=visit[0], lessons=visit[2], school_id=key,
    )  # fmt: skip
