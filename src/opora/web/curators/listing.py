"""The list of schools in models, projects and programmes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.curators.models import Enrolment, EnrolmentQuerySet, SupportModel
from opora.domain.curators.permissions import schools_above
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.reports.tables import Cell, Table
from opora.web.curators.forms import types
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.tables import asked_kind, table_file
from opora.web.year_lists import OfOneYear
from opora.web.years import label

COLUMNS = (
    "Школа", "Вид", "Название", "С какого дня", "По какой день", "Документ", "Участников",
    "Состояние",
)  # fmt: skip
STATES = {
    "withdrawn": "Запись отозвана",
    "planned": "Приказа ещё нет",
    "ahead": "Начнётся",
    "ended": "Завершено",
    "running": "Идёт",
}
MARKS = {
    "withdrawn": "waived", "planned": "planned", "ahead": "planned", "ended": "waived",
    "running": "accepted",
}  # fmt: skip
"""How a state looks, by the look of obligations."""


class Conditions(OfOneYear):
    """What of the enrolments in sight is shown."""

    model = forms.ModelChoiceField(SupportModel.objects.none(), required=False)

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data, user=user, on=on, types=types())
        models = SupportModel.objects.visible_to(user, on=on)
        self.fields["model"].queryset = models  # type: ignore[attr-defined]


@login_required
@require_GET
def enrolment_list(request: UserRequest) -> HttpResponseBase:
    """List who takes part in what in a school year, schools by the alphabet."""
    today = localdate()
    form = Conditions(request.GET, user=request.user, on=today)
    year = form.school_year(request, today)
    found = Enrolment.objects.none()
    if form.is_valid():
        found = _under(request, form.cleaned_data, year)
    if kind := asked_kind(request):
        return table_file(Table(f"Проекты и модели {year}", COLUMNS, _cells(found)), kind)
    page = page_of(found, request)
    context = {
        "form": form,
        "page": page,
        "lines": [(one, *_state(one, today)) for one in page],
        "year": year.start,
        "year_label": label(year.start),
        "may_enter": schools_above(request.user, on=today).exists(),
    }
    return render(request, "web/curators/list.html", context)


def _under(request: UserRequest, told: dict[str, Any], year: SchoolYear) -> EnrolmentQuerySet:
    seen = Enrolment.objects.visible_to(request.user, on=localdate())
    found = seen.within(year.first_day, year.last_day)
    for name in ("type", "school", "model"):
        if told[name]:
            found = found.filter(**{name: told[name]})
    for word in words_of(request).split():
        # SQLite folds only Latin letters: both spellings of the first letter are asked.
        found = found.filter(
            Q(title__contains=word.lower()) | Q(title__contains=word.capitalize())
            | Q(title__icontains=word) | Q(school__short_name__icontains=word)
        )  # fmt: skip
    found = found.annotate(people=Count("participants"))
    return found.select_related("school", "act").order_by("school__short_name", "-since", "pk")


def _state(one: Enrolment, on: date) -> tuple[str, str]:
    """Return the words of a state and the look."""
    state = one.state(on=on)
    return STATES[state], MARKS[state]


def _cells(found: EnrolmentQuerySet) -> Iterator[tuple[Cell, ...]]:
    today = localdate()
    for one in found.iterator(chunk_size=500):
        people: int = one.people  # type: ignore[attr-defined]  # annotated above
        yield (
            one.school.short_name, one.type_title, one.title, one.since, one.until,
            str(one.act) if one.act else "", people, STATES[one.state(on=today)],
        )  # fmt: skip
