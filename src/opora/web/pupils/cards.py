"""The card of a pupil: entered, corrected, given a tutor."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.organisations.access import reason
from opora.domain.people.models import User
from opora.domain.pupils.models import Opening, Pupil, PupilPlan, Tutor
from opora.domain.pupils.services import pupils, tutors
from opora.domain.pupils.services.pupils import Who
from opora.web.pupils.forms import LeaveForm, PupilForm, TutorForm
from opora.web.pupils.lists import show
from opora.web.pupils.places import place_in, place_of, pupil_or_404, staff_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Enter one pupil."""
    place = place_of(request)
    form = PupilForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            pupil = pupils.enter(
                school=place.school, who=Who(**form.cleaned_data), by=request.user, at=now()
            )
            return done(request, "Ученик внесён.", "pupil", pupil.pk)
    status = 422 if form.is_bound else 200
    return show(request, place, "new", {"form": form}, status=status)


@login_required
@require_GET
def card(request: UserRequest, pupil_id: int) -> HttpResponse:
    """Show what the school knows of a pupil and does for them; the opening is noted."""
    today = localdate()
    pupil = pupil_or_404(request.user, pupil_id, on=today)
    pupils.note_opening([pupil], page=Opening.Page.CARD, by=request.user, at=now())
    return _draw(request, pupil)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, pupil_id: int) -> HttpResponse:
    """Correct a pupil's name, class, code; or note that they have left."""
    pupil = pupil_or_404(request.user, pupil_id, on=localdate())
    place = place_in(request, pupil.school)
    known = {
        "name": pupil.name,
        "class_name": pupil.class_name,
        "participant": pupil.participant,
    }
    leaving = "leave" in request.POST
    form = PupilForm(None if leaving else request.POST or None, initial=known)
    leave_form = LeaveForm(request.POST if leaving else None)
    bound = leave_form if leaving else form
    if bound.is_valid():
        with refusal_at(bound):
            if leaving:
                day = leave_form.cleaned_data["day"]
                pupils.leave(pupil=pupil, day=day, by=request.user, at=now())
            else:
                who = Who(**form.cleaned_data)
                pupils.correct(pupil=pupil, who=who, by=request.user, at=now())
            messages.success(request, "Сохранено.")
            return redirect("pupils") if leaving else redirect("pupil", pupil.pk)
    context = {"pupil": pupil, "form": form, "leave_form": leave_form}
    return show(request, place, "edit", context, status=422 if bound.is_bound else 200)


@login_required
@require_POST
def appoint_tutor(request: UserRequest, pupil_id: int) -> HttpResponse:
    """Appoint a tutor of a pupil."""
    today = localdate()
    pupil = pupil_or_404(request.user, pupil_id, on=today)
    form = TutorForm(request.POST, staff=staff_of(pupil.school, on=today))
    if form.is_valid():
        told = form.cleaned_data
        with refusal_at(form):
            tutors.appoint(
                pupil=pupil, user=User.objects.get(pk=told["user"]), since=told["since"],
                order=told["order"], by=request.user, at=now(),
            )  # fmt: skip
            return done(request, "Тьютор назначен.", "pupil", pupil.pk)
    return _draw(request, pupil, {"tutor_form": form}, status=422)


@login_required
@require_POST
def end_tutor(request: UserRequest, tutor_id: int) -> HttpResponse:
    """End the work of a tutor today."""
    today = localdate()
    seen = Pupil.objects.visible_to(request.user, on=today)
    rows = Tutor.objects.filter(pupil__in=seen).select_related("pupil__school")
    tutor = get_object_or_404(rows, pk=tutor_id)
    with refusal_as_message(request):
        tutors.end(tutor=tutor, day=today, by=request.user, at=now())
        messages.success(request, "Работа тьютора закончена.")
    return redirect("pupil", tutor.pupil_id)


def _draw(
    request: UserRequest,
    pupil: Pupil,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    place = place_in(request, pupil.school)
    places = pupil.enrolments.filter(lessons__withdrawn_at=None)
    own = pupil.plans.select_related("plan").order_by("-plan__start", "-pk")
    context = {
        "pupil": pupil,
        "risks": pupil.risks.select_related("decided_by").order_by("-year", "-term"),
        "works": pupil.works.order_by("-year", "subject", "pk"),
        "plans": own,
        "current": next((one.plan for one in own if _goes_on(one.plan, place.today)), None),
        "tutors": pupil.tutors.select_related("user").order_by("-since", "-pk"),
        "lessons": places.select_related("lessons").order_by("-lessons__start"),
        "openings": pupil.openings.select_related("by").order_by("-at")[:10],
        "tutor_form": TutorForm(
            initial={"since": place.today}, staff=staff_of(pupil.school, on=place.today)
        ),
        "reason": reason(pupil, request.user, on=place.today),
    }
    return show(request, place, "card", context | (more or {}), status=status)


def _goes_on(plan: PupilPlan, today: date) -> bool:
    """Whether a plan of the pupil alone is drafted or in force: a second one is refused."""
    opened = plan.status in {PupilPlan.Status.DRAFT, PupilPlan.Status.ACTIVE}
    return opened and not plan.is_group and plan.until >= today
