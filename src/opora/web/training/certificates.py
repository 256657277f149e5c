"""One certificate: entered, corrected, given its scan, withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.acts.services.files import Upload
from opora.domain.diagnostics.permissions import diagnoses
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.training import permissions
from opora.domain.training.models import Completion, Course, CourseQuerySet, PlanLine
from opora.domain.training.queries.needs import effect_of
from opora.domain.training.services import completions
from opora.web.requests import UserRequest, inside
from opora.web.steps import done, refusal_at
from opora.web.training import forms
from opora.web.training.reads import (
    carried,
    completion_of,
    day_given,
    entered_by,
    kept_completion,
    meant,
    people_of,
)


def courses_for(user: User) -> CourseQuerySet:
    """Programmes to choose from."""
    seen = Course.objects.visible_to(user, on=localdate()).standing()
    return seen.order_by("title", "pk")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Enter a certificate: first the organisation, where there are several."""
    schools = entered_by(request.user, on=localdate())
    if not schools.exists():
        raise PermissionDenied(
            "Удостоверения вносят школа, координатор, методист и сам учитель."
        )
    school = meant(request, schools)
    if school is None:
        context: dict[str, Any] = {"schools": schools, "carried": carried(request)}
        return render(request, "web/training/choose.html", context | {"title": TITLE})
    line = _line(request, school)
    form = forms.NewCertificateForm(
        request.POST or None, request.FILES or None,
        people=people_of(school, request.user, on=localdate()),
        courses=courses_for(request.user), initial=_known(request, line),
    )  # fmt: skip
    if form.is_valid():
        with refusal_at(form):
            made = completions.enter(
                certificate=form.certificate(school), paper=form.paper, line=line,
                by=request.user, at=now(),
            )  # fmt: skip
            _say(request, made)
            back = inside(request, request.POST.get("next"))
            return redirect(back) if back else redirect("completion", made.pk)
    context = {
        "form": form, "title": TITLE, "school": school, "line": line,
        "next": request.GET.get("next", ""), "several": schools.count() > 1,
    }  # fmt: skip
    return render(request, "web/training/certificate_edit.html", context)


TITLE = "Новое удостоверение"


def _say(request: UserRequest, made: Completion) -> None:
    if made.is_short:
        messages.warning(
            request,
            f"Записано, но {made.hours} ч меньше требуемого: в долю обученных не войдёт.",
        )
    else:
        messages.success(request, "Удостоверение записано.")


def _line(request: UserRequest, school: Organisation) -> PlanLine | None:
    named = request.POST.get("line") or request.GET.get("line") or ""
    if not named.isdecimal():
        return None
    return PlanLine.objects.filter(pk=named, organisation=school, state="planned").first()


def _known(request: UserRequest, line: PlanLine | None) -> dict[str, Any]:
    known: dict[str, Any] = {
        "kind": request.GET.get("type"), "title": request.GET.get("title"),
        "issued": day_given(request),
    }  # fmt: skip
    if line is not None:
        known |= {"person": line.person_id, "course": line.course_id, "topic": line.topic}
    return known


@login_required
@require_GET
def completion(request: UserRequest, completion_id: int) -> HttpResponse:
    """Show a certificate, and what diagnoses say before and after it."""
    return _page(request, completion_of(request, completion_id))


def _page(
    request: UserRequest, found: Completion, *, status: int = 200, **bound: Form
) -> HttpResponse:
    today = localdate()
    may = found.person.user_id == request.user.pk or permissions.keeps(
        request.user, found.organisation, on=today
    )
    context = {
        "completion": found, "may": may and found.withdrawn_at is None,
        "effect": effect_of(found, request.user, on=today),
        "may_diagnose": diagnoses(request.user, found.organisation, on=today),
        "reason": reason(found, request.user, on=today),
        "upload": forms.FileForm(), "words": forms.Words(),
    } | bound  # fmt: skip
    return render(request, "web/training/certificate.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, completion_id: int) -> HttpResponse:
    """Correct a certificate."""
    found = kept_completion(request, completion_id)
    names = forms.CertificateForm.base_fields
    form = forms.CertificateForm(
        request.POST or None, people=type(found.person).objects.filter(pk=found.person_id),
        courses=courses_for(request.user),
        initial={name: getattr(found, name) for name in names},
    )  # fmt: skip
    if form.is_valid():
        with refusal_at(form):
            completions.amend(
                completion=found, certificate=form.certificate(found.organisation),
                by=request.user, at=now(),
            )  # fmt: skip
            return done(request, "Удостоверение исправлено.", "completion", found.pk)
    context = {"form": form, "title": "Исправить удостоверение", "completion": found}
    return render(request, "web/training/certificate_edit.html", context)


@login_required
@require_POST
def attach(request: UserRequest, completion_id: int) -> HttpResponse:
    """Keep the scan of a certificate."""
    found = kept_completion(request, completion_id)
    form = forms.FileForm(request.POST, request.FILES)
    if form.is_valid():
        brought = form.cleaned_data["file"]
        paper = Upload(brought.read(), brought.name)
        with refusal_at(form, "file"):
            completions.attach(completion=found, paper=paper, by=request.user, at=now())
            return done(request, "Скан приложен.", "completion", found.pk)
    return _page(request, found, status=422, upload=form)


@login_required
@require_POST
def withdraw(request: UserRequest, completion_id: int) -> HttpResponse:
    """Withdraw a certificate entered by mistake."""
    found = kept_completion(request, completion_id)
    form = forms.Words(request.POST)
    if form.is_valid():
        with refusal_at(form):
            completions.withdraw(
                completion=found, **form.cleaned_data, by=request.user, at=now()
            )
            return done(request, "Запись отозвана.", "completion", found.pk)
    return _page(request, found, status=422, words=form)


@login_required
@require_GET
def scan(request: UserRequest, completion_id: int) -> HttpResponseBase:
    """Give the scan of a certificate."""
    found = completion_of(request, completion_id)
    if found.file is None:
        raise Http404
    return FileResponse(
        found.file.content.open("rb"), as_attachment=True, filename=found.file_name
    )
