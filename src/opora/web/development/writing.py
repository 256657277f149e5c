"""A document is begun and written."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.acts.services.files import FileRefused
from opora.domain.development import permissions
from opora.domain.development.models import Document
from opora.domain.development.services import documents
from opora.domain.organisations.school_years import SchoolYear
from opora.web.development.forms import NewDocument, SectionsForm
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Begin a document; one that is there already is opened."""
    today = localdate()
    if not permissions.schools_of(request.user, at=now()).exists():
        raise PermissionDenied
    asked = request.GET
    first = {
        "school": asked.get("school"), "type": asked.get("type"),
        "factor": asked.get("factor", ""),
        "year": asked.get("year", SchoolYear.of(today).start),
    }  # fmt: skip
    form = NewDocument(
        request.POST or None, user=request.user, at=now(), on=today, initial=first
    )
    if form.is_valid():
        with refusal_at(form):
            made = documents.begin(by=request.user, at=now(), **form.cleaned_data)
            return done(
                request,
                "Документ начат: заполните разделы или загрузите файл.",
                "development_edit",
                made.pk,
            )
    context = {"form": form, "next": request.POST.get("next") or asked.get("next", "")}
    return render(request, "web/development/new.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, document_id: int) -> HttpResponse:
    """Write the parts of a document, or bring its file."""
    seen = Document.objects.visible_to(request.user, on=localdate())
    document = get_object_or_404(seen.select_related("school__territory"), pk=document_id)
    if not permissions.writes(request.user, document.school, at=now()):
        raise PermissionDenied
    form = SectionsForm(request.POST or None, request.FILES or None, document=document)
    if request.method == "POST" and form.is_valid():
        with refusal_at(form), refusal_at(form, "file", only=FileRefused):
            _keep(request, document, form)
            return done(request, "Записано.", "development_document", document.pk)
    return render(request, "web/development/edit.html", {"form": form, "document": document})


@transaction.atomic
def _keep(request: UserRequest, document: Document, form: SectionsForm) -> None:
    by, at = request.user, now()
    documents.write(document=document, sections=form.sections, by=by, at=at)
    if upload := form.upload:
        documents.bring_file(document=document, upload=upload, by=by, at=at)
