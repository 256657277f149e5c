"""The registry of documents, and the upload of new ones."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.acts.models import Act
from opora.domain.acts.services import drafts
from opora.domain.organisations.models import Organisation
from opora.web import uploads
from opora.web.imports import forms, reads
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.uploads import Arrival

MOST_DRAFTS = 100
"""More drafts than this are found by their words."""


@login_required
@require_GET
def documents(request: UserRequest) -> HttpResponse:
    """List what waits for checking and what is registered."""
    today = localdate()
    form = forms.Narrow(request.GET)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    state = wanted.get("state", "")
    context = {
        "form": form,
        "state": state,
        "kinds": Act.Kind.choices,
        "drafts": _drafts(request, wanted, today)[: MOST_DRAFTS + 1],
        "most": MOST_DRAFTS,
        "page": page_of(_acts(request, wanted, today), request),
        "may_bring": forms.planned_by(request.user, on=today).exists(),
    }
    return render(request, "web/imports/list.html", context)


def _drafts(request: UserRequest, wanted: dict[str, Any], today: date) -> Any:
    state = wanted.get("state", "")
    found = reads.waiting_drafts(request.user, on=today, discarded=state == "discarded")
    if state in Act.Status.values or wanted.get("kind"):
        return found.none()
    words = wanted.get("q")
    return found.filter(file_name__icontains=words) if words else found


def _acts(request: UserRequest, wanted: dict[str, Any], today: date) -> Any:
    found = reads.registered_acts(request.user, on=today, words=wanted.get("q", ""))
    if wanted.get("kind"):
        found = found.filter(kind=wanted["kind"])
    state = wanted.get("state")
    if state in Act.Status.values:
        return found.filter(status=state)
    return found.none() if state else found


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Take files; each becomes a draft. What is too large never comes here: ``web.huge``."""
    organisations = forms.planned_by(request.user, on=localdate())
    if not organisations.exists():
        raise PermissionDenied
    form = forms.Upload(
        request.POST or None, request.FILES or None, organisations=organisations
    )
    refused: uploads.Unwanted = []
    bring = partial(_bring, request, form)
    if uploads.is_by_script(request):
        return uploads.told(form, bring)
    if form.is_valid():
        arrived, refused = uploads.bring_each(form, bring)
        uploads.say(request, arrived)
        if not refused:
            return redirect(arrived[0].address if len(arrived) == 1 else "documents")
    context = {
        "form": form,
        "refused": refused,
        "limit": settings.UPLOAD_LIMIT,
        "accept": forms.ACCEPT,
    }
    wrong = form.is_bound and (refused or not form.is_valid())
    return render(request, "web/imports/new.html", context, status=422 if wrong else 200)


def _bring(request: UserRequest, form: forms.Upload, file: UploadedFile[Any]) -> Arrival:
    organisation: Organisation = form.cleaned_data["organisation"]
    brought = drafts.bring(
        file, name=file.name or "", organisation=organisation, by=request.user, at=now()
    )
    address = reverse("draft", args=[brought.draft.pk])
    return Arrival(brought.sentence, address, is_known=brought.known is not None)
