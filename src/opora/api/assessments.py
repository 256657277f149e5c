"""Rounds of assessments, and results by school: counts, never rows of pupils."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Path, Query, Router, Schema
from pydantic import Field

from opora.analytics.disclosure import is_telling
from opora.api.asking import Id, Items, Part, Year, next_after, part_of
from opora.api.keys import Bearer, KeyRequest
from opora.api.problems import REFUSALS, REFUSALS_OF_ONE
from opora.domain.assessments.models import Round, SchoolCount
from opora.domain.assessments.permissions import small_counts_open_to
from opora.domain.people.models import ApiToken
from opora.methodology.subjects import AssessmentKind

_MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")
router = Router(auth=Bearer(ApiToken.Scope.RESULTS), tags=["Результаты"])


class RoundOut(Schema):
    """One assessment of one year."""

    id: int
    code: str = Field(examples=["ВПР-МА-5"])
    year: int
    kind: str
    subject: str
    grade: int
    first_day: date | None
    last_day: date | None
    scale_known: bool


class RoundFilters(Part):
    """Which rounds."""

    year: Year | None = None
    kind: AssessmentKind | None = None
    grade: int | None = Field(None, ge=1, le=12)


class ResultFilters(Part):
    """Results of which territory: a municipality or a region."""

    territory_id: Id | None = None


class MarksOut(Schema):
    """How many got each mark."""

    two: int
    three: int
    four: int
    five: int


class ResultOut(Schema):
    """A school in a round; hidden counts are null."""

    organisation_id: int
    participants: int | None
    below: int | None = Field(description="Ниже минимальной границы.")
    marks: MarksOut | None = Field(description="Только школе и её муниципалитету.")
    hidden: bool


class ShownTotal(Schema):
    """Sums over the shown schools alone: nothing hidden can be found by subtraction."""

    shown: int
    hidden: int
    participants: int
    below: int


class ResultsOut(Items[ResultOut]):
    """A part of the results, and sums over all that the request found."""

    total: ShownTotal


class Told(NamedTuple):
    """Counts of a school in a round, as read; ``marks`` are empty where they are not open."""

    pk: int
    school: int
    participants: int
    below: int
    marks: Sequence[int | None]
    hidden: bool


@router.get(
    "/rounds", response={200: Items[RoundOut], **REFUSALS}, summary="Оценочные процедуры"
)
def round_list(request: KeyRequest, asked: Query[RoundFilters]) -> Items[RoundOut]:
    """List the rounds of which the person sees any result."""
    wanted = {"year": asked.year, "kind": asked.kind, "grade": asked.grade}
    given = {name: value for name, value in wanted.items() if value is not None}
    found, after = part_of(_rounds(request).filter(**given), asked)
    return Items[RoundOut](items=[_round_out(one) for one in found], next=after)


@router.get(
    "/rounds/{round_id}/results",
    response={200: ResultsOut, **REFUSALS_OF_ONE},
    summary="Результаты школ в процедуре",
)
def results(request: KeyRequest, round_id: Path[Id], asked: Query[ResultFilters]) -> ResultsOut:
    """List results by school."""
    round_ = get_object_or_404(_rounds(request), pk=round_id)
    counts = SchoolCount.objects.visible_to(request.user, on=localdate()).filter(round=round_)
    if place := asked.territory_id:
        counts = counts.filter(Q(school__territory=place) | Q(school__territory__parent=place))
    rows = _told(counts, request)
    later = [one for one in rows if one.pk > asked.after]
    return ResultsOut(
        items=[_result_out(one) for one in later[: asked.limit]],
        next=next_after(later, asked),
        total=_total(rows),
    )


def _rounds(request: KeyRequest) -> QuerySet[Round]:
    seen = SchoolCount.objects.visible_to(request.user, on=localdate())
    return Round.objects.filter(Exists(seen.filter(round=OuterRef("pk"))))


def _round_out(one: Round) -> RoundOut:
    return RoundOut(
        id=one.pk,
        code=one.code,
        year=one.year,
        kind=one.kind,
        subject=one.subject,
        grade=one.grade,
        first_day=one.first_day,
        last_day=one.last_day,
        scale_known=one.scale_known,
    )


def _told(counts: QuerySet[SchoolCount], request: KeyRequest) -> list[Told]:
    """Read the counts, and say of each how much of it is open to the person."""
    is_open = small_counts_open_to(request.user, on=localdate())
    names = ("pk", "school_id", "school__territory_id", "participants", "below", *_MARKS)
    found = []
    for pk, school, territory, participants, below, *marks in counts.order_by("pk").values_list(
        *names
    ):
        full = is_open(school, territory)
        hidden = not full and is_telling(below, participants)
        found.append(Told(pk, school, participants, below, marks if full else (), hidden))
    return found


def _result_out(one: Told) -> ResultOut:
    return ResultOut(
        organisation_id=one.school,
        participants=None if one.hidden else one.participants,
        below=None if one.hidden else one.below,
        marks=_marks_out(one.marks),
        hidden=one.hidden,
    )


def _marks_out(marks: Sequence[int | None]) -> MarksOut | None:
    known = [one for one in marks if one is not None]
    if len(known) < len(_MARKS):
        return None
    two, three, four, five = known
    return MarksOut(two=two, three=three, four=four, five=five)


def _total(found: Sequence[Told]) -> ShownTotal:
    shown = [one for one in found if not one.hidden]
    return ShownTotal(
        shown=len(shown),
        hidden=len(found) - len(shown),
        participants=sum(one.participants for one in shown),
        below=sum(one.below for one in shown),
    )
