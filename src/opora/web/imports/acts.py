"""Acts of the registry: the card, the file, registration by hand, the end of force."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.acts.models import Act, ActLink, ActPoint
from opora.domain.acts.services import acts, files
from opora.domain.organisations.access import reason, scope_of
from opora.domain.roadmaps.models import Edition
from opora.web.imports import forms, reads
from opora.web.imports.drafts import attached
from opora.web.imports.schedule_words import schedule_words
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at


@login_required
@require_GET
def card(request: UserRequest, act_id: int) -> HttpResponse:
    """Show an act: requisites, points, links, what rests on it."""
    today = localdate()
    act = reads.act_for(request, act_id, on=today)
    seen = set(Act.objects.visible_to(request.user, on=today).values_list("pk", flat=True))
    scope = scope_of(request.user, on=today)
    context = {
        "act": act,
        "points": [(point, _words(point)) for point in act.points.order_by("order")],
        "links": act.links.select_related("other").order_by("kind", "pk"),
        "links_back": act.links_back.filter(act__in=seen).select_related("act"),
        "editions": Edition.objects.filter(act=act).select_related("roadmap").order_by("pk"),
        "draft": act.drafts.first(),
        "may_change": scope.may_plan_for(act.issuer) or scope.may_approve_for(act.issuer),
        "reason": reason(act, request.user, on=today),
    }
    return render(request, "web/imports/act.html", context)


def _words(point: ActPoint) -> str:
    return schedule_words(point.schedule) if point.schedule else ""


@login_required
@require_GET
def file(request: UserRequest, act_id: int) -> HttpResponseBase:
    """Give the file of an act."""
    act = reads.act_for(request, act_id, on=localdate())
    if act.file is None:
        raise Http404
    return attached(act.file, act.file_name)


@login_required
@require_http_methods(["GET", "POST"])
def register(request: UserRequest) -> HttpResponse:
    """Enter an act by hand."""
    today = localdate()
    if not forms.planned_by(request.user, on=today).exists():
        raise PermissionDenied
    asked = request.GET
    known = {
        "kind": asked.get("type"), "title": asked.get("title"), "issuer": asked.get("school"),
        "date": asked.get("day", today.isoformat()),
    }  # fmt: skip
    form = forms.NewAct(
        request.POST or None, request.FILES or None, user=request.user, on=today,
        initial={name: value for name, value in known.items() if value},
    )  # fmt: skip
    if form.is_valid():
        with refusal_at(form), refusal_at(form, "file", only=files.FileRefused):
            act = _register(request, form)
            return done(request, "Документ зарегистрирован.", "act", act.pk)
    context = {"form": form, "next": request.GET.get("next") or request.POST.get("next", "")}
    return render(request, "web/imports/act_new.html", context)


@transaction.atomic
def _register(request: UserRequest, form: forms.NewAct) -> Act:
    wanted: dict[str, Any] = form.cleaned_data
    upload, changes = wanted["file"], wanted["changes"]
    links = [
        acts.Link(ActLink.Kind.BASIS, printed=line.strip())
        for line in wanted["basis"].splitlines()
    ]
    if changes:
        links.append(acts.Link(ActLink.Kind.AMENDS, other=changes))
    return acts.register(
        kind=wanted["kind"], number=wanted["number"], date=wanted["date"],
        issuer=wanted["issuer"], title=wanted["title"], by=request.user, at=now(), links=links,
        file=files.keep(upload, name=upload.name, at=now()) if upload else None,
        file_name=files.clean_name(upload.name) if upload else "",
        signatory_post=wanted["signatory_post"], signatory_name=wanted["signatory_name"],
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: UserRequest, act_id: int) -> HttpResponse:
    """Enter that an act lost its force."""
    act = reads.act_for(request, act_id, on=localdate())
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            acts.cancel(act=act, by=request.user, at=now(), reason=form.cleaned_data["reason"])
            return done(request, "Отмечено: документ утратил силу.", "act", act.pk)
    return render(request, "web/imports/act_cancel.html", {"form": form, "act": act})
