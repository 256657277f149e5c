"""How many heads and teachers are trained: municipalities, schools, and the people behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.training.models.courses import near_to
from opora.domain.training.queries.shares import (
    Asked,
    Share,
    people_of,
    shares_of_schools,
    shares_of_territories,
)
from opora.methodology.training import load_training
from opora.reports.tables import Cell, Table
from opora.web.organisations.forms import DayInput
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.tables import asked_kind, table_file

COLUMNS = (
    "Где", "Руководителей обучено", "Руководителей всего", "%", "Педагогов обучено",
    "Педагогов всего", "%",
)  # fmt: skip


class Conditions(forms.Form):
    """On what day, certificates of what time, where."""

    on = forms.DateField(label="На день", required=False, widget=DayInput())
    period = forms.ChoiceField(label="Удостоверения", required=False)
    territory = forms.ModelChoiceField(
        Territory.objects.none(), label="Муниципалитет", required=False, empty_label="все"
    )

    def __init__(self, data: object, *, territories: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        years = load_training().validity.years
        choices = [("", "этого учебного года"), ("valid", f"за последние {years} года")]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]
        self.fields["territory"].queryset = territories  # type: ignore[attr-defined]


def _asked(form: Conditions, today: date) -> Asked:
    given = form.cleaned_data if form.is_valid() else {}
    on = given.get("on") or today
    first = SchoolYear.of(on).first_day
    if given.get("period") == "valid":
        first = date(on.year - load_training().validity.years, on.month, min(on.day, 28))
    return Asked(on=on, first=first)


def _schools(request: UserRequest, on: date) -> OrganisationQuerySet:
    return Organisation.objects.visible_to(request.user, on=on).schools().open_on(on)


@login_required
@require_GET
def shares(request: UserRequest) -> HttpResponseBase:
    """Show numerators and denominators; of several municipalities first each, then schools."""
    schools = _schools(request, localdate())
    territories = Territory.objects.filter(pk__in=schools.values("territory")).order_by("name")
    form = Conditions(request.GET, territories=territories)
    asked = _asked(form, localdate())
    chosen = form.cleaned_data.get("territory") if form.is_valid() else None
    if chosen is None:
        several = list(territories)
        if len(several) != 1:
            return _by_territory(request, form, asked, several, schools)
        chosen = several[0]
    return _by_school(request, form, asked, chosen, schools)


def _by_territory(
    request: UserRequest,
    form: Conditions,
    asked: Asked,
    several: list[Territory],
    schools: OrganisationQuerySet,
) -> HttpResponseBase:
    found = shares_of_territories(several, schools, asked)
    if kind := asked_kind(request):
        return table_file(Table(_title(asked), COLUMNS, _cells(found)), kind)
    return _render(request, form, asked, found)


def _by_school(
    request: UserRequest,
    form: Conditions,
    asked: Asked,
    chosen: Territory,
    schools: OrganisationQuerySet,
) -> HttpResponseBase:
    inside = schools.filter(territory=chosen).order_by("short_name")
    if kind := asked_kind(request):
        found = shares_of_schools(list(inside), asked)
        return table_file(Table(_title(asked), COLUMNS, _cells(found)), kind)
    page = page_of(inside, request)
    found = shares_of_schools(list(page.object_list), asked)
    total = shares_of_territories([chosen], inside, asked)[0]
    return _render(request, form, asked, found, total=total, page=page, chosen=chosen)


def _title(asked: Asked) -> str:
    return (
        f"Обучены на {asked.on:%d.%m.%Y}: не менее {asked.hours} ч, "
        f"удостоверения с {asked.first:%d.%m.%Y}"
    )


def _render(
    request: UserRequest, form: Conditions, asked: Asked, found: list[Share], **more: object
) -> HttpResponse:
    context = {
        "form": form, "asked": asked, "shares": found, "title": _title(asked),
        "least": load_training().least, **more,
    }  # fmt: skip
    return render(request, "web/training/shares.html", context)


def _cells(found: list[Share]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        heads, teachers = one.heads, one.teachers
        name = one.place.short_name if isinstance(one.place, Organisation) else one.place.name
        yield (
            name, heads.trained, heads.employed, heads.percent, teachers.trained,
            teachers.employed, teachers.percent,
        )  # fmt: skip


@login_required
@require_GET
def school_shares(request: UserRequest, school_id: int) -> HttpResponse:
    """Show the people behind the share of a school, to those who read names there."""
    today = localdate()
    school = get_object_or_404(_schools(request, today), pk=school_id)
    form = Conditions(request.GET, territories=Territory.objects.none())
    asked = _asked(form, today)
    near = near_to(request.user, on=today, prefix="")
    context = {
        "school": school, "asked": asked, "title": _title(asked), "form": form,
        "share": shares_of_schools([school], asked)[0],
        "page": page_of(people_of(school, asked).filter(near), request),
    }  # fmt: skip
    return render(request, "web/training/school_shares.html", context)
