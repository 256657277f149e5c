"""The list of teams under the conditions of the address."""

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

from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.teams.models import Team, TeamQuerySet
from opora.domain.teams.permissions import owners_for
from opora.reports.tables import Cell, Table
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.tables import asked_kind, table_file
from opora.web.teams.forms import types
from opora.web.year_lists import OfOneYear
from opora.web.years import label

COLUMNS = (
    "Команда", "Вид", "Кто создал", "Человек", "Заседаний проведено", "Работает с",
    "Работает по", "Документ", "Состояние",
)  # fmt: skip


class Conditions(OfOneYear):
    """What of the teams in sight is shown."""

    status = forms.ChoiceField(required=False, choices=[("", "любое"), *Team.Status.choices])

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data, user=user, on=on, types=types())


@login_required
@require_GET
def team_list(request: UserRequest) -> HttpResponseBase:
    """List the teams that work in a school year, by name."""
    today = localdate()
    form = Conditions(request.GET, user=request.user, on=today)
    year = form.school_year(request, today)
    found = Team.objects.none()
    if form.is_valid():
        found = _under(request, form.cleaned_data, year)
    if kind := asked_kind(request):
        return table_file(Table(f"Команды и сообщества {year}", COLUMNS, _cells(found)), kind)
    context = {
        "form": form,
        "page": page_of(found, request),
        "year": year.start,
        "year_label": label(year.start),
        "today": today,
        "may_enter": owners_for(request.user, on=today).exists(),
    }
    return render(request, "web/teams/list.html", context)


def _under(request: UserRequest, told: dict[str, Any], year: SchoolYear) -> TeamQuerySet:
    seen = Team.objects.visible_to(request.user, on=localdate())
    found = seen.working_within(year.first_day, year.last_day)
    for name in ("type", "status"):
        if told[name]:
            found = found.filter(**{name: told[name]})
    if told["school"]:
        school = told["school"]
        here = Q(owner=school) | Q(schools=school) | Q(members__organisation=school)
        found = found.filter(pk__in=Team.objects.filter(here).values("pk"))
    for word in words_of(request).split():
        # SQLite folds only Latin letters: both spellings of the first letter are asked.
        found = found.filter(
            Q(name__contains=word.lower()) | Q(name__contains=word.capitalize())
            | Q(name__icontains=word)
        )  # fmt: skip
    return counted(found).select_related("owner", "act").order_by("name", "pk")


def counted(teams: TeamQuerySet) -> TeamQuerySet:
    """Count beside each team the people in it now, and its meetings held."""
    held = Q(meetings__removed="") & ~Q(meetings__decisions="")
    return teams.annotate(
        people=Count("members__person", Q(members__until=None), distinct=True),
        held=Count("meetings", held, distinct=True),
    )


def _cells(found: TeamQuerySet) -> Iterator[tuple[Cell, ...]]:
    for one in found.iterator(chunk_size=500):
        people, held = one.people, one.held  # type: ignore[attr-defined]  # by ``counted``
        yield (
            one.name, one.type_title, one.owner.short_name, people, held, one.since, one.until,
            str(one.act) if one.act else "", one.get_status_display(),
        )  # fmt: skip
