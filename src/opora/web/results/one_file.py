"""One file of results: how far it is, its dry run, corrections, confirmation, withdrawal."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.acts.contents import clean_name
from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import Import, ImportFinding
from opora.domain.assessments.permissions import keeps_results, reads_file
from opora.domain.assessments.queries.replaced import replaced
from opora.domain.assessments.services import imports
from opora.domain.assessments.services.quarantine import quarantine_file
from opora.domain.organisations.access import reason
from opora.reports.tables import Table
from opora.results.layout_titles import layout_title
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.results import fixing, forms, reads
from opora.web.results.names import IMPORT_LOOKS, work_name
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import KINDS, asked_kind, table_file

Status = Import.Status
_GOING = (*Import.BEING_READ, Status.ADDING)
_ROWS = 15
"""Rows with their cells as fields: what Django takes of fields in one form is bounded."""


@login_required
@require_GET
def one(request: UserRequest, import_id: int) -> HttpResponseBase:
    """Show a file: progress, or what its dry run found, or what became of it."""
    found = reads.import_for(request, import_id, on=localdate())
    if kind := asked_kind(request):
        _require_contents(request, found)
        return table_file(_findings_table(found, _findings(request, found)), kind)
    return _draw(request, found)


@login_required
@require_GET
def state(request: UserRequest, import_id: int) -> HttpResponse:
    """Give the part of the page that waits; when there is nothing to wait for, move on."""
    found = reads.import_for(request, import_id, on=localdate())
    if found.status in _GOING:
        return render(request, "web/results/import_waiting.html", {"imported": found})
    return HttpResponse(headers={"HX-Redirect": reverse("results_import", args=[found.pk])})


@login_required
@require_POST
def correct(request: UserRequest, import_id: int) -> HttpResponse:
    """Take corrected cells of the rows shown and check the file again."""
    found = reads.import_for(request, import_id, on=localdate())
    _require_contents(request, found)
    posted = request.POST.dict()
    lines = fixing.lines_of(found, page_of(_findings(request, found), request, per_page=_ROWS))
    cells = fixing.changed(lines, posted)
    with refusal_as_message(request):
        try:
            imports.correct(found, cells=cells, by=request.user, at=now())
        except imports.NothingToCorrect as refusal:
            more = {"lines": fixing.typed(lines, posted), "problem": str(refusal)}
            return _draw(request, found, more, status=422)
        messages.success(request, f"Исправлено ячеек: {len(cells)}. Файл проверяется заново.")
    return redirect("results_import", found.pk)


@login_required
@require_POST
def confirm(request: UserRequest, import_id: int) -> HttpResponse:
    """Let a checked file count."""
    return _done(
        request, import_id, "Файл добавляется. Страницу можно закрыть, придёт уведомление.",
        lambda found: imports.confirm(found, by=request.user, at=now()),
    )  # fmt: skip


@login_required
@require_POST
def again(request: UserRequest, import_id: int) -> HttpResponse:
    """Read a file once more whose reading broke off."""
    return _done(
        request, import_id, "Файл поставлен в очередь.",
        lambda found: imports.read_again(found, by=request.user, at=now()),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, import_id: int) -> HttpResponse:
    """Take a file back, with the reason if it counted."""
    today = localdate()
    found = reads.import_for(request, import_id, on=today)
    form = forms.Withdrawal(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data["reason"]
        with refusal_at(form, "reason"):
            imports.withdraw(found, by=request.user, at=now(), reason=given)
            return done(
                request, f"Файл «{found.file_name}» отозван.", "results_import", found.pk
            )
    context = {"form": form, "imported": found, "counts": found.status in Import.LIVE}
    status = 422 if form.is_bound else 200
    return render(request, "web/results/import_withdraw.html", context, status=status)


@login_required
@require_GET
def quarantine(request: UserRequest, import_id: int) -> HttpResponseBase:
    """Give the rows that were put aside, each with its reason beside it."""
    found = reads.import_for(request, import_id, on=localdate())
    _require_contents(request, found)
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as made:
        path = Path(made.name)
    try:
        quarantine_file(found, path)
        content = path.open("rb")
    finally:
        path.unlink()
    name = clean_name(f"Отложенные строки {Path(found.file_name).stem}.xlsx")
    kind = KINDS["xlsx"]
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind)


def _done(
    request: UserRequest, import_id: int, sentence: str, work: Callable[[Import], Import]
) -> HttpResponse:
    found = reads.import_for(request, import_id, on=localdate())
    with refusal_as_message(request):
        work(found)
        messages.success(request, sentence)
    return redirect("results_import", found.pk)


def _draw(
    request: UserRequest,
    found: Import,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    today = localdate()
    opens = reads_file(request.user, found, on=today)
    may_keep = keeps_results(request.user, found.territory, on=today)
    context = {
        "imported": found,
        "look": IMPORT_LOOKS[found.status],
        "layout": layout_title(found.layout),
        "is_going": found.status in _GOING,
        "opens": opens,
        "may_keep": may_keep,
        "may_correct": may_keep and opens and found.status == Status.READY,
        "reason": reason(found, request.user, on=today),
        **_beside(found),
        **(_contents(request, found) if opens else {}),
        **(more or {}),
    }
    return render(request, "web/results/import.html", context, status=status)


def _contents(request: UserRequest, found: Import) -> dict[str, Any]:
    """Return what tells of rows and counts: works, remarks, corrected cells."""
    page = page_of(_findings(request, found), request, per_page=_ROWS)
    return {
        "works": [_work(one) for one in found.procedures],
        "page": page,
        "lines": fixing.lines_of(found, page),
        "remarks": _kinds(found),
        "kind": request.GET.get("remark", ""),
        "fixes": found.fixes.select_related("by").order_by("-at", "-pk")[:_ROWS],
    }


def _require_contents(request: UserRequest, found: Import) -> None:
    if not reads_file(request.user, found, on=localdate()):
        raise PermissionDenied("Строки файла видят те, кто его принёс, и муниципалитет школ.")


def _work(procedure: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Name a work of a file; its days are dates again."""
    days = {
        key: date.fromisoformat(procedure[key]) if procedure[key] else None
        for key in ("first_day", "last_day")
    }
    return work_name(procedure["code"], procedure["year"]), procedure | days


