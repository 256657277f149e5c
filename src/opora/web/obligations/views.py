"""Lists of obligations, reminders, many accepted at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import Obligation, ObligationQuerySet
from opora.domain.roadmaps.services import obligations
from opora.web.obligations.forms import Conditions
from opora.web.paging import page_of
from opora.web.requests import UserRequest, inside
from opora.web.steps import refusal_as_message
from opora.web.words import counted
from opora.web.years import of_year

MANY = 200


@login_required
@require_GET
def obligation_list(request: UserRequest) -> HttpResponse:
    """List the obligations in sight under the conditions of the address."""
    today = localdate()
    form = Conditions(request.GET, user=request.user, on=today)
    found = Obligation.objects.none()
    if form.is_valid():
        found = _under(request, form.cleaned_data, today)
    context = {
        "today": today,
        "form": form,
        "chips": list(form.chips()) if form.is_valid() else [],
        "page": page_of(queries.ByDay(found), request),
    }
    partial = request.htmx and not request.htmx.boosted
    template = "rows" if partial else "list"
    return render(request, f"web/obligations/{template}.html", context)


def _under(request: UserRequest, wanted: dict[str, Any], today: date) -> ObligationQuerySet:
    filters = queries.ObligationFilters(
        state=wanted["state"],
        late=wanted["late"],
        come_due=wanted["come_due"],
        mine=wanted["mine"],
        to_check=wanted["to_check"],
        month=wanted["month"],
        organisation=_pk(wanted["school"]),
        roadmap=_pk(wanted["roadmap"]),
        measure=_pk(wanted["measure"]),
        territory=_pk(wanted["territory"]),
        kind=wanted["kind"],
        search=wanted["q"],
    )
    found = queries.obligation_list(request.user, on=today, filters=filters)
    return found.filter(_more(wanted))


def _more(wanted: dict[str, Any]) -> Q:
    """Conditions of the address beside those of ``ObligationFilters``."""
    limits = Q()
    if wanted["day"]:
        limits &= Q(control=wanted["day"])
    if wanted["until"]:
        limits &= Q(control__lte=wanted["until"], state__in=Obligation.OWED)
    if wanted["ahead"]:
        limits &= Q(control__gte=wanted["ahead"], state__in=Obligation.OWED)
    if wanted["person"]:
        limits &= Q(person=wanted["person"])
    if wanted["year"]:
        limits &= of_year(wanted["year"])
    return limits


def _pk(thing: Any) -> int | None:
    return thing.pk if thing else None


@login_required
@require_POST
def remind(request: UserRequest) -> HttpResponse:
    """Remind those who owe a thing; refused twice a day."""
    seen = Obligation.objects.visible_to(request.user, on=localdate())
    obligation = get_object_or_404(seen, pk=_number(request.POST.get("obligation")))
    with refusal_as_message(request):
        obligations.remind(obligation=obligation, by=request.user, at=now())
        messages.success(request, "Напоминание отправлено.")
    return redirect(_back(request))


@login_required
@require_POST
def accept_many(request: UserRequest) -> HttpResponse:
    """Accept what is ticked; what is refused is named, the rest is accepted."""
    ticked = [
        number for value in request.POST.getlist("obligation") if (number := _number(value))
    ]
    seen = Obligation.objects.visible_to(request.user, on=localdate())
    chosen = seen.filter(pk__in=ticked[:MANY]).select_related("organisation")
    if not chosen:
        messages.warning(request, "Ничего не выбрано: отметьте строки, которые принимаете.")
        return redirect(_back(request))
    outcome = obligations.accept_many(obligations=chosen, by=request.user, at=now())
    if outcome.done:
        done = counted(len(outcome.done), "обязательство,обязательства,обязательств")
        messages.success(request, f"Принято: {done}.")
    for obligation, sentence in outcome.refused:
        messages.error(request, f"{obligation.organisation.short_name}: {sentence}")
    return redirect(_back(request))


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None


def _back(request: UserRequest) -> str:
    return inside(request, request.POST.get("next")) or "my_day"
