"""Files of results: the list with the place to drop new ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.acts.services.files import clean_name
from opora.domain.assessments.models import Import, ImportQuerySet
from opora.domain.assessments.permissions import reads_file
from opora.domain.assessments.services import imports
from opora.domain.organisations.models import Organisation
from opora.results.layout_titles import layout_title
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.results import forms, reads
from opora.web.results.names import IMPORT_LOOKS

Refused = list[tuple[str, str]]
_STATES = {
    "waiting": ("Ждут вас", (Import.Status.READY,)),
    "going": ("Читаются и добавляются", (*Import.BEING_READ, Import.Status.ADDING)),
    "added": ("Добавлены", (Import.Status.ADDED,)),
    "refused": ("Не приняты", (Import.Status.REFUSED,)),
    "gone": ("Заменены и отозваны", (Import.Status.SUPERSEDED, Import.Status.WITHDRAWN)),
}


@login_required
@require_http_methods(["GET", "POST"])
def import_list(request: UserRequest) -> HttpResponse:
    """List who brought what and what became of it; take new files."""
    today = localdate()
    bringers = reads.bringers_of(request.user, on=today)
    if not bringers.exists():
        raise PermissionDenied("Файлы результатов загружают управление, методисты и регион.")
    if request.htmx:
        return render(request, "web/results/imports_table.html", _listed(request, today))
    form = forms.Upload(request.POST or None, request.FILES or None, organisations=bringers)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return _told(request, form)
    taken: list[imports.Brought] = []
    refused: Refused = []
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
        **_listed(request, today),
    }
    wrong = form.is_bound and (refused or not form.is_valid())
    return render(request, "web/results/imports.html", context, status=422 if wrong else 200)


def _listed(request: UserRequest, today: date) -> dict[str, Any]:
    seen = Import.objects.visible_to(request.user, on=today)
    state = request.GET.get("state", "")
    page = page_of(_narrowed(seen, state), request)
    return {
        "page": page,
        "rows": [
            (
                one,
                IMPORT_LOOKS[one.status],
                layout_title(one.layout),
                reads_file(request.user, one, on=today),
            )
            for one in page
        ],
        "going": any(one.status in _STATES["going"][1] for one in page),
        "several": len({one.territory_id for one in page}) > 1,
        "state": state,
        "states": _counted(seen),
    }


def _narrowed(seen: ImportQuerySet, state: str) -> ImportQuerySet:
    found = seen.select_related("territory", "organisation", "uploaded_by")
    if state in _STATES:
        found = found.filter(status__in=_STATES[state][1])
    return found.order_by("-uploaded_at", "-pk")


def _counted(seen: ImportQuerySet) -> list[tuple[str, str, int]]:
    """Return key, words and how many, in one query."""
    told = dict(seen.order_by().values_list("status").annotate(count=Count("pk")))
    return [
        (key, words, sum(told.get(status, 0) for status in statuses))
        for key, (words, statuses) in _STATES.items()
    ]


def _told(request: UserRequest, form: forms.Upload) -> JsonResponse:
    """Answer ``upload.js``: the sentence, and where the import is."""
    if not form.is_valid():
        errors = [str(error) for field in form.errors.values() for error in field]
        return JsonResponse({"sentence": " ".join(errors)})
    taken, refused = _keep(request, form)
    if not taken:
        return JsonResponse({"sentence": refused[0][1]})
    brought = taken[0]
    address = reverse("results_import", args=[brought.imported.pk])
    known = brought.known is not None
    return JsonResponse({"sentence": brought.sentence, "address": address, "known": known})


def _onwards(taken: list[imports.Brought]) -> HttpResponse:
    if len(taken) == 1:
        return redirect("results_import", taken[0].imported.pk)
    return redirect("results_imports")


def _keep(request: UserRequest, form: forms.Upload) -> tuple[list[imports.Brought], Refused]:
    """Bring each file; what is refused does not stop the others."""
    taken: list[imports.Brought] = []
    refused: Refused = []
    for file in form.cleaned_data["uploads"]:
        try:
            taken.append(_one(request, file, form.cleaned_data["organisation"]))
        except (imports.FileRefused, imports.NotAllowed) as refusal:
            refused.append((clean_name(file.name), str(refusal)))
    return taken, refused


def _one(
    request: UserRequest, file: UploadedFile[Any], organisation: Organisation
) -> imports.Brought:
    return imports.bring(
        file, name=file.name or "", organisation=organisation, by=request.user, at=now()
    )


def _say(request: UserRequest, brought: imports.Brought) -> None:
    level = messages.success if brought.known is None else messages.warning
    address = reverse("results_import", args=[brought.imported.pk])
    level(request, format_html('{} <a href="{}">Открыть</a>', brought.sentence, address))
