"""Promises of an obligation on its page: checked again, overruled by a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from opora.domain.roadmaps.models import EvidenceVerdict, Obligation
from opora.domain.roadmaps.services import promises
from opora.web.execution.found import obligation_in_sight, rights_of
from opora.web.looks import Look
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message

Verdict = EvidenceVerdict.Verdict
LOOKS = {
    Verdict.CONFIRMED: Look("is-ok", icon="check-circle-fill", label="Подтверждено"),
    Verdict.PARTLY: Look("is-back", icon="exclamation-triangle-fill", label="Частично"),
    Verdict.NOT_CONFIRMED: Look(
        "is-late", icon="exclamation-circle-fill", label="Не подтверждено"
    ),
    Verdict.UNKNOWN: Look("is-off", icon="dash-circle", label="Не проверить"),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """A verdict and how it looks."""

    row: EvidenceVerdict
    look: Look


def promises_of(obligation: Obligation) -> list[Promise]:
    """Return the verdicts that stand, in order of their looking."""
    rows = obligation.verdicts.select_related("overruled_by").order_by("pk")
    return [Promise(row, LOOKS[Verdict(row.standing)]) for row in rows]


@login_required
@require_POST
def check(request: UserRequest, obligation_id: int) -> HttpResponse:
    """Check the promises of an obligation now."""
    obligation = obligation_in_sight(request, obligation_id)
    rights = rights_of(request.user, obligation)
    if not (rights.checks or rights.reports):
        raise PermissionDenied
    found = promises.check(obligation, at=now())
    if found:
        messages.success(request, "Обещания проверены.")
    else:
        messages.info(request, "Проверять пока нечего: нет ни записей, ни файлов, ни ссылок.")
    return redirect("obligation", obligation.pk)


@login_required
@require_POST
def overrule(request: UserRequest, verdict_id: int) -> HttpResponse:
    """Put the checker's verdict in place of the program's."""
    seen = Obligation.objects.visible_to(request.user, on=localdate())
    rows = EvidenceVerdict.objects.filter(obligation__in=seen)
    verdict = get_object_or_404(rows, pk=verdict_id)
    to = request.POST.get("to", "")
    if to and to not in Verdict.values:
        raise PermissionDenied
    with refusal_as_message(request):
        promises.overrule(
            verdict=verdict, to=to, reason=request.POST.get("reason", ""),
            by=request.user, at=now(),
        )  # fmt: skip
        messages.success(request, "Решение записано.")
    return redirect("obligation", verdict.obligation_id)
