"""The history of any object that the gate opens."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.organisations.access import reason
from opora.domain.people.models import AuditEvent
from opora.web.history.entries import entries_of
from opora.web.paging import page_of
from opora.web.requests import UserRequest


@login_required
@require_GET
def history(request: UserRequest, app: str, model: str, pk: int) -> HttpResponse:
    """Show who changed what and when, to whom the gate opens the thing itself."""
    thing = get_object_or_404(_model(app, model), pk=pk)
    why = reason(thing, request.user, on=localdate())
    if why is None:
        raise Http404
    page = page_of(AuditEvent.objects.about(thing).select_related("by"), request)
    context = {"thing": thing, "page": page, "entries": entries_of(page), "reason": why}
    return render(request, "web/history/history.html", context)


def _model(app: str, model: str) -> type[Model]:
    try:
        return apps.get_model(app, model)
    except LookupError:
        raise Http404 from None
