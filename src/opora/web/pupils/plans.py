"""Plans: listed, drafted in one click, corrected, approved, carried out, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.organisations.access import reason
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.pupils.models import (
    Check,
    Opening,
    PlanPupil,
    Pupil,
    PupilPlan,
    Step,
)
from opora.domain.pupils.permissions import led_by
from opora.domain.pupils.services import plans
from opora.domain.pupils.services.plans import PlanRefused
from opora.domain.pupils.services.pupils import note_opening
from opora.methodology.pupil_support import load_pupil_support
from opora.reports.tables import Table
from opora.web.paging import page_of
from opora.web.pupils.forms import ReasonForm
from opora.web.pupils.lists import NO_NAMES, lines_in_sight, show
from opora.web.pupils.places import (
    Place,
    asked_day,
    asked_number,
    place_in,
    place_of,
    plan_or_404,
    pupil_or_404,
)
from opora.web.pupils.plan_forms import CloseForm, DayForm, PlanForm, ResultForm
from opora.web.requests import UserRequest, inside
from opora.web.tables import asked_kind, table_file
from opora.web.years import years_of

Status = PupilPlan.Status
FEW = 3
"""So many names of a group plan stand in the list."""
NO_RESULTS = (
    "Результатов заданий у ученика и класса нет, дефициты и занятия впишите сами. Или "
    "загрузите баллы («Загрузить таблицу»), отзовите этот проект и составьте новый."
)


@login_required
@require_GET
def plan_list(request: UserRequest) -> HttpResponseBase:
    """List the plans of the school year that is looked at."""
    place = place_of(request)
    year = SchoolYear(years_of(request, place.today).chosen)
    seen = PupilPlan.objects.visible_to(request.user, on=place.today)
    rows = seen.filter(school=place.school, start__lte=year.last_day, until__gte=year.first_day)
    status = request.GET.get("status", "")
    if status in Status.values:
        rows = rows.filter(status=status)
    found = rows.prefetch_related("members__pupil").order_by("-start", "-pk")
    if kind := asked_kind(request):
        return table_file(_table(list(found)), kind)
    page = page_of(found, request)
    context = {
        "page": page,
        "lines": _named(request, place, page.object_list),
        "status": status,
        "statuses": Status.choices,
    }
    return show(request, place, "plans", context)


def _named(
    request: UserRequest, place: Place, found: Iterable[PupilPlan]
) -> list[tuple[PupilPlan, list[str], int]]:
    """Return plans with names of those pupils whom the person sees, a few of each."""
    plans_shown = list(found)
    seen = Pupil.objects.visible_to(request.user, on=place.today)
    known = set(seen.filter(plans__plan__in=plans_shown).values_list("pk", flat=True))
    lines = []
    for one in plans_shown:
        members = list(one.members.all())
        mine = [each.pupil for each in members if each.pupil_id in known][:FEW]
        names = [f"{pupil.name}, {pupil.class_name}" for pupil in mine]
        lines.append((one, names, len(members) - len(names)))
    return lines


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Choose the pupils of a plan, and draft it."""
    place = place_of(request)
    lines = lines_in_sight(request, place)
    keys = {key for key in request.POST.getlist("pupil") if key.isdecimal()}
    chosen = [one.pupil for one in lines if str(one.pupil.pk) in keys]
    refusal = ""
    if request.method == "POST":
        for one in chosen:
            one.school = place.school
        refusal, plan = _drafted(request, chosen)
        if plan is not None:
            return redirect(_onwards(request, plan))
    asked = asked_number(request, "pupil")
    context = {
        "lines": lines,
        "ticked": {one.pk for one in chosen} | ({asked} if asked else set()),
        "refusal": refusal,
        "title": request.POST.get("title", request.GET.get("title", "")),
        "is_group": request.GET.get("type") == "group_plan",
    }
    return show(request, place, "plan_new", context, status=422 if refusal else 200)


@login_required
@require_POST
def draft(request: UserRequest, pupil_id: int) -> HttpResponse:
    """Draft the plan of one pupil by one click."""
    pupil = pupil_or_404(request.user, pupil_id, on=localdate())
    refusal, plan = _drafted(request, [pupil])
    if plan is None:
        messages.error(request, refusal)
        return redirect("pupil", pupil.pk)
    return redirect("pupil_plan", plan.pk)


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: UserRequest, pupil_plan_id: int) -> HttpResponse:
    """Show a plan; a draft is corrected here, and approved if the button says so."""
    found = plan_or_404(request.user, pupil_plan_id, on=localdate())
    if request.method == "POST":
        return _save(request, found)
    members = _members(request, found)
    note_opening(
        [one.pupil for one in members], page=Opening.Page.PLAN, by=request.user, at=now()
    )
    return draw(request, found)


@login_required
@require_POST
def mark_step(request: UserRequest, pupil_step_id: int) -> HttpResponse:
    """Note that a step was carried out."""
    step = _of_plan(request, Step, pupil_step_id)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _told(request, step.plan, "Поставьте день, когда это было.")
    return _do(
        request,
        step.plan,
        lambda: plans.mark_step(step=step, by=request.user, at=now(), **form.cleaned_data),
        "Проведение отмечено.",
    )


