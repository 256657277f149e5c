"""Agreements under the conditions of the address, and suggestions of leaders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.partnerships import permissions
from opora.domain.partnerships.models import Agreement, AgreementQuerySet
from opora.domain.partnerships.services import suggestions as matching
from opora.methodology.partnerships import load_partnerships
from opora.reports.tables import Cell, Table
from opora.web.paging import page_of
from opora.web.partnerships.forms import Conditions, types
from opora.web.requests import UserRequest
from opora.web.tables import asked_kind, table_file
from opora.web.years import years_of

COLUMNS = (
    "Школа", "Школа-лидер", "Предмет", "Вид", "Номер", "Подписан", "Действует с", "По",
    "Состояние",
)  # fmt: skip


@login_required
@require_GET
def agreement_list(request: UserRequest) -> HttpResponseBase:
    """List agreements whose term touches the chosen school year."""
    today = localdate()
    year = SchoolYear(years_of(request, today).chosen)
    form = Conditions(request.GET, user=request.user, on=today)
    rows = Agreement.objects.visible_to(request.user, on=today).filter(
        since__lte=year.last_day, until__gte=year.first_day
    )
    rows = _narrowed(rows, form, today).select_related("school", "leader", "centre")
    rows = rows.order_by("school__short_name", "-since", "pk")
    if kind := asked_kind(request):
        return table_file(Table(f"Договоры, {year.label}", COLUMNS, _cells(rows)), kind)
    context = {
        "form": form, "page": page_of(rows, request), "today": today, "year": year,
        "signed": rows.filter(status__in=Agreement.CONCLUDED).count(),
        "draws_up": permissions.schools_of(request.user, at=now()).exists(),
        "territories": _territories(request, today), "types": dict(types()),
    }  # fmt: skip
    return render(request, "web/partnerships/list.html", context)


def _narrowed(rows: AgreementQuerySet, form: Conditions, today: date) -> AgreementQuerySet:
    if not form.is_valid():
        return rows
    wanted = form.cleaned_data
    if wanted["status"]:
        rows = rows.filter(status=wanted["status"])
    else:
        rows = rows.exclude(status=Agreement.Status.WITHDRAWN)
    if wanted["type"]:
        rows = rows.filter(type=wanted["type"])
    if wanted["school"]:
        rows = rows.filter(Q(school=wanted["school"]) | Q(leader=wanted["school"]))
    if wanted["ending"]:
        soon = today + timedelta(days=load_partnerships().warn_days)
        rows = rows.filter(status=Agreement.Status.SIGNED, until__lte=soon)
    for word in wanted["q"].replace("\0", " ").split():
        rows = rows.filter(Q(subject__iregex=_pattern(word)) | Q(number=word))
    return rows


def _pattern(word: str) -> str:
    """Match a word in either case: SQLite folds no Cyrillic by itself."""
    return "".join(f"[{one.lower()}{one.upper()}]" if one.isalpha() else "." for one in word)


def _territories(request: UserRequest, today: date) -> list[Territory]:
    municipalities = scope_of(request.user, on=today).municipalities
    return list(Territory.objects.filter(pk__in=municipalities).order_by("name"))


def _cells(rows: AgreementQuerySet) -> Iterator[tuple[Cell, ...]]:
    names = dict(types())
    for one in rows.iterator(chunk_size=500):
        yield (
            one.school.short_name, one.leader.short_name, one.subject, names[one.type],
            one.number, one.signed_on, one.since, one.until, one.get_status_display(),
        )  # fmt: skip


@login_required
@require_GET
def suggestions(request: UserRequest, territory_id: int) -> HttpResponse:
    """Suggest a leader for each school that has a status and no agreement."""
    today = localdate()
    theirs = [one.pk for one in _territories(request, today)]
    territory = get_object_or_404(Territory, pk=territory_id, pk__in=theirs)
    found = matching.suggest(territory, on=today)
    schools = Organisation.objects.schools().filter(territory=territory).open_on(today)
    context = {"territory": territory, "found": found, "schools": schools.count()}
    return render(request, "web/partnerships/suggestions.html", context)
