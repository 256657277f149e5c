"""What a reader has to read, and the sheet of one document."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.development.models import Expertise, Sheet
from opora.domain.development.services import expertises
from opora.methodology.expertise_rubric import load_expertise_rubric
from opora.web.development.forms import SheetForm
from opora.web.imports.drafts import attached
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at

_ROWS = ("sampled__document__school", "sampled__document__file", "sampled__expertise")


def _found(request: UserRequest, sheet_id: int) -> Sheet:
    """Return a sheet of the person; nobody else opens it, whatever their role."""
    own = Sheet.objects.filter(reader=request.user).select_related(*_ROWS)
    standing = own.exclude(sampled__expertise__status=Expertise.Status.WITHDRAWN)
    return get_object_or_404(standing, pk=sheet_id)


@login_required
@require_GET
def sheets(request: UserRequest) -> HttpResponse:
    """List what the person is asked to read, the unread first."""
    own = Sheet.objects.filter(reader=request.user).select_related(*_ROWS)
    standing = own.exclude(sampled__expertise__status=Expertise.Status.WITHDRAWN)
    rows = standing.order_by("submitted_at", "sampled__document__school__short_name", "pk")
    context = {
        "page": page_of(rows, request),
        "waiting": Sheet.objects.in_hand().filter(reader=request.user).count(),
    }
    return render(request, "web/development/sheets.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: UserRequest, sheet_id: int) -> HttpResponse:
    """Read a document and mark it by the criteria."""
    found = _found(request, sheet_id)
    document = found.sampled.document
    criteria = load_expertise_rubric().of(document.type)
    form = SheetForm(request.POST or None, criteria=criteria, sheet=found)
    if request.method == "POST" and form.is_valid():
        submit = "submit" in request.POST
        with refusal_at(form):
            expertises.mark(
                sheet=found, scores=form.scores, remarks=form.cleaned_data["remarks"],
                submit=submit, by=request.user, at=now(),
            )  # fmt: skip
            messages.success(
                request, "Лист сдан." if submit else "Сохранено, лист ещё не сдан."
            )
            return redirect("expert_sheets") if submit else redirect("expert_sheet", found.pk)
    context = {
        "sheet": found, "document": document, "form": form,
        "parts": [(one, document.sections.get(one.code, "")) for one in document.template],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "web/development/sheet.html", context, status=status)


@login_required
@require_GET
def file(request: UserRequest, sheet_id: int) -> HttpResponseBase:
    """Give the file of the document that the person reads."""
    document = _found(request, sheet_id).sampled.document
    if document.file is None:
        raise Http404
    return attached(document.file, document.file_name)
