"""Recommendations in sight, those that wait for an answer, and a new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.acts.links import LinkRefused
from opora.domain.acts.services.files import FileRefused
from opora.domain.advice import permissions
from opora.domain.advice.models import (
    Addressee,
    AddresseeQuerySet,
    Recommendation,
    RecommendationQuerySet,
)
from opora.domain.advice.services import recommendations
from opora.reports.tables import Cell, Table
from opora.web.advice.forms import Conditions, NewRecommendation
from opora.web.advice.matching import pattern
from opora.web.paging import page_of
from opora.web.requests import UserRequest, inside
from opora.web.steps import refusal_at
from opora.web.tables import asked_kind, table_file

Sent = Recommendation.Status.SENT


@login_required
@require_GET
def advice(request: UserRequest) -> HttpResponseBase:
    """List recommendations with how many answered, the newest first."""
    today = localdate()
    form = Conditions(request.GET, user=request.user, on=today)
    rows = _narrowed(request, form).select_related("owner")
    if kind := asked_kind(request):
        return table_file(_table(rows, today), kind)
    rows = rows.annotate(**_counts(today)).order_by("-sent_on", "-pk")
    context = {
        "form": form, "page": page_of(rows, request),
        "advises": permissions.offices_of(request.user, at=now()).exists(),
        "late": Addressee.objects.visible_to(request.user, on=today).late(on=today).count(),
    }  # fmt: skip
    return render(request, "web/advice/list.html", context)


def _counts(on: date) -> dict[str, Count]:
    """Count the addressees: all, those who answered, those whose term passed."""
    waits = Q(addressees__status__in=Addressee.UNANSWERED)
    return {
        "sent_to": Count("addressees"),
        "answered": Count("addressees", filter=~waits),
        "late": Count("addressees", filter=waits & Q(due__lt=on, status=Sent)),
    }


def _narrowed(request: UserRequest, form: Conditions) -> RecommendationQuerySet:
    today = localdate()
    rows = Recommendation.objects.visible_to(request.user, on=today)
    wanted = form.wanted
    if form.days:
        rows = rows.filter(sent_on__range=form.days)
    if wanted.get("topic"):
        rows = rows.filter(topic=wanted["topic"])
    if wanted.get("school"):
        there = Addressee.objects.filter(organisation=wanted["school"])
        rows = rows.filter(pk__in=there.values("recommendation"))
    if wanted.get("late"):
        rows = rows.filter(pk__in=Addressee.objects.late(on=today).values("recommendation"))
    for word in form.words:
        like = pattern(word)
        rows = rows.filter(Q(title__iregex=like) | Q(text__iregex=like))
    return rows


def _table(rows: RecommendationQuerySet, on: date) -> Table:
    counts = _counts(on)
    counted = rows.annotate(sent_to=counts["sent_to"], answered=counts["answered"])
    return Table(
        title="Рекомендации",
        columns=("Дата", "О чём", "От кого", "Ответить до", "Ответили", "Адресовано"),
        rows=counted.order_by("-sent_on", "-pk").values_list(
            "sent_on", "title", "owner__short_name", "due", "answered", "sent_to"
        ).iterator(),
    )  # fmt: skip


@login_required
@require_GET
def waiting(request: UserRequest) -> HttpResponseBase:
    """List addressees who have not answered, by their term."""
    today = localdate()
    form = Conditions(request.GET, user=request.user, on=today)
    rows = Addressee.objects.visible_to(request.user, on=today).waiting()
    if form.wanted.get("late"):
        rows = rows.late(on=today)
    if form.wanted.get("school"):
        rows = rows.filter(organisation=form.wanted["school"])
    rows = rows.select_related("recommendation__owner", "organisation", "person", "team")
    rows = rows.order_by("recommendation__due", "organisation__short_name", "pk")
    if kind := asked_kind(request):
        columns = (
            "Организация",
            "Лично или команда",
            "Рекомендация",
            "Ответить до",
            "Состояние",
        )
        return table_file(Table("Ждут ответа", columns, _waiting_cells(rows)), kind)
    context = {"form": form, "page": page_of(rows, request), "today": today}
    return render(request, "web/advice/waiting.html", context)


def _waiting_cells(rows: AddresseeQuerySet) -> Iterator[tuple[Cell, ...]]:
    for one in rows.iterator():
        yield (
            one.organisation.short_name, one.within, one.recommendation.title,
            one.recommendation.due, one.get_status_display(),
        )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Send a recommendation to many at once."""
    today = localdate()
    if not permissions.offices_of(request.user, at=now()).exists():
        raise PermissionDenied
    asked = request.GET
    first = {
        "title": asked.get("title"), "organisations": asked.getlist("school"),
        "basis": asked.get("basis"), "basis_address": inside(request, asked.get("address")),
        "teams": asked.getlist("team"), "topic": asked.get("topic"), "due": asked.get("day"),
    }  # fmt: skip
    form = NewRecommendation(
        request.POST or None, request.FILES or None, user=request.user, at=now(), on=today,
        initial=first,
    )  # fmt: skip
    if form.is_valid() and (made := _send(request, form)):
        count = made.addressees.count()
        messages.success(request, f"Рекомендация отправлена, адресатов: {count}.")
        back = inside(request, request.POST.get("next"))
        return redirect(back) if back else redirect("recommendation", made.pk)
    context = {"form": form, "next": request.POST.get("next") or asked.get("next", "")}
    return render(request, "web/advice/new.html", context)


def _send(request: UserRequest, form: NewRecommendation) -> Recommendation | None:
    """Send, or say at the form what is wrong."""
    with (
        refusal_at(form),
        refusal_at(form, "basis_address", only=LinkRefused),
        refusal_at(form, "file", only=FileRefused),
    ):
        return recommendations.send(
            advice=form.advice, to=form.to, upload=form.upload, by=request.user, at=now()
        )
    return None
