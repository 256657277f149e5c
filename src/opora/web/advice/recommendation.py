"""One recommendation: what is advised, and what each addressee did."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.advice import permissions
from opora.domain.advice.models import Addressee, AddresseeQuerySet, Recommendation
from opora.domain.advice.services import recommendations
from opora.domain.organisations.access import reason
from opora.web.advice.forms import Reason
from opora.web.advice.matching import factor_titles
from opora.web.imports.drafts import attached
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at


def _found(request: UserRequest, recommendation_id: int) -> Recommendation:
    seen = Recommendation.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related("owner__territory", "sent_by", "file")
    return get_object_or_404(rows, pk=recommendation_id)


def _addressees(request: UserRequest, found: Recommendation) -> AddresseeQuerySet:
    seen = Addressee.objects.visible_to(request.user, on=localdate())
    rows = seen.filter(recommendation=found)
    return rows.select_related(
        "organisation", "person", "team", "answered_by", "recommendation"
    )


@login_required
@require_GET
def page(request: UserRequest, recommendation_id: int) -> HttpResponse:
    """Show a recommendation; whoever answers has read it by that."""
    found = _found(request, recommendation_id)
    mine = _addressees(request, found).answerable_by(request.user, on=localdate())
    for one in mine.filter(status=Addressee.Status.SENT):
        recommendations.read(addressee=one, by=request.user, at=now())
    return _page(request, found, Reason())


def _page(request: UserRequest, found: Recommendation, withdrawal: Form) -> HttpResponse:
    today = localdate()
    rows = _addressees(request, found).order_by("organisation__short_name", "pk")
    mine = Addressee.objects.answerable_by(request.user, on=today).filter(recommendation=found)
    context = {
        "recommendation": found,
        "page": page_of(rows, request),
        "answered": rows.exclude(status__in=Addressee.UNANSWERED).count(),
        "today": today,
        "advises": permissions.advises(request.user, found.owner, at=now()),
        "mine": set(mine.values_list("pk", flat=True)),
        "topic": factor_titles([found.topic])[0] if found.topic else "",
        "reason": reason(found, request.user, on=today),
        "withdrawal": withdrawal,
    }
    status = 422 if withdrawal.errors else 200
    return render(request, "web/advice/recommendation.html", context, status=status)


@login_required
@require_POST
def take_step(request: UserRequest, recommendation_id: int, name: str) -> HttpResponse:
    """Remind those who have not answered, or withdraw the recommendation."""
    found = _found(request, recommendation_id)
    if not permissions.advises(request.user, found.owner, at=now()):
        raise PermissionDenied
    if name == "remind":
        count = recommendations.remind(recommendation=found, by=request.user, at=now())
        said = f"Напоминание получат: {count}." if count else "Сегодня уже напоминали."
        messages.success(request, said)
        return redirect("recommendation", found.pk)
    if name != "withdraw":
        raise Http404
    return _withdraw(request, found)


def _withdraw(request: UserRequest, found: Recommendation) -> HttpResponse:
    form = Reason(request.POST)
    if form.is_valid():
        with refusal_at(form):
            recommendations.withdraw(
                recommendation=found, by=request.user, at=now(), **form.cleaned_data
            )
            return done(request, "Рекомендация отозвана.", "recommendation", found.pk)
    return _page(request, found, form)


@login_required
@require_GET
def file(request: UserRequest, recommendation_id: int) -> HttpResponseBase:
    """Give the file of a recommendation."""
    found = _found(request, recommendation_id)
    if found.file is None:
        raise Http404
    return attached(found.file, found.file_name)
