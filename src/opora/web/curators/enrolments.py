"""Schools are enrolled, their model changed, their part in a project ended."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.curators import queries
from opora.domain.curators.models import Enrolment
from opora.domain.curators.permissions import (
    joins_projects,
    keeps_models,
    names_people,
    schools_above,
)
from opora.domain.curators.services import enrolments as services
from opora.domain.organisations.access import reason, scope_of
from opora.domain.people.models import AuditEvent
from opora.web.curators.forms import (
    CURATOR,
    ApproveForm,
    ChangeForm,
    EndForm,
    EnrolForm,
    PeopleForm,
    ReasonForm,
    begun_with,
)
from opora.web.curators.listing import MARKS, STATES
from opora.web.curators.plans import address_of, plan_of
from opora.web.curators.reads import KEEPERS, draw, enrolment_of, kept_enrolment
from opora.web.requests import UserRequest, inside
from opora.web.steps import done, refusal_at
from opora.web.words import counted

SCHOOLS = "школа,школы,школ"


@login_required
@require_GET
def enrolment(request: UserRequest, enrolment_id: int) -> HttpResponse:
    """Show an enrolment: document, term, people, measures of the model, the chain."""
    today = localdate()
    found = enrolment_of(request, enrolment_id)
    user, school = request.user, found.school
    state = found.state(on=today)
    plans = scope_of(user, on=today).may_plan_for(school) and found.is_standing
    plan = plan_of(found) if plans else None
    context = {
        "enrolment": found,
        "state": STATES[state],
        "mark": MARKS[state],
        "measures": queries.measures_of(found),
        "people": found.participants.select_related("person").order_by("person__search"),
        "names": names_people(user, school, on=today),
        "followed": Enrolment.objects.filter(follows=found).first(),
        "keeps": keeps_models(user, school.territory, on=today) and found.is_standing,
        "joins": joins_projects(user, school, on=today) and found.is_standing,
        "plans": plans,
        "plan": address_of(plan) if plan else "",
        "entered": AuditEvent.objects.about(found).order_by("at").select_related("by").first(),
        "reason": reason(found, user, on=today),
    }
    return render_page(request, "web/curators/enrolment.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Enrol one school or many."""
    today = localdate()
    if not schools_above(request.user, on=today).exists():
        raise PermissionDenied(KEEPERS)
    if request.GET.get("type") == CURATOR:
        return redirect(f"{reverse('curator_new')}?{request.GET.urlencode()}")
    first = begun_with(request.GET, on=today)
    form = EnrolForm(request.POST or None, by=request.user, on=today, initial=first)
    if form.is_valid():
        with refusal_at(form):
            made = services.enrol(
                list(form.cleaned_data["schools"]), form.term(), by=request.user, at=now()
            )
            return done(
                request, f"Записано: {counted(len(made), SCHOOLS)}.", "enrolment", made[0].pk
            )
    back = inside(request, request.GET.get("next") or request.POST.get("next"))
    context = {"form": form, "next": back}
    return render_page(request, "web/curators/new.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def approve(request: UserRequest, enrolment_id: int) -> HttpResponse:
    """Name the order of an enrolment."""
    found = kept_enrolment(request, enrolment_id)
    form = ApproveForm(request.POST or None, by=request.user, on=localdate())
    if form.is_valid():
        with refusal_at(form):
            services.approve(
                enrolment=found, act=form.cleaned_data["act"], by=request.user, at=now()
            )
            return _done(request, found, "Приказ записан.")
    return _draw(request, form, found, "Приказ")


@login_required
@require_http_methods(["GET", "POST"])
def change(request: UserRequest, enrolment_id: int) -> HttpResponse:
    """Change the model: one ends, the next begins."""
    found = kept_enrolment(request, enrolment_id)
    today = localdate()
    form = ChangeForm(request.POST or None, by=request.user, on=today, initial={"since": today})
    if form.is_valid():
        with refusal_at(form):
            made = services.change_model(
                enrolment=found, term=form.term(), by=request.user, at=now()
            )
            return _done(request, made, "Модель сменена, прежняя осталась в истории.")
    return _draw(request, form, found, "Сменить модель")


@login_required
@require_http_methods(["GET", "POST"])
def end(request: UserRequest, enrolment_id: int) -> HttpResponse:
    """End an enrolment on its last day."""
    found = kept_enrolment(request, enrolment_id)
    form = EndForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        with refusal_at(form):
            services.end(enrolment=found, **form.cleaned_data, by=request.user, at=now())
            return _done(request, found, "Участие завершено.")
    return _draw(request, form, found, "Завершить участие")


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, enrolment_id: int) -> HttpResponse:
    """Withdraw an enrolment entered by mistake."""
    found = kept_enrolment(request, enrolment_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            services.withdraw(enrolment=found, **form.cleaned_data, by=request.user, at=now())
            return _done(request, found, "Запись отозвана.")
    return _draw(request, form, found, "Отозвать запись")


@login_required
@require_http_methods(["GET", "POST"])
def people(request: UserRequest, enrolment_id: int) -> HttpResponse:
    """Say who of the school takes part."""
    found = enrolment_of(request, enrolment_id)
    if not joins_projects(request.user, found.school, on=localdate()):
        raise PermissionDenied("Участников называют руководство школы и муниципалитет.")
    first = {"people": list(found.participants.values_list("person", flat=True))}
    sent = request.POST if request.method == "POST" else None
    form = PeopleForm(sent, enrolment=found, on=localdate(), initial=first)
    if form.is_valid():
        chosen = list(form.cleaned_data["people"])
        with refusal_at(form):
            services.name_participants(
                enrolment=found, people=chosen, by=request.user, at=now()
            )
            return _done(request, found, "Участники записаны.")
    return _draw(request, form, found, "Участники")


def _done(request: UserRequest, found: Enrolment, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("enrolment", found.pk)


def _draw(request: UserRequest, form: Form, found: Enrolment, title: str) -> HttpResponse:
    back = reverse("enrolment", args=[found.pk])
    return draw(request, form, title, back, f"{found.school.short_name}: {found.title}")
