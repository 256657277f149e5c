"""Plan-schedules: drawn up line by line, approved, carried out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.training import permissions
from opora.domain.training.models import Plan, PlanLine, PlanLineQuerySet
from opora.domain.training.services import plans
from opora.reports.tables import Cell, Table
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file
from opora.web.training.certificates import courses_for
from opora.web.training.forms import Approval, LineForm, Words
from opora.web.training.reads import kept_plan, meant, own_first, people_of, plan_of
from opora.web.years import years_of

COLUMNS = ("Кто учится", "Организация", "Мотив выбора", "Чему", "Программа", "До", "Состояние")
CLOSED = "открыто учителю, руководителю и методисту"


class PlanForm(forms.Form):
    """Whose plan-schedule, of what school year."""

    owner = forms.ModelChoiceField(Organisation.objects.none(), label="Чей план-график")
    year = forms.TypedChoiceField(label="Учебный год", coerce=int)

    def __init__(self, data: Any, *, owners: Any, years: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["year"].choices = years  # type: ignore[attr-defined]


@login_required
@require_GET
def plan_list(request: UserRequest) -> HttpResponseBase:
    """List the plan-schedules of the chosen school year."""
    today = localdate()
    year = SchoolYear(years_of(request, today).chosen)
    rows = Plan.objects.visible_to(request.user, on=today).standing().filter(year=year.start)
    standing = ~Q(lines__state="cancelled")
    rows = rows.select_related("owner").annotate(
        total=Count("lines", filter=standing),
        done=Count("lines", filter=Q(lines__state="done")),
    ).order_by("owner__short_name", "pk")  # fmt: skip
    if kind := asked_kind(request):
        cells = (
            (
                one.owner.short_name, one.get_state_display(), one.approved_on,
                one.done,  # type: ignore[attr-defined]  # annotated
                one.total,  # type: ignore[attr-defined]  # annotated
            )
            for one in rows
        )  # fmt: skip
        columns = ("Организация", "Состояние", "Утверждён", "Пройдено", "Всего строк")
        return table_file(Table(f"Планы-графики, {year.label}", columns, cells), kind)
    context = {
        "page": page_of(rows, request), "year": year,
        "draws_up": permissions.kept_by(request.user, on=today).exists(),
    }  # fmt: skip
    return render(request, "web/training/plans.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Begin a plan-schedule."""
    owners = permissions.kept_by(request.user, on=localdate())
    first = own_first(owners, request.user)
    if first is None:
        raise PermissionDenied("План-график ведут школа, координатор и методист.")
    years = years_of(request, localdate())
    known = {"owner": request.GET.get("school") or first.pk, "year": years.chosen}
    form = PlanForm(request.POST or None, owners=owners, years=years.choices, initial=known)
    if form.is_valid():
        with refusal_at(form):
            made = plans.begin(**form.cleaned_data, by=request.user, at=now())
            return done(request, "План-график начат. Внесите строки.", "training_plan", made.pk)
    context = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "web/training/plan_new.html", context)


@login_required
@require_GET
def plan(request: UserRequest, training_plan_id: int) -> HttpResponseBase:
    """Show a plan-schedule."""
    found = plan_of(request, training_plan_id)
    if kind := asked_kind(request):
        table = Table(
            f"{found}. {found.owner.short_name}", COLUMNS, _cells(_lines(request, found))
        )
        return table_file(table, kind)
    return _page(request, found)


def _lines(request: UserRequest, found: Plan) -> PlanLineQuerySet:
    today = localdate()
    rows = PlanLine.objects.filter(plan=found).named_to(request.user, on=today)
    rows = rows.with_right_to_deficits(request.user, on=today)
    return rows.select_related("person", "organisation", "course").order_by(
        "organisation__short_name", "person__search", "term", "pk"
    )


