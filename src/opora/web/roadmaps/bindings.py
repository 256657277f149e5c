"""Bindings of a plan: all of them at once, and the form of one, register by register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.roadmaps.models import Binding, Measure
from opora.domain.roadmaps.services import bindings
from opora.methodology.registers import load_registers
from opora.web.paging import page_of
from opora.web.registers.doors import opened
from opora.web.requests import UserRequest, inside
from opora.web.roadmaps.binding_form import BindingForm, ReasonForm, chosen_of
from opora.web.roadmaps.frame import Frame, frame_of, show
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.words import counted

SURE = 0.5
"""Confidence from which a proposal is confirmed together with others."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many bindings of an edition stand how."""

    proposed: int
    sure: int
    confirmed: int
    none: int


@login_required
@require_GET
def binding_list(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Show by what each measure of the edition is carried out."""
    frame = frame_of(request, roadmap_id)
    rows = frame.edition.measures.select_related("binding", "section").order_by("order")
    if request.GET.get("only") == "proposed":
        rows = rows.filter(binding__status=Binding.Status.PROPOSED)
    context = {"page": page_of(rows, request), "counted": _counted(frame), "sure": SURE}
    return show(request, frame, "bindings", context)


def _counted(frame: Frame) -> Counted:
    every = Binding.objects.filter(measure__edition=frame.edition)
    rows = list(every.values_list("status", "confidence"))
    proposed = [sure for status, sure in rows if status == Binding.Status.PROPOSED]
    return Counted(
        proposed=len(proposed),
        sure=sum(sure >= SURE for sure in proposed),
        confirmed=sum(status == Binding.Status.CONFIRMED for status, _ in rows),
        none=sum(status == Binding.Status.NONE for status, _ in rows),
    )


@login_required
@require_POST
def confirm_all(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Confirm all proposals of the edition, or the sure ones."""
    frame = frame_of(request, roadmap_id)
    least = 0.0 if request.POST.get("all") else SURE
    count = bindings.confirm_all(edition=frame.edition, by=request.user, at=now(), least=least)
    said = counted(count, "привязка,привязки,привязок")
    messages.success(request, f"Подтверждено: {said}. Записи реестров уже учтены.")
    return redirect("bindings", roadmap_id)


@login_required
@require_POST
def confirm(request: UserRequest, roadmap_id: int, measure_id: int) -> HttpResponse:
    """Confirm the proposal of one measure."""
    frame = frame_of(request, roadmap_id)
    binding = get_object_or_404(_bindings_of(frame), measure=measure_id)
    with refusal_as_message(request):
        bindings.confirm(binding=binding, by=request.user, at=now())
        messages.success(request, "Привязка подтверждена. Записи реестра уже учтены.")
    back = inside(request, request.POST.get("next"))
    return redirect(back) if back else redirect("measure", roadmap_id, measure_id)


def _bindings_of(frame: Frame) -> QuerySet[Binding]:
    return Binding.objects.filter(measure__edition__in=frame.editions)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, roadmap_id: int, measure_id: int) -> HttpResponse:
    """Choose register, types and target of a measure; another register is asked by a link."""
    frame = frame_of(request, roadmap_id)
    if not frame.may_plan:
        raise PermissionDenied if frame.sees_all else Http404
    rows = Measure.objects.filter(edition__in=frame.editions).select_related(
        "binding", "edition__roadmap__owner__territory"
    )
    measure = get_object_or_404(rows, pk=measure_id)
    binding: Binding | None = getattr(measure, "binding", None)
    register = _register_of(request, binding)
    form = BindingForm(request.POST or None, register=register, binding=binding)
    if request.method == "POST" and form.is_valid():
        with refusal_at(form):
            bindings.set_binding(
                measure=measure, chosen=chosen_of(register, form), by=request.user, at=now()
            )
            return done(
                request,
                "Привязка сохранена. Записи реестра уже учтены.",
                "measure",
                roadmap_id,
                measure_id,
            )
    return _draw_form(request, frame, measure, register, {"form": form})


def _register_of(request: UserRequest, binding: Binding | None) -> str:
    asked = request.POST.get("register") or request.GET.get("register") or ""
    known = [one.code for one in load_registers().registers]
    if asked in known:
        return asked
    return binding.register if binding and binding.register else known[0]


def _draw_form(
    request: UserRequest,
    frame: Frame,
    measure: Measure,
    register: str,
    more: Mapping[str, Any],
) -> HttpResponse:
    context = {
        "measure": measure,
        "binding": getattr(measure, "binding", None),
        "register": load_registers().find(register),
        "registers": load_registers().registers,
        "opened": opened(register),
        "reason_form": ReasonForm(),
        **more,
    }
    wrong = any(one.is_bound and one.errors for one in more.values())
    return show(request, frame, "binding", context, status=422 if wrong else 200)


@login_required
@require_POST
def set_none(request: UserRequest, roadmap_id: int, measure_id: int) -> HttpResponse:
    """Say that a measure is carried out by a report."""
    frame = frame_of(request, roadmap_id)
    rows = Measure.objects.filter(edition__in=frame.editions)
    measure = get_object_or_404(rows.select_related("edition__roadmap__owner"), pk=measure_id)
    form = ReasonForm(request.POST)
    with refusal_at(form, "reason"):
        bindings.set_none(
            measure=measure, reason=request.POST.get("reason", ""), by=request.user, at=now()
        )
        said = "Записано: мероприятие исполняется отчётом."
        return done(request, said, "measure", roadmap_id, measure_id)
    binding: Binding | None = getattr(measure, "binding", None)
    register = _register_of(request, binding)
    more = {"form": BindingForm(register=register, binding=binding), "reason_form": form}
    return _draw_form(request, frame, measure, register, more)
