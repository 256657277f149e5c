"""The route of a teacher: opened from a diagnosis, walked step by step, finished."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.diagnostics.models import GrowthPlan, GrowthStep
from opora.domain.diagnostics.services import growth as service
from opora.domain.diagnostics.services.growth import Route
from opora.domain.organisations.access import reason
from opora.methodology.competences import load_competences
from opora.web.diagnostics.deficits import diagnosis_of
from opora.web.organisations.forms import DayInput
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at

USUAL = timedelta(days=180)


class RouteForm(forms.Form):
    """What for and until when."""

    goal = forms.CharField(label="Цель", max_length=500)
    mentor = forms.CharField(label="Кто помогает", max_length=160, required=False)
    since = forms.DateField(label="Начало", widget=DayInput())
    until = forms.DateField(label="Окончание", widget=DayInput())


class StepForm(forms.Form):
    """One step."""

    kind = forms.ChoiceField(label="Вид", choices=GrowthStep.Kind.choices)
    title = forms.CharField(label="Что", max_length=300)
    due = forms.DateField(label="Срок", widget=DayInput())


class DoneForm(forms.Form):
    """When a step was done and what came of it."""

    done_on = forms.DateField(label="Сделано", widget=DayInput())
    result = forms.CharField(label="Результат", max_length=300, required=False)


class OutcomeForm(forms.Form):
    """What came of the route."""

    outcome = forms.CharField(label="Что получилось", max_length=1000)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest, diagnosis_id: int) -> HttpResponse:
    """Draw up a route from a diagnosis."""
    found, today = diagnosis_of(request, diagnosis_id), localdate()
    form = RouteForm(request.POST or None, initial={"since": today, "until": today + USUAL})
    if form.is_valid():
        with refusal_at(form):
            made = service.open_(
                diagnosis=found, route=Route(**form.cleaned_data), by=request.user, at=now()
            )
            return done(request, "Маршрут составлен. Добавьте шаги.", "growth_plan", made.pk)
    context = {
        "form": form, "diagnosis": found,
        "lacking": [one for one in found.deficits.all() if one.needs_help],
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/growth_new.html", context, status=status)


@login_required
@require_GET
def plan(request: UserRequest, route_id: int) -> HttpResponse:
    """Show a route."""
    return _draw(request, _found(request, route_id))


@login_required
@require_POST
def add_step(request: UserRequest, route_id: int) -> HttpResponse:
    """Add a step."""
    found, form = _found(request, route_id), StepForm(request.POST)
    if form.is_valid():
        with refusal_at(form):
            service.add_step(plan=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("growth_plan", found.pk)
    return _draw(request, found, {"step_form": form})


@login_required
@require_POST
def do_step(request: UserRequest, route_id: int, route_step_id: int) -> HttpResponse:
    """Write that a step is done."""
    found = _found(request, route_id)
    step = get_object_or_404(found.steps.select_related("plan"), pk=route_step_id)
    form = DoneForm(request.POST)
    if form.is_valid():
        with refusal_at(form):
            service.do_step(step=step, by=request.user, at=now(), **form.cleaned_data)
            return redirect("growth_plan", found.pk)
    return _draw(request, found, {"done_form": form})


@login_required
@require_POST
def finish(request: UserRequest, route_id: int) -> HttpResponse:
    """End a route."""
    found, form = _found(request, route_id), OutcomeForm(request.POST)
    if form.is_valid():
        with refusal_at(form):
            service.finish(plan=found, by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Маршрут закончен.", "growth_plan", found.pk)
    return _draw(request, found, {"outcome_form": form})


def _found(request: UserRequest, route_id: int) -> GrowthPlan:
    seen = GrowthPlan.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(
        seen.select_related("person", "organisation__territory"), pk=route_id
    )


def _draw(
    request: UserRequest, found: GrowthPlan, more: dict[str, Any] | None = None
) -> HttpResponse:
    today: date = localdate()
    titles = load_competences().titles()
    context = {
        "plan": found,
        "competences": [titles.get(one, one) for one in found.competences],
        "steps": found.steps.order_by("due", "pk"),
        "today": today,
        "is_open": found.state == GrowthPlan.State.OPEN,
        "step_form": StepForm(initial={"due": found.until}),
        "done_form": None,
        "outcome_form": OutcomeForm(),
        "reason": reason(found, request.user, on=today),
        **(more or {}),
    }
    status = 422 if more else 200
    return render(request, "web/diagnostics/growth.html", context, status=status)
