"""Questionnaires: those of the methodology, own copies, and editing them item by item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.diagnostics.models import Questionnaire
from opora.domain.diagnostics.permissions import leads, starts_surveys
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.services import questionnaires as service
from opora.domain.organisations.access import reason
from opora.methodology.packs import label_of
from opora.methodology.questionnaires import (
    Item,
    Option,
    component_titles,
    load_questionnaires,
)
from opora.web.diagnostics.reads import owners_of
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at

TYPES = {
    "scale": "шкала согласия",
    "choice": "выбор ответа",
    "number": "число",
    "text": "свои слова",
}
SPARE = 3
"""Empty rows for new items."""
MOST_ITEMS = 80


class ItemForm(forms.Form):
    """One item. Options of a choice stand one a line, their score after a bar."""

    text = forms.CharField(label="Вопрос", max_length=400, required=False)
    type = forms.ChoiceField(label="Вид", choices=list(TYPES.items()))
    feeds = forms.ChoiceField(label="Компонент фактора", required=False)
    good = forms.BooleanField(label="согласие — хорошо", required=False)
    options = forms.CharField(
        label="Варианты, каждый с новой строки; баллы 0–100 после черты",
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = component_titles().items()
        choices = [("", "не входит"), *((code, f"{code} {title}") for code, title in known)]
        self.fields["feeds"].choices = choices  # type: ignore[attr-defined]  # a choice field


ItemSet = forms.formset_factory(
    ItemForm, extra=SPARE, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS, validate_max=True
)


class TitleForm(forms.Form):
    """The name of a questionnaire."""

    title = forms.CharField(label="Название", max_length=200)


@login_required
@require_GET
def questionnaires(request: UserRequest) -> HttpResponse:
    """List the questionnaires in sight."""
    today = localdate()
    service.of_methodology(at=now())
    seen = Questionnaire.objects.visible_to(request.user, on=today).select_related("owner")
    context = {
        "page": page_of(seen.order_by("owner__short_name", "title", "-version"), request),
        "confidence": label_of(load_questionnaires().provenance.confidence),
    }
    return render(request, "web/diagnostics/questionnaires.html", context)


@login_required
@require_GET
def questionnaire(request: UserRequest, questionnaire_id: int) -> HttpResponse:
    """Show a questionnaire: what it asks and what each item feeds."""
    today = localdate()
    found = _found(request, questionnaire_id)
    titles = component_titles()
    context = {
        "questionnaire": found,
        "items": [
            (one, TYPES[one.type], [f"{code} {titles.get(code, '')}" for code in one.feeds])
            for one in found.form.items
        ],
        "scale": load_questionnaires().scale,
        "is_used": found.surveys.exists(),
        "versions": Questionnaire.objects.visible_to(request.user, on=today)
        .filter(family=found.family).order_by("version"),
        "may_edit": found.owner is not None and leads(request.user, found.owner, on=today),
        "may_copy": starts_surveys(request.user, on=today),
        "reason": reason(found, request.user, on=today),
    }  # fmt: skip
    return render(request, "web/diagnostics/questionnaire.html", context)


@login_required
@require_POST
def copy(request: UserRequest, questionnaire_id: int) -> HttpResponse:
    """Begin an own questionnaire from this one."""
    today = localdate()
    found = _found(request, questionnaire_id)
    owner = owners_of(request.user, on=today).first()
    if owner is None:
        raise PermissionDenied("Свои анкеты ведут школа, управление и методическая служба.")
    made = service.copy(source=found, owner=owner, by=request.user, at=now())
    messages.success(request, "Копия готова: правьте её.")
    return redirect("questionnaire_edit", made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, questionnaire_id: int) -> HttpResponse:
    """Edit an own questionnaire; a used version stays, the next one is made."""
    found = _found(request, questionnaire_id)
    if found.owner is None or not leads(request.user, found.owner, on=localdate()):
        raise PermissionDenied("Правят только свою анкету. Скопируйте эту и правьте копию.")
    items = {one.code: one for one in found.form.items}
    title = TitleForm(request.POST or None, initial={"title": found.title})
    rows = ItemSet(request.POST or None, initial=[_shown(one) for one in items.values()])
    if title.is_valid() and rows.is_valid():
        with refusal_at(title):
            made = service.edit(
                questionnaire=found, title=title.cleaned_data["title"],
                items=_items(rows, items), by=request.user, at=now(),
            )  # fmt: skip
            return done(request, f"Записана {made}.", "questionnaire", made.pk)
    context = {"form": title, "rows": rows, "questionnaire": found}
    status = 422 if title.is_bound else 200
    return render(request, "web/diagnostics/questionnaire_edit.html", context, status=status)


def _found(request: UserRequest, questionnaire_id: int) -> Questionnaire:
    seen = Questionnaire.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(seen.select_related("owner__territory"), pk=questionnaire_id)


def _shown(item: Item) -> dict[str, object]:
    options = [
        one.text if one.score is None else f"{one.text} | {one.score:g}" for one in item.options
    ]
    return {
        "text": item.text, "type": item.type, "feeds": item.feeds[0] if item.feeds else "",
        "good": item.good, "options": "\n".join(options), "kept": item.code,
    }  # fmt: skip


def _items(rows: Any, known: dict[str, Item]) -> list[Item]:
    """Return the items of the rows that have words; what the form does not show is kept."""
    found = []
    for number, row in enumerate(rows, start=1):
        given = row.cleaned_data
        if given.get("text"):
            found.append(_item(given, known.get(given["kept"]), number))
    return found


def _item(given: dict[str, Any], before: Item | None, number: int) -> Item:
    feeds: tuple[str, ...] = (given["feeds"],) if given["feeds"] else ()
    if before and before.feeds[:1] == feeds:
        feeds = before.feeds
    share = before if before and given["type"] == "number" else None
    options = tuple(_options(given["options"])) if given["type"] == "choice" else ()
    if given["type"] == "choice" and not options:
        raise DiagnosticsRefused(
            f"«{given['text']}»: впишите варианты ответа, по одному в строке."
        )
    return Item(
        code=before.code if before else f"own{number}",
        text=" ".join(given["text"].split()),
        type=given["type"],
        feeds=feeds,
        good=given["good"],
        options=options,
        of=share.of if share else "",
        best=share.best if share else 0.0,
        worst=share.worst if share else 0.0,
    )


def _options(text: str) -> list[Option]:
    found = []
    for line in filter(str.strip, text.splitlines()):
        words, _, score = line.partition("|")
        number = score.strip().replace(",", ".")
        try:
            found.append(Option(words.strip(), float(number) if number else None))
        except ValueError:
            raise DiagnosticsRefused(
                f"«{line.strip()}»: баллы после черты — число от 0 до 100."
            ) from None
    return found