def _cells(rows: PlanLineQuerySet) -> Iterator[tuple[Cell, ...]]:
    for one in rows:
        told = one.is_told  # type: ignore[attr-defined]  # annotated
        yield (
            one.person.full_name, one.organisation.short_name, one.motive_title,
            one.topic_title if told else CLOSED,
            one.course.title if one.course and told else "", one.term, one.get_state_display(),
        )  # fmt: skip


def _page(
    request: UserRequest, found: Plan, *, status: int = 200, **bound: Any
) -> HttpResponse:
    today = localdate()
    may = permissions.keeps(request.user, found.owner, on=today)
    is_open = may and found.state != Plan.State.WITHDRAWN
    schools = permissions.kept_by(request.user, on=today)
    if found.owner.kind == Organisation.Kind.SCHOOL:
        schools = schools.filter(pk=found.owner_id)
    school = meant(request, schools) if is_open else None
    total = found.lines.exclude(state="cancelled").count()
    context = {
        "plan": found, "page": page_of(_lines(request, found), request), "total": total,
        "done": found.lines.filter(state="done").count(), "may": is_open,
        "schools": schools, "school": school, "line": _line_form(request, school, found),
        "approval": Approval(initial={"day": today}), "words": Words(),
        "reason": reason(found, request.user, on=today), "today": today,
    } | bound  # fmt: skip
    return render(request, "web/training/plan.html", context, status=status)


def _line_form(
    request: UserRequest, school: Organisation | None, found: Plan, data: Any = None
) -> LineForm | None:
    if school is None:
        return None
    asked = request.GET
    known = {
        "person": asked.get("person"), "topic": asked.get("topic"),
        "course": asked.get("course"), "motive": asked.get("motive"),
        "term": SchoolYear(found.year).last_day,
    }  # fmt: skip
    people = people_of(school, request.user, on=localdate())
    return LineForm(data, people=people, courses=courses_for(request.user), initial=known)


@login_required
@require_POST
def add_line(request: UserRequest, training_plan_id: int) -> HttpResponse:
    """Add a line."""
    found = kept_plan(request, training_plan_id)
    school = meant(request, permissions.kept_by(request.user, on=localdate()))
    form = _line_form(request, school, found, request.POST)
    if school is None or form is None:
        messages.error(request, "Сначала выберите организацию.")
        return redirect("training_plan", found.pk)
    if form.is_valid():
        with refusal_at(form):
            plans.add_line(plan=found, wish=form.wish(school), by=request.user, at=now())
            return done(request, "Строка внесена.", "training_plan", found.pk)
    return _page(request, found, status=422, line=form, school=school)


@login_required
@require_POST
def cancel_line(request: UserRequest, training_plan_id: int, plan_line_id: int) -> HttpResponse:
    """Take a line off."""
    found = kept_plan(request, training_plan_id)
    line = get_object_or_404(
        PlanLine.objects.select_related("plan"), plan=found, pk=plan_line_id
    )
    form = Words(request.POST)
    if form.is_valid():
        with refusal_at(form):
            plans.cancel_line(line=line, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Строка снята.", "training_plan", found.pk)
    return _page(request, found, status=422, words=form)


@login_required
@require_POST
def approve(request: UserRequest, training_plan_id: int) -> HttpResponse:
    """Approve the plan-schedule."""
    found = kept_plan(request, training_plan_id)
    form = Approval(request.POST)
    if form.is_valid():
        with refusal_at(form):
            plans.approve(plan=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "План-график утверждён.", "training_plan", found.pk)
    return _page(request, found, status=422, approval=form)


@login_required
@require_POST
def withdraw(request: UserRequest, training_plan_id: int) -> HttpResponse:
    """Withdraw a plan-schedule entered by mistake."""
    found = kept_plan(request, training_plan_id)
    form = Words(request.POST)
    if form.is_valid():
        with refusal_at(form):
            plans.withdraw(plan=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "План-график отозван.", "training_plans")
    return _page(request, found, status=422, words=form)
