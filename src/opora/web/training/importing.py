"""Certificates from a table, and the template of one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.organisations.models import OrganisationQuerySet
from opora.domain.organisations.roster import MAX_SIZE
from opora.domain.training import permissions
from opora.domain.training.services import certificate_files
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at
from opora.web.tables import KINDS
from opora.web.training.forms import TableForm


def _schools(request: UserRequest) -> OrganisationQuerySet:
    schools = permissions.kept_by(request.user, on=localdate())
    if not schools.exists():
        raise PermissionDenied("Списком удостоверения вносят школа, координатор и методист.")
    return schools


@login_required
@require_http_methods(["GET", "POST"])
def table(request: UserRequest) -> HttpResponse:
    """Enter a table; what was not entered is said row by row."""
    schools = list(_schools(request))
    form = TableForm(request.POST or None, request.FILES or None)
    taken = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MAX_SIZE:
            form.add_error("file", f"Таблица больше {MAX_SIZE // 2**20} МБ. Разделите её.")
        else:
            with refusal_at(form, "file"):
                taken = certificate_files.take(
                    content=file.read(), name=file.name, schools=schools, by=request.user,
                    at=now(),
                )  # fmt: skip
    status = 422 if form.errors else 200
    return render(
        request, "web/training/import.html", {"form": form, "taken": taken}, status=status
    )


@login_required
@require_GET
def template(request: UserRequest) -> HttpResponse:
    """Give the empty table, with the people to copy from."""
    made = certificate_files.template(_schools(request), on=localdate())
    answer = HttpResponse(made, content_type=KINDS["xlsx"])
    answer.headers["Content-Disposition"] = 'attachment; filename="certificates.xlsx"'
    return answer
