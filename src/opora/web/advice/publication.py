"""One publication: where it stands, what its page answered, the copy that was kept."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.advice import permissions
from opora.domain.advice.models import Publication
from opora.domain.advice.services import publications
from opora.domain.organisations.access import reason
from opora.web.advice.forms import Reason
from opora.web.imports.drafts import attached
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at


def _found(request: UserRequest, publication_id: int) -> Publication:
    seen = Publication.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related("owner__territory", "entered_by", "file", "copy", "practice")
    return get_object_or_404(rows, pk=publication_id)


@login_required
@require_GET
def page(request: UserRequest, publication_id: int) -> HttpResponse:
    """Show a publication."""
    return _page(request, _found(request, publication_id), Reason())


def _page(request: UserRequest, found: Publication, withdrawal: Form) -> HttpResponse:
    context = {
        "publication": found,
        "records": permissions.records(request.user, found.owner, at=now()),
        "reason": reason(found, request.user, on=localdate()),
        "withdrawal": withdrawal,
    }
    status = 422 if withdrawal.errors else 200
    return render(request, "web/practices/publication.html", context, status=status)


@login_required
@require_POST
def take_step(request: UserRequest, publication_id: int, name: str) -> HttpResponse:
    """Open the page once more, or withdraw the record."""
    found = _found(request, publication_id)
    if not permissions.records(request.user, found.owner, at=now()):
        raise PermissionDenied
    if name not in {"look-again", "withdraw"}:
        raise Http404
    form = Reason(request.POST) if name == "withdraw" else Form(request.POST)
    if form.is_valid():
        with refusal_at(form):
            _take(name, request, found, form)
            return redirect("publication", found.pk)
    return _page(request, found, form)


def _take(name: str, request: UserRequest, found: Publication, form: Form) -> None:
    by, at = request.user, now()
    if name == "withdraw":
        publications.withdraw(publication=found, by=by, at=at, **form.cleaned_data)
        messages.success(request, "Запись отозвана.")
    else:
        publications.look_again(publication=found, by=by, at=at)
        messages.success(request, "Страница будет открыта снова.")


@login_required
@require_GET
def copy(request: UserRequest, publication_id: int) -> HttpResponseBase:
    """Give the copy of the page to be saved; it is never shown here."""
    found = _found(request, publication_id)
    if found.copy is None:
        raise Http404
    suffix = "pdf" if "pdf" in found.copy.media_type else "html"
    return attached(found.copy, f"Копия страницы.{suffix}")


@login_required
@require_GET
def file(request: UserRequest, publication_id: int) -> HttpResponseBase:
    """Give the scan."""
    found = _found(request, publication_id)
    if found.file is None:
        raise Http404
    return attached(found.file, found.file_name)
