"""Search over measures, in any form of their words, and over schools."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.organisations.models import Organisation
from opora.domain.roadmaps import queries
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.schools.reads import schools_for

LONGEST = 200
SCHOOLS = 10


@login_required
@require_GET
def search(request: UserRequest) -> HttpResponse:
    """Find measures in force and schools by words."""
    today = localdate()
    words = words_of(request).strip()[:LONGEST]
    measures = queries.search_measures(request.user, words, on=today)
    found = schools_for(request.user, words, on=today)
    context = {
        "words": words,
        "page": page_of(measures, request),
        "schools": found[:SCHOOLS] if words else Organisation.objects.none(),
    }
    return render(request, "web/search/search.html", context)
