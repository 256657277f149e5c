"""The content of evidence: shown beside the promise, or downloaded, never run."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponseBase
from django.views.decorators.http import require_GET

from opora.domain.acts.models import StoredFile
from opora.domain.acts.services import files
from opora.web.execution.found import evidence_in_sight
from opora.web.execution.preview import PDF, PICTURES
from opora.web.requests import UserRequest

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
FRAMED = "default-src 'none'; sandbox; frame-ancestors 'self'"
FRAMED_PDF = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
"""No ``sandbox`` here: browsers show no PDF in it; their viewer runs none of its scripts."""


@login_required
@require_GET
def content(request: UserRequest, evidence_id: int) -> HttpResponseBase:
    """Give the bytes: pictures and PDF may be shown (``?show``), all else is downloaded."""
    evidence = evidence_in_sight(request, evidence_id)
    stored = evidence.file or evidence.copy
    if stored is None:
        raise Http404
    name = files.clean_name(evidence.name or "page.html")
    shown = "show" in request.GET and stored.media_type in PICTURES | {PDF}
    return _shown(stored, name) if shown else _download(stored, name)


def _download(stored: StoredFile, name: str) -> FileResponse:
    response = FileResponse(
        files.path_of(stored).open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shown(stored: StoredFile, name: str) -> FileResponse:
    response = FileResponse(
        files.path_of(stored).open("rb"), filename=name, content_type=stored.media_type
    )
    is_pdf = stored.media_type == PDF
    response["Content-Security-Policy"] = FRAMED_PDF if is_pdf else FRAMED
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
