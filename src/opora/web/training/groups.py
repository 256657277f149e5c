"""Groups: gathered, sent to learn, ended with certificates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.forms import DateField, Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.acts.services.files import Upload
from opora.domain.organisations.access import reason
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.training import permissions
from opora.domain.training.models import Group, Learner
from opora.domain.training.services import groups
from opora.reports.tables import Table
from opora.web.organisations.forms import DayInput
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import asked_kind, table_file
from opora.web.training.certificates import courses_for
from opora.web.training.forms import GroupForm, SendForm, Words
from opora.web.training.reads import (
    day_given,
    group_of,
    kept_group,
    meant,
    own_first,
    people_of,
)
from opora.web.years import years_of

COLUMNS = ("Группа", "Программа", "Кто собрал", "Человек", "Начало", "Окончание", "Состояние")
NUMBER = "number-"


class Ending(Form):
    """When certificates were issued; their numbers stand beside the names."""

    issued = DateField(label="Дата выдачи", widget=DayInput())


@login_required
@require_GET
def group_list(request: UserRequest) -> HttpResponseBase:
    """List groups whose days touch the chosen school year."""
    today = localdate()
    year = SchoolYear(years_of(request, today).chosen)
    rows = Group.objects.visible_to(request.user, on=today).filter(
        since__lte=year.last_day, until__gte=year.first_day
    )
    rows = rows.select_related("course", "owner").annotate(people=Count("learners"))
    rows = rows.order_by("-since", "pk")
    if kind := asked_kind(request):
        cells = (
            (one.title, one.course.title, one.owner.short_name,
             one.people,  # type: ignore[attr-defined]  # annotated
             one.since,
             one.until, one.get_state_display())
            for one in rows
        )  # fmt: skip
        return table_file(Table(f"Группы, {year.label}", COLUMNS, cells), kind)
    context = {
        "page": page_of(rows, request), "year": year,
        "gathers": permissions.kept_by(request.user, on=today).exists(),
    }  # fmt: skip
    return render(request, "web/training/groups.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Gather a group."""
    owners = permissions.kept_by(request.user, on=localdate())
    first = own_first(owners, request.user)
    if first is None:
        raise PermissionDenied("Группы собирают школа, координатор и методист.")
    asked = request.GET
    known = {
        "owner": asked.get("school") or first.pk, "course": asked.get("course"),
        "title": asked.get("title"), "since": day_given(request),
    }  # fmt: skip
    form = GroupForm(
        request.POST or None, owners=owners, courses=courses_for(request.user), initial=known
    )
    if form.is_valid():
        with refusal_at(form):
            made = groups.gather(gathering=form.gathering, by=request.user, at=now())
            return done(request, "Группа записана. Добавьте людей.", "training_group", made.pk)
    context = {"form": form, "next": asked.get("next", "")}
    return render(request, "web/training/group_new.html", context)


@login_required
@require_GET
def group(request: UserRequest, training_group_id: int) -> HttpResponse:
    """Show a group: who learns, whom to send, how it ended."""
    return _page(request, group_of(request, training_group_id))


def _page(
    request: UserRequest, found: Group, *, status: int = 200, **bound: Any
) -> HttpResponse:
    today = localdate()
    schools = permissions.kept_by(request.user, on=today)
    school = meant(request, schools) if found.state == Group.State.OPEN else None
    there = Learner.objects.named_to(request.user, on=today).filter(group=found)
    total = found.learners.count()
    rows = list(
        there.select_related("person", "organisation")
        .order_by("organisation__short_name", "person__search")
    )  # fmt: skip
    may = permissions.keeps(request.user, found.owner, on=today)
    free = people_of(school, request.user, on=today) if school else None
    taken = found.learners.values("person")
    context = {
        "group": found, "learners": rows, "hidden": total - len(rows), "total": total,
        "may": may, "schools": schools, "school": school,
        "send": SendForm(None, people=free.exclude(pk__in=taken)) if free is not None else None,
        "ending": Ending(initial={"issued": min(found.until, today)}), "words": Words(),
        "kept": {one.pk for one in schools} if found.state == Group.State.OPEN else set(),
        "completions": found.completions.standing().named_to(request.user, on=today)
        .select_related("person", "organisation").order_by("person__search"),
        "reason": reason(found, request.user, on=today), "today": today,
    } | bound  # fmt: skip
    return render(request, "web/training/group.html", context, status=status)


