"""The review: the document as it looks beside what was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.acts.models import Draft
from opora.domain.organisations.access import reason, scope_of
from opora.domain.people.models import User
from opora.web.imports import reads
from opora.web.imports.desk import COLUMNS, SEVERITY_WORDS, TABS, Desk, Finding
from opora.web.imports.lines import Line
from opora.web.imports.sheet import sheet_of
from opora.web.imports.sources import marks_of
from opora.web.requests import UserRequest
from opora.web.words import counted


@login_required
@require_GET
def review(request: UserRequest, draft_id: int, tab: str) -> HttpResponse:
    """Show one tab of a reading beside the document."""
    today = localdate()
    if tab not in TABS:
        raise Http404
    draft = reads.draft_for(request, draft_id, on=today)
    if draft.status not in (Draft.Status.READY, Draft.Status.CONFIRMED):
        return redirect("draft", draft.pk)
    desk = Desk(draft, on=today)
    context = bar_of(desk, tab, request.user, today) | {
        "sheet": sheet_of((draft.reading or {})["layout"], marks_of(desk.current)),
        "layout": (draft.reading or {})["layout"],
        "seconds": (draft.reading or {}).get("seconds"),
        "selected": request.GET.get("row", ""),
        "groups": groups(desk.lines(tab)),
        "reason": reason(draft, request.user, on=today),
    }
    return render(request, "web/imports/review.html", context)


def bar_of(desk: Desk, tab: str, user: User, today: date) -> dict[str, Any]:
    """Return what stands around the lines: tabs, findings, what blocks."""
    scope, organisation = scope_of(user, on=today), desk.draft.organisation
    findings = desk.findings()
    tabs = desk.tabs()
    ready = desk.draft.status == Draft.Status.READY
    return {
        "draft": desk.draft,
        "current": desk.current,
        "tab": tab,
        "columns": COLUMNS.get(tab),
        "tabs": tabs,
        "counts": next(one for one in tabs if one.name == tab),
        "findings": findings,
        "finding_words": _counts(findings),
        "blockers": desk.blockers() if ready else [],
        "sure": len(sure_lines(desk.lines(tab))) if tab != "findings" else 0,
        "may_edit": ready
        and (scope.may_plan_for(organisation) or scope.may_approve_for(organisation)),
    }


def _counts(findings: Sequence[Finding]) -> str:
    """Say «1 ошибка, 2 предупреждения»."""
    severities = [finding.severity for finding in findings]
    return ", ".join(
        counted(severities.count(name), words)
        for name, words in SEVERITY_WORDS.items()
        if name in severities
    )


def sure_lines(lines: Iterable[Line]) -> list[Line]:
    """Return the lines without a question that nobody checked yet."""
    return [line for line in lines if not line.doubts and line.checked is None]


def groups(lines: Sequence[Line]) -> list[tuple[str, str, list[Line]]]:
    """Part lines into doubtful and sure ones: title, count in words, lines."""
    doubtful = [line for line in lines if line.doubts]
    sure = [line for line in lines if not line.doubts]
    done = sum(line.checked is not None for line in sure)
    found = [
        ("Сомнительное", f"{len(doubtful)} — решите, как считать", doubtful),
        ("Прочитано уверенно", f"{len(sure)}, из них проверено {done}", sure),
    ]
    return [group for group in found if group[2]]
