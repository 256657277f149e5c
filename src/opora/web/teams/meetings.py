"""Meetings of a team: ahead, held, with minutes printed and laid beside."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.acts.services import files
from opora.domain.teams.models import Meeting, Team
from opora.domain.teams.permissions import keeps_minutes
from opora.domain.teams.services import meetings as services
from opora.reports.team_minutes import minutes_docx
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import KINDS
from opora.web.teams.forms import AgendaForm, EndForm, FileForm, MinutesForm
from opora.web.teams.reads import kept_meeting, kept_team, meeting_of

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest, team_id: int) -> HttpResponse:
    """Plan a meeting with its agenda."""
    found = kept_team(request, team_id)
    first = {"day": localdate(), "agenda": _agenda(found)}
    form = AgendaForm(request.POST or None, initial=first)
    if form.is_valid():
        with refusal_at(form):
            made = services.plan(team=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Заседание намечено.", "team_meeting", made.pk)
    context = {"form": form, "team": found, "title": "Новое заседание"}
    return render(request, "web/teams/form.html", context)


def _agenda(team: Team) -> str:
    """Begin with what was decided the last time: whether it was done is asked first."""
    held = team.meetings.filter(removed="").exclude(decisions="")
    last = held.order_by("-day", "-pk").first()
    return f"Как исполнены решения от {last.day:%d.%m.%Y}" if last else ""


@login_required
@require_GET
def meeting(request: UserRequest, meeting_id: int) -> HttpResponse:
    """Show a meeting: agenda, who was there, decisions, minutes."""
    found = meeting_of(request, meeting_id)
    standing = found.team.is_standing and not found.removed
    context = {
        "meeting": found,
        "team": found.team,
        "present": found.present.select_related("person", "organisation").order_by("pk"),
        "may_meet": standing and keeps_minutes(request.user, found.team, on=localdate()),
        "file_form": FileForm(),
    }
    return render(request, "web/teams/meeting.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def record(request: UserRequest, meeting_id: int) -> HttpResponse:
    """Write down how the meeting went."""
    found = kept_meeting(request, meeting_id)
    form = MinutesForm(request.POST or None, meeting=found, initial=_begun(found))
    if form.is_valid():
        told = {**form.cleaned_data, "present": list(form.cleaned_data["present"])}
        with refusal_at(form):
            services.record(meeting=found, **told, by=request.user, at=now())
            return done(request, "Протокол записан.", "team_meeting", found.pk)
    return _form(request, form, found, "Протокол заседания")


def _begun(found: Meeting) -> dict[str, object]:
    same = ("day", "number", "agenda", "decisions")
    present = list(found.present.values_list("pk", flat=True))
    if not found.is_held:
        present = list(found.team.members.on(found.day).values_list("pk", flat=True))
    return {**{name: getattr(found, name) for name in same}, "present": present}


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: UserRequest, meeting_id: int) -> HttpResponse:
    """Take a meeting back with a reason."""
    found = kept_meeting(request, meeting_id)
    form = EndForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            services.remove(meeting=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Заседание снято.", "team", found.team_id)
    return _form(request, form, found, "Снять заседание")


@login_required
@require_POST
def attach(request: UserRequest, meeting_id: int) -> HttpResponse:
    """Lay the signed minutes beside the meeting."""
    found = kept_meeting(request, meeting_id)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, "Выберите файл.")
        return redirect("team_meeting", found.pk)
    with refusal_as_message(request):
        stored = files.keep(upload, name=upload.name or "", at=now())
        services.keep_minutes(
            meeting=found, stored=stored, name=upload.name or "", by=request.user, at=now()
        )
        messages.success(request, "Протокол приложен.")
    return redirect("team_meeting", found.pk)


@login_required
@require_GET
def content(request: UserRequest, meeting_id: int) -> FileResponse:
    """Give the file of the minutes, downloaded and never run."""
    found = meeting_of(request, meeting_id)
    if found.minutes is None:
        raise Http404("no minutes yet")
    response = FileResponse(
        files.path_of(found.minutes).open("rb"), as_attachment=True,
        filename=files.clean_name(found.minutes_name),
        content_type="application/octet-stream",
    )  # fmt: skip
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_GET
def printed(request: UserRequest, meeting_id: int) -> HttpResponse:
    """Print the minutes as DOCX."""
    found = meeting_of(request, meeting_id)
    present = found.present.select_related("person", "organisation").order_by("pk")
    response = HttpResponse(minutes_docx(found, list(present)), content_type=KINDS["docx"])
    name = files.clean_name(f"Протокол от {found.day:%d.%m.%Y}.docx")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response


def _form(request: UserRequest, form: Form, found: Meeting, title: str) -> HttpResponse:
    context = {"form": form, "team": found.team, "title": title}
    return render(request, "web/teams/form.html", context)
