"""Own indicators: composed from registers, looked at before they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.indicators.computing import Asked as Computed
from opora.domain.indicators.computing import compute
from opora.domain.indicators.counting import organisation_unit, territory_unit
from opora.domain.indicators.disclosure import tells
from opora.domain.indicators.figures import Figure
from opora.domain.indicators.models import Definition
from opora.domain.indicators.permissions import may_manage
from opora.domain.indicators.places import places_of
from opora.domain.indicators.queries.entries import Those, newest
from opora.domain.indicators.services import definitions, values
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.registers.models import Entry
from opora.methodology.indicator_definitions import IndicatorDefinition
from opora.methodology.indicator_formulas import EntryCount
from opora.methodology.registers import Register, load_registers
from opora.web.indicators.forms import ChooseRegister, Compose, Why
from opora.web.indicators.one import Row
from opora.web.indicators.reads import Asked, asked_of
from opora.web.indicators.words import figure, formula_words
from opora.web.registers.addresses import address_of
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message, refusal_at

SHOWN_UNITS, SHOWN_ROWS = 20, 10


@dataclass(frozen=True, slots=True)
class Preview:
    """What an indicator would say now: the whole, some units, some entries."""

    words: list[tuple[str, str]]
    whole: str
    units: list[tuple[str, str]]
    rows: list[Row]
    is_secret: bool


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest, territory_id: int) -> HttpResponse:
    """Compose an indicator, look at its numbers, keep it."""
    asked = asked_of(request, territory_id)
    _require(request, asked)
    return _answer(request, asked, None)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: UserRequest, definition_id: int) -> HttpResponse:
    """Change an own indicator: a new version of it."""
    definition = _own(request, definition_id)
    asked = asked_of(request, definition.territory_id or 0)
    _require(request, asked)
    return _answer(request, asked, definition)


@login_required
@require_POST
def retire(request: UserRequest, definition_id: int) -> HttpResponse:
    """Take an own indicator out of use."""
    definition = _own(request, definition_id)
    form = Why(request.POST)
    with refusal_as_message(request):
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        definitions.retire(definition=definition, reason=reason, by=request.user, at=now())
        messages.success(request, f"Показатель «{definition.title}» больше не считается.")
    return redirect("indicators_territory", definition.territory_id)


def _answer(request: UserRequest, asked: Asked, old: Definition | None) -> HttpResponse:
    initial = _initial(old) if old else {"frequency": "раз в год", "better": "up"}
    register = _register(request, old)
    form = Compose(request.POST or None, initial=initial, register=register)
    preview = None
    if request.method == "POST" and form.is_valid():
        with refusal_at(form):
            record = definitions.composed(**form.words())
            if "keep" in request.POST:
                return _keep(request, asked, old, record)
            preview = preview_of(record, asked, request)
    context = {
        "asked": asked, "form": form, "preview": preview, "old": old, "why": Why(),
        "register": register,
        "registers": ChooseRegister(initial={"register": register.code}, auto_id="in_%s"),
    }  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "web/indicators/compose.html", context, status=status)


def _keep(
    request: UserRequest, asked: Asked, old: Definition | None, record: IndicatorDefinition
) -> HttpResponse:
    at = now()
    if old is None:
        kept = definitions.compose(
            record=record, territory=asked.territory, by=request.user, at=at
        )
    else:
        kept = definitions.change(definition=old, record=record, by=request.user, at=at)
    values.recompute_one(kept, asked.territory, SchoolYear.of(localdate(at)), at=at)
    messages.success(request, f"Показатель «{kept.title}» сохранён и посчитан.")
    return redirect("indicator", asked.territory.pk, kept.code)


def preview_of(record: IndicatorDefinition, asked: Asked, request: UserRequest) -> Preview:
    """Compute an indicator without keeping anything."""
    places = places_of(asked.territory, on=asked.as_of)
    found = compute(record, Computed(places, asked.period, asked.today))
    among = places.population(record.population)
    secret, closed = record.formula.is_secret, record.formula.reads_secrets
    schools = Organisation.objects.filter(pk__in=among & places.schools).order_by("short_name")
    # Filters tried one after the other would bring single pupils to light.
    units = (
        []
        if secret
        else [
            (one.short_name, _figure_words(found.get(organisation_unit(one.pk))))
            for one in schools[:SHOWN_UNITS]
        ]
    )
    seen = Entry.objects.visible_to(request.user, on=asked.today)
    those = Those(among, asked.period, asked.today)
    chosen = newest(record.formula.counts, those, seen)[:SHOWN_ROWS]
    rows = Entry.objects.select_related("owner").in_bulk(chosen)
    return Preview(
        formula_words(record.formula),
        _figure_words(found.get(territory_unit(asked.territory.pk)), secret=secret),
        units,
        [] if closed else [Row(rows[key], address_of(rows[key])) for key in chosen],
        closed,
    )


def _figure_words(one: Figure | None, *, secret: bool = False) -> str:
    if one is None:
        return "неприменимо"
    if one.numerator is None:
        return f"нет данных: {one.reason}"
    if secret and tells((one.numerator, one.denominator)):
        return "скрыто"
    whole = "" if one.denominator is None else f" из {figure(one.denominator)}"
    return f"{figure(one.numerator)}{whole}"


def _register(request: UserRequest, old: Definition | None) -> Register:
    """Return the register that the address names, or that of the indicator; activities else."""
    known = {one.code: one for one in load_registers().registers}
    kept = old.record.formula.registers[0] if old and old.record.formula.registers else ""
    return known.get(kept or request.GET.get("register", ""), known["activities"])


def _initial(old: Definition) -> dict[str, Any]:
    """Fill the form with what an own indicator counts."""
    record = old.record
    count = record.formula.numerator[0]
    if not isinstance(count, EntryCount):
        return {}
    below = record.formula.denominator
    divided = str(below.__struct_config__.tag) if below is not None else ""
    divided = "planned" if divided == "entries" else divided
    return {
        "title": record.title, "what": count.what,
        "types": count.types,
        "topic": next(iter(count.topics), ""), "hours_min": count.hours_min,
        "posts": count.posts, "with_partner": count.with_partner,
        "when": count.when, "population": record.population,
        "divided": divided, "frequency": record.frequency, "better": record.better,
    }  # fmt: skip


def _own(request: UserRequest, definition_id: int) -> Definition:
    seen = Definition.objects.current().visible_to(request.user, on=localdate())
    own = seen.filter(territory__isnull=False).select_related("territory")
    return get_object_or_404(own, pk=definition_id)


def _require(request: UserRequest, asked: Asked) -> None:
    if not may_manage(request.user, asked.territory, on=asked.today):
        raise PermissionDenied