@login_required
@require_POST
def send(request: UserRequest, training_group_id: int) -> HttpResponse:
    """Put people of an organisation in the group."""
    found = group_of(request, training_group_id)
    schools = permissions.kept_by(request.user, on=localdate())
    school = meant(request, schools)
    if school is None:
        raise PermissionDenied("В группу направляют руководители школы и методист.")
    people = people_of(school, request.user, on=localdate())
    form = SendForm(request.POST, people=people)
    if form.is_valid():
        with refusal_at(form):
            count = groups.send(
                group=found, organisation=school, people=list(form.cleaned_data["people"]),
                by=request.user, at=now(),
            )  # fmt: skip
            return done(request, f"Направлено человек: {count}.", "training_group", found.pk)
    return _page(request, found, status=422, send=form)


@login_required
@require_POST
def take_back(request: UserRequest, training_group_id: int, learner_id: int) -> HttpResponse:
    """Take a person out of the group."""
    found = group_of(request, training_group_id)
    learner = get_object_or_404(
        Learner.objects.named_to(request.user, on=localdate()).select_related(
            "organisation__territory", "group"
        ),
        group=found, pk=learner_id,
    )  # fmt: skip
    if not permissions.keeps(request.user, learner.organisation, on=localdate()):
        raise PermissionDenied("Убрать из группы может тот, кто направил.")
    with refusal_as_message(request):
        groups.take_back(learner=learner, by=request.user, at=now())
        messages.success(request, "Убрано из группы.")
    return redirect("training_group", found.pk)


@login_required
@require_POST
def finish(request: UserRequest, training_group_id: int) -> HttpResponse:
    """End the group with the certificates of those who finished."""
    found = kept_group(request, training_group_id)
    form = Ending(request.POST)
    numbers = {
        int(name.removeprefix(NUMBER)): str(value)
        for name, value in request.POST.items()
        if name.startswith(NUMBER) and name.removeprefix(NUMBER).isdecimal()
    }
    if form.is_valid():
        with refusal_at(form):
            made = groups.finish(
                group=found, issued=form.cleaned_data["issued"], numbers=numbers,
                by=request.user, at=now(),
            )  # fmt: skip
            return done(
                request,
                f"Группа закончила. Удостоверений: {len(made)}.",
                "training_group",
                found.pk,
            )
    found.refresh_from_db()
    return _page(request, found, status=422, ending=form, numbers=numbers)


@login_required
@require_POST
def cancel(request: UserRequest, training_group_id: int) -> HttpResponse:
    """Say that the group does not learn."""
    found = kept_group(request, training_group_id)
    form = Words(request.POST)
    if form.is_valid():
        with refusal_at(form):
            groups.cancel(group=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Группа отменена.", "training_group", found.pk)
    return _page(request, found, status=422, words=form)


@login_required
@require_POST
def scans(request: UserRequest, training_group_id: int) -> HttpResponse:
    """Give certificates their scans by the surnames in the names of files."""
    found = kept_group(request, training_group_id)
    brought = request.FILES.getlist("files")
    papers = (Upload(one.read(), one.name or "") for one in brought)
    with refusal_as_message(request):
        done = groups.attach_named(group=found, papers=papers, by=request.user, at=now())
        messages.success(request, f"Приложено сканов: {done.kept} из {len(brought)}.")
        for remark in done.remarks:
            messages.warning(request, remark)
    return redirect("training_group", found.pk)
