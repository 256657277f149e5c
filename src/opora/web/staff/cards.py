"""A person's card: posts, new, corrected and ended."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.staff.models import Employment, Person
from opora.domain.staff.services import staff
from opora.web.requests import UserRequest
from opora.web.staff.forms import (
    ANOTHER,
    PLACE,
    AccountForm,
    AnotherPost,
    Leave,
    PersonForm,
    PlaceForm,
    kept_by,
)
from opora.web.steps import done, refusal_at


@login_required
@require_GET
def card(request: UserRequest, person_id: int) -> HttpResponse:
    """Show a person with all posts that the reader may see."""
    today = localdate()
    person = get_object_or_404(
        Person.objects.visible_to(request.user, on=today).select_related("user"), pk=person_id
    )
    posts = Employment.objects.visible_to(request.user, on=today).filter(person=person)
    rows = posts.select_related("organisation__territory").order_by("-since", "pk")
    scope = scope_of(request.user, on=today)
    context = {
        "person": person,
        "posts": [(one, scope.may_plan_for(one.organisation)) for one in rows],
        "keeps": kept_by(request.user, on=today).exists(),
        "today": today,
        "reason": reason(person, request.user, on=today),
    }
    return render(request, "web/staff/card.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Enter a person; whether a namesake is the same one is asked."""
    today = localdate()
    if not kept_by(request.user, on=today).exists():
        raise PermissionDenied
    first = {"organisation": request.GET.get("school"), "post": "teacher", "since": today}
    form = PersonForm(request.POST or None, user=request.user, on=today, initial=first)
    found: tuple[Person, ...] = ()
    if form.is_valid():
        with refusal_at(form):
            try:
                made = _entered(form, request)
            except staff.SamePerson as namesakes:
                found = namesakes.found
            else:
                said = f"{made.person.full_name}: запись добавлена."
                return done(request, said, "staff_person", made.person_id)
    context = {"form": form, "found": _described(found), "next": request.GET.get("next", "")}
    return render(request, "web/staff/new.html", context)


def _entered(form: PersonForm, request: UserRequest) -> Employment:
    where: Organisation = form.cleaned_data["organisation"]
    said = form.cleaned_data["same"]
    same = form.chosen(tuple(staff.namesakes(form.name, where))) if said else None
    if same is not None:
        return staff.employ(
            person=same, organisation=where, place=form.place, by=request.user, at=now()
        )
    return staff.add(
        name=form.name, organisation=where, place=form.place, by=request.user, at=now(),
        another=said == ANOTHER,
    )  # fmt: skip


def _described(people: tuple[Person, ...]) -> list[tuple[Person, str]]:
    """Say of each namesake where they work, so that a human can tell them apart."""
    posts = Employment.objects.filter(person__in=people).select_related("organisation")
    where: dict[int, list[str]] = {one.pk: [] for one in people}
    for one in posts:
        where[one.person_id].append(
            f"{one.get_post_display().lower()}, {one.organisation.short_name}"
        )
    return [(one, "; ".join(where[one.pk])) for one in people]


@login_required
@require_http_methods(["GET", "POST"])
def another_post(request: UserRequest, person_id: int) -> HttpResponse:
    """Give a known person a further post."""
    today = localdate()
    people = Person.objects.visible_to(request.user, on=today)
    person = get_object_or_404(people, pk=person_id)
    if not kept_by(request.user, on=today).exists():
        raise PermissionDenied
    form = AnotherPost(request.POST or None, user=request.user, on=today)
    if form.is_valid():
        with refusal_at(form):
            staff.employ(
                person=person, organisation=form.cleaned_data["organisation"],
                place=form.place, by=request.user, at=now(),
            )  # fmt: skip
            return done(request, "Должность добавлена.", "staff_person", person.pk)
    return _form(request, form, person, "Ещё одна должность")


@login_required
@require_http_methods(["GET", "POST"])
def post(request: UserRequest, employment_id: int) -> HttpResponse:
    """Correct a post."""
    held = _held(request, employment_id)
    first = {name: getattr(held, name) for name in PLACE}
    form = PlaceForm(request.POST or None, initial=first)
    if form.is_valid():
        with refusal_at(form):
            place = replace(form.place, until=held.until)
            staff.correct(employment=held, place=place, by=request.user, at=now())
            return done(request, "Исправлено.", "staff_person", held.person_id)
    return _form(request, form, held.person, "Исправить должность")


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: UserRequest, employment_id: int) -> HttpResponse:
    """End a post on its last day."""
    held = _held(request, employment_id)
    form = Leave(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        with refusal_at(form):
            staff.leave(employment=held, on=form.cleaned_data["on"], by=request.user, at=now())
            return done(
                request, "Последний день работы записан.", "staff_person", held.person_id
            )
    return _form(request, form, held.person, "Окончание работы")


@login_required
@require_http_methods(["GET", "POST"])
def account(request: UserRequest, person_id: int) -> HttpResponse:
    """Say whose account a person signs in with, or that they have none."""
    today = localdate()
    people = Person.objects.visible_to(request.user, on=today)
    person = get_object_or_404(people.select_related("user"), pk=person_id)
    if not kept_by(request.user, on=today).filter(employments__person=person).exists():
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = AccountForm(sent, person=person, on=today, initial={"user": person.user})
    if form.is_valid():
        with refusal_at(form):
            staff.link(person=person, user=form.cleaned_data["user"], by=request.user, at=now())
            return done(request, "Учётная запись записана.", "staff_person", person.pk)
    return _form(request, form, person, "Учётная запись")


def _held(request: UserRequest, employment_id: int) -> Employment:
    today = localdate()
    seen = Employment.objects.visible_to(request.user, on=today)
    held = get_object_or_404(
        seen.select_related("person", "organisation__territory"), pk=employment_id
    )
    if not scope_of(request.user, on=today).may_plan_for(held.organisation):
        raise PermissionDenied
    return held


def _form(request: UserRequest, form: Form, person: Person, title: str) -> HttpResponse:
    context = {"form": form, "person": person, "title": title}
    return render(request, "web/staff/form.html", context)
