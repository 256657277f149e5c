"""Sections of an unfinished edition: added, renamed, moved, taken out. Works without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.roadmaps.models import Edition, Section
from opora.domain.roadmaps.services import sections
from opora.web.requests import UserRequest
from opora.web.roadmaps.drafts import draft_of
from opora.web.roadmaps.frame import Frame, show
from opora.web.steps import refusal_as_message, refusal_at

NEW_IDS = "new-%s"
STEPS = {"up": -1, "down": 1}


class SectionForm(forms.Form):
    """The heading of a section, as the document prints it."""

    number = forms.CharField(label="Номер", max_length=16, required=False)
    title = forms.CharField(
        label="Название раздела", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    @classmethod
    def of(cls, section: Section) -> SectionForm:
        """Return the form with the heading of a section."""
        given = {"number": section.number, "title": section.title}
        return cls(initial=given, auto_id=_ids(section))


@login_required
@require_http_methods(["GET", "POST"])
def section_list(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """List the sections with their forms; add one at the end."""
    frame, edition = _draft_to_edit(request, roadmap_id)
    if request.method == "GET":
        return _draw(request, frame)
    form = SectionForm(request.POST, auto_id=NEW_IDS)
    if not _written(form, sections.add, edition=edition, by=request.user):
        return _draw(request, frame, new=form, wrong=form)
    messages.success(request, "Раздел добавлен.")
    return redirect("draft_sections", roadmap_id)


@login_required
@require_POST
def rename_section(request: UserRequest, roadmap_id: int, section_id: int) -> HttpResponse:
    """Write the heading of a section."""
    frame, edition = _draft_to_edit(request, roadmap_id)
    section = get_object_or_404(edition.sections, pk=section_id)
    form = SectionForm(request.POST, auto_id=_ids(section))
    if not _written(form, sections.rename, section=section, by=request.user):
        return _draw(request, frame, typed={section.pk: form}, wrong=form)
    messages.success(request, "Раздел записан.")
    return redirect("draft_sections", roadmap_id)


@login_required
@require_POST
def move_section(
    request: UserRequest, roadmap_id: int, section_id: int, name: str
) -> HttpResponse:
    """Move a section with its rows up or down, or take it out."""
    _, edition = _draft_to_edit(request, roadmap_id)
    section = get_object_or_404(edition.sections, pk=section_id)
    if name not in {*STEPS, "remove"}:
        raise Http404
    with refusal_as_message(request):
        if name == "remove":
            sections.remove(section=section, by=request.user, at=now())
        else:
            order = section.order + STEPS[name]
            sections.move(section=section, order=order, by=request.user, at=now())
    return redirect("draft_sections", roadmap_id)


def _draft_to_edit(request: UserRequest, roadmap_id: int) -> tuple[Frame, Edition]:
    frame, edition = draft_of(request, roadmap_id)
    if not frame.may_plan:
        raise PermissionDenied
    return frame, edition


def _written(form: SectionForm, change: Callable[..., Section], **who: object) -> bool:
    """Carry out what the form says; a refusal becomes an error of the form."""
    if form.is_valid():
        with refusal_at(form):
            change(at=now(), **who, **form.cleaned_data)
    return not form.errors


def _ids(section: Section) -> str:
    """Tell the fields of one section from those of another."""
    return f"section-{section.pk}-%s"


def _draw(
    request: UserRequest,
    frame: Frame,
    *,
    new: SectionForm | None = None,
    typed: dict[int, SectionForm] | None = None,
    wrong: SectionForm | None = None,
) -> HttpResponse:
    """Draw the list; forms hold what was typed and could not be done."""
    edition = frame.pending or frame.edition
    kept = typed or {}
    rows = edition.sections.annotate(rows=Count("measures")).order_by("order")
    more: dict[str, Any] = {
        "draft": edition,
        "sections": [(one, kept.get(one.pk) or SectionForm.of(one)) for one in rows],
        "new": new or SectionForm(auto_id=NEW_IDS),
        "wrong": wrong,
    }
    return show(request, frame, "sections", more, status=422 if wrong else 200)
