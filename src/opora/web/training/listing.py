"""Certificates of the school year under the conditions of the address."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.organisations.school_years import SchoolYear
from opora.domain.training.models import Completion, CompletionQuerySet
from opora.reports.tables import Cell, Table
from opora.web.kept import kept
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.tables import asked_kind, table_file
from opora.web.training.forms import Conditions
from opora.web.training.reads import either_case, entered_by
from opora.web.years import years_of

COLUMNS = (
    "Кто обучен", "Организация", "Программа", "Кто обучал", "Вид", "Часов", "Чему учили",
    "Номер", "Выдано",
)  # fmt: skip
HIDDEN = "имя не показано"


@login_required
@require_GET
def completions(request: UserRequest) -> HttpResponseBase:
    """List certificates issued in the chosen school year."""
    today = localdate()
    year = SchoolYear(years_of(request, today).chosen)
    form = Conditions(request.GET, user=request.user, on=today)
    seen = Completion.objects.visible_to(request.user, on=today).standing()
    rows = seen.filter(issued__range=(year.first_day, year.last_day))
    rows = rows.with_right_to_names(request.user, on=today)
    rows = _narrowed(rows, form).select_related("person", "organisation")
    rows = rows.order_by("organisation__short_name", "-issued", "pk")
    if kind := asked_kind(request):
        return table_file(Table(f"Обучение, {year.label}", COLUMNS, _cells(rows)), kind)
    asked = request.GET.copy()
    asked.pop("page", None)
    key = ("certificates", request.user.pk, today, year, asked.urlencode())
    count, people = kept(key, lambda: _counted(rows))
    context = {
        "form": form, "page": page_of(rows, request, count=count), "year": year,
        "people": people,
        "enters": entered_by(request.user, on=today).exists(),
    }  # fmt: skip
    return render(request, "web/training/list.html", context)


def _counted(rows: CompletionQuerySet) -> tuple[int, int]:
    """Count certificates, and the people who have them."""
    return rows.count(), rows.order_by().values("person").distinct().count()


def _narrowed(rows: CompletionQuerySet, form: Conditions) -> CompletionQuerySet:
    if not form.is_valid():
        return rows
    wanted = form.cleaned_data
    if wanted["school"]:
        rows = rows.filter(organisation=wanted["school"])
    if wanted["type"]:
        rows = rows.filter(kind=wanted["type"])
    if wanted["topic"]:
        rows = rows.filter(topic=wanted["topic"])
    if wanted["nofile"]:
        rows = rows.filter(file=None)
    for word in wanted["q"].replace("\0", " ").split():
        name = Q(is_named=True, person__search__contains=word.casefold().replace("ё", "е"))
        school = Q(organisation__short_name__iregex=either_case(word))
        rows = rows.filter(name | school | Q(title__iregex=either_case(word)) | Q(number=word))
    return rows


def _cells(rows: CompletionQuerySet) -> Iterator[tuple[Cell, ...]]:
    for one in rows.iterator(chunk_size=500):
        yield (
            one.person.full_name if one.is_named else HIDDEN,  # type: ignore[attr-defined]
            one.organisation.short_name, one.title, one.provider, one.get_kind_display(),
            one.hours, one.topic_title, one.number if one.is_named else "",  # type: ignore[attr-defined]
            one.issued,
        )  # fmt: skip
