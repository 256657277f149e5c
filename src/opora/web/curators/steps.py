"""Steps that curators and schools agreed on and nobody has done yet, over all schools."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.curators.models import CaseStep, CaseStepQuerySet, Curatorship
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.methodology.curatorship import Rung, load_curatorship
from opora.reports.tables import Table
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.tables import asked_kind, table_file

COLUMNS = (
    "Школа", "Следующий шаг", "Срок", "Просрочено дней", "Кураторы", "Кому сообщено",
)  # fmt: skip
_NEAR = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD, Role.CURATOR})


@dataclass(frozen=True, slots=True)
class Line:
    """An open step: how late it is [days], who curates the school, who was told."""

    step: CaseStep
    late: int
    curators: tuple[str, ...]
    told: tuple[str, ...]


class Conditions(forms.Form):
    """Which of the open steps in sight are shown."""

    q = forms.CharField(required=False, max_length=200)
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False)
    curator = forms.ModelChoiceField(User.objects.none(), required=False)
    late = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data)
        seen = Curatorship.objects.visible_to(user, on=on).on(on)
        schools = Organisation.objects.visible_to(user, on=on)
        people = User.objects.filter(pk__in=seen.values("curator"))
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        self.fields["curator"].queryset = people.order_by("last_name", "pk")  # type: ignore[attr-defined]


@login_required
@require_GET
def case_steps(request: UserRequest) -> HttpResponseBase:
    """List open steps of the schools whose log the person reads, the oldest deadline first."""
    today = localdate()
    form = Conditions(request.GET, user=request.user, on=today)
    found = CaseStep.objects.none()
    if form.is_valid():
        found = _under(request, form.cleaned_data, today)
    if kind := asked_kind(request):
        title = f"Открытые шаги сопровождения на {today:%d.%m.%Y}"
        return table_file(Table(title, COLUMNS, _cells(lines_of(found, on=today))), kind)
    page = page_of(found, request)
    context = {
        "form": form,
        "page": page,
        "lines": lines_of(page.object_list, on=today),
        "ladder": ladder(),
        "journals": _journals(request.user, today),
    }
    return render(request, "web/curators/steps.html", context)


def _under(request: UserRequest, told: dict[str, Any], today: date) -> CaseStepQuerySet:
    found = CaseStep.objects.visible_to(request.user, on=today).open()
    if told["school"]:
        found = found.filter(school=told["school"])
    if told["curator"]:
        held = Curatorship.objects.on(today).filter(curator=told["curator"])
        found = found.filter(school__in=held.values("school"))
    if told["late"]:
        found = found.filter(due__lt=today)
    for word in words_of(request).split():
        # SQLite folds no Cyrillic case in ``icontains``.
        pattern = re.escape(word)
        found = found.filter(Q(step__iregex=pattern) | Q(school__short_name__iregex=pattern))
    return found.select_related("school").order_by("due", "pk")


def lines_of(steps: Iterable[CaseStep], *, on: date) -> list[Line]:
    """Return steps with what a page says of them. One query beside that of the steps."""
    rows = list(steps)
    names = _curators_of({one.school_id for one in rows}, on=on)
    return [
        Line(one, one.days_late(on=on), tuple(names[one.school_id]), told_of(one))
        for one in rows
    ]


def _curators_of(schools: set[int], *, on: date) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    held = Curatorship.objects.on(on).filter(school__in=schools).select_related("curator")
    for one in held.order_by("curator__last_name", "pk"):
        names[one.school_id].append(one.curator.short_name)
    return names


def told_of(step: CaseStep) -> tuple[str, ...]:
    """Return who was told that the step is late, rung by rung."""
    return tuple(_name(one) for one in load_curatorship().ladder[: step.rung])


def ladder() -> list[tuple[str, int]]:
    """Return who is told of a late step, and after how many days."""
    return [(_name(one), one.days) for one in load_curatorship().ladder]


def _name(rung: Rung) -> str:
    return Role(rung.to).label.lower()


def _journals(user: User, today: date) -> list[Organisation]:
    """Return the schools that the person heads or curates: their logs stand one click away."""
    near = scope_of(user, on=today).in_roles(_NEAR)
    found = {one.organisation_id: one.organisation for one in near}
    schools = [one for one in found.values() if one.kind == Organisation.Kind.SCHOOL]
    return sorted(schools, key=lambda one: one.short_name)


def _cells(lines: Sequence[Line]) -> list[tuple[str | int | date | None, ...]]:
    return [
        (
            one.step.school.short_name, one.step.step, one.step.due, one.late,
            ", ".join(one.curators), ", ".join(one.told),
        )
        for one in lines
    ]  # fmt: skip
