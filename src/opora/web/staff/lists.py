"""A staff list from a table: upload, the fate of each row, confirmation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.organisations.models import Organisation
from opora.domain.staff.services import lists
from opora.domain.staff.staff_list import read_staff_list, staff_template
from opora.web.organisations import rosters
from opora.web.organisations.forms import ConfirmRoster
from opora.web.requests import UserRequest
from opora.web.staff.forms import ListForm, kept_by
from opora.web.steps import refusal_at
from opora.web.tables import KINDS

KIND = "staff"
ORDER = {"refuse": 0, "change": 1, "add": 2, "same": 3}
MOST_ABSENT = 30
"""Names of those who do not stand in the file; the rest is counted."""


def _kept_places(request: UserRequest) -> list[Organisation]:
    places = list(kept_by(request.user, on=localdate()).select_related("territory"))
    if not places:
        raise PermissionDenied("Списки сотрудников ведут школы и муниципальный координатор.")
    return places


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: UserRequest) -> HttpResponse:
    """Take a list; nothing is written yet."""
    places = _kept_places(request)
    form = ListForm(request.POST or None, request.FILES or None, places=places)
    if form.is_valid():
        file, home = form.cleaned_data["file"], form.cleaned_data["home"]
        content = file.read()
        with refusal_at(form, "file"):
            read_staff_list(content, file.name)
            rosters.keep(
                request, content, name=file.name, kind=KIND, whose=home.pk if home else 0,
                at=now(),
            )  # fmt: skip
            return redirect("staff_list_check")
    status = 422 if form.errors else 200
    return render(request, "web/staff/upload.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def check(request: UserRequest) -> HttpResponse:
    """Show what would become of each row; on confirmation do it."""
    places = _kept_places(request)
    kept = rosters.kept(request, KIND)
    if kept is None:
        messages.warning(request, "Список уже записан или загружен давно. Загрузите его снова.")
        return redirect("staff_list_upload")
    home = next((one for one in places if one.pk == kept.whose), None)
    given = read_staff_list(kept.read(), kept.name)
    plan = lists.plan_list(given, places, home=home, on=localdate())
    form = ConfirmRoster(request.POST or None, initial={"key": kept.key})
    if form.is_valid() and form.cleaned_data["key"] == kept.key:
        return _carry_out(request, plan)
    context = {
        "kept": kept,
        "plan": plan,
        "fates": sorted(plan.fates, key=lambda fate: ORDER[fate.fate]),
        "changed": form.is_bound,
        "absent": plan.absent[:MOST_ABSENT],
        "absent_more": max(0, len(plan.absent) - MOST_ABSENT),
    }
    return render(request, "web/staff/check.html", context)


def _carry_out(request: UserRequest, plan: lists.Plan) -> HttpResponse:
    counts = lists.carry_out(plan, by=request.user, at=now()).counts
    rosters.forget(request)
    messages.success(
        request, f"Записано. Добавлено: {counts['add']}, изменено: {counts['change']}."
    )
    if counts["refuse"]:
        messages.warning(
            request, f"Не записано строк: {counts['refuse']}. Исправьте их и загрузите снова."
        )
    return redirect("staff")


@login_required
@require_GET
def template(request: UserRequest) -> HttpResponse:
    """Give an empty table with the right headers."""
    _kept_places(request)
    answer = HttpResponse(staff_template(), content_type=KINDS["xlsx"])
    disposition = content_disposition_header(
        as_attachment=True, filename="Сотрудники, образец.xlsx"
    )
    answer["Content-Disposition"] = disposition or "attachment"
    return answer
