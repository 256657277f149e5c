"""The registry of documents, and the upload of new ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.acts.models import Act
from opora.domain.acts.services import drafts, files
from opora.domain.organisations.models import Organisation
from opora.web.imports import forms, reads
from opora.web.paging import page_of
from opora.web.requests import UserRequest

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
    refused: list[tuple[str, str]] = []
    if _by_script(request):
        return _told(request, form)
    if form.is_valid():
        taken, refused = _keep(request, form)
        for brought in taken:
            _say(request, brought)
        if not refused:
            return _onwards(taken)
    context = {
        "form": form,
        "refused": refused,
        "limit": settings.UPLOAD_LIMIT,
        "accept": forms.ACCEPT,
    }
    wrong = form.is_bound and (refused or not form.is_valid())
    return render(request, "web/imports/new.html", context, status=422 if wrong else 200)


def _by_script(request: UserRequest) -> bool:
    """Whether ``upload.js`` sends the file and wants the answer in words only."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _told(request: UserRequest, form: forms.Upload) -> JsonResponse:
    """Answer the script: the sentence, and where the draft is."""
    if not form.is_valid():
        errors = [str(error) for field in form.errors.values() for error in field]
        return JsonResponse({"sentence": " ".join(errors)})
    taken, refused = _keep(request, form)
    if not taken:
        return JsonResponse({"sentence": refused[0][1]})
    brought = taken[0]
    return JsonResponse(
        {
            "sentence": brought.sentence,
            "address": reverse("draft", args=[brought.draft.pk]),
            "known": brought.known is not None,
        }
    )


def _onwards(taken: list[drafts.Brought]) -> HttpResponse:
    if len(taken) == 1:
        return redirect("draft", taken[0].draft.pk)
    return redirect("documents")


def _keep(
    request: UserRequest, form: forms.Upload
) -> tuple[list[drafts.Brought], list[tuple[str, str]]]:
    """Bring each file; what is refused does not stop the others."""
    taken: list[drafts.Brought] = []
    refused: list[tuple[str, str]] = []
    for file in form.cleaned_data["uploads"]:
        try:
            brought = _one(request, file, form.cleaned_data["organisation"])
        except (files.FileRefused, drafts.NotAllowed) as refusal:
            refused.append((files.clean_name(file.name), str(refusal)))
        else:
            taken.append(brought)
    return taken, refused


def _one(
    request: UserRequest, file: UploadedFile[Any], organisation: Organisation
) -> drafts.Brought:
    return drafts.bring(
        file, name=file.name or "", organisation=organisation, by=request.user, at=now()
    )


def _say(request: UserRequest, brought: drafts.Brought) -> None:
    level = messages.success if brought.known is None else messages.warning
    address = reverse("draft", args=[brought.draft.pk])
    level(request, format_html('{} <a href="{}">Открыть</a>', brought.sentence, address))
