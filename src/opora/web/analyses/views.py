"""Pages of written analyses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.acts.services.files import FileRefused
from opora.domain.identification.models import Analysis, AnalysisQuerySet
from opora.domain.identification.services import analyses
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.school_years import SchoolYear
from opora.reports.tables import Table
from opora.web.analyses.forms import Narrow, NewAnalysis
from opora.web.imports.drafts import attached
from opora.web.imports.forms import planned_by
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import asked_kind, table_file

_KNOWN = ("type", "title", "day")


@login_required
@require_GET
def analysis_list(request: UserRequest) -> HttpResponseBase:
    """List the analyses in sight, the newest first."""
    today = localdate()
    form = Narrow(request.GET, user=request.user, on=today)
    rows = Analysis.objects.visible_to(request.user, on=today)
    found = _under(rows, form.cleaned_data) if form.is_valid() else rows.none()
    found = found.select_related("owner").order_by("-day", "-pk")
    if kind := asked_kind(request):
        return table_file(_table(found), kind)
    context = {
        "form": form,
        "page": page_of(found, request),
        "may_write": planned_by(request.user, on=today).exists(),
    }
    return render(request, "web/analyses/list.html", context)


def _under(rows: AnalysisQuerySet, wanted: dict[str, Any]) -> AnalysisQuerySet:
    if wanted["type"]:
        rows = rows.filter(type=wanted["type"])
    if wanted["year"]:
        year = SchoolYear(wanted["year"])
        rows = rows.filter(day__range=(year.first_day, year.last_day))
    if wanted["school"]:
        rows = rows.filter(Q(schools=wanted["school"]) | Q(owner=wanted["school"]))
    for word in wanted["q"].split():
        rows = rows.filter(
            Q(title__contains=word.lower()) | Q(title__contains=word.capitalize())
        )
    return rows


def _table(rows: AnalysisQuerySet) -> Table:
    return Table(
        title="Анализы",
        columns=("Дата", "Вид", "Название", "Кто проводил", "Состояние"),
        rows=(
            (
                one.day, one.get_type_display(), one.title, one.owner.short_name,
                one.get_status_display(),
            )
            for one in rows.iterator()
        ),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Write an analysis, as a draft or approved at once."""
    today = localdate()
    if not planned_by(request.user, on=today).exists():
        raise PermissionDenied
    initial = {name: request.GET[name] for name in _KNOWN if request.GET.get(name)}
    if school := request.GET.get("school"):
        initial |= {"owner": school, "schools": [school]}  # type: ignore[dict-item]  # a list
    form = NewAnalysis(
        request.POST or None, request.FILES or None, user=request.user, on=today,
        initial={"day": today.isoformat(), **initial},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusal_at(form), refusal_at(form, "file", only=FileRefused):
            analysis = _write(request, form)
            return done(request, "Анализ записан.", "analysis", analysis.pk)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "web/analyses/new.html", context)


@transaction.atomic
def _write(request: UserRequest, form: NewAnalysis) -> Analysis:
    analysis = analyses.write(
        owner=form.cleaned_data["owner"], written=form.written(),
        schools=list(form.cleaned_data["schools"]), by=request.user, at=now(),
        upload=form.upload(),
    )  # fmt: skip
    if request.POST.get("approve"):
        return analyses.approve(analysis=analysis, by=request.user, at=now())
    return analysis


def _found(request: UserRequest, analysis_id: int) -> Analysis:
    seen = Analysis.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related("owner__territory", "written_by", "approved_by", "file")
    return get_object_or_404(rows, pk=analysis_id)


@login_required
@require_GET
def one(request: UserRequest, analysis_id: int) -> HttpResponse:
    """Show an analysis and what it serves."""
    analysis = _found(request, analysis_id)
    scope = scope_of(request.user, on=localdate())
    context = {
        "analysis": analysis,
        "schools": analysis.schools.order_by("short_name"),
        "may_change": scope.may_plan_for(analysis.owner),
        "reason": reason(analysis, request.user, on=localdate()),
    }
    return render(request, "web/analyses/one.html", context)


@login_required
@require_GET
def file(request: UserRequest, analysis_id: int) -> HttpResponseBase:
    """Give the file of an analysis."""
    analysis = _found(request, analysis_id)
    if analysis.file is None:
        raise Http404
    return attached(analysis.file, analysis.file_name)


@login_required
@require_POST
def approve(request: UserRequest, analysis_id: int) -> HttpResponse:
    """Approve an analysis."""
    analysis = _found(request, analysis_id)
    with refusal_as_message(request):
        analyses.approve(analysis=analysis, by=request.user, at=now())
        messages.success(request, "Анализ утверждён, запись реестра сделана.")
    return redirect("analysis", analysis.pk)


@login_required
@require_POST
def withdraw(request: UserRequest, analysis_id: int) -> HttpResponse:
    """Withdraw an analysis with a reason."""
    analysis = _found(request, analysis_id)
    said = request.POST.get("reason", "")
    with refusal_as_message(request):
        analyses.withdraw(analysis=analysis, reason=said, by=request.user, at=now())
        messages.success(request, "Анализ отозван.")
    return redirect("analysis", analysis.pk)
