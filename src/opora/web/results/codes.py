"""The queue of unknown codes: which school each is, decided with one click."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.assessments import queries
from opora.domain.assessments.disclosure import shown_participants
from opora.domain.assessments.permissions import keeps_results, sees_all_counts
from opora.domain.assessments.queries.replaced import decided
from opora.domain.assessments.services import crosswalk
from opora.domain.organisations.models import Organisation, Territory
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.results import reads
from opora.web.schools.reads import schools_for
from opora.web.steps import refusal_as_message

_FEW_CODES = 20
"""Each is compared with every school: a page holds as many as a person decides at once."""


@login_required
@require_GET
def queue(request: UserRequest, territory_id: int) -> HttpResponse:
    """List the codes that wait, each with the schools that it may mean."""
    territory = _kept(request, territory_id)
    today = localdate()
    waiting = queries.unmatched(territory, user=request.user, on=today)
    page = page_of(waiting, request, per_page=_FEW_CODES)  # type: ignore[type-var]  # a list
    full = sees_all_counts(request.user, territory, on=today)
    context = {
        "territory": territory,
        "page": page,
        "codes": _suggested(territory, list(page), full=full),
    }
    return render(request, "web/results/codes.html", context)


def _suggested(
    territory: Territory, codes: Sequence[queries.UnmatchedCode], *, full: bool
) -> list[tuple[queries.UnmatchedCode, int | str, list[crosswalk.Suggestion]]]:
    """Put the schools that each code may mean beside it; without codes none are loaded."""
    if not codes:
        return []
    suggester = crosswalk.Suggester(territory)
    return [
        (
            one,
            shown_participants(one.participants, full=full),
            suggester.suggest(one.code, one.name),
        )
        for one in codes
    ]


@login_required
@require_GET
def choose(request: UserRequest, territory_id: int) -> HttpResponse:
    """Look a school up for a code, where no suggestion is right."""
    territory = _kept(request, territory_id)
    code = request.GET.get("code", "")
    if not code:
        return redirect("results_codes", territory.pk)
    words = words_of(request)
    found = schools_for(request.user, words, on=localdate())
    here = {"territory": territory}
    if territory.kind == Territory.Kind.REGION:
        here = {"territory__parent": territory}
    context = {
        "territory": territory,
        "code": code,
        "words": words,
        "page": page_of(found.filter(**here), request),
    }
    return render(request, "web/results/code.html", context)


@login_required
@require_GET
def decisions(request: UserRequest, territory_id: int) -> HttpResponse:
    """List what was decided, to look at and to decide anew."""
    territory = _kept(request, territory_id)
    found = decided(territory, user=request.user, on=localdate())
    context = {"territory": territory, "page": page_of(found, request)}
    return render(request, "web/results/code_decisions.html", context)


@login_required
@require_POST
def decide(request: UserRequest, territory_id: int) -> HttpResponse:
    """Remember which school a code is, or that it is none of ours."""
    territory = _kept(request, territory_id)
    code, chosen = request.POST.get("code", ""), _chosen(request)
    with refusal_as_message(request):
        crosswalk.decide(
            territory=territory, code=code, organisation=chosen, by=request.user, at=now()
        )
        what = chosen.short_name if chosen else "не наша школа"
        messages.success(request, f"Код {code}: {what}. Запомнено, результаты пересчитаны.")
    return redirect(_back(request, territory))


def _kept(request: UserRequest, territory_id: int) -> Territory:
    today = localdate()
    territory = reads.territory_for(request, territory_id, on=today)
    if not keeps_results(request.user, territory, on=today):
        raise PermissionDenied("Коды сопоставляют те, кто загружает результаты.")
    return territory


def _chosen(request: UserRequest) -> Organisation | None:
    """Return the school of the button that was pressed; None for «не наша»."""
    typed = request.POST.get("school", "")
    if typed == "none":
        return None
    if not typed.isdecimal():
        raise Http404("no school")
    seen = Organisation.objects.visible_to(request.user, on=localdate())
    found: Organisation = get_object_or_404(seen, pk=int(typed))
    return found


def _back(request: UserRequest, territory: Territory) -> str:
    name = "results_codes" if request.POST.get("from") != "decisions" else "results_decisions"
    return reverse(name, args=[territory.pk])
