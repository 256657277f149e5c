"""Curators: their load, appointed, released."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.curators import queries
from opora.domain.curators.models import Curatorship
from opora.domain.curators.permissions import finishes_case, keeps_models, schools_above
from opora.domain.curators.queries import Load
from opora.domain.curators.services import curatorships as services
from opora.domain.organisations.access import reason
from opora.domain.people.models import AuditEvent
from opora.methodology.curatorship import load_curatorship
from opora.reports.tables import Cell, Table
from opora.web.curators.forms import CuratorForm, EndForm, ReasonForm, begun_with
from opora.web.curators.reads import KEEPERS, curatorship_of, draw, require
from opora.web.paging import page_of
from opora.web.requests import UserRequest, inside
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file

FEW = 30
"""So many schools without a curator and former appointments stand below the list."""
COLUMNS = (
    "Куратор", "Школ", "Школы", "Часов в месяц", "Назначений без часов", "Открытых шагов",
    "Из них просрочено",
)  # fmt: skip


@login_required
@require_GET
def curators(request: UserRequest) -> HttpResponseBase:
    """Show the load of curators, by surname."""
    today = localdate()
    loads = queries.loads(request.user, on=today)
    if kind := asked_kind(request):
        return table_file(Table(f"Кураторы на {today:%d.%m.%Y}", COLUMNS, _cells(loads)), kind)
    may_enter = schools_above(request.user, on=today).exists()
    context = {
        "page": page_of(loads, request),  # type: ignore[type-var]  # rows that are no models
        "rules": load_curatorship(),
        "alone": queries.without_curator(request.user, on=today)[:FEW] if may_enter else [],
        "former": queries.former(request.user, on=today)[:FEW],
        "may_enter": may_enter,
    }
    return render(request, "web/curators/curators.html", context)


def _cells(loads: list[Load]) -> Iterator[tuple[Cell, ...]]:
    for one in loads:
        names = ", ".join(held.school.short_name for held in one.schools)
        hours = float(one.hours) if one.unknown < len(one.schools) else None
        yield (
            one.curator.get_full_name(), len(one.schools), names, hours, one.unknown,
            one.open_steps, one.late_steps,
        )  # fmt: skip


@login_required
@require_GET
def curatorship(request: UserRequest, curatorship_id: int) -> HttpResponse:
    """Show an appointment."""
    today = localdate()
    found = curatorship_of(request, curatorship_id)
    running = found.is_standing and (found.until is None or found.until >= today)
    context = {
        "curatorship": found,
        "running": running,
        "keeps": keeps_models(request.user, found.school.territory, on=today),
        "reads_log": finishes_case(request.user, found.school, on=today),
        "entered": AuditEvent.objects.about(found).order_by("at").select_related("by").first(),
        "reason": reason(found, request.user, on=today),
    }
    return render(request, "web/curators/curatorship.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Appoint a curator; what speaks against it is told before."""
    today = localdate()
    if not schools_above(request.user, on=today).exists():
        raise PermissionDenied(KEEPERS)
    first = begun_with(request.GET, on=today)
    form = CuratorForm(request.POST or None, by=request.user, on=today, initial=first)
    if form.is_valid():
        with refusal_at(form):
            made = services.appoint(form.appointment(), by=request.user, at=now())
            return done(
                request, "Куратор назначен, доступ к школе открыт.", "curatorship", made.pk
            )
    context = {
        "form": form, "title": "Назначить куратора", "back": reverse("curators"),
        "crumb": "Кураторы",
        "next": inside(request, request.GET.get("next") or request.POST.get("next")),
    }  # fmt: skip
    return render(request, "web/curators/form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def release(request: UserRequest, curatorship_id: int) -> HttpResponse:
    """End a curatorship on its last day."""
    found = curatorship_of(request, curatorship_id)
    require(request, found.school.territory)
    form = EndForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        with refusal_at(form):
            services.release(curatorship=found, **form.cleaned_data, by=request.user, at=now())
            return done(
                request,
                "Назначение завершено, доступ закроется в тот же день.",
                "curatorship",
                found.pk,
            )
    return _draw(request, form, found, "Завершить назначение")


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, curatorship_id: int) -> HttpResponse:
    """Withdraw an appointment entered by mistake."""
    found = curatorship_of(request, curatorship_id)
    require(request, found.school.territory)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            services.withdraw(curatorship=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Запись отозвана.", "curatorship", found.pk)
    return _draw(request, form, found, "Отозвать запись")


def _draw(request: UserRequest, form: Form, found: Curatorship, title: str) -> HttpResponse:
    return draw(request, form, title, reverse("curatorship", args=[found.pk]), str(found))
