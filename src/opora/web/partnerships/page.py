"""One agreement: its terms, its steps, the plan of joint events, its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.acts.contents import clean_name
from opora.domain.organisations.access import reason
from opora.domain.partnerships import permissions
from opora.domain.partnerships.models import REGISTER, Agreement, JointEvent
from opora.domain.partnerships.services import agreements
from opora.methodology.registers import load_registers
from opora.reports.agreement_draft import agreement_docx
from opora.web.partnerships import forms
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import KINDS

Status = Agreement.Status


def _found(request: UserRequest, agreement_id: int) -> Agreement:
    seen = Agreement.objects.visible_to(request.user, on=localdate())
    sides = ("school__territory", "leader__territory", "centre", "entered_by", "file")
    return get_object_or_404(seen.select_related(*sides), pk=agreement_id)


def _led(request: UserRequest, agreement_id: int) -> Agreement:
    found = _found(request, agreement_id)
    if not permissions.leads(request.user, found, at=now()):
        raise PermissionDenied
    return found


@login_required
@require_GET
def agreement(request: UserRequest, agreement_id: int) -> HttpResponse:
    """Show an agreement."""
    return _page(request, _found(request, agreement_id))


def _page(
    request: UserRequest, found: Agreement, *, status: int = 200, **bound: Form
) -> HttpResponse:
    today = localdate()
    events = list(found.events.order_by("day", "pk"))
    context = {
        "agreement": found,
        "type": load_registers().find(REGISTER).type_title(found.type),
        "events": events,
        "events_done": sum(1 for one in events if one.done_on),
        "may": permissions.leads(request.user, found, at=now()),
        "today": today,
        "left": found.days_left(on=today),
        "is_over": found.is_over(on=today),
        "reason": reason(found, request.user, on=today),
        "signature": forms.Signature(initial={"day": today}),
        "report": forms.Report(),
        "ending": forms.Ending(initial={"day": today}),
        "words": forms.Words(),
        "event": forms.EventForm(),
        "held": forms.HeldForm(initial={"day": today}),
    } | bound
    return render(request, "web/partnerships/agreement.html", context, status=status)


Act = Callable[[Agreement, dict[str, Any]], object]


def _step(name: str, request: UserRequest, form: Form) -> Act:
    """Return what the step of this name does with an agreement."""
    common: dict[str, Any] = {"by": request.user, "at": now()}
    steps: dict[str, Act] = {
        "send": lambda one, _: agreements.send(agreement=one, **common),
        "give-back": lambda one, given: agreements.give_back(agreement=one, **given, **common),
        "sign": lambda one, given: agreements.sign(
            agreement=one, number=given["number"], day=given["day"],
            paper=form.paper if isinstance(form, forms.Signature) else None, **common,
        ),
        "usual-plan": lambda one, _: agreements.take_usual_plan(agreement=one, **common),
        "finish": lambda one, given: agreements.finish(agreement=one, **given, **common),
        "terminate": lambda one, given: agreements.terminate(agreement=one, **given, **common),
        "withdraw": lambda one, given: agreements.withdraw(agreement=one, **given, **common),
    }  # fmt: skip
    return steps[name]


FORMS: dict[str, tuple[str, type[Form], str]] = {
    "send": ("", Form, "Отправлено на согласование."),
    "give-back": ("words", forms.Words, "Возвращено на доработку."),
    "sign": ("signature", forms.Signature, "Подпись записана: договор действует."),
    "usual-plan": ("", Form, "Типовой план внесён."),
    "finish": ("report", forms.Report, "Договор завершён, отчёт сохранён."),
    "terminate": ("ending", forms.Ending, "Договор расторгнут."),
    "withdraw": ("words", forms.Words, "Запись отозвана."),
}


@login_required
@require_POST
def take_step(request: UserRequest, agreement_id: int, step: str) -> HttpResponse:
    """Take an agreement a step further; what is wrong is said at the form."""
    found = _led(request, agreement_id)
    if step not in FORMS:
        raise Http404
    name, shape, said = FORMS[step]
    form = shape(request.POST, request.FILES)
    if form.is_valid():
        with refusal_at(form):
            _step(step, request, form)(found, form.cleaned_data)
            return done(request, said, "agreement", found.pk)
    found.refresh_from_db()
    bound = {name: form} if name else {"sent": form}
    return _page(request, found, status=422, **bound)


@login_required
@require_POST
def plan_event(request: UserRequest, agreement_id: int) -> HttpResponse:
    """Add a line to the plan of joint events."""
    found = _led(request, agreement_id)
    form = forms.EventForm(request.POST)
    if form.is_valid():
        with refusal_at(form):
            agreements.plan_event(
                agreement=found, by=request.user, at=now(), **form.cleaned_data
            )
            return done(request, "Мероприятие внесено в план.", "agreement", found.pk)
    return _page(request, found, status=422, event=form)


@login_required
@require_POST
def hold_event(request: UserRequest, agreement_id: int, event_id: int) -> HttpResponse:
    """Say when a joint event was held."""
    found = _led(request, agreement_id)
    event = get_object_or_404(JointEvent, agreement=found, pk=event_id)
    form = forms.HeldForm(request.POST)
    if form.is_valid():
        with refusal_at(form):
            agreements.hold_event(event=event, by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Отмечено.", "agreement", found.pk)
    return _page(request, found, status=422, held=form)


@login_required
@require_POST
def change_event(request: UserRequest, agreement_id: int, event_id: int) -> HttpResponse:
    """Change a line of the plan, or take it out of it."""
    found = _led(request, agreement_id)
    event = get_object_or_404(JointEvent, agreement=found, pk=event_id)
    common: dict[str, Any] = {"event": event, "by": request.user, "at": now()}
    if "drop" in request.POST:
        with refusal_as_message(request):
            agreements.drop_event(**common)
            messages.success(request, "Убрано из плана.")
        return redirect("agreement", found.pk)
    form = forms.EventForm(request.POST)
    if form.is_valid():
        with refusal_at(form):
            agreements.change_event(**common, **form.cleaned_data)
            return done(request, "План изменён.", "agreement", found.pk)
    return _page(request, found, status=422, changed=form)


@login_required
@require_GET
def draft_file(request: UserRequest, agreement_id: int) -> HttpResponse:
    """Give the text of the agreement as DOCX, to be read and signed."""
    found = _found(request, agreement_id)
    answer = HttpResponse(agreement_docx(found), content_type=KINDS["docx"])
    name = clean_name(f"Договор, {found.school.short_name} и {found.leader.short_name}.docx")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    answer.headers["Content-Disposition"] = disposition or "attachment"
    return answer


@login_required
@require_GET
def paper(request: UserRequest, agreement_id: int) -> HttpResponseBase:
    """Give the signed paper."""
    found = _found(request, agreement_id)
    if found.file is None:
        raise Http404
    return FileResponse(
        found.file.content.open("rb"), as_attachment=True, filename=found.file_name
    )
