"""One measure of a plan: its words, its days, who owes it, and the day of an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.acts.models import Draft
from opora.domain.people.models import AuditEvent
from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import (
    Binding,
    Edition,
    Evidence,
    Measure,
    Obligation,
    Occurrence,
)
from opora.domain.roadmaps.queries.tallies import tallies_by
from opora.domain.roadmaps.services import occurrences
from opora.domain.roadmaps.services.generation import ScheduleRefused, dues_of
from opora.reading.as_json import place_in_words
from opora.reading.model import Place
from opora.web.history.entries import entries_of
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.roadmaps.asked import asked_of
from opora.web.roadmaps.conditions import kind_title
from opora.web.roadmaps.frame import Frame, frame_of, show
from opora.web.steps import done, refusal_at

LATEST = 10
IN_FORCE = Edition.Status.IN_FORCE


class StateForm(forms.Form):
    """Which obligations of the measure are listed."""

    state = forms.ChoiceField(
        label="Состояние", choices=[("", "любое"), *Obligation.State.choices], required=False
    )
    occurrence = forms.IntegerField(required=False, min_value=1)


class DayForm(forms.Form):
    """The day of an event; empty takes it away."""

    day = forms.DateField(
        label="День события", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


@login_required
@require_GET
def measure_page(request: UserRequest, roadmap_id: int, measure_id: int) -> HttpResponse:
    """Show a measure with the obligations that are in sight."""
    frame, measure = _found(request, roadmap_id, measure_id)
    return _draw(request, frame, measure)


def _found(request: UserRequest, roadmap_id: int, measure_id: int) -> tuple[Frame, Measure]:
    frame = frame_of(request, roadmap_id)
    rows = Measure.objects.filter(edition__in=frame.editions)
    measure = get_object_or_404(rows.select_related("section", "edition__act"), pk=measure_id)
    return frame, measure


def _draw(
    request: UserRequest,
    frame: Frame,
    measure: Measure,
    more: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    form = StateForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    filters = queries.ObligationFilters(
        measure=measure.pk, state=wanted.get("state", ""), occurrence=wanted.get("occurrence")
    )
    rows = queries.obligation_list(request.user, on=frame.today, filters=filters)
    seen = Obligation.objects.visible_to(request.user, on=frame.today).filter(measure=measure)
    events = AuditEvent.objects.about(measure).select_related("by")[:LATEST]
    context: dict[str, Any] = {
        "measure": measure,
        "kind": kind_title(measure.kind),
        "asked": list(asked_of(measure)),
        "actors": measure.responsible.select_related("organisation", "person")
        .prefetch_related("schools")
        .order_by("order"),
        "times": _times(measure, seen, frame.today),
        "tally": queries.tally_of(seen, on=frame.today),
        "page": page_of(rows, request),
        "form": form,
        "evidence": Evidence.objects.standing().filter(obligation__in=seen).count(),
        "source": _source(measure),
        "document": _in_document(frame, measure),
        "now": _standing(frame, measure),
        "children": _children(measure, seen, frame.today),
        "entries": entries_of(events),
        "binding": Binding.objects.filter(measure=measure).select_related("decided_by").first(),
        "may_set_day": frame.may_plan and measure.edition.status == IN_FORCE,
    }
    return show(request, frame, "measure", context | dict(more or {}), status=status)


def _times(measure: Measure, seen: Any, today: date) -> list[dict[str, Any]]:
    """Give every time the measure falls due with what is in sight of it.

    A draft has no occurrences yet: they are told from its schedule.
    """
    counted = tallies_by(seen, "occurrence", on=today)
    rows = list(measure.occurrences.order_by("due", "pk"))
    if rows or measure.edition.status not in {Edition.Status.DRAFT, Edition.Status.ON_APPROVAL}:
        return [{"time": row, "tally": counted.get((row.pk,))} for row in rows]
    try:
        return [{"time": due} for due in dues_of(measure, measure.edition)]
    except ScheduleRefused:
        return []


def _children(measure: Measure, seen: Any, today: date) -> dict[str, Any] | None:
    """Give the roadmaps that carry the measure out, and how many of them are in force."""
    if not measure.child_level:
        return None
    in_sight = set(seen.values_list("pk", flat=True))
    rows = [
        row for row in queries.child_rows(measure, on=today) if row.obligation.pk in in_sight
    ]
    done = sum(bool(row.edition and row.edition.status == IN_FORCE) for row in rows)
    return {"rows": rows, "done": done}


def _standing(frame: Frame, measure: Measure) -> Measure | None:
    """Return what continues a measure of an older edition in the edition in force."""
    if measure.edition.status != Edition.Status.SUPERSEDED:
        return None
    return measure.following.filter(edition__in=frame.editions).order_by("-pk").first()


def _source(measure: Measure) -> str:
    """Say where the row stands in the document."""
    place = (measure.place or {}).get("measure") or measure.place or {}
    if "block" not in place:
        return ""
    return place_in_words(Place(place["block"], place.get("row"), place.get("column")))


def _in_document(frame: Frame, measure: Measure) -> str:
    """Return the address of the row in the document it came from, if that opens to the person.

    An amendment written in the browser has no document; its rows keep their old places.
    """
    until = measure.edition.number
    drafts = [one.draft_id for one in frame.editions if one.draft_id and one.number <= until]
    if not drafts or not measure.place:
        return ""
    seen = Draft.objects.visible_to(frame.scope.user, on=frame.today)
    draft = seen.defer("reading").filter(pk=drafts[-1]).first()
    if draft is None:
        return ""
    items = ((draft.current or {}).get("roadmap") or {}).get("items") or []
    rows = [item["row"] for item in items if item.get("places") == measure.place]
    address = reverse("draft_review", args=[draft.pk, "measures"])
    return f"{address}?row=i{rows[0]}" if rows else address


@login_required
@require_POST
def set_day(request: UserRequest, roadmap_id: int, occurrence_id: int) -> HttpResponse:
    """Give an event its day, or take it away."""
    frame = frame_of(request, roadmap_id)
    rows = Occurrence.objects.filter(measure__edition__in=frame.editions)
    occurrence = get_object_or_404(rows.select_related("measure"), pk=occurrence_id)
    _, measure = _found(request, roadmap_id, occurrence.measure_id)
    form = DayForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["day"]
        with refusal_at(form, "day"):
            occurrences.set_event_date(
                occurrence=occurrence, day=day, by=request.user, at=now()
            )
            said = f"День события: {day:%d.%m.%Y}." if day else "День убран."
            return done(request, said, "measure", frame.roadmap.pk, measure.pk)
    return _draw(request, frame, measure, {"day_form": form}, status=422)
