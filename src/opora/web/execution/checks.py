"""The list of what waits for this person's check, and many accepted at once."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.roadmaps import queries
from opora.web.paging import page_of
from opora.web.requests import UserRequest


@login_required
@require_GET
def to_check(request: UserRequest) -> HttpResponse:
    """List what waits for a check, the earliest day first."""
    today = localdate()
    filters = queries.ObligationFilters(to_check=True)
    rows = queries.obligation_list(request.user, on=today, filters=filters)
    context = {"page": page_of(rows, request), "today": today}
    return render(request, "web/execution/to_check.html", context)
