"""An activity is planned, changed, marked as held, cancelled or withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.activities.models import Activity
from opora.domain.activities.permissions import organisers_for
from opora.domain.activities.services import activities, series
from opora.web.activities.forms import (
    EditPlan,
    EndForm,
    FactForm,
    NewPlan,
    begun_with,
    filled_from,
)
from opora.web.activities.reads import led_activity
from opora.web.requests import UserRequest, inside
from opora.web.steps import refusal_at
from opora.web.words import counted

ACTIVITIES = "мероприятие,мероприятия,мероприятий"
FEW = 5


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Plan an activity or a series, or enter one that was held."""
    today = localdate()
    if not organisers_for(request.user, on=today).exists():
        raise PermissionDenied("Мероприятия вносят руководство школ, кураторы и муниципалитет.")
    start = begun_with(request.GET, by=request.user, on=today)
    form = NewPlan(request.POST or None, by=request.user, on=today, initial=start)
    if form.is_valid():
        with refusal_at(form):
            made = _make(request, form)
            return _go(request, made)
    context = {"form": form, "next": _back(request)}
    return render(request, "web/activities/new.html", context)


def _make(request: UserRequest, form: NewPlan) -> Activity:
    """Make what the form asks for and say what came of it."""
    plan, repeat, fact = form.plan(), form.repeat(), form.fact()
    by, at = request.user, now()
    if repeat:
        made = series.start(plan=plan, repeat=repeat, by=by, at=at)
        messages.success(request, f"Намечено: {counted(len(made), ACTIVITIES)}.")
        _warn_of_days_off(request, [one.day for one in made])
        return made[0]
    if fact is None:
        planned = activities.plan(plan, by=by, at=at)
        messages.success(request, "Мероприятие намечено.")
        return planned
    entered = activities.enter(plan, fact, by=by, at=at)
    messages.success(request, "Проведённое мероприятие внесено.")
    return entered


def _warn_of_days_off(request: UserRequest, days: list[date]) -> None:
    off = series.days_off(days)
    if off:
        named = ", ".join(f"{one:%d.%m.%Y}" for one in off[:FEW])
        more = f" и ещё {len(off) - FEW}" if len(off) > FEW else ""
        messages.warning(
            request, f"На выходные и праздники приходится: {named}{more}. Перенесите их."
        )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, activity_id: int) -> HttpResponse:
    """Change an activity, or it and all that follow in its series."""
    found = led_activity(request, activity_id)
    form = EditPlan(
        request.POST or None, by=request.user, on=localdate(), initial=filled_from(found)
    )
    if form.is_valid():
        with refusal_at(form):
            _change(request, found, form)
            return redirect("activity", found.pk)
    context = {"activity": found, "form": form, "following": _following(found)}
    return render(request, "web/activities/edit.html", context)


def _change(request: UserRequest, found: Activity, form: EditPlan) -> None:
    given: dict[str, Any] = {
        "activity": found, "plan": form.plan(), "by": request.user, "at": now()
    }  # fmt: skip
    if form.cleaned_data["following"]:
        count = series.change_following(**given)
        messages.success(request, f"Изменено: {counted(count, ACTIVITIES)}.")
    else:
        activities.change(**given)
        messages.success(request, "Изменено.")


@login_required
@require_http_methods(["GET", "POST"])
def hold(request: UserRequest, activity_id: int) -> HttpResponse:
    """Mark an activity as held, or correct how it went."""
    found = led_activity(request, activity_id)
    form = FactForm(request.POST or None, activity=found, initial=_fact_of(found))
    if form.is_valid():
        with refusal_at(form), refusal_at(form, "day", only=activities.DayAhead):
            activities.hold(activity=found, fact=form.fact(), by=request.user, at=now())
            messages.success(request, "Отмечено: проведено.")
            return _go(request, found)
    context = {
        "activity": found, "form": form, "next": _back(request),
        "came": found.participations.filter(came=True).exclude(role="leader").count(),
    }  # fmt: skip
    return render(request, "web/activities/hold.html", context)


def _fact_of(found: Activity) -> dict[str, Any]:
    """Begin with what is known: schools whose people came, else all that were invited."""
    came = set(found.participations.filter(came=True).values_list("organisation", flat=True))
    invited = found.invitations.values_list("school", "came")
    known = [pk for pk, was in invited if (was if was is not None else not came or pk in came)]
    return {
        "day": found.day if found.is_held else min(found.day, localdate()),
        "hours": found.hours, "amount": found.amount, "summary": found.summary, "came": known,
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def end(request: UserRequest, activity_id: int) -> HttpResponse:
    """Cancel what is planned, or withdraw a record made by mistake."""
    found = led_activity(request, activity_id)
    form = EndForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form, "reason"):
            _end(request, found, form)
            return redirect("activity", found.pk)
    context = {"activity": found, "form": form, "following": _following(found)}
    return render(request, "web/activities/end.html", context)


def _end(request: UserRequest, found: Activity, form: EndForm) -> None:
    given: dict[str, Any] = {
        "activity": found, "reason": form.cleaned_data["reason"], "by": request.user,
        "at": now(),
    }  # fmt: skip
    if found.is_held:
        activities.withdraw(**given)
        messages.success(request, "Запись отозвана: она больше ничего не исполняет.")
    elif form.cleaned_data["following"]:
        count = series.cancel_following(**given)
        messages.success(request, f"Отменено: {counted(count, ACTIVITIES)}.")
    else:
        activities.cancel(**given)
        messages.success(request, "Мероприятие отменено.")


def _following(found: Activity) -> int:
    """How many planned ones come after it in its series."""
    return len(series.following(found)) - 1 if found.is_planned else 0


def _go(request: UserRequest, found: Activity) -> HttpResponse:
    back = _back(request)
    return redirect(back) if back else redirect("activity", found.pk)


def _back(request: UserRequest) -> str:
    return inside(request, request.POST.get("next") or request.GET.get("next"))
