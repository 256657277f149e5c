"""The plan from the side of those who carry it out: by responsible, by organisation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from opora.domain.organisations.models import Organisation
from opora.domain.roadmaps.models import Measure, Obligation, Responsible
from opora.domain.roadmaps.queries import MeasureRow, Tally
from opora.domain.roadmaps.queries.tallies import sum_of, tallies_by
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.roadmaps.conditions import schools_of
from opora.web.roadmaps.frame import Frame, frame_of, show
from opora.web.roadmaps.rows import rows_in_sight

SCHOOLS_PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class Load:
    """A responsible party as printed, whom it means, its measures and their obligations."""

    actor: Responsible
    measures: tuple[Measure, ...]
    times: int
    tally: Tally


@login_required
@require_GET
def people(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Show who answers for how much, the latest first, then by the alphabet."""
    frame = frame_of(request, roadmap_id)
    rows = rows_in_sight(frame)
    found = sorted(
        _loads(rows), key=lambda load: (-load.tally.overdue, load.actor.norm.lower())
    )
    without = [row for row in rows if not row.responsible]
    return show(request, frame, "people", {"loads": found, "without": without})


def _loads(rows: list[MeasureRow]) -> list[Load]:
    """Group by the normal form of a party; a shared measure counts with each."""
    parties: dict[str, Responsible] = {}
    shares: dict[str, list[MeasureRow]] = defaultdict(list)
    for row in rows:
        for actor in {one.norm: one for one in row.responsible}.values():
            parties.setdefault(actor.norm, actor)
            shares[actor.norm].append(row)
    return [_load(actor, shares[norm]) for norm, actor in parties.items()]


def _load(actor: Responsible, rows: list[MeasureRow]) -> Load:
    return Load(
        actor,
        tuple(row.measure for row in rows),
        sum(len(row.dots) for row in rows),
        sum_of(row.tally for row in rows),
    )


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """An organisation and its counts in the order of the columns."""

    organisation: Organisation
    cells: tuple[tuple[Measure, Tally], ...]
    tally: Tally


@login_required
@require_GET
def schools(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Show organisations by measures: how much of what came due is accepted."""
    frame = frame_of(request, roadmap_id)
    page = page_of(schools_of(frame), request, per_page=SCHOOLS_PER_PAGE)
    measures = list(
        frame.edition.measures.filter(obligations__in=_seen(frame)).distinct().order_by("order")
    )
    lines = _lines(frame, list(page), measures)
    return show(request, frame, "schools", {"page": page, "measures": measures, "lines": lines})


def _seen(frame: Frame) -> Any:
    seen = Obligation.objects.visible_to(frame.scope.user, on=frame.today)
    return seen.filter(roadmap=frame.roadmap, measure__edition=frame.edition)


def _lines(
    frame: Frame, organisations: list[Organisation], measures: list[Measure]
) -> list[SchoolLine]:
    owed = _seen(frame).filter(organisation__in=organisations)
    counted = tallies_by(owed, "organisation", "measure", on=frame.today)
    return [_line(one, measures, counted) for one in organisations]


def _line(
    organisation: Organisation,
    measures: list[Measure],
    counted: dict[tuple[Any, ...], Tally],
) -> SchoolLine:
    cells = tuple(
        (measure, counted.get((organisation.pk, measure.pk), Tally())) for measure in measures
    )
    return SchoolLine(organisation, cells, sum_of(tally for _, tally in cells))
