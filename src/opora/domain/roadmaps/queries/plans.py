"""A roadmap as its readers see it: measures in printed order with what became of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from opora.domain.people.models import User
from opora.domain.roadmaps.models import (
    Edition,
    Measure,
    Obligation,
    Occurrence,
    Responsible,
    Roadmap,
)
from opora.domain.roadmaps.queries.days import in_month
from opora.domain.roadmaps.queries.tallies import Tally, sum_of, tallies_by, tallies_by_day
from opora.reading.words import lemmas


@dataclass(frozen=True, slots=True)
class MeasureFilters:
    """What of a roadmap is shown.

    ``organisation``, ``territory`` and ``user`` also limit what is counted: a municipality sees
    its part of a regional plan.
    """

    late: bool = False
    month: date | None = None
    school_year: int | None = None
    user: User | None = None
    organisation: int | None = None
    territory: int | None = None
    section: int | None = None
    kind: str = ""
    responsible: str = ""
    search: str = ""

    def of_obligations(self) -> Q:
        """Whose obligations are counted."""
        limits = Q()
        if self.organisation is not None:
            limits &= Q(organisation=self.organisation)
        if self.territory is not None:
            limits &= Q(territory=self.territory)
        if self.user is not None:
            own = self.user.memberships.values("organisation")
            limits &= Q(person=self.user) | Q(person=None, organisation__in=own)
        return limits


@dataclass(frozen=True, slots=True)
class Dot:
    """One occurrence on the year line.

    ``state`` is the worst of what its obligations are in: «late», «returned», «submitted»,
    «in_work», «planned», «accepted», «waived»; «none» without obligations. ``day`` is None for
    what has no day.
    """

    occurrence: int
    opens: date | None
    day: date | None
    control: date | None
    label: str
    state: str
    as_needed: bool
    event: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure, who answers for it, its occurrences, and its obligations counted."""

    measure: Measure
    responsible: tuple[Responsible, ...]
    dots: tuple[Dot, ...]
    tally: Tally

    @property
    def state(self) -> str:
        """The state to show: the worst among what came due or is under way."""
        return worst_state(self.tally)


def worst_state(tally: Tally) -> str:
    """Name the state of many obligations by the one that needs a person first."""
    paused = tally.total and tally.accepted < tally.total
    order = (
        ("late", tally.overdue),
        ("returned", tally.returned),
        ("submitted", tally.submitted),
        ("in_work", tally.in_work),
        ("planned", paused),
        ("accepted", tally.accepted),
        ("waived", tally.waived),
    )
    return next((name for name, count in order if count), "none")


def measure_rows(
    edition: Edition, *, on: date, filters: MeasureFilters | None = None
) -> list[MeasureRow]:
    """Return the measures of an edition in printed order. Four queries."""
    wanted = filters or MeasureFilters()
    measures = (
        _measures(edition, wanted, on)
        .select_related("section")
        .prefetch_related(
            Prefetch("responsible", Responsible.objects.order_by("order"), to_attr="actors")
        )
        .order_by("order")
    )
    dots = _dots(edition, wanted, on)
    return [_row(measure, dots[measure.pk]) for measure in measures]


def _row(measure: Any, dots: list[Dot]) -> MeasureRow:
    return MeasureRow(
        measure, tuple(measure.actors), tuple(dots), sum_of(dot.tally for dot in dots)
    )


def _measures(edition: Edition, wanted: MeasureFilters, on: date) -> Any:
    found = matching(edition.measures.all(), wanted.search)
    if wanted.section is not None:
        found = found.filter(section=wanted.section)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.responsible:
        actors = Responsible.objects.filter(measure=OuterRef("pk"), norm=wanted.responsible)
        found = found.filter(Exists(actors))
    obligations = _obligations(wanted, on)
    return found if obligations is None else found.filter(Exists(obligations))


def _obligations(wanted: MeasureFilters, on: date) -> Any:
    """Give the obligations a measure must have to be shown; None if none is asked for."""
    limits = wanted.of_obligations()
    if wanted.late:
        limits &= Q(control__lt=on, state__in=Obligation.OWED)
    if wanted.month is not None:
        limits &= in_month(wanted.month) & ~Q(state=Obligation.State.WAIVED)
    return Obligation.objects.filter(limits, measure=OuterRef("pk")) if limits else None


