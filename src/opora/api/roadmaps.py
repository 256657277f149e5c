"""Roadmaps in force, and what organisations owe by them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Path, Query, Router, Schema
from pydantic import Field

from opora.api.acts import ActOut, act_out
from opora.api.asking import Day, Id, Items, Part, part_of
from opora.api.keys import Bearer, KeyRequest
from opora.api.problems import REFUSALS, REFUSALS_OF_ONE
from opora.domain.people.models import ApiToken
from opora.domain.roadmaps.models import Edition, Obligation, Roadmap
from opora.domain.roadmaps.queries import Tally
from opora.domain.roadmaps.queries.tallies import tallies_by

router = Router(auth=Bearer(ApiToken.Scope.ROADMAPS), tags=["Дорожные карты"])


class EditionOut(Schema):
    """The edition by which people work."""

    number: int
    start: date
    end: date
    in_force_since: date | None
    act: ActOut | None


class TallyOut(Schema):
    """Obligations that the person sees, counted today; waived ones stand apart."""

    total: int
    come_due: int = Field(description="Сколько должно быть сделано к сегодняшнему дню.")
    accepted: int
    accepted_due: int = Field(description="Принято из наступивших.")
    submitted: int
    returned: int
    in_work: int
    overdue: int
    waived: int


class RoadmapOut(Schema):
    """A plan of an organisation; ``edition`` is null before it is in force."""

    id: int
    level: Roadmap.Level
    owner_id: int
    title: str
    edition: EditionOut | None
    obligations: TallyOut


class RoadmapFilters(Part):
    """Which roadmaps."""

    owner_id: Id | None = None
    level: Roadmap.Level | None = None


class MeasureOut(Schema):
    """A row of a roadmap, as printed."""

    id: int
    number: str
    text: str
    kind: str


class ObligationOut(Schema):
    """What an organisation owes; ``control`` is the day after which it is late."""

    id: int
    roadmap_id: int
    organisation_id: int
    measure: MeasureOut
    term: str
    control: date | None
    state: Obligation.State
    overdue: bool
    submitted_at: datetime | None
    decided_at: datetime | None
    changed_at: datetime


class ObligationFilters(Part):
    """Which obligations."""

    roadmap_id: Id | None = None
    organisation_id: Id | None = None
    state: Obligation.State | None = None
    overdue: bool | None = Field(None, description="true — только просроченные.")
    control_from: Day | None = None
    control_to: Day | None = None


@router.get(
    "/roadmaps", response={200: Items[RoadmapOut], **REFUSALS}, summary="Дорожные карты"
)
def roadmap_list(request: KeyRequest, asked: Query[RoadmapFilters]) -> Items[RoadmapOut]:
    """List roadmaps with their obligations counted."""
    wanted = {"owner": asked.owner_id, "level": asked.level}
    given = {name: value for name, value in wanted.items() if value is not None}
    found, after = part_of(_roadmaps(request).filter(**given), asked)
    return Items[RoadmapOut](items=_roadmaps_out(found, request), next=after)


@router.get(
    "/roadmaps/{roadmap_id}",
    response={200: RoadmapOut, **REFUSALS_OF_ONE},
    summary="Дорожная карта",
)
def roadmap(request: KeyRequest, roadmap_id: Path[Id]) -> RoadmapOut:
    """Show one roadmap."""
    found = get_object_or_404(_roadmaps(request), pk=roadmap_id)
    return _roadmaps_out([found], request)[0]


@router.get(
    "/obligations", response={200: Items[ObligationOut], **REFUSALS}, summary="Обязательства"
)
def obligation_list(
    request: KeyRequest, asked: Query[ObligationFilters]
) -> Items[ObligationOut]:
    """List obligations with their measures."""
    today = localdate()
    seen = Obligation.objects.visible_to(request.user, on=today)
    wanted = {
        "roadmap": asked.roadmap_id,
        "organisation": asked.organisation_id,
        "state": asked.state,
        "control__gte": asked.control_from,
        "control__lte": asked.control_to,
    }
    seen = seen.filter(**{name: value for name, value in wanted.items() if value is not None})
    if asked.overdue is not None:
        late = Obligation.objects.overdue(on=today).values("pk")
        seen = seen.filter(pk__in=late) if asked.overdue else seen.exclude(pk__in=late)
    found, after = part_of(seen.select_related("measure", "occurrence"), asked)
    return Items[ObligationOut](
        items=[_obligation_out(one, today) for one in found], next=after
    )


def _roadmaps(request: KeyRequest) -> QuerySet[Roadmap]:
    seen = Roadmap.objects.visible_to(request.user, on=localdate())
    in_force = Edition.objects.in_force().select_related("act")
    return seen.prefetch_related(Prefetch("editions", in_force, to_attr="standing"))


def _roadmaps_out(found: Iterable[Roadmap], request: KeyRequest) -> list[RoadmapOut]:
    today, rows = localdate(), list(found)
    owed = Obligation.objects.visible_to(request.user, on=today).filter(roadmap__in=rows)
    tallies = tallies_by(owed, "roadmap", on=today)
    return [_roadmap_out(one, tallies.get((one.pk,), Tally())) for one in rows]


def _roadmap_out(one: Roadmap, tally: Tally) -> RoadmapOut:
    standing: list[Edition] = one.standing  # type: ignore[attr-defined]  # of the prefetch
    return RoadmapOut(
        id=one.pk,
        level=Roadmap.Level(one.level),
        owner_id=one.owner_id,
        title=one.title,
        edition=_edition_out(standing[0]) if standing else None,
        obligations=TallyOut.model_validate(tally, from_attributes=True),
    )


def _edition_out(one: Edition) -> EditionOut:
    return EditionOut(
        number=one.number,
        start=one.start,
        end=one.end,
        in_force_since=one.in_force_since,
        act=act_out(one.act) if one.act else None,
    )


def _obligation_out(one: Obligation, today: date) -> ObligationOut:
    measure = one.measure
    return ObligationOut(
        id=one.pk,
        roadmap_id=one.roadmap_id,
        organisation_id=one.organisation_id,
        measure=MeasureOut(
            id=measure.pk, number=measure.number, text=measure.text, kind=measure.kind
        ),
        term=one.occurrence.label,
        control=one.control,
        state=Obligation.State(one.state),
        overdue=one.is_overdue(on=today),
        submitted_at=one.submitted_at,
        decided_at=one.decided_at,
        changed_at=one.changed_at,
    )
