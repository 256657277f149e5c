"""The questionnaire that opens by a one-time link: no sign-in, nothing kept of who answers."""

from __future__ import annotations

from secrets import SystemRandom
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.diagnostics.models import Group
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.services import answers
from opora.domain.diagnostics.services.answers import LARGEST_NUMBER, LONGEST_TEXT, LinkRefused
from opora.methodology.questionnaires import Form, Item, Value, load_questionnaires

NOTHING_THERE = 404
BY_NAME = "by_name"
"""Stands in the address of the thanks to a school's administration: it answers openly."""


class AnswerForm(forms.Form):
    """The items of a questionnaire as fields; none is obligatory."""

    def __init__(self, *args: Any, asked: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, item in enumerate(asked.items, start=1):
            self.fields[item.code] = _field(item, f"{number}. {item.text}")

    def values(self) -> dict[str, Value]:
        """Return what was answered, by code of item."""
        return {
            code: value
            for code, value in self.cleaned_data.items()
            if value is not None and value != ""
        }


def _field(item: Item, label: str) -> forms.Field:
    if item.type == "number":
        numbers = forms.NumberInput({"inputmode": "numeric"})
        return forms.IntegerField(
            label=label, required=False, min_value=0, max_value=LARGEST_NUMBER, widget=numbers
        )
    if item.type == "text":
        return forms.CharField(
            label=label, required=False, max_length=LONGEST_TEXT,
            widget=forms.Textarea({"rows": 3}),
        )  # fmt: skip
    steps = enumerate(load_questionnaires().scale, start=1)
    options = enumerate(one.text for one in item.options)
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=list(steps if item.type == "scale" else options),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questionnaire of a link and take one answer by it."""
    today = localdate()
    try:
        ticket = answers.ticket_of(token, on=today)
        form = AnswerForm(request.POST or None, asked=ticket.group.questionnaire.form)
        if form.is_valid():
            group = answers.give(
                token=token, values=form.values(), on=today, rng=SystemRandom()
            )
            return _thank(group)
    except LinkRefused as refusal:
        return render(
            request,
            "web/diagnostics/refused.html",
            {"words": str(refusal)},
            status=NOTHING_THERE,
        )
    except DiagnosticsRefused as refusal:
        form.add_error(None, str(refusal))
    context = {
        "form": form,
        "asked": ticket.group.questionnaire.form,
        "school": ticket.group.place.school,
        "survey": ticket.group.place.survey,
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/answer.html", context, status=status)


def _thank(group: Group) -> HttpResponse:
    """Lead to the thanks; only whoever answered without a name is told that it stays so."""
    address = reverse("questionnaire_thanks")
    is_anonymous = group.questionnaire.form.is_anonymous
    return redirect(address if is_anonymous else f"{address}?{BY_NAME}=1")


@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    """Say that the answer is taken."""
    context = {"is_anonymous": BY_NAME not in request.GET}
    return render(request, "web/diagnostics/thanks.html", context)
