"""What the leaders of the school keep: classes of teachers, openings, the checklist."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.people.models import User
from opora.domain.pupils import queries
from opora.domain.pupils.models import Opening, PreventionCheck, TeacherClass
from opora.domain.pupils.permissions import led_by
from opora.domain.pupils.services import prevention, pupils
from opora.methodology.pupil_support import load_prevention_checklist
from opora.reports.tables import Table
from opora.web.paging import page_of
from opora.web.pupils.forms import ChecklistForm, ClassForm
from opora.web.pupils.lists import show
from opora.web.pupils.places import asked_day, leading_place, staff_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file


@login_required
@require_http_methods(["GET", "POST"])
def classes(request: UserRequest) -> HttpResponse:
    """Say which teacher works with which class."""
    place = leading_place(request)
    staff = staff_of(place.school, on=place.today)
    form = ClassForm(request.POST or None, staff=staff)
    if form.is_valid():
        told = form.cleaned_data
        with refusal_at(form):
            pupils.give_class(
                school=place.school, user=User.objects.get(pk=told["user"]),
                class_name=told["class_name"], by=request.user, at=now(),
            )  # fmt: skip
            return done(request, "Класс открыт учителю.", "pupil_classes")
    rows = TeacherClass.objects.filter(school=place.school).select_related("user")
    found = rows.order_by("class_name", "user__last_name", "pk")
    context = {"page": page_of(found, request), "form": form}
    return show(request, place, "classes", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def take_class(request: UserRequest, teacher_class_id: int) -> HttpResponse:
    """Close a class to a teacher."""
    led = led_by(request.user, on=localdate())
    rows = TeacherClass.objects.filter(school__in=led).select_related("school")
    given = get_object_or_404(rows, pk=teacher_class_id)
    pupils.take_class(given=given, by=request.user, at=now())
    messages.success(request, "Класс закрыт для учителя.")
    return redirect("pupil_classes")


@login_required
@require_GET
def journal(request: UserRequest) -> HttpResponse:
    """Show who opened what is kept of pupils."""
    place = leading_place(request)
    rows = Opening.objects.filter(pupil__school=place.school).select_related("pupil", "by")
    context = {"page": page_of(rows.order_by("-at", "-pk"), request)}
    return show(request, place, "journal", context)


@login_required
@require_http_methods(["GET", "POST"])
def checklist(request: UserRequest) -> HttpResponseBase:
    """Answer the checklist of prevention; answers of the last time stand in it."""
    place = leading_place(request)
    checks = PreventionCheck.objects.filter(school=place.school).order_by("-day")
    last = checks.first()
    if kind := asked_kind(request):
        return table_file(_table(last), kind)
    form = ChecklistForm(request.POST or None, initial=_known(request, last))
    if form.is_valid():
        with refusal_at(form):
            prevention.answer(
                school=place.school, answers=form.answers, day=form.cleaned_data["day"],
                by=request.user, at=now(),
            )  # fmt: skip
            return done(request, "Проверочный лист записан.", "pupils_prevention")
    prompts = queries.prompts_of(place.school, on=place.today)
    items = [
        (form[f"a-{one.code}"], form[f"n-{one.code}"], prompts.get(one.from_data))
        for one in load_prevention_checklist().items
    ]
    context = {"form": form, "items": items, "checks": checks[:10], "last": last}
    return show(request, place, "prevention", context, status=422 if form.is_bound else 200)


def _known(request: UserRequest, last: PreventionCheck | None) -> dict[str, object]:
    known: dict[str, object] = {"day": asked_day(request) or localdate()}
    for code, told in (last.answers if last else {}).items():
        known |= {f"a-{code}": told["answer"], f"n-{code}": told["note"]}
    return known


def _table(last: PreventionCheck | None) -> Table:
    answers = last.answers if last else {}
    labels = dict(PreventionCheck.Answer.choices)
    rows = [
        (
            one.title,
            labels.get(answers.get(one.code, {}).get("answer", ""), "нет ответа"),
            answers.get(one.code, {}).get("note", ""),
        )
        for one in load_prevention_checklist().items
    ]
    day = f" на {last.day:%d.%m.%Y}" if last else ""
    return Table(f"Профилактика неуспешности{day}", ("Пункт", "Ответ", "Пояснение"), rows)
