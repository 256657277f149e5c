"""The staff of schools in figures, vacancies, and approved analyses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.assessments.permissions import sees_small_counts
from opora.domain.diagnostics.models import StaffAnalysis, Vacancy
from opora.domain.diagnostics.permissions import leads
from opora.domain.diagnostics.services import staffing as service
from opora.domain.diagnostics.staff_figures import StaffFigures, figures_by_school, figures_of
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.methodology.subjects import load_subjects
from opora.reports.tables import Table
from opora.web.diagnostics.forms import ConclusionForm, ReasonForm, VacancyForm
from opora.web.diagnostics.reads import seen_schools
from opora.web.diagnostics.staff_rows import figure_rows, staff_table
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import asked_kind, table_file


@login_required
@require_GET
def staff_list(request: UserRequest) -> HttpResponseBase:
    """Show the schools in sight with their staff, and analyses that were approved."""
    today = localdate()
    schools = seen_schools(request.user, on=today)
    if kind := asked_kind(request):
        return table_file(_list_table(list(schools)), kind)
    page = page_of(schools, request)
    found = figures_by_school(page, on=today)
    approved = StaffAnalysis.objects.visible_to(request.user, on=today)
    context = {
        "page": page,
        "lines": [(one, found[one.pk]) for one in page],
        "analyses": approved.select_related("owner").order_by("-as_of", "-pk")[:20],
        "offices": Organisation.objects.visible_to(request.user, on=today)
        .filter(kind__in=["authority", "methodical"])
        .order_by("short_name")[:20],
        "today": today,
    }
    return render(request, "web/diagnostics/staff_list.html", context)


def _list_table(schools: list[Organisation]) -> Table:
    found = figures_by_school(schools, on=localdate())
    rows = [
        (
            one.short_name, figures.teachers, figures.load, figures.part_time, figures.heavy,
            figures.vacancies, figures.vacancy_load,
        )
        for one in schools
        for figures in (found[one.pk],)
    ]  # fmt: skip
    columns = (
        "Школа", "Учителей и специалистов", "Ставок занято", "Внешних совместителей",
        "С нагрузкой от 1,5 ставки", "Вакансий", "Свободных ставок",
    )  # fmt: skip
    return Table("Кадры школ", columns, rows, f"На {localdate():%d.%m.%Y}, по алфавиту.")


@login_required
@require_GET
def staff(request: UserRequest, organisation_id: int) -> HttpResponseBase:
    """Show the staff of a school, or of all schools of a municipality, as of today."""
    found = _organisation(request, organisation_id)
    if kind := asked_kind(request):
        schools = service.schools_of(found, on=localdate())
        figures = figures_of(schools, on=localdate())
        return table_file(
            staff_table(str(found), figures, on=localdate(), full=_is_full(request, found)),
            kind,
        )
    return _draw(request, found)


@login_required
@require_POST
def approve(request: UserRequest, organisation_id: int) -> HttpResponse:
    """Approve the analysis as it stands."""
    found, form = _led(request, organisation_id), ConclusionForm(request.POST)
    if form.is_valid():
        with refusal_at(form):
            made = service.approve(owner=found, by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Анализ утверждён.", "staff_analysis", made.pk)
    return _draw(request, found, {"conclusion": form}, status=422)


@login_required
@require_POST
def open_vacancy(request: UserRequest, organisation_id: int) -> HttpResponse:
    """Write that a post is free."""
    found, form = _led(request, organisation_id), VacancyForm(request.POST)
    if form.is_valid():
        with refusal_at(form):
            service.open_vacancy(
                organisation=found, post=service.Post(**form.cleaned_data), by=request.user,
                at=now(),
            )  # fmt: skip
            return done(request, "Вакансия записана.", "staff_figures", found.pk)
    return _draw(request, found, {"vacancy": form}, status=422)


@login_required
@require_POST
def close_vacancy(request: UserRequest, vacancy_id: int) -> HttpResponse:
    """Write that a post is held again from today."""
    seen = Vacancy.objects.visible_to(request.user, on=localdate())
    found = get_object_or_404(seen.select_related("organisation__territory"), pk=vacancy_id)
    if not leads(request.user, found.organisation, on=localdate()):
        raise PermissionDenied("Вакансии ведут школа и муниципалитет.")
    with refusal_as_message(request):
        service.close_vacancy(vacancy=found, until=localdate(), by=request.user, at=now())
        messages.success(request, "Вакансия закрыта.")
    return redirect("staff_figures", found.organisation_id)


@login_required
@require_GET
def analysis(request: UserRequest, staff_analysis_id: int) -> HttpResponseBase:
    """Show an approved analysis with the figures of its day."""
    found = _analysis(request, staff_analysis_id)
    kept = dict(found.figures)
    schools = kept.pop("schools", 1)
    figures = StaffFigures(**kept)
    full = _is_full(request, found.owner)
    if kind := asked_kind(request):
        table = staff_table(
            found.owner.short_name, figures, on=found.as_of, full=full, words=found.conclusion
        )
        return table_file(table, kind)
    context = {
        "analysis": found,
        "schools": schools,
        "figures": figures,
        "rows": figure_rows(figures, full=full),
        "may_withdraw": found.withdrawn_at is None
        and leads(request.user, found.owner, on=localdate()),
        "reason": reason(found, request.user, on=localdate()),
    }
    return render(request, "web/diagnostics/staff_analysis.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, staff_analysis_id: int) -> HttpResponse:
    """Withdraw an approved analysis with a reason."""
    found = _analysis(request, staff_analysis_id)
    if not leads(request.user, found.owner, on=localdate()):
        raise PermissionDenied("Анализ отзывает тот, кто его утверждает.")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            service.withdraw(analysis=found, by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Анализ отозван.", "staff_analysis", found.pk)
    context = {"form": form, "what": str(found), "crumb": found, "words": ""}
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/withdraw.html", context, status=status)


def _organisation(request: UserRequest, organisation_id: int) -> Organisation:
    seen = Organisation.objects.visible_to(request.user, on=localdate())
    found = seen.filter(kind__in=["school", "authority", "methodical"])
    return get_object_or_404(found.select_related("territory"), pk=organisation_id)


def _led(request: UserRequest, organisation_id: int) -> Organisation:
    found = _organisation(request, organisation_id)
    if not leads(request.user, found, on=localdate()):
        raise PermissionDenied("Кадры ведут школа и муниципалитет.")
    return found


def _analysis(request: UserRequest, staff_analysis_id: int) -> StaffAnalysis:
    seen = StaffAnalysis.objects.visible_to(request.user, on=localdate())
    found = seen.select_related("owner__territory", "approved_by")
    return get_object_or_404(found, pk=staff_analysis_id)


def _is_full(request: UserRequest, owner: Organisation) -> bool:
    return sees_small_counts(request.user, owner, on=localdate())


def _draw(
    request: UserRequest,
    found: Organisation,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    today = localdate()
    schools = service.schools_of(found, on=today)
    figures = figures_of(schools, on=today)
    vacancies = Vacancy.objects.on(today).filter(organisation__in=schools)
    names = {one.code: one.name for one in load_subjects().subjects}
    page = page_of(vacancies.select_related("organisation").order_by("since", "pk"), request)
    context = {
        "organisation": found,
        "is_school": found.kind == Organisation.Kind.SCHOOL,
        "schools": len(schools),
        "figures": figures,
        "rows": figure_rows(figures, full=_is_full(request, found)),
        "page": page,
        "vacancies": [(one, names.get(one.subject, "")) for one in page],
        "vacancy": VacancyForm(initial={"load": "1.0", "since": today, "post": "teacher"}),
        "conclusion": ConclusionForm(),
        "may_lead": leads(request.user, found, on=today),
        "today": today,
        "reason": reason(found, request.user, on=today),
        **(more or {}),
    }
    return render(request, "web/diagnostics/staff.html", context, status=status)