def _beside(found: Import) -> dict[str, Any]:
    """Return what a person weighs before confirming."""
    if found.status != Status.READY:
        return {}
    crosswalk = crosswalk_of(found.root)
    schools = list(found.schools.values_list("code", "left_out"))
    own = [code for code, left_out in schools if not left_out]
    return {
        "schools": len(own),
        "left_out": len(schools) - len(own),
        "unknown": sum(not crosswalk.is_known(code) for code in own),
        "replaced": replaced(found),
    }


def _findings(request: UserRequest, found: Import) -> Any:
    wanted = request.GET.get("remark", "")
    remarks = found.findings.order_by("order")
    if wanted == "aside":
        return remarks.filter(quarantined=True)
    return remarks.filter(code=wanted) if wanted else remarks


def _kinds(found: Import) -> list[tuple[str, str, int]]:
    """Return code, an example sentence and how many, of each kind of remark; one query."""
    told = found.findings.order_by().values_list("code").annotate(count=Count("pk"))
    return [(code, _KIND_WORDS.get(code, code), count) for code, count in told.order_by("code")]


_KIND_WORDS = {
    "unknown_school": "код школы",
    "bad_value": "значение не прочитано",
    "duplicate_participant": "участник повторяется",
    "duplicate_school": "школа повторяется",
    "percent_sum_off": "доли не дают 100 %",
    "percent_impossible": "доли невозможны",
    "count_contradicts_percent": "число и доля расходятся",
    "ambiguous_percent": "доле отвечают несколько чисел",
    "declared_count_differs": "заявлено и перечислено разное",
    "year_contradicts_date": "год и дата расходятся",
    "mark_contradicts_scale": "отметка не по шкале",
    "score_sum_differs": "балл не равен сумме",
    "no_result": "нет ни балла, ни отметки",
    "mark_missing": "балл без отметки",
    "marker_sum_differs": "маркеры и их сумма расходятся",
    "marks_sum_differs": "отметки и число участников расходятся",
    "total_differs": "итог не равен сумме",
    "personal_data_dropped": "имена не сохранены",
    "school_left_out": "школы других территорий",
    "school_unmatched": "неизвестные коды",
}
"""Kinds of remarks in a few words, for the filter."""


def _findings_table(found: Import, findings: Any) -> Table:
    rows = (
        (
            one.sheet, one.row, one.column,
            ImportFinding.Level(one.level).label, one.sentence, one.fix,
        )
        for one in findings.iterator(chunk_size=1000)
    )  # fmt: skip
    return Table(
        f"Замечания к файлу «{found.file_name}»",
        ("Лист", "Строка", "Столбец", "Что это значит", "Замечание", "Что сделать"),
        rows,
        f"Всего замечаний {found.findings_total}.",
    )
