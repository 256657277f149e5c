"""Extra lessons: the list, a new one, and the page on which attendance is tapped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.organisations.access import reason
from opora.domain.people.models import User
from opora.domain.pupils.models import Attendance, Lessons
from opora.domain.pupils.services import lessons as service
from opora.domain.pupils.services.lessons import Attended, LessonsRefused, Timetable
from opora.methodology.pupil_support import load_pupil_support
from opora.reports.tables import Table
from opora.web.organisations.forms import DayInput
from opora.web.paging import page_of
from opora.web.pupils.forms import as_choices
from opora.web.pupils.lists import NO_NAMES, lines_in_sight, show
from opora.web.pupils.places import asked_day, place_in, place_of, staff_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file

MOST_DIGITS = 16
"""Longer numbers name no row of any database."""


class LessonsForm(forms.Form):
    """What is held, by whom, when."""

    subject = forms.CharField(label="Предмет", max_length=60)
    title = forms.CharField(label="Для кого и о чём", max_length=160)
    teacher = forms.TypedChoiceField(label="Учитель", coerce=int)
    schedule = forms.CharField(
        label="Когда", max_length=120, help_text="Например «вт и чт, 14:10, кабинет 21»."
    )
    start = forms.DateField(label="Первое занятие", widget=DayInput())
    until = forms.DateField(label="Последнее занятие", widget=DayInput())

    def __init__(self, *args: Any, staff: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_choices(self.fields["teacher"], [("", "выберите"), *staff])


@login_required
@require_GET
def lessons_list(request: UserRequest) -> HttpResponseBase:
    """List the extra lessons of the school."""
    place = place_of(request)
    rows = Lessons.objects.visible_to(request.user, on=place.today).filter(school=place.school)
    found = rows.select_related("teacher").annotate(
        pupils=Count("enrolments", distinct=True),
        held=Count("enrolments__days__day", distinct=True),
    )
    ordered = found.order_by("-start", "-pk")
    if kind := asked_kind(request):
        return table_file(_table(list(ordered)), kind)
    return show(request, place, "lessons", {"page": page_of(ordered, request)})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Plan extra lessons."""
    place = place_of(request)
    known = {
        "title": request.GET.get("title", ""),
        "start": asked_day(request) or place.today,
        "teacher": request.user.pk,
    }
    staff = staff_of(place.school, on=place.today)
    form = LessonsForm(request.POST or None, initial=known, staff=staff)
    lines = lines_in_sight(request, place)
    keys = set(request.POST.getlist("pupil"))
    chosen = [one.pupil for one in lines if str(one.pupil.pk) in keys]
    if form.is_valid():
        told = form.cleaned_data
        teacher = User.objects.get(pk=told.pop("teacher"))
        with refusal_at(form):
            made = service.plan(
                school=place.school, timetable=Timetable(teacher=teacher, **told),
                pupils=chosen, by=request.user, at=now(),
            )  # fmt: skip
            return done(request, "Занятия запланированы.", "extra_lesson", made.pk)
    context = {"form": form, "lines": lines, "ticked": {one.pk for one in chosen}}
    return show(request, place, "lessons_new", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def lesson(request: UserRequest, extra_lessons_id: int) -> HttpResponse:
    """Show the lessons and the attendance of a day, today's unless the address says another."""
    found = _lessons(request, extra_lessons_id)
    day = asked_day(request) or min(localdate(), found.until)
    return _draw(request, found, day)


@login_required
@require_POST
def mark(request: UserRequest, extra_lessons_id: int) -> HttpResponse:
    """Mark one pupil by a tap, or the whole list at once."""
    found = _lessons(request, extra_lessons_id)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return _draw(request, found, localdate(), "Выберите день занятия.")
    tapped = request.POST.get("pupil", "")
    at = now()
    try:
        if tapped:
            key = int(tapped) if tapped.isdecimal() and len(tapped) < MOST_DIGITS else 0
            place = get_object_or_404(found.enrolments, pupil=key)
            service.mark_one(enrolment=place, day=day, by=request.user, at=at)
        else:
            everybody = found.enrolments.values_list("pupil", flat=True)
            came = set(everybody) if "all" in request.POST else set()
            service.mark_day(lessons=found, day=day, came=came, by=request.user, at=at)
    except LessonsRefused as refusal:
        return _draw(request, found, day, str(refusal))
    return redirect(f"{reverse('extra_lesson', args=[found.pk])}?day={day.isoformat()}")


@login_required
@require_POST
def close(request: UserRequest, extra_lessons_id: int) -> HttpResponse:
    """End the lessons and count who attended."""
    found = _lessons(request, extra_lessons_id)
    return _do(
        request,
        found,
        lambda: service.close(lessons=found, by=request.user, at=now()),
        "Занятия завершены, посещаемость подсчитана.",
    )


@login_required
@require_POST
def withdraw(request: UserRequest, extra_lessons_id: int) -> HttpResponse:
    """Cancel the lessons with a reason."""
    found = _lessons(request, extra_lessons_id)
    why = request.POST.get("reason", "")
    return _do(
        request,
        found,
        lambda: service.withdraw(lessons=found, reason=why, by=request.user, at=now()),
        "Занятия отменены.",
    )


def _lessons(request: UserRequest, extra_lessons_id: int) -> Lessons:
    rows = Lessons.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(
        rows.select_related("school__territory", "teacher"), pk=extra_lessons_id
    )


def _do(
    request: UserRequest, found: Lessons, step: Callable[[], object], said: str
) -> HttpResponse:
    try:
        step()
    except LessonsRefused as refusal:
        return _draw(request, found, localdate(), str(refusal))
    messages.success(request, said)
    return redirect("extra_lesson", found.pk)


def _draw(request: UserRequest, found: Lessons, day: date, refusal: str = "") -> HttpResponse:
    marks = dict(
        Attendance.objects.filter(enrolment__lessons=found, day=day).values_list(
            "enrolment", "came"
        )
    )
    told = sorted(service.attendance_of(found), key=_by_name)
    held = Attendance.objects.filter(enrolment__lessons=found).values_list("day", flat=True)
    place = place_in(request, found.school)
    context = {
        "lessons": found,
        "day": day,
        "lines": [(one, marks.get(one.enrolment.pk)) for one in told],
        "came": sum(marks.values()),
        "days": list(held.distinct().order_by("-day")[:12]),
        "share": round(100 * load_pupil_support().attending_share),
        "is_open": found.closed_on is None and found.withdrawn_at is None,
        "refusal": refusal,
        "reason": reason(found, request.user, on=place.today),
    }
    return show(request, place, "lesson", context, status=422 if refusal else 200)


def _by_name(one: Attended) -> str:
    return one.enrolment.pupil.name.casefold()


def _table(found: list[Any]) -> Table:
    rows = [
        (
            one.subject, one.title, one.teacher.short_name, one.schedule, one.start, one.until,
            one.pupils, one.held,
        )
        for one in found
    ]  # fmt: skip
    columns = (
        "Предмет", "Для кого и о чём", "Учитель", "Когда", "Начало", "Окончание", "Учеников",
        "Проведено занятий",
    )  # fmt: skip
    return Table("Дополнительные занятия", columns, rows, NO_NAMES)
