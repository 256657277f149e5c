"""One document of development: its parts, its steps, its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.development import permissions
from opora.domain.development.models import Document
from opora.domain.development.services import documents
from opora.domain.organisations.access import reason
from opora.reports.development_document import document_docx
from opora.web.development import forms
from opora.web.imports.drafts import attached
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import KINDS


def found_for(request: UserRequest, document_id: int) -> Document:
    """Return a document that the person sees; 404 for all others."""
    seen = Document.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related("school__territory", "entered_by", "file", "act")
    return get_object_or_404(rows, pk=document_id)


@login_required
@require_GET
def page(request: UserRequest, document_id: int) -> HttpResponse:
    """Show a document."""
    return _page(request, found_for(request, document_id))


def _page(
    request: UserRequest, document: Document, *, status: int = 200, **bound: Form
) -> HttpResponse:
    today, user = localdate(), request.user
    school = document.school
    context = {
        "document": document,
        "parts": [(one, document.sections.get(one.code, "")) for one in document.template],
        "steps": document.steps.select_related("by").order_by("-pk"),
        "writes": permissions.writes(user, school, at=now()),
        "checks": permissions.checks(user, school, at=now()),
        "confirms": permissions.confirms(user, school, at=now()),
        "reason": reason(document, user, on=today),
        "words": forms.Words(),
        "withdrawal": forms.Reason(),
        "confirming": forms.ConfirmForm(user=user, on=today, initial={"day": today}),
    } | bound
    return render(request, "web/development/document.html", context, status=status)


Act = Callable[[Document, dict[str, Any]], object]


def _deed(name: str, request: UserRequest, form: Form) -> Act:
    """Return what the step of this name does with a document."""
    common: dict[str, Any] = {"by": request.user, "at": now()}
    deeds: dict[str, Act] = {
        "send": lambda one, _: documents.send(document=one, **common),
        "drop-file": lambda one, _: documents.drop_file(document=one, **common),
        "agree": lambda one, given: documents.agree(document=one, **given, **common),
        "give-back": lambda one, given: documents.give_back(document=one, **given, **common),
        "check": lambda one, given: documents.check(document=one, **given, **common),
        "confirm": lambda one, given: documents.confirm(
            document=one, address=given["address"], **common,
            approval=_approval(form),
        ),
        "withdraw": lambda one, given: documents.withdraw(document=one, **given, **common),
    }  # fmt: skip
    return deeds[name]


def _approval(form: Form) -> documents.Approval:
    if isinstance(form, forms.ConfirmForm):
        return form.approval
    return documents.Approval()


STEPS: dict[str, tuple[str, str]] = {
    "send": ("sent", "Отправлено куратору."),
    "drop-file": ("sent", "Файл убран, заполните разделы."),
    "agree": ("words", "Согласовано."),
    "give-back": ("words", "Возвращено на доработку."),
    "check": ("words", "Отмечено: проверено муниципалитетом."),
    "confirm": ("confirming", "Документ подтверждён, запись реестра сделана."),
    "withdraw": ("withdrawal", "Запись отозвана."),
}


def _form(name: str, request: UserRequest) -> Form:
    if name == "confirm":
        return forms.ConfirmForm(request.POST, user=request.user, on=localdate())
    shapes: dict[str, type[Form]] = {"words": forms.Words, "withdrawal": forms.Reason}
    return shapes.get(STEPS[name][0], Form)(request.POST)


@login_required
@require_POST
def take_step(request: UserRequest, document_id: int, name: str) -> HttpResponse:
    """Take a document a step further; what is wrong is said at the form."""
    document = found_for(request, document_id)
    if name not in STEPS:
        raise Http404
    place, said = STEPS[name]
    form = _form(name, request)
    if form.is_valid():
        with refusal_at(form):
            _deed(name, request, form)(document, form.cleaned_data)
            return done(request, said, "development_document", document.pk)
    return _page(request, found_for(request, document_id), status=422, **{place: form})


@login_required
@require_GET
def docx_file(request: UserRequest, document_id: int) -> HttpResponse:
    """Give the typed parts as DOCX."""
    document = found_for(request, document_id)
    answer = HttpResponse(document_docx(document), content_type=KINDS["docx"])
    answer.headers["Content-Disposition"] = 'attachment; filename="document.docx"'
    return answer


@login_required
@require_GET
def file(request: UserRequest, document_id: int) -> HttpResponseBase:
    """Give the file that was brought."""
    document = found_for(request, document_id)
    if document.file is None:
        raise Http404
    return attached(document.file, document.file_name)
