"""Programmes: the list, one of them, entering and correcting."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.organisations.access import reason
from opora.domain.training import permissions
from opora.domain.training.models import Completion, Course, CourseQuerySet, Group
from opora.domain.training.models.courses import topics
from opora.domain.training.services import courses
from opora.reports.tables import Cell, Table
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file
from opora.web.training.forms import ProgrammeForm, Words, topic_choices
from opora.web.training.reads import (
    course_of,
    day_given,
    either_case,
    kept_course,
)

COLUMNS = (
    "Программа", "Кто обучает", "Вид", "Форма", "Часов", "Чему учит", "Стоимость, ₽",
    "Начало", "Окончание",
)  # fmt: skip


@login_required
@require_GET
def course_list(request: UserRequest) -> HttpResponseBase:
    """List the programmes of one's territory."""
    today = localdate()
    seen = Course.objects.visible_to(request.user, on=today).standing()
    rows = _narrowed(seen, request).order_by("title", "pk")
    if kind := asked_kind(request):
        return table_file(Table("Программы обучения", COLUMNS, _cells(rows)), kind)
    context = {
        "page": page_of(rows.select_related("owner"), request),
        "topics": topic_choices("любое"),
        "enters": permissions.course_owners(request.user, on=today).exists(),
    }
    return render(request, "web/training/courses.html", context)


def _narrowed(rows: CourseQuerySet, request: UserRequest) -> CourseQuerySet:
    topic = request.GET.get("topic", "")
    if topic in topics():
        rows = rows.filter(topic=topic)
    for word in words_of(request).split():
        pattern = either_case(word)
        rows = rows.filter(Q(title__iregex=pattern) | Q(provider__iregex=pattern))
    return rows


def _cells(rows: CourseQuerySet) -> Iterator[tuple[Cell, ...]]:
    for one in rows.iterator(chunk_size=500):
        yield (
            one.title, one.provider, one.get_kind_display(), one.form_title, one.hours,
            one.topic_title, one.cost, one.since, one.until,
        )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Enter a programme, with what an obligation already says."""
    owners = permissions.course_owners(request.user, on=localdate())
    first = owners.first()
    if first is None:
        raise PermissionDenied("Программы вносят школа, координатор, методист и регион.")
    asked = request.GET
    known = {
        "owner": asked.get("school") or first.pk, "title": asked.get("title"),
        "kind": asked.get("type"), "since": day_given(request), "topic": asked.get("topic"),
    }  # fmt: skip
    form = ProgrammeForm(request.POST or None, owners=owners, initial=known)
    if form.is_valid():
        with refusal_at(form):
            made = courses.enter(programme=form.programme, by=request.user, at=now())
            return done(request, "Программа записана. Соберите группу.", "course", made.pk)
    context = {"form": form, "title": "Новая программа", "next": asked.get("next", "")}
    return render(request, "web/training/course_edit.html", context)


@login_required
@require_GET
def course(request: UserRequest, course_id: int) -> HttpResponse:
    """Show a programme, its groups and how many learned by it."""
    return _page(request, course_of(request, course_id))


def _page(
    request: UserRequest, found: Course, *, status: int = 200, **bound: Form
) -> HttpResponse:
    today = localdate()
    groups = Group.objects.visible_to(request.user, on=today).filter(course=found)
    learned = Completion.objects.visible_to(request.user, on=today).standing()
    context = {
        "course": found, "groups": groups.select_related("owner").order_by("-since", "pk")[:50],
        "learned": learned.filter(course=found).count(),
        "may": found.withdrawn_at is None
        and permissions.enters_courses_for(request.user, found.owner, on=today),
        "gathers": permissions.kept_by(request.user, on=today).exists(),
        "reason": reason(found, request.user, on=today), "words": Words(),
    } | bound  # fmt: skip
    return render(request, "web/training/course.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, course_id: int) -> HttpResponse:
    """Correct a programme."""
    found = kept_course(request, course_id)
    form = ProgrammeForm(
        request.POST or None, owners=permissions.course_owners(request.user, on=localdate()),
        initial={name: getattr(found, name) for name in ProgrammeForm.base_fields},
    )  # fmt: skip
    if form.is_valid():
        with refusal_at(form):
            courses.amend(course=found, programme=form.programme, by=request.user, at=now())
            return done(request, "Программа исправлена.", "course", found.pk)
    context = {"form": form, "title": "Исправить программу", "course": found}
    return render(request, "web/training/course_edit.html", context)


@login_required
@require_POST
def withdraw(request: UserRequest, course_id: int) -> HttpResponse:
    """Take a programme from the list."""
    found = kept_course(request, course_id)
    form = Words(request.POST)
    if form.is_valid():
        with refusal_at(form):
            courses.withdraw(course=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Программа убрана из списка.", "courses")
    return _page(request, found, status=422, words=form)
