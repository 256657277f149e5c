"""A draft of a school's roadmap from the measures of its model."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from opora.domain.curators import queries
from opora.domain.curators.models import Enrolment
from opora.domain.curators.queries import DatedMeasure
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import editions, measures
from opora.reading.as_json import actor_to_json
from opora.reading.responsible import read_actors
from opora.web.curators.reads import enrolment_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message


@login_required
@require_POST
def draft(request: UserRequest, enrolment_id: int) -> HttpResponse:
    """Begin a roadmap of the school from its model; it is a draft to be corrected."""
    found = enrolment_of(request, enrolment_id)
    if not scope_of(request.user, on=localdate()).may_plan_for(found.school):
        raise PermissionDenied("Карту школы составляют её руководство и муниципалитет.")
    rows = queries.measures_of(found)
    if not rows or not found.is_standing:
        messages.error(request, "Карту составляют из мероприятий действующей модели.")
        return redirect("enrolment", found.pk)
    known = plan_of(found)
    if known:
        messages.info(request, "Карта по этой модели уже составлена, вот она.")
        return redirect(address_of(known))
    with refusal_as_message(request):
        edition = _begin(found, rows, by=request.user, at=now())
        said = "Проект карты готов. Проверьте сроки и ответственных."
        return done(request, said, "draft_edition", edition.roadmap_id)
    return redirect("enrolment", found.pk)


def plan_of(found: Enrolment) -> Edition | None:
    """Return the edition begun from this enrolment: of the school, by its name and first day.

    One that is closed is no obstacle to a new plan.
    """
    over = (Edition.Status.CLOSED, Edition.Status.SUPERSEDED)
    begun = Edition.objects.filter(
        roadmap__owner=found.school, title=_title(found), start=found.since
    )
    return begun.exclude(status__in=over).order_by("-pk").first()


def address_of(edition: Edition) -> str:
    """Return where an edition is worked on: an unfinished one in the editor."""
    name = "draft_edition" if edition.status in Edition.UNFINISHED else "roadmap"
    return reverse(name, args=[edition.roadmap_id])


def _title(found: Enrolment) -> str:
    return f"Дорожная карта: {found.title}"


@transaction.atomic
def _begin(found: Enrolment, rows: list[DatedMeasure], *, by: User, at: datetime) -> Edition:
    """Write the plan whole or not at all."""
    last = max(one.due for one in rows)
    edition = editions.create_roadmap(
        owner=found.school, title=_title(found), start=found.since,
        end=found.until or max(last, SchoolYear.of(found.since).last_day), by=by, at=at,
    )  # fmt: skip
    for number, row in enumerate(rows, 1):
        made = measures.add(edition=edition, text=row.text, number=str(number), by=by, at=at)
        measures.edit(measure=made, kind=row.kind, by=by, at=at)
        measures.set_schedule(
            measure=made, schedule=[{"type": "deadline", "date": row.due.isoformat()}],
            deadline_text=f"до {row.due:%d.%m.%Y}", by=by, at=at,
        )  # fmt: skip
        actors = [actor_to_json(one) for one in read_actors(row.responsible)]
        measures.set_responsible(
            measure=made, actors=actors, responsible_text=row.responsible, by=by, at=at
        )
    return edition
