"""The editor of an unfinished edition: its rows, and one row at a time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.roadmaps.models import Edition, Measure, Section
from opora.domain.roadmaps.services import measures
from opora.methodology.kinds import load_kinds
from opora.reading.as_json import actor_to_json
from opora.reading.responsible import read_actors
from opora.reports.plan_table import columns_of
from opora.web.requests import UserRequest
from opora.web.roadmaps.deadline import preview_of, schedule_of
from opora.web.roadmaps.draft_page import draw_draft
from opora.web.roadmaps.frame import Frame, frame_of, show
from opora.web.roadmaps.table import OWN_ROLES
from opora.web.steps import done, refusal_as_message, refusal_at


class RowForm(forms.Form):
    """One row of the table: what the document prints in it, and the kind of work."""

    number = forms.CharField(label="Номер", max_length=24, required=False)
    section = forms.ModelChoiceField(
        Section.objects.none(), label="Раздел", required=False, empty_label="без раздела"
    )
    text = forms.CharField(
        label="Мероприятие", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    deadline_text = forms.CharField(label="Сроки", required=False, max_length=1000)
    responsible_text = forms.CharField(label="Ответственные", required=False, max_length=2000)
    kind = forms.ChoiceField(label="Вид", required=False)
    child_level = forms.BooleanField(
        label="Исполняется отдельной дорожной картой каждой организации", required=False
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section, kind = self.fields["section"], self.fields["kind"]
        assert isinstance(section, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101  # as above
        section.queryset = edition.sections.order_by("order")
        known = [(one.kind, one.title) for one in load_kinds().kinds]
        kind.choices = [("", "не указан"), *known]
        self.cells = [one for one in columns_of(edition) if one[1] not in OWN_ROLES]
        for index, (header, _) in enumerate(self.cells):
            self.fields[f"cell{index}"] = forms.CharField(
                label=header, required=False, max_length=4000, widget=forms.Textarea(
                    attrs={"rows": 2}
                )
            )  # fmt: skip

    @classmethod
    def of(cls, measure: Measure) -> RowForm:
        """Return the form with what the row holds."""
        form = cls(edition=measure.edition)
        names = ("number", "section", "text", "deadline_text", "responsible_text")
        form.initial = {name: getattr(measure, name) for name in (*names, "kind")}
        form.initial["child_level"] = measure.child_level
        for index, (header, role) in enumerate(form.cells):
            form.initial[f"cell{index}"] = measure.cells.get(role) or measure.cells.get(header)
        return form

    def cell_texts(self) -> dict[str, str]:
        """Return the texts of further columns by role, or by header where there is no role."""
        return {
            role or header: self.cleaned_data[f"cell{index}"]
            for index, (header, role) in enumerate(self.cells)
        }


def draft_of(request: UserRequest, roadmap_id: int) -> tuple[Frame, Edition]:
    """Return the unfinished edition to those who make plans of its owner.

    Raises
    ------
    Http404, PermissionDenied
        If nothing is being prepared, or it is for others to prepare.
    """
    frame = frame_of(request, roadmap_id)
    if frame.pending is None:
        raise Http404
    if not (frame.may_plan or frame.may_approve):
        raise PermissionDenied
    return frame, frame.pending


@login_required
@require_GET
def draft_page(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Show the unfinished edition with what may be done to it."""
    frame = frame_of(request, roadmap_id)
    if frame.pending is None:
        return redirect("roadmap", roadmap_id)
    frame, edition = draft_of(request, roadmap_id)
    return draw_draft(request, frame, edition)


@login_required
@require_http_methods(["GET", "POST"])
def row(request: UserRequest, roadmap_id: int, measure_id: int) -> HttpResponse:
    """Show one row, or write it."""
    frame, edition = draft_of(request, roadmap_id)
    measure = get_object_or_404(edition.measures.select_related("section"), pk=measure_id)
    if request.method == "GET":
        return _draw_row(request, frame, RowForm.of(measure), measure)
    form = RowForm(request.POST, edition=edition)
    return _written(request, frame, form, measure)


@login_required
@require_http_methods(["GET", "POST"])
def new_row(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Show an empty row, or add it at the end."""
    frame, edition = draft_of(request, roadmap_id)
    if request.method == "GET":
        return _draw_row(request, frame, RowForm(edition=edition), None)
    return _written(request, frame, RowForm(request.POST, edition=edition), None)


def _draw_row(
    request: UserRequest,
    frame: Frame,
    form: RowForm,
    measure: Measure | None,
    status: int = 200,
) -> HttpResponse:
    edition = form_edition(frame)
    more = {
        "form": form,
        "draft": edition,
        "measure": measure,
        "cells": [form[f"cell{index}"] for index in range(len(form.cells))],
        "preview": preview_of(str(form["deadline_text"].value() or ""), edition),
        "actors": list(measure.responsible.order_by("order")) if measure else [],
    }
    return show(request, frame, "row", more, status=status)


def form_edition(frame: Frame) -> Edition:
    """Return the edition that is being edited; ``draft_of`` has made sure of it."""
    return frame.pending or frame.edition


def _written(
    request: UserRequest, frame: Frame, form: RowForm, measure: Measure | None
) -> HttpResponse:
    if form.is_valid():
        with refusal_at(form):
            _write(request, form_edition(frame), form, measure)
            return done(request, "Строка записана.", "draft_edition", frame.roadmap.pk)
    return _draw_row(request, frame, form, measure, 422)


@transaction.atomic
def _write(
    request: UserRequest, edition: Edition, form: RowForm, measure: Measure | None
) -> None:
    """Write a row whole or not at all; changed days and actors are read anew."""
    given = form.cleaned_data
    who: dict[str, Any] = {"by": request.user, "at": now()}
    if measure is None:
        measure = measures.add(
            edition=edition, text=given["text"], section=given["section"], **who
        )
    deadline, responsible = given["deadline_text"], given["responsible_text"]
    if deadline != measure.deadline_text:
        schedule = schedule_of(deadline, edition)
        measures.set_schedule(measure=measure, schedule=schedule, deadline_text=deadline, **who)
    if responsible != measure.responsible_text:
        actors = [actor_to_json(one) for one in read_actors(responsible)]
        measures.set_responsible(
            measure=measure, actors=actors, responsible_text=responsible, **who
        )
    names = ("number", "text", "section", "kind", "child_level")
    measures.edit(measure=measure, **who, **{name: given[name] for name in names})
    if form.cells:
        measures.set_cells(measure=measure, cells=form.cell_texts(), **who)


@login_required
@require_POST
def move_row(request: UserRequest, roadmap_id: int, measure_id: int, name: str) -> HttpResponse:
    """Move a row up or down, or take it out."""
    _, edition = draft_of(request, roadmap_id)
    measure = get_object_or_404(edition.measures, pk=measure_id)
    with refusal_as_message(request):
        if name == "remove":
            measures.remove(measure=measure, by=request.user, at=now())
        else:
            order = measure.order + (-1 if name == "up" else 1)
            measures.move(measure=measure, order=order, by=request.user, at=now())
    return redirect("draft_edition", roadmap_id)


@login_required
@require_GET
def deadline_preview(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Say how the words of a deadline are understood, while they are typed."""
    _, edition = draft_of(request, roadmap_id)
    preview = preview_of(request.GET.get("deadline_text", "")[:1000], edition)
    return render(request, "web/roadmaps/deadline.html", {"preview": preview})
