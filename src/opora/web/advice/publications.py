"""Publications in sight; one is recorded and mended."""

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

from opora.domain.acts.links import LinkRefused
from opora.domain.acts.services.files import FileRefused
from opora.domain.advice import permissions
from opora.domain.advice.models import Publication, PublicationQuerySet
from opora.domain.advice.services import publications
from opora.reports.tables import Cell, Table
from opora.web.advice.matching import pattern
from opora.web.advice.practice_forms import PublicationConditions, PublicationForm
from opora.web.paging import page_of
from opora.web.requests import UserRequest, inside
from opora.web.steps import refusal_at
from opora.web.tables import asked_kind, table_file

COLUMNS = ("Дата", "Вид", "Название", "Организация", "Адрес", "Страница", "Копия")
_KEPT = ("kind", "owner", "title", "day", "address", "about", "topic", "practice")


@login_required
@require_GET
def publication_list(request: UserRequest) -> HttpResponseBase:
    """List publications, the newest first."""
    form = PublicationConditions(request.GET, user=request.user, on=localdate())
    rows = _narrowed(request, form).select_related("owner").order_by("-day", "-pk")
    if kind := asked_kind(request):
        return table_file(Table("Публикации", COLUMNS, map(_cells, rows.iterator())), kind)
    context = {
        "form": form, "page": page_of(rows, request),
        "records": permissions.organisations_of(request.user, at=now()).exists(),
    }  # fmt: skip
    return render(request, "web/practices/publications.html", context)


def _narrowed(request: UserRequest, form: PublicationConditions) -> PublicationQuerySet:
    rows = Publication.objects.visible_to(request.user, on=localdate()).standing()
    wanted = form.wanted
    if form.days:
        rows = rows.filter(day__range=form.days)
    if wanted.get("type"):
        rows = rows.filter(kind=wanted["type"])
    if wanted.get("school"):
        rows = rows.filter(owner=wanted["school"])
    for word in form.words:
        like = pattern(word)
        rows = rows.filter(Q(title__iregex=like) | Q(about__iregex=like))
    return rows


def _cells(one: Publication) -> tuple[Cell, ...]:
    return (
        one.day, one.get_kind_display(), one.title, one.owner.short_name, one.address,
        one.get_state_display() if one.address else "нет адреса",
        "сохранена" if one.copy_id else "нет",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Record a publication; its page is opened by a job."""
    today = localdate()
    if not permissions.organisations_of(request.user, at=now()).exists():
        raise PermissionDenied
    asked = request.GET
    first = {
        "kind": asked.get("type"), "title": asked.get("title"), "owner": asked.get("school"),
        "day": asked.get("day") or today, "practice": asked.get("practice"),
    }  # fmt: skip
    form = PublicationForm(
        request.POST or None, request.FILES or None, user=request.user, at=now(), on=today,
        initial=first,
    )  # fmt: skip
    if form.is_valid() and (made := _keep(request, form)):
        messages.success(request, "Публикация записана. Копия страницы появится позже.")
        back = inside(request, request.POST.get("next"))
        return redirect(back) if back else redirect("publication", made.pk)
    context = {
        "form": form, "title": "Новая публикация",
        "next": request.POST.get("next") or asked.get("next", ""),
    }  # fmt: skip
    return render(request, "web/practices/publication_edit.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, publication_id: int) -> HttpResponse:
    """Correct a record."""
    seen = Publication.objects.visible_to(request.user, on=localdate())
    found = get_object_or_404(seen.select_related("owner__territory"), pk=publication_id)
    if not permissions.records(request.user, found.owner, at=now()):
        raise PermissionDenied
    first = {name: getattr(found, name) for name in _KEPT}
    form = PublicationForm(
        request.POST or None, request.FILES or None, user=request.user, at=now(),
        on=localdate(), initial=first,
    )  # fmt: skip
    if form.is_valid() and _keep(request, form, found):
        messages.success(request, "Запись изменена.")
        return redirect("publication", found.pk)
    context = {"form": form, "title": "Изменить запись", "publication": found}
    return render(request, "web/practices/publication_edit.html", context)


def _keep(
    request: UserRequest, form: PublicationForm, found: Publication | None = None
) -> Publication | None:
    """Record or correct, or say at the form what is wrong."""
    by, at, told, file = request.user, now(), form.published, form.upload
    with (
        refusal_at(form),
        refusal_at(form, "address", only=LinkRefused),
        refusal_at(form, "file", only=FileRefused),
    ):
        if found is None:
            return publications.record(published=told, upload=file, by=by, at=at)
        return publications.change(publication=found, published=told, upload=file, by=by, at=at)
    return None