@login_required
@require_POST
def hold_check(request: UserRequest, pupil_check_id: int) -> HttpResponse:
    """Note what a check has shown."""
    check = _of_plan(request, Check, pupil_check_id)
    form = ResultForm(request.POST)
    if not form.is_valid():
        return _told(request, check.plan, "Поставьте день среза.")
    return _do(
        request,
        check.plan,
        lambda: plans.hold_check(check=check, by=request.user, at=now(), **form.cleaned_data),
        "Результат среза записан.",
    )


@login_required
@require_POST
def close(request: UserRequest, pupil_plan_id: int) -> HttpResponse:
    """Close a plan with a conclusion."""
    found = plan_or_404(request.user, pupil_plan_id, on=localdate())
    form = CloseForm(request.POST)
    told = form.cleaned_data if form.is_valid() else {"outcome": "", "conclusion": ""}
    return _do(
        request,
        found,
        lambda: plans.close(plan=found, by=request.user, at=now(), **told),
        "Маршрут завершён.",
    )


@login_required
@require_POST
def withdraw(request: UserRequest, pupil_plan_id: int) -> HttpResponse:
    """Withdraw a plan with a reason."""
    found = plan_or_404(request.user, pupil_plan_id, on=localdate())
    why = request.POST.get("reason", "")
    return _do(
        request,
        found,
        lambda: plans.withdraw(plan=found, reason=why, by=request.user, at=now()),
        "Маршрут отозван.",
    )


def draw(
    request: UserRequest,
    found: PupilPlan,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw the page of a plan."""
    place = place_in(request, found.school)
    members = _members(request, found)
    support = load_pupil_support()
    titles = {one.code: one.title for one in support.forms}
    steps = found.steps.order_by("due", "order")
    context = {
        "plan": found,
        "members": members,
        "others": found.members.count() - len(members),
        "deficits": found.deficits.order_by("order"),
        "steps": [(one, titles.get(one.form, one.form)) for one in steps],
        "checks": found.checks.order_by("due", "pk"),
        "form": PlanForm(found) if found.status == Status.DRAFT else None,
        "day_form": DayForm(initial={"day": place.today}),
        "close_form": CloseForm(),
        "reason_form": ReasonForm(),
        "reason": reason(found, request.user, on=place.today),
    }
    return show(request, place, "plan", context | (more or {}), status=status)


def _save(request: UserRequest, found: PupilPlan) -> HttpResponse:
    form = PlanForm(found, request.POST)
    if not form.is_valid():
        return draw(request, found, {"form": form, "wrong": True}, status=422)
    approves = "approve" in request.POST
    try:
        plans.edit(plan=found, content=form.content, by=request.user, at=now())
        if approves:
            plans.approve(plan=found, by=request.user, at=now())
    except PlanRefused as refusal:
        return draw(request, found, {"form": form, "refusal": refusal}, status=422)
    said = "Маршрут утверждён: он действует." if approves else "Проект сохранён."
    messages.success(request, said)
    back = inside(request, request.GET.get("next"))
    return redirect(back or reverse("pupil_plan", args=[found.pk]))


def _drafted(request: UserRequest, pupils: list[Pupil]) -> tuple[str, PupilPlan | None]:
    try:
        made = plans.draft(
            pupils=pupils, by=request.user, at=now(),
            title=request.POST.get("title", ""), start=asked_day(request),
        )  # fmt: skip
    except PlanRefused as refusal:
        return str(refusal), None
    if made.deficits.exists():
        messages.success(
            request, "Проект составлен по результатам заданий. Проверьте и утвердите."
        )
    else:
        messages.warning(request, NO_RESULTS)
    return "", made


def _onwards(request: UserRequest, made: PupilPlan) -> str:
    """Lead to the draft; where to return after it stays in the address."""
    back = inside(request, request.GET.get("next"))
    address = reverse("pupil_plan", args=[made.pk])
    return f"{address}?next={back}" if back else address


def _members(request: UserRequest, found: PupilPlan) -> list[PlanPupil]:
    """Return the pupils of a plan whom the person sees."""
    today = localdate()
    rows = found.members.select_related("pupil").prefetch_related("links")
    if found.school_id not in led_by(request.user, on=today):
        rows = rows.filter(pupil__in=Pupil.objects.visible_to(request.user, on=today))
    return sorted(rows, key=lambda one: (one.pupil.class_name, one.pupil.name.casefold()))


def _of_plan(request: UserRequest, model: Any, key: int) -> Any:
    seen = PupilPlan.objects.visible_to(request.user, on=localdate())
    rows = model.objects.filter(plan__in=seen).select_related("plan__school")
    return get_object_or_404(rows, pk=key)


def _do(
    request: UserRequest, found: PupilPlan, service: Callable[[], object], said: str
) -> HttpResponse:
    try:
        service()
    except PlanRefused as refusal:
        return _told(request, found, str(refusal))
    messages.success(request, said)
    return redirect("pupil_plan", found.pk)


def _told(request: UserRequest, found: PupilPlan, refusal: str) -> HttpResponse:
    return draw(request, found, {"refusal": refusal}, status=422)


def _table(found: list[PupilPlan]) -> Table:
    rows = [
        (
            "групповой" if one.is_group else "индивидуальный",
            ", ".join(f"{member.pupil}" for member in one.members.all()),
            one.start,
            one.until,
            one.get_status_display(),
            one.get_outcome_display() if one.outcome else "",
        )
        for one in found
    ]
    columns = ("Вид", "Для кого", "Начало", "Окончание", "Состояние", "Вывод")
    return Table("Образовательные маршруты", columns, rows, NO_NAMES)
