"""A draft until it is reviewed: progress, refusal, another file; and its file itself."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.acts.models import Draft, StoredFile
from opora.domain.acts.services import drafts, files
from opora.domain.organisations.access import reason
from opora.web.imports import forms, reads
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message, refusal_at

Status = Draft.Status
_REVIEWED = (Status.READY, Status.CONFIRMED)


@login_required
@require_GET
def draft(request: UserRequest, draft_id: int) -> HttpResponse:
    """Show how far a draft is; one that is read opens on its measures."""
    today = localdate()
    found = reads.draft_for(request, draft_id, on=today)
    if found.status in _REVIEWED:
        return redirect("draft_review", found.pk, "measures")
    context = {"draft": found, "reason": reason(found, request.user, on=today)}
    return render(request, "web/imports/draft.html", context)


@login_required
@require_GET
def state(request: UserRequest, draft_id: int) -> HttpResponse:
    """Give the part of the page that waits; when there is nothing to wait for, move on."""
    found = reads.draft_for(request, draft_id, on=localdate())
    if found.status in (Status.QUEUED, Status.READING):
        return render(request, "web/imports/waiting.html", {"draft": found})
    return HttpResponse(headers={"HX-Redirect": reverse("draft", args=[found.pk])})


@login_required
@require_GET
def file(request: UserRequest, draft_id: int) -> HttpResponseBase:
    """Give the file as it was brought."""
    found = reads.draft_for(request, draft_id, on=localdate())
    return attached(found.file, found.file_name)


def attached(stored: StoredFile, name: str) -> FileResponse:
    """Answer with a file to be saved, never shown: it was brought by somebody."""
    return FileResponse(
        files.path_of(stored).open("rb"),
        as_attachment=True,
        filename=name,
        content_type=stored.media_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )


@login_required
@require_http_methods(["GET", "POST"])
def replace(request: UserRequest, draft_id: int) -> HttpResponse:
    """Take another file for the draft; corrections stay in its history."""
    found = reads.draft_for(request, draft_id, on=localdate())
    form = forms.Replacement(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        with refusal_at(form, "file"):
            drafts.replace_file(
                found, upload=upload, name=upload.name, by=request.user, at=now()
            )
            return redirect("draft", found.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "draft": found}
    return render(request, "web/imports/replace.html", context, status=status)


@login_required
@require_POST
def again(request: UserRequest, draft_id: int) -> HttpResponse:
    """Read a refused file once more."""
    return _do(request, draft_id, drafts.read_again, said="Файл поставлен в очередь на чтение.")


@login_required
@require_POST
def discard(request: UserRequest, draft_id: int) -> HttpResponse:
    """Put a draft aside; nothing is deleted."""
    said = "Черновик отложен. Он остался в списке «отложенные»."
    return _do(request, draft_id, drafts.discard, said=said, onwards="documents")


def _do(
    request: UserRequest,
    draft_id: int,
    service: Callable[..., Draft],
    *,
    said: str,
    onwards: str = "",
) -> HttpResponse:
    found = reads.draft_for(request, draft_id, on=localdate())
    with refusal_as_message(request):
        service(found, by=request.user, at=now())
        messages.success(request, said)
        if onwards:
            return redirect(onwards)
    return redirect("draft", found.pk)
