"""Packages made here: the page of exchange, making one, its file."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.acts.services import files
from opora.domain.exchange import signing
from opora.domain.exchange.models import Delivery, Sending, TrustedKey
from opora.domain.exchange.permissions import require_sending
from opora.domain.exchange.services import sendings
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User
from opora.reports.package import contents_of
from opora.web.exchange.forms import Receive, Trust
from opora.web.paging import page_of
from opora.web.requests import UserRequest

SHOWN = 20
"""Packages made and keys on the page of exchange; all packages received are paged."""


def regions_of(user: User, *, on: date) -> QuerySet[Territory]:
    """Return the regions that the person coordinates."""
    found = Territory.objects.filter(kind=Territory.Kind.REGION).order_by("name")
    return found if user.is_superuser else found.filter(pk__in=scope_of(user, on=on).regions)


def municipalities_of(user: User, *, on: date) -> QuerySet[Territory]:
    """Return the municipalities below the regions that the person coordinates."""
    return Territory.objects.filter(parent__in=regions_of(user, on=on)).order_by("name")


def exchange_page(
    request: UserRequest, *, receive: Receive | None = None, trust: Trust | None = None
) -> HttpResponse:
    """Show packages made and received, and keys; a form that was refused comes filled."""
    today, user = localdate(), request.user
    regions, scope = regions_of(user, on=today), scope_of(user, on=today)
    own = Territory.objects.filter(
        pk__in=scope.municipalities, kind=Territory.Kind.MUNICIPALITY
    ).order_by("name")
    if not (own.exists() or regions.exists()):
        raise PermissionDenied("Пакетами обмениваются муниципалитет и регион.")
    deliveries = Delivery.objects.visible_to(user, on=today).select_related("territory")
    keys = TrustedKey.objects.visible_to(user, on=today).live().select_related("territory")
    sent = Sending.objects.filter(territory__in=own).select_related("territory", "made_by")
    context = {
        "own": own,
        "key": signing.public_key() if own else None,
        "sent": sent.order_by("-made_at", "-pk")[:SHOWN],
        "regions": regions,
        "receive": receive or Receive(regions=regions),
        "trust": trust or Trust(territories=municipalities_of(user, on=today)),
        "keys": keys.order_by("territory__name", "added_at"),
        "page": page_of(deliveries.order_by("-received_at", "-pk"), request),
    }
    is_refused = receive is not None or trust is not None
    return render(
        request, "web/exchange/exchange.html", context, status=422 if is_refused else 200
    )


@login_required
@require_GET
def exchange(request: UserRequest) -> HttpResponse:
    """Show packages made and received."""
    return exchange_page(request)


@login_required
@require_POST
def send(request: UserRequest, territory_id: int) -> HttpResponse:
    """Make a package of a municipality."""
    at = now()
    territory = get_object_or_404(
        Territory.objects.filter(pk__in=scope_of(request.user, on=localdate()).municipalities),
        pk=territory_id,
    )
    require_sending(request.user, territory, at=at)
    rows = contents_of(territory, on=localdate())
    sending = sendings.send(territory=territory, rows=rows, by=request.user, at=at)
    messages.success(
        request, f"Пакет № {sending.number} готов. Скачайте его и передайте региону."
    )
    return redirect("exchange")


@login_required
@require_GET
def sent_file(request: UserRequest, sending_id: int) -> FileResponse:
    """Give the file of a package."""
    seen = Sending.objects.visible_to(request.user, on=localdate())
    sending = get_object_or_404(seen.select_related("file", "territory"), pk=sending_id)
    name = files.clean_name(f"Пакет {sending.number} {sending.territory.name}.zip")
    return FileResponse(
        files.path_of(sending.file).open("rb"), as_attachment=True, filename=name,
        content_type="application/zip",
    )  # fmt: skip
