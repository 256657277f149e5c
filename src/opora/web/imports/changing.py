"""Corrections from the review: values, rows, checks, decisions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.acts import draft_values
from opora.domain.acts.models import Draft
from opora.domain.acts.services import corrections, drafts
from opora.domain.acts.services.corrections import EditConflict, NoSuchPlace, WrongValue
from opora.web.imports import editors, reads, rows_of_plan
from opora.web.imports.clashes import Clash
from opora.web.imports.desk import COLUMNS, TABS, Desk, tab_of
from opora.web.imports.editors import Change, Editor
from opora.web.imports.refusals import refusals_said
from opora.web.imports.review import bar_of, sure_lines
from opora.web.imports.schedule_words import as_seen, variants
from opora.web.requests import UserRequest


def _at_line(draft: Draft, key: str) -> str:
    return f"{reverse('draft_review', args=[draft.pk, tab_of(key)])}?row={key}#{key}"


@login_required
@require_http_methods(["GET", "POST"])
@refusals_said
def line(request: UserRequest, draft_id: int, key: str) -> HttpResponse:
    """Give the form of a line, or save it; in place for htmx, as a page without it."""
    draft = reads.draft_for(request, draft_id, on=localdate())
    if request.method == "GET" and "show" in request.GET:
        return answer(request, draft, key)
    drafts.check_right(request.user, draft.organisation, at=now())
    if draft.status != Draft.Status.READY:
        raise drafts.DraftNotOpen(draft)
    editor = editors.editor_of(draft.current or {}, key)
    if request.method == "GET":
        return _form(request, draft, editor)
    wanted, editor = editors.changes(editors.typed(editor, request.POST))
    if any(field.wrong for field in editor.fields):
        return _form(request, draft, editor, status=422)
    draft, clashes, editor = _save(request, draft, wanted, editor)
    if clashes:
        return _clash(request, draft, editor, clashes)
    if any(field.wrong for field in editor.fields):
        return _form(request, draft, editor, status=422)
    if request.htmx:
        return answer(request, draft, key, saved=True)
    messages.success(request, f"Сохранено в {localtime():%H:%M}.")
    return redirect(_at_line(draft, key))


def _save(
    request: UserRequest, draft: Draft, wanted: Sequence[Change], editor: Editor
) -> tuple[Draft, list[Clash], Editor]:
    """Save each value by itself: what clashes does not stop the others."""
    clashes: list[Clash] = []
    wrong: dict[str, str] = {}
    touched = {change.path for change in wanted}
    for change in wanted:
        before = _before(draft, change, touched)
        try:
            draft = corrections.edit(
                draft, path=change.path, before=before, after=change.after,
                by=request.user, at=now(),
            )  # fmt: skip
        except EditConflict as conflict:
            clashes.append(Clash(change, conflict))
        except WrongValue as refusal:
            wrong[change.path] = str(refusal)
    fields = (replace(field, wrong=wrong.get(field.path, "")) for field in editor.fields)
    return draft, clashes, replace(editor, fields=tuple(fields))


def _before(draft: Draft, change: Change, touched: set[str]) -> Any:
    """Return what the person saw, or what has just followed from another field of the form."""
    record, _, name = change.path.rpartition(".")
    source = {"schedule": "deadline_text", "kind": "measure"}.get(name)
    if source and f"{record}.{source}" in touched:
        return draft_values.get(draft.current or {}, change.path)
    return change.before


def _form(
    request: UserRequest, draft: Draft, editor: Editor, *, status: int = 200
) -> HttpResponse:
    items = (draft.current or {}).get("roadmap", {}).get("items") or []
    focus = request.GET.get("focus", "")
    names = [field.name for field in editor.fields]
    context = {
        "draft": draft,
        "editor": editor,
        "focus": focus if focus in names else names[0],
        "tab": tab_of(editor.key),
        "columns": COLUMNS[tab_of(editor.key)],
        "others": [item for item in items if item["row"] != editor.row],
    }
    template = "editor_row" if request.htmx else "editor"
    return render(request, f"web/imports/{template}.html", context, status=status)


def _clash(
    request: UserRequest, draft: Draft, editor: Editor, clashes: Sequence[Clash]
) -> HttpResponse:
    context = {
        "draft": draft,
        "editor": editor,
        "clashes": clashes,
        "tab": tab_of(editor.key),
        "columns": COLUMNS[tab_of(editor.key)],
    }
    template = "clash_row" if request.htmx else "clash"
    return render(request, f"web/imports/{template}.html", context, status=409)


def answer(
    request: UserRequest, draft: Draft, key: str, *, saved: bool = False
) -> HttpResponse:
    """Give a line back with everything around it that may have changed."""
    if not request.htmx:
        return redirect(_at_line(draft, key))
    today = localdate()
    desk = Desk(draft, on=today)
    line = desk.line(key)
    if line is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    tab = tab_of(key)
    context = bar_of(desk, tab, request.user, today) | {
        "line": line, "selected": key, "saved": localtime() if saved else None, "oob": True,
    }  # fmt: skip
    return render(request, "web/imports/answer.html", context)


@login_required
@require_POST
@refusals_said
def choose(request: UserRequest, draft_id: int, row: int) -> HttpResponse:
    """Take one of the ways to count a deadline."""
    draft = reads.draft_for(request, draft_id, on=localdate())
    path, key = f"roadmap.items.{row}.schedule", f"i{row}"
    schedule = draft_values.get(draft.current or {}, path) or []
    ways, number = list(variants(schedule)), request.POST.get("option", "")
    if not number.isdecimal() or not 1 <= int(number) <= len(ways):
        raise WrongValue("Такого способа посчитать срок нет. Обновите страницу.")
    if request.POST.get("seen") != as_seen(schedule):
        raise corrections.RowsChanged
    chosen = ways[int(number) - 1]
    if chosen == schedule:
        draft = corrections.check(draft, paths=[path], by=request.user, at=now())
    else:
        draft = corrections.edit(
            draft, path=path, before=schedule, after=chosen, by=request.user, at=now()
        )
    return answer(request, draft, key, saved=True)


@login_required
@require_POST
@refusals_said
def check(request: UserRequest, draft_id: int) -> HttpResponse:
    """Note that a line was compared with the document, or all sure lines of a tab."""
    draft = reads.draft_for(request, draft_id, on=localdate())
    tab, key = request.POST.get("tab", ""), request.POST.get("key", "")
    desk = Desk(draft, on=localdate())
    if "sure" in request.POST:
        if tab not in TABS:
            raise Http404
        paths = [line.path for line in sure_lines(desk.lines(tab))]
        corrections.check(draft, paths=paths, by=request.user, at=now())
        return redirect("draft_review", draft.pk, tab)
    line = desk.line(key)
    if line is None:
        raise NoSuchPlace(key)
    draft = corrections.check(draft, paths=[line.path], by=request.user, at=now())
    return answer(request, draft, key, saved=True)


@login_required
@require_POST
@refusals_said
def decide(request: UserRequest, draft_id: int) -> HttpResponse:
    """Answer a finding."""
    draft = reads.draft_for(request, draft_id, on=localdate())
    decision = request.POST.get("decision", "")
    if decision not in corrections.Decision.values:
        raise Http404
    corrections.decide(
        draft, finding_key=request.POST.get("finding", ""), decision=decision,
        by=request.user, at=now(),
    )  # fmt: skip
    return redirect("draft_review", draft.pk, "findings")


@login_required
@require_POST
@refusals_said
def set_value(request: UserRequest, draft_id: int) -> HttpResponse:
    """Write one value: chosen in a finding, or chosen from two edits that clashed."""
    draft = reads.draft_for(request, draft_id, on=localdate())
    path, finding = request.POST.get("path", ""), request.POST.get("finding", "")
    before, after = _values(draft, path, request)
    try:
        draft = corrections.edit(
            draft, path=path, before=before, after=after, by=request.user, at=now()
        )
    except EditConflict as conflict:
        editor = Editor(request.POST.get("key", path), "Значение", ())
        change = Change(path, request.POST.get("label", "Значение"), before, after)
        return _clash(request, draft, editor, [Clash(change, conflict)])
    if finding:
        _settle(request, draft, finding)
        return redirect("draft_review", draft.pk, "findings")
    return redirect(_at_line(draft, request.POST.get("key", path)))


def _values(draft: Draft, path: str, request: UserRequest) -> tuple[Any, Any]:
    """Return what the person saw and what they want; a plain value was shown as it stands."""
    if "value" in request.POST:
        return draft_values.get(draft.current or {}, path), request.POST["value"]
    try:
        return json.loads(request.POST["before"]), json.loads(request.POST["after"])
    except (KeyError, ValueError):
        raise WrongValue("Значение не дошло целиком. Повторите.") from None


def _settle(request: UserRequest, draft: Draft, finding: str) -> None:
    """Decide the finding if the chosen value alone did not remove it."""
    try:
        corrections.decide(
            draft, finding_key=finding, decision=corrections.Decision.CORRECTED,
            by=request.user, at=now(),
        )  # fmt: skip
    except corrections.NoSuchFinding:
        messages.success(request, "Значение выбрано, замечание снято.")


@login_required
@require_POST
@refusals_said
def rows(request: UserRequest, draft_id: int) -> HttpResponse:
    """Add, delete, join, split or move a measure."""
    draft = reads.draft_for(request, draft_id, on=localdate())
    if not request.POST.get("version", "").isdecimal():
        raise PermissionDenied
    draft, row = rows_of_plan.carry_out(draft, request.POST, by=request.user, at=now())
    messages.success(request, "Строки изменены.")
    if row is None:
        return redirect("draft_review", draft.pk, "measures")
    return redirect("draft_line", draft.pk, f"i{row}")
