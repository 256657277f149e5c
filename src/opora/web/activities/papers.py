"""Files of an activity, and its minutes written and printed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.activities import queries
from opora.domain.activities.models import Activity, Material
from opora.domain.activities.services import materials
from opora.domain.acts.services import files
from opora.reports.activity_minutes import minutes_docx
from opora.web.activities.reads import led_activity, named, papers_of
from opora.web.organisations.forms import DayInput
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import KINDS

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


class AttachForm(forms.Form):
    """A file and what it is."""

    kind = forms.ChoiceField(
        label="Что это", choices=Material.Kind.choices, initial=Material.Kind.MATERIAL
    )
    file = forms.FileField(label="Файл")


class MinutesForm(forms.Form):
    """The words of minutes."""

    number = forms.CharField(label="Номер протокола", max_length=40, required=False)
    day = forms.DateField(label="Дата протокола", widget=DayInput())
    chair = forms.CharField(label="Председатель", max_length=160, required=False)
    secretary = forms.CharField(label="Секретарь", max_length=160, required=False)
    heard = forms.CharField(
        label="Слушали", max_length=20_000, required=False, widget=forms.Textarea({"rows": 6})
    )
    decisions = forms.CharField(
        label="Решили", max_length=20_000, widget=forms.Textarea({"rows": 5}),
        help_text="По решению на строке: строки будут пронумерованы.",
    )  # fmt: skip


@login_required
@require_POST
def attach(request: UserRequest, activity_id: int) -> HttpResponse:
    """Lay a file beside an activity; a refusal names the reason on its page."""
    found = led_activity(request, activity_id)
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Выберите файл.")
        return redirect("activity", found.pk)
    upload = form.cleaned_data["file"]
    with refusal_as_message(request):
        stored = files.keep(upload, name=upload.name, at=now())
        materials.attach(
            activity=found, stored=stored, name=upload.name, kind=form.cleaned_data["kind"],
            by=request.user, at=now(),
        )  # fmt: skip
        messages.success(request, "Файл приложен.")
    return redirect("activity", found.pk)


@login_required
@require_GET
def content(request: UserRequest, activity_id: int, material_id: int) -> FileResponse:
    """Give a file, downloaded and never run."""
    found = papers_of(request, activity_id)
    material = get_object_or_404(found.materials.filter(removed=False), pk=material_id)
    response = FileResponse(
        files.path_of(material.file).open("rb"), as_attachment=True,
        filename=files.clean_name(material.name), content_type="application/octet-stream",
    )  # fmt: skip
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def remove(request: UserRequest, activity_id: int, material_id: int) -> HttpResponse:
    """Take a file away from an activity."""
    found = led_activity(request, activity_id)
    material = get_object_or_404(found.materials.filter(removed=False), pk=material_id)
    with refusal_as_message(request):
        materials.remove(material=material, by=request.user, at=now())
        messages.success(request, "Файл убран. В истории он назван.")
    return redirect("activity", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def minutes(request: UserRequest, activity_id: int) -> HttpResponse:
    """Write the minutes; their DOCX is laid among the files."""
    found = led_activity(request, activity_id)
    form = MinutesForm(request.POST or None, initial=_begun(found))
    if form.is_valid():
        with refusal_at(form):
            written = materials.write_minutes(
                activity=found, **form.cleaned_data, by=request.user, at=now()
            )
            _keep(request, written)
            return done(request, "Протокол записан и лежит среди файлов.", "activity", found.pk)
    context = {"activity": found, "form": form}
    return render(request, "web/activities/minutes.html", context)


def _begun(found: Activity) -> dict[str, object]:
    same = ("chair", "secretary", "heard", "decisions")
    return {
        **{name: getattr(found, name) for name in same},
        "number": found.minutes_number,
        "day": found.minutes_day or found.day,
        "heard": found.heard or found.agenda,
    }


def _keep(request: UserRequest, found: Activity) -> None:
    name = _file_name(found)
    stored = files.keep(_printed(request, found), name=name, at=now())
    materials.keep_minutes(activity=found, stored=stored, name=name, by=request.user, at=now())


def _printed(request: UserRequest, found: Activity) -> bytes:
    came = named(request, found).filter(came=True).order_by("organisation__short_name", "pk")
    return minutes_docx(found, list(came), queries.attendance(found))


def _file_name(found: Activity) -> str:
    number = f" № {found.minutes_number}" if found.minutes_number else ""
    day = found.minutes_day or found.day
    return files.clean_name(f"Протокол{number} от {day:%d.%m.%Y}.docx")


@login_required
@require_GET
def minutes_file(request: UserRequest, activity_id: int) -> HttpResponse:
    """Print the minutes with the names that the person may read."""
    found = papers_of(request, activity_id)
    response = HttpResponse(_printed(request, found), content_type=KINDS["docx"])
    disposition = content_disposition_header(as_attachment=True, filename=_file_name(found))
    response["Content-Disposition"] = disposition or "attachment"
    return response
