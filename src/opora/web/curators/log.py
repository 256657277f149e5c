"""The case log of a school: what was agreed, what is next, what is late."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.activities.models import Activity
from opora.domain.curators.models import CaseStep
from opora.domain.curators.permissions import (
    finishes_case,
    joins_projects,
    keeps_models,
    writes_case,
)
from opora.domain.curators.services import case_log as services
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.reports.tables import Table
from opora.web.curators.forms import FinishForm, NoteForm, ReasonForm
from opora.web.curators.reads import draw
from opora.web.curators.steps import ladder, told_of
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file

COLUMNS = (
    "День", "О чём договорились", "Следующий шаг", "Срок", "Сделано", "Чем кончилось",
    "Записал(а)", "Снято: почему",
)  # fmt: skip
FEW = 8
"""Activities of the school beside its log; all of them stand in their own list."""


def _school(request: UserRequest, school_id: int) -> Organisation:
    """Return a school whose log the person reads."""
    today = localdate()
    seen = Organisation.objects.visible_to(request.user, on=today).schools()
    found = get_object_or_404(seen.select_related("territory"), pk=school_id)
    user = request.user
    if not (writes_case(user, found, on=today) or joins_projects(user, found, on=today)):
        raise PermissionDenied("Журнал читают куратор, руководство школы и муниципалитет.")
    return found


@login_required
@require_http_methods(["GET", "POST"])
def case_log(request: UserRequest, school_id: int) -> HttpResponseBase:
    """Show the log with a short form for those who write it."""
    today = localdate()
    school = _school(request, school_id)
    if kind := asked_kind(request):
        return table_file(_table(request, school), kind)
    form = NoteForm(request.POST or None, initial={"day": today})
    writes = writes_case(request.user, school, on=today)
    if request.method == "POST" and not writes:
        raise PermissionDenied("Журнал ведут куратор школы и муниципалитет.")
    if form.is_valid():
        with refusal_at(form):
            services.note(school=school, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Записано.", "case_log", school.pk)
    return render(request, "web/curators/log.html", _shown(request, school, form))


def _shown(request: UserRequest, school: Organisation, form: NoteForm) -> dict[str, object]:
    today, user = localdate(), request.user
    rows = CaseStep.objects.visible_to(user, on=today).filter(school=school)
    page = page_of(rows.select_related("entered_by").order_by("-day", "-pk"), request)
    seen = Activity.objects.visible_to(user, on=today).standing()
    nearby = seen.filter(invitations__school=school, day__lte=today).distinct()
    return {
        "school": school,
        "form": form,
        "page": page,
        "lines": [(one, one.days_late(on=today), told_of(one)) for one in page],
        "activities": nearby.order_by("-day", "-pk")[:FEW],
        "ladder": ladder(),
        "writes": writes_case(user, school, on=today),
        "finishes": finishes_case(user, school, on=today),
        "keeps": keeps_models(user, school.territory, on=today),
        "reason": reason(school, user, on=today),
    }


def _table(request: UserRequest, school: Organisation) -> Table:
    seen = CaseStep.objects.visible_to(request.user, on=localdate()).filter(school=school)
    rows = [
        (
            one.day, one.agreed, one.step, one.due, one.done_on, one.outcome,
            one.entered_by.short_name, one.removed,
        )
        for one in seen.select_related("entered_by").order_by("day", "pk")
    ]  # fmt: skip
    return Table(f"Журнал сопровождения: {school.short_name}", COLUMNS, rows)


def _step(request: UserRequest, step_id: int) -> CaseStep:
    seen = CaseStep.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(seen.select_related("school__territory"), pk=step_id)


@login_required
@require_http_methods(["GET", "POST"])
def finish(request: UserRequest, step_id: int) -> HttpResponse:
    """Mark a step as done."""
    found = _step(request, step_id)
    form = FinishForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        with refusal_at(form):
            services.finish(step=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Шаг отмечен.", "case_log", found.school_id)
    return draw(request, form, f"Сделано: {found.step}", _back(found), "Журнал")


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: UserRequest, step_id: int) -> HttpResponse:
    """Take a note back with a reason."""
    found = _step(request, step_id)
    if not writes_case(request.user, found.school, on=localdate()):
        raise PermissionDenied("Записи снимают куратор и муниципалитет.")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            services.remove(step=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Запись снята.", "case_log", found.school_id)
    return draw(request, form, "Снять запись", _back(found), "Журнал")


def _back(found: CaseStep) -> str:
    return reverse("case_log", args=[found.school_id])
