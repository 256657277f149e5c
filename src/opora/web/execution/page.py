"""The page of one obligation, as its doer and as its checker see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from opora.domain.organisations.access import reason
from opora.domain.people.models import AuditEvent
from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import Evidence, EvidenceVerdict, Obligation
from opora.web.execution.carried import carried_of
from opora.web.execution.forms import (
    ChildForm,
    LinkForm,
    PersonForm,
    ReportForm,
    WordsForm,
)
from opora.web.execution.found import (
    Rights,
    obligation_in_sight,
    queue_around,
    rights_of,
)
from opora.web.execution.preview import Preview, preview_of
from opora.web.execution.promised import promises_of
from opora.web.execution.verdicts import verdicts_on
from opora.web.history.entries import entries_of
from opora.web.requests import UserRequest
from opora.web.roadmaps.asked import asked_of
from opora.web.roadmaps.frame import is_open

QUICK_WORDS = ("Нет подписи", "Нет даты или номера", "Не тот документ", "Не все разделы")
LATEST = 30


@dataclass(frozen=True, slots=True)
class Pane:
    """The evidence that stands beside the promise."""

    evidence: Evidence
    preview: Preview


@login_required
@require_GET
def obligation_page(request: UserRequest, obligation_id: int) -> HttpResponse:
    """Show an obligation; what waits for a check opens to its checker beside the evidence."""
    return draw(request, obligation_in_sight(request, obligation_id))


def draw(
    request: UserRequest,
    obligation: Obligation,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw the page; ``more`` holds forms with what could not be done."""
    today = localdate()
    rights = rights_of(request.user, obligation)
    evidence = list(
        obligation.evidence.standing().select_related("file", "copy", "added_by").order_by("pk")
    )
    events = AuditEvent.objects.about(obligation).select_related("by")[:LATEST]
    context: dict[str, Any] = {
        "obligation": obligation,
        "measure": obligation.measure,
        "today": today,
        "rights": rights,
        "evidence": evidence,
        "asked": list(asked_of(obligation.measure)),
        "days_late": obligation.days_late(on=today),
        "entries": entries_of(events),
        "reason": reason(obligation, request.user, on=today),
        "act_is_open": is_open(obligation.measure.edition.act, request.user, on=today),
        "words_form": WordsForm(),
        "carried": carried_of(obligation, request.user, rights, on=today),
        "promises": promises_of(obligation),
        "verdict_choices": EvidenceVerdict.Verdict.choices,
    }
    is_check = "accept" in rights
    context |= _checking(request, context) if is_check else _doing(rights, obligation)
    template = "check" if is_check else "obligation"
    if is_check:
        context["why"] = context.pop("reason")
    context |= more or {}
    return render(request, f"web/execution/{template}.html", context, status=status)


def _doing(rights: Rights, obligation: Obligation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "submit" in rights:
        found |= {"report_form": ReportForm.of(obligation), "link_form": LinkForm()}
    if rights.reports or rights.checks:
        initial = {"person": obligation.person_id}
        form = PersonForm(obligation=obligation, at=now(), initial=initial)
        found["person_form"] = form
    if obligation.measure.child_level:
        found |= {
            "children": list(obligation.child_roadmaps.order_by("pk")),
            "child_form": ChildForm(obligation=obligation) if "submit" in rights else None,
        }
    return found


def _checking(request: UserRequest, context: dict[str, Any]) -> dict[str, Any]:
    obligation: Obligation = context["obligation"]
    evidence: list[Evidence] = context["evidence"]
    today = context["today"]
    together = Obligation.objects.visible_to(request.user, on=today)
    return {
        "queue": queue_around(request.user, obligation, on=today),
        "pane": _pane(request, evidence),
        "verdicts": list(verdicts_on(obligation, evidence, request.user, on=today)),
        "quick_words": QUICK_WORDS,
        "tally": queries.tally_of(together.filter(occurrence=obligation.occurrence), on=today),
        "children": list(obligation.child_roadmaps.order_by("pk")),
    }


def _pane(request: UserRequest, evidence: list[Evidence]) -> Pane | None:
    if not evidence:
        return None
    chosen = request.GET.get("evidence", "")
    found = [one for one in evidence if str(one.pk) == chosen] or evidence
    return Pane(found[0], preview_of(found[0]))
