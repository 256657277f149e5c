"""Who works where on a day: the list, its headcount and its table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.staff.models import Employment, EmploymentQuerySet
from opora.methodology.subjects import load_subjects
from opora.reports.tables import Cell, Table
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.staff.forms import Conditions, kept_by
from opora.web.tables import asked_kind, table_file

COLUMNS = (
    "Фамилия, имя, отчество", "Год рождения", "Организация", "Должность", "Предмет", "Ставка",
    "Внешний совместитель", "Категория", "Работает с",
)  # fmt: skip


@login_required
@require_GET
def staff_list(request: UserRequest) -> HttpResponseBase:
    """List posts held on a day in the organisations in sight."""
    today = localdate()
    form = Conditions(request.GET, user=request.user, on=today)
    day = (form.is_valid() and form.cleaned_data["day"]) or today
    rows = _narrowed(Employment.objects.visible_to(request.user, on=today).on(day), form)
    rows = rows.select_related("person", "organisation").order_by(
        "person__search", "person", "organisation__short_name", "pk"
    )
    if kind := asked_kind(request):
        return table_file(Table(f"Сотрудники на {day:%d.%m.%Y}", COLUMNS, _cells(rows)), kind)
    context = {
        "form": form, "day": day, "page": page_of(rows, request), "people": rows.headcount(),
        "subjects": _subjects(), "keeps": kept_by(request.user, on=today).exists(),
    }  # fmt: skip
    return render(request, "web/staff/list.html", context)


def _narrowed(rows: EmploymentQuerySet, form: Conditions) -> EmploymentQuerySet:
    if not form.is_valid():
        return rows
    wanted = form.cleaned_data
    if wanted["school"]:
        rows = rows.filter(organisation=wanted["school"])
    if wanted["post"]:
        rows = rows.filter(post=wanted["post"])
    words = wanted["q"].replace("\0", " ").casefold().replace("ё", "е").split()
    named = Q()
    for word in words:
        named &= Q(person__search__contains=word)
    return rows.filter(named)


def _subjects() -> dict[str, str]:
    return {one.code: one.name for one in load_subjects().subjects}


def _cells(rows: EmploymentQuerySet) -> Iterator[tuple[Cell, ...]]:
    subjects = _subjects()
    for one in rows.iterator(chunk_size=500):
        since: date | None = one.since
        yield (
            one.person.full_name, one.person.birth_year, one.organisation.short_name,
            one.title or one.get_post_display(), subjects.get(one.subject, ""),
            None if one.load is None else float(one.load), "да" if one.part_time else "нет",
            one.get_category_display(), since,
        )  # fmt: skip
