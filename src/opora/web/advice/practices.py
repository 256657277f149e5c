"""Practices in sight; a card is written and mended."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.acts.services.files import FileRefused
from opora.domain.advice import permissions
from opora.domain.advice.effects import effect_of
from opora.domain.advice.models import Practice, PracticeQuerySet
from opora.domain.advice.services import practices
from opora.reports.tables import Cell, Table
from opora.web.advice.matching import pattern
from opora.web.advice.practice_forms import COUNTS, WORDS, CardForm, PracticeConditions
from opora.web.paging import page_of
from opora.web.requests import UserRequest, inside
from opora.web.steps import refusal_at
from opora.web.tables import asked_kind, table_file

COLUMNS = (
    "Название", "Организация", "Для кого", "Риски", "Эффект", "Атлас", "Состояние",
)  # fmt: skip


@login_required
@require_GET
def practice_list(request: UserRequest) -> HttpResponseBase:
    """List practices: published ones of everybody, and those of organisations in sight."""
    form = PracticeConditions(request.GET, user=request.user, on=localdate())
    rows = _narrowed(request, form).select_related("owner").order_by("title", "pk")
    if kind := asked_kind(request):
        return table_file(Table("Практики", COLUMNS, map(_cells, rows.iterator())), kind)
    page = page_of(rows, request)
    context = {
        "form": form, "page": page,
        "rows": [(one, effect_of(one)) for one in page.object_list],
        "records": permissions.organisations_of(request.user, at=now()).exists(),
    }  # fmt: skip
    return render(request, "web/practices/list.html", context)


def _narrowed(request: UserRequest, form: PracticeConditions) -> PracticeQuerySet:
    rows = Practice.objects.visible_to(request.user, on=localdate())
    wanted = form.wanted
    if wanted.get("status"):
        rows = rows.filter(status=wanted["status"])
    else:
        rows = rows.exclude(status=Practice.Status.WITHDRAWN)
    if wanted.get("factor"):
        rows = rows.for_factor(wanted["factor"])
    if wanted.get("school"):
        rows = rows.filter(owner=wanted["school"])
    if form.days:
        first, last = form.days
        rows = rows.filter(entered_at__date__range=(first, last))
    for word in form.words:
        like = pattern(word)
        rows = rows.filter(
            Q(title__iregex=like) | Q(problem__iregex=like) | Q(essence__iregex=like)
        )
    return rows


def _cells(one: Practice) -> tuple[Cell, ...]:
    effect = effect_of(one)
    return (
        one.title, one.owner.short_name, one.target_group, ", ".join(one.factors),
        f"{effect.summary}; {effect.words}" if effect else "не измерен",
        one.atlas_number, one.get_status_display(),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Write the card of a practice."""
    if not permissions.organisations_of(request.user, at=now()).exists():
        raise PermissionDenied
    asked = request.GET
    first = {"title": asked.get("title"), "owner": asked.get("school")}
    form = CardForm(
        request.POST or None, request.FILES or None, user=request.user, at=now(), initial=first
    )
    if form.is_valid() and (made := _describe(request, form)):
        messages.success(request, "Черновик практики записан.")
        back = inside(request, request.POST.get("next"))
        return redirect(back) if back else redirect("practice", made.pk)
    context = {
        "form": form, "title": "Новая практика",
        "next": request.POST.get("next") or asked.get("next", ""),
    }  # fmt: skip
    return render(request, "web/practices/edit.html", context)


def _describe(request: UserRequest, form: CardForm) -> Practice | None:
    with refusal_at(form), refusal_at(form, "file", only=FileRefused):
        return practices.describe(
            owner=form.cleaned_data["owner"], card=form.card, upload=form.upload,
            by=request.user, at=now(),
        )  # fmt: skip
    return None


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, practice_id: int) -> HttpResponse:
    """Mend the card of a draft."""
    seen = Practice.objects.visible_to(request.user, on=localdate())
    practice = get_object_or_404(seen.select_related("owner__territory"), pk=practice_id)
    if not permissions.records(request.user, practice.owner, at=now()):
        raise PermissionDenied
    first = {name: getattr(practice, name) for name in ("owner", "measured", *WORDS, *COUNTS)}
    form = CardForm(
        request.POST or None, request.FILES or None, user=request.user, at=now(), initial=first
    )
    form.fields["owner"].disabled = True
    if form.is_valid() and _change(request, practice, form):
        messages.success(request, "Практика изменена.")
        return redirect("practice", practice.pk)
    context = {"form": form, "title": "Изменить практику", "practice": practice}
    return render(request, "web/practices/edit.html", context)


def _change(request: UserRequest, practice: Practice, form: CardForm) -> Practice | None:
    with refusal_at(form), refusal_at(form, "file", only=FileRefused):
        return practices.change(
            practice=practice, card=form.card, upload=form.upload, by=request.user, at=now()
        )
    return None
