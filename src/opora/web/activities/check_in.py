"""The code on the screen, and the page that opens from it in a phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.activities.check_in import TicketRefused, activity_of, ticket_for
from opora.domain.activities.models import Activity
from opora.domain.activities.services import check_in as service
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.reports.qr import qr_svg
from opora.web.activities.reads import led_activity
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at


class NameForm(forms.Form):
    """Who marks themselves, without an account."""

    name = forms.CharField(label="Фамилия, имя, отчество", max_length=160)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Организация", empty_label="выберите"
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [one.pk for one in service.hosts(activity)]
        self.fields["organisation"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            pk__in=ids
        ).order_by("short_name")


@login_required
@require_GET
def code(request: UserRequest, activity_id: int) -> HttpResponse:
    """Show the code for the screen or a printed sheet, with how many have marked themselves."""
    found = led_activity(request, activity_id)
    path = reverse("activity_check_in", args=[ticket_for(found)])
    address = request.build_absolute_uri(path)
    drawn = qr_svg(address, label="Код для отметки участников")
    context = {
        "activity": found,
        "address": address,
        "drawing": SafeString(drawn),  # drawn by us from our own address
        "came": found.participations.filter(came=True).count(),
        "today": localdate(),
    }
    return render(request, "web/activities/code.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, ticket: str) -> HttpResponse:
    """Let whoever stands in the room mark themselves: one press, or a name and a school."""
    try:
        activity = activity_of(ticket, on=localdate())
    except TicketRefused as refusal:
        told = {"refusal": str(refusal)}
        return render(request, "web/activities/check_in.html", told, status=404)
    user = request.user if isinstance(request.user, User) else None
    answer = _by_user(request, ticket, user) if user else _by_name(request, ticket, activity)
    if user and request.method != "POST":
        answer["done"] = service.found(activity, user) is not None
    context = {"activity": activity, "ticket": ticket, **answer}
    status = 422 if answer.get("refusal") else 200
    return render(request, "web/activities/check_in.html", context, status=status)


def _by_user(request: HttpRequest, ticket: str, user: User) -> dict[str, Any]:
    if request.method != "POST":
        return {}
    try:
        service.by_user(ticket=ticket, user=user, at=now())
    except Refused as refusal:
        return {"refusal": str(refusal)}
    return {"done": True}


def _by_name(request: HttpRequest, ticket: str, activity: Activity) -> dict[str, Any]:
    form = NameForm(request.POST or None, activity=activity)
    if form.is_valid():
        with refusal_at(form, "name"):
            is_new = service.by_name(ticket=ticket, **form.cleaned_data, at=now())
            return {"done": True, "again": not is_new, "name": form.cleaned_data["name"]}
    return {"form": form}
