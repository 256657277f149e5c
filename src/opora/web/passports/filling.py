"""A school fills its passport; the municipality accepts or returns it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.acts.services import files as kept_files
from opora.domain.assessments.permissions import sees_small_counts
from opora.domain.context.fields import passport_fields
from opora.domain.context.models import Campaign, Passport
from opora.domain.context.permissions import accepts, fills
from opora.domain.context.services import files, passports
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.web.passports.forms import Decision, PassportFile
from opora.web.passports.hiding import shown_rows
from opora.web.passports.rows import Row, rows_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import KINDS


@login_required
@require_http_methods(["GET", "POST"])
def passport(request: UserRequest, campaign_id: int, school_id: int) -> HttpResponse:
    """Show the passport; a POST keeps all answers and, if asked, hands it in."""
    campaign, school = _place(request, campaign_id, school_id)
    found = Passport.objects.filter(campaign=campaign, school=school).first()
    if found is None:
        may = fills(request.user, school, at=now())
        context = {"campaign": campaign, "school": school, "may_fill": may}
        return render(request, "web/passports/begin.html", context)
    if request.method == "POST":
        return _save_all(request, found)
    return _draw(request, found)


@login_required
@require_POST
def begin(request: UserRequest, campaign_id: int, school_id: int) -> HttpResponse:
    """Begin the passport; it is filled from last year."""
    campaign, school = _place(request, campaign_id, school_id)
    passports.begin(campaign=campaign, school=school, by=request.user, at=now())
    return redirect("passport", campaign_id, school_id)


@login_required
@require_POST
def answer(request: UserRequest, campaign_id: int, school_id: int) -> HttpResponse:
    """Keep one answer as it is typed; the answer is its row, drawn anew."""
    found = _passport(request, campaign_id, school_id)
    item = request.POST.get("item", "")
    problem = _keep(request, found, item)
    rows = rows_of(found)
    row = next((one for one in rows if one.field.code == item), None)
    if row is None:
        return HttpResponse("Такой строки в паспорте нет.", status=422)
    if problem:
        row = row.with_problem(request.POST.get(f"v-{item}", ""), problem)
    context = {
        "row": row,
        "others": [one for one in rows if one.field.base == item],
        "passport": found,
        "may_fill": True,
        "saved": localtime(),
        "answered": sum(1 for one in rows if one.is_answered),
        "asked": len(rows),
    }
    return render(
        request, "web/passports/answered.html", context, status=422 if problem else 200
    )


@login_required
@require_POST
def take_file(request: UserRequest, campaign_id: int, school_id: int) -> HttpResponse:
    """Take a filled template into the draft."""
    found = _passport(request, campaign_id, school_id)
    if not fills(request.user, found.school, at=now()):
        raise PermissionDenied("Паспорт заполняют директор и заместители.")
    form = PassportFile(request.POST, request.FILES)
    if not form.is_valid():
        return _draw(request, found, {"file_form": form}, status=422)
    upload = form.cleaned_data["file"]
    with refusal_at(form, "file"):
        stored = kept_files.keep(upload, name=upload.name, at=now())
        taken = files.take_file(
            passport=found, stored=stored, name=upload.name, by=request.user, at=now()
        )
        said = f"Из файла взято ответов: {taken.taken}. Проверьте их и сдайте."
        messages.success(request, said)
        return _draw(request, found, {"taken": taken})
    return _draw(request, found, {"file_form": form}, status=422)


@login_required
@require_GET
def template(request: UserRequest, campaign_id: int, school_id: int) -> HttpResponse:
    """Give the workbook that the school fills."""
    found = _passport(request, campaign_id, school_id)
    if not sees_small_counts(request.user, found.school, on=localdate()):
        raise PermissionDenied("Шаблон с прошлогодними числами открыт школе и муниципалитету.")
    name = f'attachment; filename="passport-{found.campaign.year}-{found.school_id}.xlsx"'
    return HttpResponse(
        files.template(found), content_type=KINDS["xlsx"], headers={"Content-Disposition": name}
    )


@login_required
@require_POST
def decide(request: UserRequest, campaign_id: int, school_id: int) -> HttpResponse:
    """Accept a passport or return it with a remark."""
    found = _passport(request, campaign_id, school_id)
    if not accepts(request.user, found.school, at=now()):
        raise PermissionDenied("Паспорта принимают управление и методическая служба.")
    form = Decision(request.POST)
    if not form.is_valid():
        return _draw(request, found, {"decision": form}, status=422)
    with refusal_at(form, "remark"):
        if form.cleaned_data["decision"] == "accept":
            passports.accept(passport=found, by=request.user, at=now())
        else:
            remark = form.cleaned_data["remark"]
            passports.return_(passport=found, remark=remark, by=request.user, at=now())
        said = f"{found.school.short_name}: {found.get_status_display().lower()}."
        return done(request, said, "campaign", campaign_id)
    return _draw(request, found, {"decision": form}, status=422)


def _place(
    request: UserRequest, campaign_id: int, school_id: int
) -> tuple[Campaign, Organisation]:
    today = localdate()
    campaigns = Campaign.objects.visible_to(request.user, on=today).select_related("territory")
    campaign = get_object_or_404(campaigns, pk=campaign_id)
    schools = Organisation.objects.visible_to(request.user, on=today).schools()
    place = schools.filter(territory=campaign.territory).select_related("territory")
    return campaign, get_object_or_404(place, pk=school_id)


def _passport(request: UserRequest, campaign_id: int, school_id: int) -> Passport:
    campaign, school = _place(request, campaign_id, school_id)
    found = Passport.objects.select_related("submitted_by")
    passport = get_object_or_404(found, campaign=campaign, school=school)
    passport.campaign, passport.school = campaign, school
    return passport


def _keep(request: UserRequest, found: Passport, item: str) -> str:
    """Keep one answer of the form; return what is wrong, empty if nothing."""
    try:
        passports.save_answer(
            passport=found,
            item=item,
            typed=request.POST.get(f"v-{item}", ""),
            absent=request.POST.get(f"a-{item}", ""),
            seen_version=_seen(request, item),
            by=request.user,
            at=now(),
        )
    except (
        passports.AnswerRefused, passports.AnswerConflict, passports.PassportClosed
    ) as refusal:  # fmt: skip
        return str(refusal)
    return ""


def _seen(request: UserRequest, item: str) -> int:
    """Return the version of the answer that stood on the page."""
    typed = request.POST.get(f"seen-{item}", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0  # noqa: PLR2004 — no larger version is


def _save_all(request: UserRequest, found: Passport) -> HttpResponse:
    """Keep what was changed on the page; then hand in or confirm, if a button says so."""
    if not fills(request.user, found.school, at=now()):
        raise PermissionDenied("Паспорт заполняют директор и заместители.")
    problems = {}
    for row in rows_of(found):
        code = row.field.code
        if _is_changed(request, row) and (problem := _keep(request, found, code)):
            problems[code] = (request.POST.get(f"v-{code}", ""), problem)
    if problems:
        return _draw(request, found, {"problems": problems}, status=422)
    try:
        if "confirm" in request.POST:
            passports.confirm_last_year(passport=found, by=request.user, at=now())
        if "submit" in request.POST:
            passports.submit(passport=found, by=request.user, at=now())
    except (passports.PassportRefused, passports.PassportClosed) as refusal:
        return _draw(request, found, {"refusal": refusal}, status=422)
    messages.success(request, "Паспорт сдан." if "submit" in request.POST else "Сохранено.")
    return redirect("passport", found.campaign_id, found.school_id)


def _is_changed(request: UserRequest, row: Row) -> bool:
    """Whether the person changed the row; what another window changed meanwhile is not theirs.

    Beside each field the form sends what stood in it when the page was drawn.
    """
    code = row.field.code
    for name, kept in (("v", row.typed), ("a", row.absent)):
        stood = request.POST.get(f"was-{name}-{code}", kept)
        if request.POST.get(f"{name}-{code}", stood).strip() != stood:
            return True
    return False


def _draw(
    request: UserRequest,
    found: Passport,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    more = dict(more or {})
    problems = more.pop("problems", {})
    rows: list[Row] = [
        one.with_problem(*problems[one.field.code]) if one.field.code in problems else one
        for one in rows_of(found)
    ]
    today: date = localdate()
    full = sees_small_counts(request.user, found.school, on=today)
    context = {
        "passport": found,
        "campaign": found.campaign,
        "school": found.school,
        "today": today,
        "rows": shown_rows(rows, full=full),
        "answered": sum(1 for one in rows if one.is_answered),
        "asked": len(passport_fields()),
        "stale": sum(1 for one in rows if one.is_stale),
        "may_fill": fills(request.user, found.school, at=now()) and found.is_open,
        "may_decide": accepts(request.user, found.school, at=now()),
        "file_form": PassportFile(),
        "decision": Decision(),
        "reason": reason(found, request.user, on=today),
        **more,
    }
    return render(request, "web/passports/passport.html", context, status=status)
