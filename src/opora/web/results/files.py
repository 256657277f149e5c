"""Files of results: the list with the place to drop new ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_http_methods

from opora.domain.assessments.models import Import, ImportQuerySet
from opora.domain.assessments.permissions import reads_file
from opora.domain.assessments.services import imports
from opora.domain.organisations.models import Organisation
from opora.reports.tables import Cell, Table
from opora.results.layout_titles import layout_title
from opora.web import uploads
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.results import forms, reads
from opora.web.results.names import IMPORT_LOOKS
from opora.web.tables import asked_kind, table_file
from opora.web.uploads import Arrival

_STATES = {
    "waiting": ("Ждут вас", (Import.Status.READY,)),
    "going": ("Читаются и добавляются", (*Import.BEING_READ, Import.Status.ADDING)),
    "added": ("Добавлены", (Import.Status.ADDED,)),
    "refused": ("Не приняты", (Import.Status.REFUSED,)),
    "gone": ("Заменены и отозваны", (Import.Status.SUPERSEDED, Import.Status.WITHDRAWN)),
}


@login_required
@require_http_methods(["GET", "POST"])
def import_list(request: UserRequest) -> HttpResponseBase:
    """List who brought what and what became of it; take new files."""
    today = localdate()
    bringers = reads.bringers_of(request.user, on=today)
    if not bringers.exists():
        raise PermissionDenied("Файлы результатов загружают управление, методисты и регион.")
    if request.htmx:
        return render(request, "web/results/imports_table.html", _listed(request, today))
    if kind := asked_kind(request):
        return table_file(_table(request, today), kind)
    form = forms.Upload(request.POST or None, request.FILES or None, organisations=bringers)
    refused: uploads.Unwanted = []
    bring = partial(_bring, request, form)
    if uploads.is_by_script(request):
        return uploads.told(form, bring)
    if form.is_valid():
        arrived, refused = uploads.bring_each(form, bring)
        uploads.say(request, arrived)
        if not refused:
            return redirect(arrived[0].address if len(arrived) == 1 else "results_imports")
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


def _table(request: UserRequest, today: date) -> Table:
    """Lay out the list as it stands on the page, all parts of it."""
    seen = Import.objects.visible_to(request.user, on=today)
    columns = (
        "Файл", "Вид", "Территория", "Состояние", "Принято строк", "Всего строк", "Кто",
        "Когда",
    )  # fmt: skip
    rows = [
        _cells(one, opens=reads_file(request.user, one, on=today))
        for one in _narrowed(seen, request.GET.get("state", ""))
    ]
    return Table("Файлы результатов", columns, rows)


def _cells(one: Import, *, opens: bool) -> Sequence[Cell]:
    counts = (one.rows_kept, one.rows_read) if opens else ("скрыто", "скрыто")
    return (
        one.file_name, layout_title(one.layout), one.territory.name,
        IMPORT_LOOKS[one.status].label, *counts, one.uploaded_by.short_name,
        f"{localtime(one.uploaded_at):%d.%m.%Y %H:%M}",
    )  # fmt: skip


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


def _bring(request: UserRequest, form: forms.Upload, file: UploadedFile[Any]) -> Arrival:
    organisation: Organisation = form.cleaned_data["organisation"]
    brought = imports.bring(
        file, name=file.name or "", organisation=organisation, by=request.user, at=now()
    )
    address = reverse("results_import", args=[brought.imported.pk])
    return Arrival(brought.sentence, address, is_known=brought.known is not None)
