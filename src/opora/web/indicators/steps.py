"""Buttons of the matrix: compute anew, close a period."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST
from django_q.tasks import async_task

from opora.domain.indicators.permissions import may_manage
from opora.domain.indicators.services import values
from opora.web.indicators.reads import Asked, asked_of
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message

RECOMPUTE = "opora.domain.indicators.jobs.recompute"


@login_required
@require_POST
def recompute(request: UserRequest, territory_id: int) -> HttpResponse:
    """Compute the year anew: a municipality at once, a region by a job."""
    asked = asked_of(request, territory_id)
    if not may_manage(request.user, asked.territory, on=asked.today):
        raise PermissionDenied
    if asked.is_region:
        async_task(RECOMPUTE, asked.territory.pk, asked.year.start, group="indicators")
        messages.success(request, "Пересчёт региона начат, через минуту обновите страницу.")
    else:
        values.recompute_year(asked.territory, asked.year, at=now())
        messages.success(request, "Показатели пересчитаны.")
    return _back(asked)


@login_required
@require_POST
def freeze(request: UserRequest, territory_id: int) -> HttpResponse:
    """Close a period that is over: its values stand."""
    asked = asked_of(request, territory_id)
    with refusal_as_message(request):
        values.freeze(territory=asked.territory, period=asked.period, by=request.user, at=now())
        messages.success(request, f"Период закрыт: {asked.period.label}.")
    return _back(asked)


def _back(asked: Asked) -> HttpResponse:
    address = reverse("indicators_territory", args=[asked.territory.pk])
    return redirect(f"{address}?period={asked.key}")
