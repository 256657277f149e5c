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
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.acts.services.files import FileRefused
from opora.domain.organisations.access import reason
from opora.domain.partnerships import permissions
from opora.domain.partnerships.models import REGISTER, Agreement, JointEvent
from opora.domain.partnerships.services import agreements
from opora.methodology.registers import load_registers
from opora.reports.agreement_draft import agreement_docx
from opora.web.partnerships import forms
from opora.web.requests import UserRequest
from opora.web.tables import KINDS

REFUSALS = (agreements.AgreementRefused, permissions.NotAllowed, FileRefused)
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
    context = {
        "agreement": found,
        "type": load_registers().find(REGISTER).type_title(found.type),
        "events": found.events.order_by("day", "pk"),
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
        "finish": lambda one, given: agreements.finish(agreement=one, **given, **common),
        "terminate": lambda one, given: agreements.terminate(agreement=one, **given, **common),
        "withdraw": lambda one, given: agreements.withdraw(agreement=one, **given, **common),
    }  # fmt: skip
    return steps[name]


FORMS: dict[str, tuple[str, type[Form], str]] = {
    "send": ("", Form, "Отправлено на согласование."),
    "give-back": ("words", forms.Words, "Возвращено на доработку."),
    "sign": ("signature", forms.Signature, "Подпись записана: договор действует."),
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
    name, shape, done = FORMS[step]
    form = shape(request.POST, request.FILES)
    if form.is_valid():
        try:
            _step(step, request, form)(found, form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("agreement", found.pk)
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
        try:
            agreements.plan_event(
                agreement=found, by=request.user, at=now(), **form.cleaned_data
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Мероприятие внесено в план.")
            return redirect("agreement", found.pk)
    return _page(request, found, status=422, event=form)


@login_required
@require_POST
def hold_event(request: UserRequest, agreement_id: int, event_id: int) -> HttpResponse:
    """Say when a joint event was held."""
    found = _led(request, agreement_id)
    event = get_object_or_404(JointEvent, agreement=found, pk=event_id)
    form = forms.HeldForm(request.POST)
    if form.is_valid():
        try:
            agreements.hold_event(event=event, by=request.user, at=now(), **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Отмечено.")
            return redirect("agreement", found.pk)
    return _page(request, found, status=422, held=form)


@login_required
@require_GET
def draft_file(request: UserRequest, agreement_id: int) -> HttpResponse:
    """Give the text of the agreement as DOCX, to be read and signed."""
    found = _found(request, agreement_id)
    answer = HttpResponse(agreement_docx(found), content_type=KINDS["docx"])
    answer.headers["Content-Disposition"] = 'attachment; filename="agreement.docx"'
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
