"""One practice: its card, its effect, its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.advice import permissions
from opora.domain.advice.effects import effect_of
from opora.domain.advice.models import Practice
from opora.domain.advice.services import practices
from opora.domain.organisations.access import reason
from opora.web.advice.forms import Reason
from opora.web.advice.matching import factor_titles
from opora.web.advice.practice_forms import AtlasForm, Verdict
from opora.web.imports.drafts import attached
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at


def _found(request: UserRequest, practice_id: int) -> Practice:
    seen = Practice.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related("owner__territory", "entered_by", "file")
    return get_object_or_404(rows, pk=practice_id)


@login_required
@require_GET
def page(request: UserRequest, practice_id: int) -> HttpResponse:
    """Show a practice."""
    return _page(request, _found(request, practice_id))


def _page(
    request: UserRequest, found: Practice, *, status: int = 200, **bound: Form
) -> HttpResponse:
    today, by = localdate(), request.user
    context = {
        "practice": found,
        "effect": effect_of(found),
        "factors": factor_titles(found.factors),
        "records": permissions.records(by, found.owner, at=now()),
        "accepts": permissions.accepts(by, found, at=now()),
        "reason": reason(found, by, on=today),
        "verdict": Verdict(),
        "atlas": AtlasForm(initial={"day": today}),
        "withdrawal": Reason(),
    } | bound
    return render(request, "web/practices/practice.html", context, status=status)


Act = Callable[[Practice, dict[str, Any]], object]
STEPS: dict[str, tuple[str, type[Form], str]] = {
    "send": ("sent", Form, "Отправлена на экспертизу."),
    "give-back": ("verdict", Verdict, "Возвращена на доработку."),
    "accept": ("verdict", Verdict, "Практика принята, запись реестра сделана."),
    "publish": ("sent", Form, "Опубликована: её видят все."),
    "atlas": ("atlas", AtlasForm, "Внесена в атлас, запись реестра сделана."),
    "withdraw": ("withdrawal", Reason, "Запись отозвана."),
}


def _deed(name: str, request: UserRequest) -> Act:
    """Return what the step of this name does with a practice."""
    common: dict[str, Any] = {"by": request.user, "at": now()}
    deeds: dict[str, Act] = {
        "send": lambda one, _: practices.send(practice=one, **common),
        "give-back": lambda one, given: practices.give_back(practice=one, **given, **common),
        "accept": lambda one, given: practices.accept(practice=one, **given, **common),
        "publish": lambda one, _: practices.publish(practice=one, **common),
        "atlas": lambda one, given: practices.enter_atlas(practice=one, **given, **common),
        "withdraw": lambda one, given: practices.withdraw(practice=one, **given, **common),
    }
    return deeds[name]


@login_required
@require_POST
def take_step(request: UserRequest, practice_id: int, name: str) -> HttpResponse:
    """Take a practice a step further; what is wrong is said at the form."""
    found = _found(request, practice_id)
    if name not in STEPS:
        raise Http404
    place, shape, said = STEPS[name]
    form = shape(request.POST)
    if form.is_valid():
        with refusal_at(form):
            _deed(name, request)(found, form.cleaned_data)
            return done(request, said, "practice", found.pk)
    return _page(request, _found(request, practice_id), status=422, **{place: form})


@login_required
@require_GET
def file(request: UserRequest, practice_id: int) -> HttpResponseBase:
    """Give the file of a practice."""
    found = _found(request, practice_id)
    if found.file is None:
        raise Http404
    return attached(found.file, found.file_name)
