"""One addressee: the answer, and the measure that the recommendation becomes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.advice import permissions
from opora.domain.advice.models import Addressee
from opora.domain.advice.services import recommendations
from opora.domain.roadmaps.models import Edition, Roadmap
from opora.domain.roadmaps.services import editions, measures
from opora.web.advice.forms import Answer, PlanForm
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at


def _found(request: UserRequest, addressee_id: int) -> Addressee:
    seen = Addressee.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related(
        "recommendation__owner__territory",
        "organisation__territory",
        "person",
        "team",
        "answered_by",
    )
    return get_object_or_404(rows, pk=addressee_id)


@login_required
@require_http_methods(["GET", "POST"])
def page(request: UserRequest, addressee_id: int) -> HttpResponse:
    """Answer a recommendation: few fields, for a phone too."""
    found = _found(request, addressee_id)
    permissions.require_planning(request.user, found, at=now())
    form = Answer(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            recommendations.answer(
                addressee=found, by=request.user, at=now(), **form.cleaned_data
            )
            return done(request, "Ответ отправлен.", "recommendation", found.recommendation_id)
    return _page(request, found, form, _plan_form(request, found))


def _plan_form(request: UserRequest, found: Addressee) -> PlanForm:
    given = request.POST if "roadmap" in request.POST else None
    first = {"text": found.recommendation.title}
    return PlanForm(given, user=request.user, on=localdate(), initial=first)


def _page(
    request: UserRequest, found: Addressee, form: Answer, planned: PlanForm
) -> HttpResponse:
    context = {
        "addressee": found, "recommendation": found.recommendation, "form": form,
        "planned": planned, "may_answer": permissions.answers(request.user, found, at=now()),
    }  # fmt: skip
    status = 422 if form.errors or planned.errors else 200
    return render(request, "web/advice/answer.html", context, status=status)


@login_required
@require_POST
def put_in_plan(request: UserRequest, addressee_id: int) -> HttpResponse:
    """Make a measure of the recommendation in a draft of a plan, or in changes to it."""
    found = _found(request, addressee_id)
    permissions.require_planning(request.user, found, at=now())
    form = PlanForm(request.POST, user=request.user, on=localdate())
    if form.is_valid():
        with refusal_at(form):
            address = _add(request, found, **form.cleaned_data)
            return done(request, "Мероприятие внесено в черновик плана.", address)
    return _page(request, found, Answer(), form)


@transaction.atomic
def _add(request: UserRequest, found: Addressee, *, roadmap: Roadmap, text: str) -> str:
    by, at = request.user, now()
    drafts = roadmap.editions.filter(status=Edition.Status.DRAFT).order_by("-number")
    edition = drafts.first() or editions.amend(roadmap=roadmap, by=by, at=at)
    measures.add(edition=edition, text=text, by=by, at=at)
    address = reverse("roadmap", args=[roadmap.pk])
    recommendations.put_in_plan(addressee=found, address=address, by=by, at=at)
    return address
