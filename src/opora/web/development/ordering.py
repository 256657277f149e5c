"""Expertises in sight, and a new one."""

from __future__ import annotations

import secrets

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.development import permissions
from opora.domain.development.models import Expertise, ExpertiseQuerySet
from opora.domain.development.services import expertises
from opora.domain.development.services.expertises import Order
from opora.domain.organisations.school_years import SchoolYear
from opora.reports.tables import Table
from opora.web.development.forms import NewExpertise
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file

_SEEDS = 10**6


@login_required
@require_GET
def expertise_list(request: UserRequest) -> HttpResponseBase:
    """List expertises, the newest first."""
    rows = Expertise.objects.visible_to(request.user, on=localdate()).select_related("owner")
    for word in words_of(request).split():
        rows = rows.filter(
            title__iregex="".join(
                f"[{c.lower()}{c.upper()}]" if c.isalnum() else "." for c in word
            )
        )
    rows = rows.order_by("-year", "-pk")
    if kind := asked_kind(request):
        return table_file(_table(rows), kind)
    rows = rows.annotate(documents=Count("sample"))
    context = {
        "page": page_of(rows, request),
        "leads": permissions.offices_of(request.user, at=now()).exists(),
        "q": words_of(request),
    }
    return render(request, "web/development/expertises.html", context)


def _table(rows: ExpertiseQuerySet) -> Table:
    shown = rows.annotate(documents=Count("sample")).values_list(
        "year", "title", "owner__short_name", "documents", "seed", "status"
    )
    return Table(
        title="Экспертизы документов развития",
        columns=("Учебный год", "Название", "Кто проводит", "Документов", "Зерно", "Состояние"),
        rows=(
            (SchoolYear(year).label, title, owner, count, seed, Expertise.Status(status).label)
            for year, title, owner, count, seed, status in shown
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Order an expertise: its sample is drawn at once."""
    today = localdate()
    if not permissions.offices_of(request.user, at=now()).exists():
        raise PermissionDenied
    year = SchoolYear.of(today)
    first = {
        "title": request.GET.get("title") or f"Экспертиза документов развития, {year.label}",
        "year": year.start, "seed": secrets.randbelow(_SEEDS), "due": request.GET.get("day"),
    }  # fmt: skip
    form = NewExpertise(
        request.POST or None, user=request.user, at=now(), on=today, initial=first
    )
    if form.is_valid():
        with refusal_at(form):
            made = expertises.order(
                wanted=Order(**form.cleaned_data), by=request.user, at=now()
            )
            return done(request, "Выборка сделана. Назначьте читателей.", "expertise", made.pk)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "web/development/expertise_new.html", context)
