"""Selective rechecks of works: what was found alike, entered and withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.assessments.models import Recheck, Round
from opora.domain.assessments.models.rechecks import RecheckQuerySet
from opora.domain.assessments.permissions import keeps_results
from opora.domain.assessments.services import rechecks
from opora.domain.assessments.services.rechecks import FEWEST, Checked
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.web.organisations.forms import DayInput
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.results import reads
from opora.web.results.names import round_name
from opora.web.steps import done, refusal_as_message, refusal_at

_YEARS = 2
"""Works are rechecked in the year they were written, or in the next."""


class RoundChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A work by its name."""

    def label_from_instance(self, obj: Round) -> str:
        """Name the work and its year."""
        return round_name(obj)


class RecheckForm(forms.Form):
    """Which works of which school were checked once more, and what was found."""

    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Школа", empty_label="выберите"
    )
    round = RoundChoice(Round.objects.none(), label="Работа", empty_label="выберите")
    owner = forms.ModelChoiceField(
        Organisation.objects.none(), label="Кто перепроверял", empty_label=None
    )
    day = forms.DateField(label="Когда", widget=DayInput())
    checked = forms.IntegerField(label="Перепроверено работ", min_value=FEWEST, max_value=9999)
    agreed = forms.IntegerField(label="Из них оценено так же", min_value=0, max_value=9999)
    tolerance = forms.IntegerField(
        label="Допуск, первичных баллов", min_value=0, max_value=20, initial=1,
        help_text="На сколько баллов работа может разойтись и всё же считаться такой же.",
    )  # fmt: skip
    note = forms.CharField(label="Примечание", max_length=300, required=False)

    def __init__(self, data: Any = None, *, territory: Territory, user: User, on: date) -> None:
        super().__init__(data, initial={"day": on})
        seen = Organisation.objects.visible_to(user, on=on).schools()
        held = Round.objects.filter(kind="ВПР", year__gt=on.year - _YEARS)
        choices: dict[str, Any] = {
            "school": seen.filter(territory=territory).order_by("short_name"),
            "round": held.order_by("-year", "grade", "subject"),
            "owner": reads.bringers_of(user, on=on),
        }
        for name, found in choices.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def recheck_list(request: UserRequest, territory_id: int) -> HttpResponse:
    """List the rechecks of a territory by school; who keeps its results enters another.

    A school and its curator read there what was rechecked at the school.
    """
    today = localdate()
    territory = get_object_or_404(Territory, pk=territory_id)
    if not keeps_results(request.user, territory, on=today):
        return _read(request, territory)
    form = RecheckForm(request.POST or None, territory=territory, user=request.user, on=today)
    if form.is_valid():
        with refusal_at(form):
            found = Checked(**form.cleaned_data)
            rechecks.record(found=found, by=request.user, at=now())
            return done(request, "Перепроверка записана.", "results_rechecks", territory.pk)
    status = 422 if form.is_bound else 200
    return _page(request, territory, {"form": form, "may_keep": True}, status=status)


def _read(request: UserRequest, territory: Territory) -> HttpResponse:
    if not _seen(request, territory).exists():
        raise Http404
    if request.method == "POST":
        raise PermissionDenied
    return _page(request, territory, {})


def _seen(request: UserRequest, territory: Territory) -> RecheckQuerySet:
    seen = Recheck.objects.visible_to(request.user, on=localdate())
    return seen.filter(school__territory=territory)


def _page(
    request: UserRequest, territory: Territory, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    rows = _seen(request, territory).select_related("school", "round", "owner")
    page = page_of(rows.order_by("school__short_name", "-day", "pk"), request)
    lines = [(one, round_name(one.round)) for one in page.object_list]
    context = {"territory": territory, "page": page, "lines": lines, **more}
    return render(request, "web/results/rechecks.html", context, status=status)


@login_required
@require_POST
def withdraw(request: UserRequest, recheck_id: int) -> HttpResponse:
    """Withdraw a recheck that was entered by mistake."""
    seen = Recheck.objects.visible_to(request.user, on=localdate()).select_related("school")
    found = get_object_or_404(seen, pk=recheck_id)
    with refusal_as_message(request):
        rechecks.withdraw(
            recheck=found, reason=request.POST.get("reason", ""), by=request.user, at=now()
        )
        messages.success(request, "Запись отозвана.")
    return redirect("results_rechecks", found.school.territory_id)
