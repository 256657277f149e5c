"""The table of schools and documents."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from opora.domain.development import permissions
from opora.domain.development.models import Document, Sheet
from opora.domain.organisations.models import Organisation, OrganisationQuerySet
from opora.domain.organisations.school_years import SchoolYear
from opora.reports.tables import Cell, Table
from opora.web.development.forms import Conditions
from opora.web.development.rows import COLUMNS, expected, rows_of
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.tables import asked_kind, table_file
from opora.web.years import years_of

_AT_ONCE = 200
NOTE = (
    "По алфавиту. «Нет» значит, что документ не начат; пустые разделы показаны на его странице."
)


@login_required
@require_GET
def development(request: UserRequest) -> HttpResponseBase:
    """Show each school's documents of a school year and what is missing."""
    today = localdate()
    form = Conditions(request.GET, year=years_of(request, today).chosen)
    year = SchoolYear(form.chosen_year)
    schools = _schools(request, form, year)
    if kind := asked_kind(request):
        title = f"Документы развития, {year.label}"
        return table_file(Table(title, COLUMNS, _cells(schools, year), NOTE), kind)
    page = page_of(schools, request)
    context = {
        "form": form, "page": page, "rows": rows_of(page.object_list, year), "year": year,
        "counted": _counted(request, year), "note": NOTE,
        "writes": permissions.schools_of(request.user, at=now()).exists(),
        "offices": permissions.offices_of(request.user, at=now()).exists(),
        "to_read": Sheet.objects.in_hand().filter(reader=request.user).count(),
    }  # fmt: skip
    return render(request, "web/development/table.html", context)


def _schools(request: UserRequest, form: Conditions, year: SchoolYear) -> OrganisationQuerySet:
    today = localdate()
    seen = Organisation.objects.visible_to(request.user, on=today).schools().open_on(today)
    if not form.shows_all:
        seen = expected(seen, year, on=today)
    if form.chosen_status:
        there = Document.objects.filter(year=year.start, status=form.chosen_status).values(
            "school"
        )
        seen = seen.filter(pk__in=there)
    if form.chosen_type:
        of_type = Document.objects.standing().filter(year=year.start, type=form.chosen_type)
        seen = seen.filter(pk__in=of_type.values("school"))
    for word in words_of(request).split():
        pattern = "".join(f"[{c.lower()}{c.upper()}]" if c.isalnum() else "." for c in word)
        seen = seen.filter(Q(short_name__iregex=pattern) | Q(name__iregex=pattern))
    return seen.order_by("short_name", "pk")


def _counted(request: UserRequest, year: SchoolYear) -> dict[str, int]:
    """Count the documents in sight: all, and those that are confirmed."""
    seen = Document.objects.visible_to(request.user, on=localdate()).standing()
    of_year = seen.filter(year=year.start)
    confirmed = of_year.filter(status=Document.Status.CONFIRMED)
    return {"all": of_year.count(), "confirmed": confirmed.count()}


def _cells(schools: OrganisationQuerySet, year: SchoolYear) -> Iterator[tuple[Cell, ...]]:
    for page in Paginator(schools, _AT_ONCE):
        for row in rows_of(page.object_list, year):
            yield row.cells