def _dots(edition: Edition, wanted: MeasureFilters, on: date) -> dict[int, list[Dot]]:
    occurrences = Occurrence.objects.filter(measure__edition=edition)
    if wanted.school_year is not None:
        occurrences = occurrences.filter(school_year=wanted.school_year)
    obligations = Obligation.objects.filter(
        wanted.of_obligations(), measure__in=edition.measures.values("pk")
    )
    counted = tallies_by_day(obligations, "measure", "occurrence", on=on)
    found: dict[int, list[Dot]] = defaultdict(list)
    for occurrence in occurrences.order_by(F("due").asc(nulls_last=True), "pk"):
        key = (occurrence.measure_id, occurrence.pk)
        found[occurrence.measure_id].append(_dot(occurrence, counted.get(key, Tally())))
    return found


def _dot(occurrence: Occurrence, tally: Tally) -> Dot:
    return Dot(
        occurrence=occurrence.pk,
        opens=occurrence.opens,
        day=occurrence.due,
        control=occurrence.control,
        label=occurrence.label,
        state=worst_state(tally),
        as_needed=occurrence.as_needed,
        event=occurrence.event,
        tally=tally,
    )


def matching(measures: Any, text: str) -> Any:
    """Limit measures to those that hold every word of a text, in any of its forms."""
    for lemma in lemmas(text):
        measures = measures.filter(search__contains=f" {lemma}")
    return measures


def search_measures(user: User, text: str, *, on: date) -> Any:
    """Return measures in force that the person sees and that hold the words."""
    seen = Roadmap.objects.visible_to(user, on=on)
    measures = Measure.objects.filter(
        edition__status=Edition.Status.IN_FORCE, edition__roadmap__in=seen
    )
    if not lemmas(text):
        return measures.none()
    found = matching(measures, text).select_related("edition__roadmap__owner", "section")
    return found.order_by("-edition__start", "edition_id", "order")


@dataclass(frozen=True, slots=True)
class RoadmapRow:
    """A roadmap in a list: the edition to show (in force, else the newest) and its counts."""

    roadmap: Roadmap
    edition: Edition | None
    tally: Tally


def roadmap_rows(user: User, *, on: date) -> list[RoadmapRow]:
    """Return the roadmaps that the person sees, newest first. Three queries."""
    roadmaps = list(
        Roadmap.objects.visible_to(user, on=on)
        .select_related("owner__territory")
        .prefetch_related(
            Prefetch("editions", Edition.objects.select_related("act").order_by("number"))
        )
        .order_by("-created_at", "-pk")
    )
    counted = tallies_by(Obligation.objects.visible_to(user, on=on), "roadmap", on=on)
    return [
        RoadmapRow(roadmap, _shown(roadmap), counted.get((roadmap.pk,), Tally()))
        for roadmap in roadmaps
    ]


def _shown(roadmap: Roadmap) -> Edition | None:
    editions = list(roadmap.editions.all())
    in_force = [one for one in editions if one.status == Edition.Status.IN_FORCE]
    shown = in_force or editions
    return shown[-1] if shown else None


@dataclass(frozen=True, slots=True)
class ChildRow:
    """An obligation that a roadmap of its own carries out, and how far that has come."""

    obligation: Obligation
    roadmap: Roadmap | None
    edition: Edition | None
    tally: Tally


def child_rows(measure: Measure, *, on: date) -> list[ChildRow]:
    """Return for a measure with ``child_level`` the roadmaps of those who owe. Four queries."""
    obligations = list(
        measure.obligations.select_related("organisation", "occurrence")
        .prefetch_related(
            Prefetch("child_roadmaps", Roadmap.objects.order_by("pk")),
            Prefetch("child_roadmaps__editions", Edition.objects.order_by("number")),
        )
        .order_by("organisation__short_name", "pk")
    )
    of_children = Obligation.objects.filter(roadmap__parent__measure=measure)
    counted = tallies_by(of_children, "roadmap", on=on)
    return [_child(obligation, counted) for obligation in obligations]


def _child(obligation: Obligation, counted: dict[tuple[Any, ...], Tally]) -> ChildRow:
    children = list(obligation.child_roadmaps.all())
    if not children:
        return ChildRow(obligation, None, None, Tally())
    roadmap = children[-1]
    return ChildRow(obligation, roadmap, _shown(roadmap), counted.get((roadmap.pk,), Tally()))
