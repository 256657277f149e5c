"""Organisations and people from a table: upload, the fate of each row, confirmation."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.organisations.models import Territory
from opora.domain.organisations.roster import Kind, RosterRefused, read_roster
from opora.domain.organisations.roster_template import template_xlsx
from opora.domain.organisations.services import imports
from opora.web.organisations import forms, rosters
from opora.web.organisations.people import require_manager
from opora.web.panel.reads import territories_of
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at

WORDS: dict[Kind, str] = {"organisations": "организаций", "people": "сотрудников"}
AFTER: dict[Kind, str] = {"organisations": "organisations", "people": "people"}
ORDER = {"refuse": 0, "change": 1, "add": 2, "same": 3}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: UserRequest, kind: Kind) -> HttpResponse:
    """Take a list; nothing is written yet."""
    today = localdate()
    require_manager(request, today)
    territories = territories_of(request.user, on=today)
    form = forms.Roster(request.POST or None, request.FILES or None, territories=territories)
    if form.is_valid():
        with refusal_at(form, "file"):
            _keep(request, form, kind)
            return redirect(f"{kind}_check")
    context = {"form": form, "kind": kind, "words": WORDS[kind]}
    return render(request, "web/organisations/upload.html", context)


def _keep(request: UserRequest, form: forms.Roster, kind: Kind) -> None:
    file, territory = form.cleaned_data["file"], form.cleaned_data["territory"]
    content = file.read()
    found = read_roster(content, file.name).kind
    if found != kind:
        raise RosterRefused(
            f"Это список {WORDS[found]}, а здесь загружают список {WORDS[kind]}. "
            "Нужная страница — в меню рядом с вашим именем."
        )
    rosters.keep(request, content, name=file.name, kind=kind, whose=territory.pk, at=now())


@login_required
@require_http_methods(["GET", "POST"])
def check(request: UserRequest, kind: Kind) -> HttpResponse:
    """Show what would become of each row; on confirmation do it."""
    today = localdate()
    require_manager(request, today)
    kept = rosters.kept(request, kind)
    if kept is None:
        messages.warning(request, "Список уже записан или загружен давно. Загрузите его снова.")
        return redirect(f"{kind}_import")
    territory = _territory(request, kept, today)
    plan = imports.plan_import(read_roster(kept.read(), kept.name), territory)
    form = forms.ConfirmRoster(request.POST or None, initial={"key": kept.key})
    if form.is_valid() and form.cleaned_data["key"] == kept.key:
        return _carry_out(request, plan, kind)
    context = {
        "form": form,
        "kind": kind,
        "words": WORDS[kind],
        "kept": kept,
        "plan": plan,
        "fates": sorted(plan.fates, key=lambda fate: ORDER[fate.fate]),
        "changed": form.is_bound,
    }
    return render(request, "web/organisations/check.html", context)


def _territory(request: UserRequest, kept: rosters.Kept, today: date) -> Territory:
    return get_object_or_404(territories_of(request.user, on=today), pk=kept.whose)


def _carry_out(request: UserRequest, plan: imports.Plan, kind: Kind) -> HttpResponse:
    done = imports.carry_out(plan, by=request.user, at=now())
    rosters.forget(request)
    counts = done.counts
    messages.success(
        request, f"Записано. Добавлено: {counts['add']}, изменено: {counts['change']}."
    )
    if counts["refuse"]:
        messages.warning(
            request, f"Не записано строк: {counts['refuse']}. Исправьте их и загрузите снова."
        )
    return redirect(AFTER[kind])


@login_required
@require_GET
def template(request: UserRequest, kind: Kind) -> HttpResponse:
    """Give an empty table with the right headers."""
    require_manager(request, localdate())
    return HttpResponse(
        template_xlsx(kind),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="opora-{kind}.xlsx"'},
    )
