"""Packages received: taking one, the comparison, the decision, what counts now."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.exchange import differences
from opora.domain.exchange.differences import SECTION_WORDS
from opora.domain.exchange.models import Delivery, TrustedKey
from opora.domain.exchange.services import deliveries, trust
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User
from opora.reports.package_tables import changes_table, received_table
from opora.reports.tables import Table
from opora.web.exchange.forms import Decision, Receive, Trust
from opora.web.exchange.views import exchange_page, municipalities_of, regions_of
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file


@login_required
@require_POST
def receive(request: UserRequest) -> HttpResponse:
    """Take a package; nothing of it counts before somebody accepts it."""
    regions = regions_of(request.user, on=localdate())
    if not regions.exists():
        raise Http404
    form = Receive(request.POST, request.FILES, regions=regions)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusal_at(form, "file"):
            found = deliveries.receive(
                region=form.cleaned_data["region"], content=file.read(), name=file.name,
                by=request.user, at=now(),
            )  # fmt: skip
            return redirect("delivery", found.pk)
    return exchange_page(request, receive=form)


@login_required
@require_POST
def trust_key(request: UserRequest) -> HttpResponse:
    """Enter the public key of a municipality."""
    territories = municipalities_of(request.user, on=localdate())
    if not territories.exists():
        raise Http404
    form = Trust(request.POST, territories=territories)
    if form.is_valid():
        with refusal_at(form, "text"):
            key = trust.add(by=request.user, at=now(), **form.cleaned_data)
            return done(request, f"Ключ внесён. Отпечаток {key.fingerprint}.", "exchange")
    return exchange_page(request, trust=form)


@login_required
@require_POST
def distrust(request: UserRequest, trusted_id: int) -> HttpResponse:
    """Take no more packages by a key."""
    seen = TrustedKey.objects.visible_to(request.user, on=localdate())
    key = trust.revoke(key=get_object_or_404(seen, pk=trusted_id), by=request.user, at=now())
    messages.success(request, f"Ключ {key.fingerprint} отозван.")
    return redirect("exchange")


@login_required
@require_GET
def delivery(request: UserRequest, delivery_id: int) -> HttpResponseBase:
    """Show what a package would change."""
    return _delivery_page(request, _delivery(request, delivery_id))


@login_required
@require_POST
def decide(request: UserRequest, delivery_id: int) -> HttpResponseBase:
    """Accept or reject a package."""
    found = _delivery(request, delivery_id)
    form = Decision(request.POST)
    if form.is_valid():
        with refusal_at(form):
            _decide(found, form, by=request.user)
            return done(request, "Решение записано.", "delivery", found.pk)
    return _delivery_page(request, found, form)


def _decide(found: Delivery, form: Decision, *, by: User) -> None:
    given = form.cleaned_data
    if given["decision"] == "accept":
        deliveries.accept(delivery=found, base=given["base"], by=by, at=now())
    else:
        deliveries.reject(delivery=found, reason=given["reason"], by=by, at=now())


@login_required
@require_GET
def received(request: UserRequest, territory_id: int) -> HttpResponseBase:
    """Show what a municipality says by its last accepted package."""
    territory = get_object_or_404(Territory, pk=territory_id)
    _require_region(request, territory)
    section = request.GET.get("section", "schools")
    if section not in SECTION_WORDS:
        raise Http404
    standing = deliveries.standing(territory)
    table = received_table(section, standing[section], standing["schools"])
    if kind := asked_kind(request):
        return table_file(table, kind)
    page = page_of(list(table.rows), request)  # type: ignore[type-var]  # rows of a table
    context = {
        "territory": territory,
        "section": section,
        "sections": [
            (name, words, len(standing[name])) for name, words in SECTION_WORDS.items()
        ],
        "page": page,
        "table": Table(table.title, table.columns, page.object_list, table.note),
    }
    return render(request, "web/exchange/received.html", context)


def _delivery(request: UserRequest, delivery_id: int) -> Delivery:
    related = ("territory", "key", "file", "received_by", "decided_by")
    found = get_object_or_404(Delivery.objects.select_related(*related), pk=delivery_id)
    _require_region(request, found.territory)
    return found


def _require_region(request: UserRequest, territory: Territory) -> None:
    """Refuse those who work for the municipality itself; to others there is nothing here."""
    today = localdate()
    if municipalities_of(request.user, on=today).filter(pk=territory.pk).exists():
        return
    if territory.pk in scope_of(request.user, on=today).municipalities:
        raise PermissionDenied("Пакеты муниципалитетов видит региональный координатор.")
    raise Http404


def _delivery_page(
    request: UserRequest, found: Delivery, form: Decision | None = None
) -> HttpResponseBase:
    context: dict[str, object] = {"delivery": found, "counts": _counts(found.changes)}
    if found.status == Delivery.Status.CHECKED:
        comparison = deliveries.compare(found)
        standing = deliveries.standing(found.territory)
        table = changes_table(comparison.changes, comparison.rows, standing)
        if kind := asked_kind(request):
            return table_file(table, kind)
        page = page_of(list(table.rows), request)  # type: ignore[type-var]  # rows of a table
        context |= {
            "base": comparison.base,
            "counts": _counts(differences.counted(comparison.changes)),
            "page": page,
            "table": Table(table.title, table.columns, page.object_list),
            "form": form or Decision(initial={"base": comparison.base}),
        }
    status = 422 if form is not None else 200
    return render(request, "web/exchange/delivery.html", context, status=status)


def _counts(found: dict[str, dict[str, int]]) -> list[tuple[str, dict[str, int]]]:
    """Name the sections that something changes in."""
    return [
        (words, found[name])
        for name, words in SECTION_WORDS.items()
        if any(found.get(name, {}).values())
    ]
