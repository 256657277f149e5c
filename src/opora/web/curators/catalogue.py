"""Models of support: those of the methodology, and the municipality's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.curators.models import Enrolment, SupportModel
from opora.domain.curators.permissions import keeps_models
from opora.domain.curators.services import models as services
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.models import Territory
from opora.methodology.kinds import load_kinds
from opora.methodology.packs import MethodologyError
from opora.methodology.support_models import load_support_models
from opora.web.curators.forms import ModelForm, Rows, model_draft
from opora.web.curators.reads import KEEPERS, kept_model, model_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at


def home_of(request: UserRequest) -> Territory | None:
    """Return the municipality whose models the person keeps, if there is one."""
    kept = scope_of(request.user, on=localdate()).municipalities
    return Territory.objects.filter(pk__in=kept).order_by("name").first()


def _kept_home(request: UserRequest) -> Territory:
    home = home_of(request)
    if home is None:
        raise PermissionDenied(KEEPERS)
    return home


@login_required
@require_GET
def models(request: UserRequest) -> HttpResponse:
    """List models: own ones, and those of the methodology to take."""
    home = home_of(request)
    seen = SupportModel.objects.visible_to(request.user, on=localdate())
    own = list(seen.prefetch_related("measures").order_by("title"))
    taken = {one.code for one in own}
    ready = [one for one in load_support_models().models if one.code not in taken]
    context = {"own": own, "ready": ready, "home": home}
    return render(request, "web/curators/models.html", context)


@login_required
@require_GET
def model(request: UserRequest, model_id: int) -> HttpResponse:
    """Show a model: its measures and how many schools are in it."""
    today = localdate()
    found = model_of(request, model_id)
    seen = Enrolment.objects.visible_to(request.user, on=today).standing()
    inside = seen.filter(model=found).within(today, today)
    titles = {one.kind: one.title for one in load_kinds().kinds}
    context = {
        "model": found,
        "measures": [
            (one, titles.get(one.kind, one.kind)) for one in found.measures.order_by("order")
        ],
        "schools": inside.values("school").distinct().count(),
        "keeps": keeps_models(request.user, found.territory, on=today),
        "reason": reason(found, request.user, on=today),
    }
    return render(request, "web/curators/model.html", context)


@login_required
@require_POST
def take(request: UserRequest) -> HttpResponse:
    """Take a model of the methodology as the municipality's own."""
    home = _kept_home(request)
    code = request.POST.get("code", "")
    try:
        made = services.take(code=code, territory=home, by=request.user, at=now())
    except (MethodologyError, services.ModelRefused):
        messages.error(request, "Такой модели нет. Выберите из списка.")
        return redirect("support_models")
    messages.success(request, "Модель взята. Её можно изменить под свой округ.")
    return redirect("support_model", made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Compose a model of one's own."""
    home = _kept_home(request)
    form, rows = _forms(request, {}, [])
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        with refusal_at(form):
            made = services.compose(
                model_draft(form, rows), territory=home, by=request.user, at=now()
            )
            return done(request, "Модель записана.", "support_model", made.pk)
    context = {"form": form, "rows": rows, "title": "Новая модель"}
    return render(request, "web/curators/model_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, model_id: int) -> HttpResponse:
    """Change a model and its measures."""
    found = kept_model(request, model_id)
    words = {name: getattr(found, name) for name in ("title", "for_whom", "summary")}
    known = list(
        found.measures.order_by("order").values("text", "kind", "after", "responsible")
    )
    form, rows = _forms(request, words, known)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        with refusal_at(form):
            services.change(
                model=found, draft=model_draft(form, rows), by=request.user, at=now()
            )
            return done(
                request,
                "Модель изменена. Уже составленные карты прежние.",
                "support_model",
                found.pk,
            )
    context = {"form": form, "rows": rows, "title": "Изменить модель", "model": found}
    return render(request, "web/curators/model_form.html", context)


def _forms(
    request: UserRequest, words: dict[str, Any], rows: Sequence[Mapping[str, Any]]
) -> tuple[ModelForm, Any]:
    sent = request.POST if request.method == "POST" else None
    return ModelForm(sent, initial=words), Rows(sent, initial=rows, prefix="row")


@login_required
@require_POST
def offer(request: UserRequest, model_id: int) -> HttpResponse:
    """Put a model aside, or offer it again."""
    found = kept_model(request, model_id)
    in_use = request.POST.get("in_use") == "1"
    services.offer(model=found, in_use=in_use, by=request.user, at=now())
    messages.success(request, "Модель снова предлагается." if in_use else "Модель убрана.")
    return redirect("support_model", found.pk)
