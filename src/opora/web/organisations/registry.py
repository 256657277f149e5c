"""The list of organisations: added, corrected and closed one by one."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.services import organisations
from opora.web.organisations import forms
from opora.web.organisations.people import require_manager
from opora.web.paging import page_of
from opora.web.panel.reads import territories_of
from opora.web.requests import UserRequest, words_of
from opora.web.steps import done, refusal_at


@login_required
@require_GET
def organisation_list(request: UserRequest) -> HttpResponse:
    """List the organisations in sight, closed ones too."""
    today = localdate()
    require_manager(request, today)
    words = words_of(request)
    limits = Q()
    for word in words.split():
        pattern = re.escape(word)
        limits &= Q(name__iregex=pattern) | Q(short_name__iregex=pattern)
    rows = Organisation.objects.visible_to(request.user, on=today).filter(limits)
    rows = rows.select_related("territory").order_by("short_name", "pk")
    context = {"page": page_of(rows, request), "words": words, "today": today}
    return render(request, "web/organisations/organisations.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_organisation(request: UserRequest) -> HttpResponse:
    """Add an organisation."""
    today = localdate()
    require_manager(request, today)
    territories = territories_of(request.user, on=today)
    form = forms.AddOrganisation(request.POST or None, territories=territories)
    if form.is_valid():
        with refusal_at(form):
            organisations.add(by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Организация добавлена.", "organisations")
    return render(request, "web/organisations/add.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def edit_organisation(request: UserRequest, organisation_id: int) -> HttpResponse:
    """Correct what is said of an organisation."""
    organisation = _found(request, organisation_id)
    kept = {name: getattr(organisation, name) for name in organisations.FIELDS}
    form = forms.EditOrganisation(request.POST or None, initial=kept)
    if form.is_valid():
        with refusal_at(form):
            organisations.edit(
                organisation=organisation, by=request.user, at=now(), **form.cleaned_data
            )
            return done(request, "Сохранено.", "organisations")
    context = {
        "form": form,
        "organisation": organisation,
        "reason": reason(organisation, request.user, on=localdate()),
    }
    return render(request, "web/organisations/edit.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def close_organisation(request: UserRequest, organisation_id: int) -> HttpResponse:
    """Close an organisation; what it did stays."""
    organisation = _found(request, organisation_id)
    form = forms.CloseOrganisation(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        with refusal_at(form):
            organisations.close(
                organisation=organisation, by=request.user, at=now(), **form.cleaned_data
            )
            return done(request, "Организация закрыта. Её история сохранена.", "organisations")
    context = {"form": form, "organisation": organisation}
    return render(request, "web/organisations/close.html", context)


def _found(request: UserRequest, organisation_id: int) -> Organisation:
    today = localdate()
    require_manager(request, today)
    seen = Organisation.objects.visible_to(request.user, on=today)
    return get_object_or_404(seen.select_related("territory"), pk=organisation_id)
