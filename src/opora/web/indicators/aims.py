"""Targets of a place: the list and the form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.indicators.disclosure import tells
from opora.domain.indicators.models import Definition, Target, Value
from opora.domain.indicators.periods import all_periods
from opora.domain.indicators.permissions import may_manage
from opora.domain.indicators.services import targets
from opora.domain.indicators.services.targets import is_reached
from opora.domain.organisations.models import Organisation
from opora.reports.tables import Cell, Table
from opora.web.indicators.forms import SetTarget, Why
from opora.web.indicators.reads import Asked, asked_of, key_of
from opora.web.indicators.words import figure, target_words
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message, refusal_at
from opora.web.tables import asked_kind, table_file

REACHED = {True: "достигнута", False: "не достигнута", None: "нет данных"}


@login_required
@require_http_methods(["GET", "POST"])
def target_list(request: UserRequest, territory_id: int) -> HttpResponseBase:
    """Show the targets of a place; set one."""
    asked = asked_of(request, territory_id)
    found = _targets(asked)
    if kind := asked_kind(request):
        return table_file(_table(asked, found), kind)
    form = _form(request, asked)
    may = may_manage(request.user, asked.territory, on=asked.today)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and _set(request, asked, form):
            return redirect("indicator_targets", asked.territory.pk)
    page = page_of(found, request)
    context = {
        "asked": asked, "form": form, "page": page, "may_manage": may, "why": Why(),
        "rows": _rows(asked, list(page.object_list)),
    }  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "web/indicators/targets.html", context, status=status)


@login_required
@require_POST
def remove(request: UserRequest, target_id: int) -> HttpResponse:
    """Remove a target that was set by mistake."""
    seen = Target.objects.visible_to(request.user, on=localdate())
    target = get_object_or_404(seen.select_related("territory"), pk=target_id)
    form = Why(request.POST)
    with refusal_as_message(request):
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        targets.remove(target=target, reason=reason, by=request.user, at=now())
        messages.success(request, "Цель убрана.")
    return redirect("indicator_targets", target.territory_id)


def _form(request: UserRequest, asked: Asked) -> SetTarget:
    schools = Organisation.objects.schools().open_on(asked.today)
    years = (asked.year, asked.year.next)
    periods = [(key_of(one), one.label) for year in years for one in all_periods(year)]
    initial = {"definition": _asked_definition(request, asked), "period": asked.key}
    return SetTarget(
        request.POST or None, initial=initial, periods=periods,
        definitions=Definition.objects.current().of(asked.territory).order_by("code"),
        schools=schools.filter(territory=asked.territory).order_by("short_name"),
    )  # fmt: skip


def _asked_definition(request: UserRequest, asked: Asked) -> Definition | None:
    code = request.GET.get("code", "").replace("\0", "")
    return Definition.objects.current().of(asked.territory).filter(code=code).first()


def _set(request: UserRequest, asked: Asked, form: SetTarget) -> bool:
    data = form.cleaned_data
    years = (asked.year, asked.year.next)
    period = next(
        one for year in years for one in all_periods(year) if key_of(one) == data["period"]
    )
    aim = targets.Aim(
        data["definition"], asked.territory, period.first, period.last, data["value"],
        comparator=data["comparator"], organisation=data["organisation"], source=data["source"],
    )  # fmt: skip
    with refusal_at(form, "value"):
        targets.put(aim, by=request.user, at=now())
        messages.success(request, f"Цель показателя «{data['definition'].title}» записана.")
        return True
    return False


def _targets(asked: Asked) -> QuerySet[Target]:
    own = Target.objects.filter(territory=asked.territory, last__gte=asked.year.first_day)
    return own.select_related("organisation").order_by("code", "last", "pk")


def _rows(asked: Asked, page: list[Target]) -> list[dict[str, Any]]:
    """Set beside each target the value it is compared with; two queries."""
    codes = {one.code for one in page}
    definitions = {one.code: one for one in Definition.objects.current().filter(code__in=codes)}
    known = Value.objects.filter(territory=asked.territory, definition__code__in=codes)
    values = {
        (one.definition.code, one.organisation_id, one.first, one.last): one
        for one in known.select_related("definition")
        if (one.first, one.last) in {(t.first, t.last) for t in page}
    }
    return [
        _row(one, definitions.get(one.code), values.get(_key(one)))
        for one in page
    ]  # fmt: skip


def _key(target: Target) -> tuple[str, int | None, Any, Any]:
    return target.code, target.organisation_id, target.first, target.last


def _row(target: Target, definition: Definition | None, value: Value | None) -> dict[str, Any]:
    reached = is_reached(target, value) if value else None
    hidden = bool(definition and definition.record.formula.is_secret) and (
        target.organisation_id is not None or _tells(value)
    )
    unit = definition.record.unit if definition else ""
    said = "" if value is None or value.numerator is None else figure(value.numerator)
    if said and value is not None and value.denominator is not None:
        said += f" из {figure(value.denominator)}"
    return {
        "target": target, "title": definition.title if definition else target.code,
        "words": target_words(target, unit), "value": "скрыто" if hidden else said,
        "reached": None if hidden else reached,
        "reached_words": "скрыто" if hidden else REACHED[reached],
    }  # fmt: skip


def _tells(value: Value | None) -> bool:
    if value is None or value.numerator is None:
        return False
    return tells((value.numerator, value.denominator))


def _table(asked: Asked, found: QuerySet[Target]) -> Table:
    columns = ("Показатель", "Чья цель", "Срок", "Цель", "Значение", "Итог", "Откуда")
    return Table(f"Цели: {asked.territory.name}", columns, _lines(asked, found))


def _lines(asked: Asked, found: QuerySet[Target]) -> Iterator[tuple[Cell, ...]]:
    for row in _rows(asked, list(found)):
        one: Target = row["target"]
        whose = one.organisation.short_name if one.organisation else asked.territory.name
        yield (
            row["title"], whose, one.last, row["words"], row["value"], row["reached_words"],
            one.source,
        )  # fmt: skip
