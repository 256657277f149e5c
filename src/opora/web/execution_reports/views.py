"""Pages of reports on the execution of plans."""

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
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.roadmaps.models import ExecutionReport, ExecutionReportQuerySet
from opora.domain.roadmaps.services import reports
from opora.reports.tables import Table
from opora.web.execution_reports.forms import Narrow, NewReport
from opora.web.imports.drafts import attached
from opora.web.imports.forms import planned_by
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import asked_kind, table_file

_KNOWN = ("type", "title", "roadmap")


@login_required
@require_GET
def report_list(request: UserRequest) -> HttpResponseBase:
    """List the reports in sight, the latest period first."""
    today = localdate()
    form = Narrow(request.GET)
    rows = ExecutionReport.objects.visible_to(request.user, on=today)
    found = _under(rows, form.cleaned_data) if form.is_valid() else rows.none()
    found = found.select_related("owner", "roadmap").order_by("-until", "-pk")
    if kind := asked_kind(request):
        return table_file(_table(found), kind)
    context = {
        "form": form,
        "page": page_of(found, request),
        "may_write": planned_by(request.user, on=today).exists(),
    }
    return render(request, "web/execution_reports/list.html", context)


def _under(rows: ExecutionReportQuerySet, wanted: dict[str, Any]) -> ExecutionReportQuerySet:
    if wanted["type"]:
        rows = rows.filter(kind=wanted["type"])
    for word in wanted["q"].split():
        rows = rows.filter(
            Q(title__contains=word.lower()) | Q(title__contains=word.capitalize())
        )
    return rows


def _table(rows: ExecutionReportQuerySet) -> Table:
    return Table(
        title="Отчёты об исполнении",
        columns=("С", "По", "Вид", "Название", "Карта", "Кто", "Состояние"),
        rows=(
            (
                one.since, one.until, one.get_kind_display(), one.title, one.roadmap.title,
                one.owner.short_name, one.get_status_display(),
            )
            for one in rows.iterator()
        ),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Write a report, as a draft or approved at once."""
    today = localdate()
    if not planned_by(request.user, on=today).exists():
        raise PermissionDenied
    form = NewReport(
        request.POST or None, request.FILES or None, user=request.user, on=today,
        initial=_initial(request),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusal_at(form), refusal_at(form, "file", only=FileRefused):
            report = _write(request, form)
            return done(request, "Отчёт записан.", "execution_report", report.pk)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "web/execution_reports/new.html", context)


def _initial(request: UserRequest) -> dict[str, str]:
    today = localdate()
    known = {name: request.GET[name] for name in _KNOWN if request.GET.get(name)}
    since = SchoolYear.of(today).first_day.isoformat()
    if school := request.GET.get("school"):
        known["owner"] = school
    return {"since": since, "until": request.GET.get("day") or today.isoformat(), **known}


@transaction.atomic
def _write(request: UserRequest, form: NewReport) -> ExecutionReport:
    report = reports.write(
        roadmap=form.cleaned_data["roadmap"], owner=form.cleaned_data["owner"],
        written=form.written(), by=request.user, at=now(), upload=form.upload(),
    )  # fmt: skip
    if request.POST.get("approve"):
        return reports.approve(report=report, by=request.user, at=now())
    return report


def _found(request: UserRequest, report_id: int) -> ExecutionReport:
    seen = ExecutionReport.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related(
        "owner__territory", "roadmap", "written_by", "approved_by", "file"
    )
    return get_object_or_404(rows, pk=report_id)


@login_required
@require_GET
def one(request: UserRequest, report_id: int) -> HttpResponse:
    """Show a report with the figures of its plan."""
    report = _found(request, report_id)
    scope = scope_of(request.user, on=localdate())
    context = {"report": report, "may_change": scope.may_plan_for(report.owner)}
    return render(request, "web/execution_reports/one.html", context)


@login_required
@require_GET
def file(request: UserRequest, report_id: int) -> HttpResponseBase:
    """Give the file of a report."""
    report = _found(request, report_id)
    if report.file is None:
        raise Http404
    return attached(report.file, report.file_name)


@login_required
@require_POST
def approve(request: UserRequest, report_id: int) -> HttpResponse:
    """Approve a report."""
    report = _found(request, report_id)
    with refusal_as_message(request):
        reports.approve(report=report, by=request.user, at=now())
        messages.success(request, "Отчёт утверждён, запись реестра сделана.")
    return redirect("execution_report", report.pk)


@login_required
@require_POST
def withdraw(request: UserRequest, report_id: int) -> HttpResponse:
    """Withdraw a report with a reason."""
    report = _found(request, report_id)
    said = request.POST.get("reason", "")
    with refusal_as_message(request):
        reports.withdraw(report=report, reason=said, by=request.user, at=now())
        messages.success(request, "Отчёт отозван.")
    return redirect("execution_report", report.pk)
