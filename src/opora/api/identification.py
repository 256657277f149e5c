"""Runs of identification, verdicts and statuses of schools."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Path, Query, Router, Schema
from pydantic import Field

from opora.api.acts import ActOut, act_out
from opora.api.asking import Day, Id, Items, Part, Year, part_of
from opora.api.keys import Bearer, KeyRequest
from opora.api.problems import REFUSALS, REFUSALS_OF_ONE
from opora.domain.identification import disclosure
from opora.domain.identification.models import Run, SchoolStatus, Verdict
from opora.domain.people.models import ApiToken

router = Router(auth=Bearer(ApiToken.Scope.IDENTIFICATION), tags=["Выявление"])


class RunOut(Schema):
    """A run with what it rests on."""

    id: int
    territory_id: int
    year: int
    number: int
    status: Run.Status
    rule_code: str
    parameters: dict[str, Any]
    data_hash: str
    code_version: str
    digest: str
    schools: int
    listed: int
    expected_wrong_official: float
    expected_wrong_established: float
    replies_due: date | None
    created_at: datetime
    approved_at: datetime | None
    act: ActOut | None
    replaces_id: int | None
    previous_id: int | None


class RunWithRule(RunOut):
    """A run with its rule as it was frozen."""

    rule: dict[str, Any]


class RunFilters(Part):
    """Which runs."""

    territory_id: Id | None = None
    year: Year | None = None
    status: Run.Status | None = None


class ClauseOut(Schema):
    """One result that the rule looked at."""

    assessment: str
    year: int
    participants: int | None
    below: int | None
    low: bool
    reason: str


class VerdictOut(Schema):
    """What a run says of a school; what would give small counts away is null."""

    id: int
    run_id: int
    organisation_id: int
    official: Verdict.Official
    listed: bool
    conclusion: str = Field(description="Вывод по вероятности, код методики.")
    movement: Verdict.Movement
    probability: float | None
    share: float | None
    lower: float | None
    upper: float | None
    to_enter: int | None
    to_leave: int | None
    clauses: list[ClauseOut]
    hidden: bool


class VerdictFilters(Part):
    """Which verdicts."""

    run_id: Id | None = None
    organisation_id: Id | None = None
    listed: bool | None = None


class StatusOut(Schema):
    """A period in which a school was ШНОР or ШНСУ; ``until`` is no longer part of it."""

    id: int
    organisation_id: int
    property: SchoolStatus.Property
    since: date
    until: date | None
    basis: ActOut
    ended_by: ActOut | None
    run_id: int | None


class StatusFilters(Part):
    """Which statuses."""

    organisation_id: Id | None = None
    property: SchoolStatus.Property | None = None
    on: Day | None = Field(None, description="Действующие в этот день.")


@router.get("/runs", response={200: Items[RunOut], **REFUSALS}, summary="Расчёты списков")
def run_list(request: KeyRequest, asked: Query[RunFilters]) -> Items[RunOut]:
    """List the runs of the person's territories."""
    wanted = {"territory": asked.territory_id, "year": asked.year, "status": asked.status}
    given = {name: value for name, value in wanted.items() if value is not None}
    found, after = part_of(_runs(request).defer("rule", "frozen").filter(**given), asked)
    return Items[RunOut](items=[RunOut(**_run_fields(one)) for one in found], next=after)


@router.get(
    "/runs/{run_id}", response={200: RunWithRule, **REFUSALS_OF_ONE}, summary="Расчёт списка"
)
def run(request: KeyRequest, run_id: Path[Id]) -> RunWithRule:
    """Show one run with its rule."""
    found = get_object_or_404(_runs(request), pk=run_id)
    return RunWithRule(**_run_fields(found), rule=found.rule)


@router.get(
    "/verdicts", response={200: Items[VerdictOut], **REFUSALS}, summary="Выводы о школах"
)
def verdict_list(request: KeyRequest, asked: Query[VerdictFilters]) -> Items[VerdictOut]:
    """List verdicts; a school sees its own once the run is shown to schools."""
    seen = Verdict.objects.visible_to(request.user, on=localdate())
    if asked.run_id:
        seen = seen.filter(run=asked.run_id)
    if asked.organisation_id:
        seen = seen.filter(school=asked.organisation_id)
    if asked.listed is not None:
        listed = Verdict.objects.listed().values("pk")
        seen = seen.filter(pk__in=listed) if asked.listed else seen.exclude(pk__in=listed)
    found, after = part_of(seen.select_related("school"), asked)
    return Items[VerdictOut](items=[_verdict_out(one, request) for one in found], next=after)


@router.get("/statuses", response={200: Items[StatusOut], **REFUSALS}, summary="Статусы школ")
def status_list(request: KeyRequest, asked: Query[StatusFilters]) -> Items[StatusOut]:
    """List statuses with the acts by which they began and ended."""
    seen = SchoolStatus.objects.visible_to(request.user, on=localdate())
    if asked.organisation_id:
        seen = seen.filter(school=asked.organisation_id)
    if asked.property:
        seen = seen.filter(property=asked.property)
    if asked.on:
        seen = seen.on(asked.on)
    found, after = part_of(seen.select_related("basis", "ended_by"), asked)
    return Items[StatusOut](items=[_status_out(one) for one in found], next=after)


def _runs(request: KeyRequest) -> QuerySet[Run]:
    seen = Run.objects.visible_to(request.user, on=localdate()).select_related("act")
    return seen.defer("sources", "summary", "stability").annotate(
        schools=_how_many(Verdict.objects.all()), listed=_how_many(Verdict.objects.listed())
    )


def _how_many(verdicts: QuerySet[Verdict]) -> Coalesce:
    """Count verdicts of a run apart from its row: joined, each would carry the whole row."""
    counted = verdicts.filter(run=OuterRef("pk")).order_by().values("run")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


def _run_fields(one: Any) -> dict[str, Any]:
    """Return the fields of a run with the counts of ``_runs``."""
    same = RunOut.model_fields.keys() - {"act"}
    act = act_out(one.act) if one.act else None
    return {name: getattr(one, name) for name in same} | {"act": act}


def _verdict_out(one: Verdict, request: KeyRequest) -> VerdictOut:
    full = disclosure.sees_small_counts(request.user, one.school, on=localdate())
    clauses = disclosure.shown_clauses(one, full=full)
    hidden = disclosure.hides_anything(clauses)
    numbers = ("probability", "share", "lower", "upper", "to_enter", "to_leave")
    return VerdictOut(
        id=one.pk,
        run_id=one.run_id,
        organisation_id=one.school_id,
        official=Verdict.Official(one.official),
        listed=one.is_listed,
        conclusion=one.verdict,
        movement=Verdict.Movement(one.movement),
        # One number of all the results and the shown ones would give the hidden one away.
        **{name: None if hidden else getattr(one, name) for name in numbers},
        clauses=[ClauseOut.model_validate(part, from_attributes=True) for part in clauses],
        hidden=hidden,
    )


def _status_out(one: SchoolStatus) -> StatusOut:
    return StatusOut(
        id=one.pk,
        organisation_id=one.school_id,
        property=SchoolStatus.Property(one.property),
        since=one.since,
        until=one.until,
        basis=act_out(one.basis),
        ended_by=act_out(one.ended_by) if one.ended_by else None,
        run_id=one.run_id,
    )
