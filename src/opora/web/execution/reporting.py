"""What those who owe do: write, attach, take back, hand in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_POST

from opora.domain.acts.services.files import Upload
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Obligation
from opora.domain.roadmaps.services import evidence, obligations
from opora.domain.roadmaps.services.states import WrongState
from opora.web.execution.forms import LinkForm, ReportForm, form_key
from opora.web.execution.found import evidence_in_sight, obligation_in_sight, rights_of
from opora.web.execution.page import draw
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at

ALREADY_SENT = "Уже отправлено на проверку, второй раз не нужно."
CHANGED_MEANWHILE = (
    "Пока вы писали, это обязательство изменили. Ваш текст в поле ниже, записанный — под ним. "
    "Сведите их и отправьте ещё раз."
)
NOT_YOURS = "Это обязательство исполняют сотрудники другой организации или другие люди."
CLOSED_MEANWHILE = (
    "Пока вы писали, обязательство закрыли или приостановили, поэтому отправить нельзя. "
    "Скопируйте свой текст, если он ещё нужен: «{}»"
)


@login_required
@require_POST
def submit(request: UserRequest, obligation_id: int) -> HttpResponse:
    """Hand in what was done; a second press of the same form changes nothing."""
    obligation = obligation_in_sight(request, obligation_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return draw(request, obligation, {"report_form": form}, status=422)
    if form.cleaned_data["key"] != form_key(obligation):
        return _stale(request, obligation, form)
    with refusal_at(form, "report"):
        try:
            obligations.submit(
                obligation=obligation,
                report=form.cleaned_data["report"],
                by=request.user,
                at=now(),
                files=[Upload(one, one.name or "") for one in _files(request)],
            )
        except WrongState:
            return _stale(request, obligation_in_sight(request, obligation_id), form)
        said = "Отправлено на проверку. Решение придёт в «Мой день»."
        return done(request, said, "obligation", obligation.pk)
    return draw(request, obligation, {"report_form": form}, status=422)


def _stale(request: UserRequest, obligation: Obligation, form: ReportForm) -> HttpResponse:
    """Answer a form drawn for an earlier version: a second press, or two people at once."""
    if obligation.state == Obligation.State.SUBMITTED:
        messages.info(request, ALREADY_SENT)
        return redirect("obligation", obligation.pk)
    rights = rights_of(request.user, obligation)
    if not rights.reports:
        return draw(request, obligation, {"refusal": NOT_YOURS}, status=403)
    if "submit" not in rights:
        refusal = CLOSED_MEANWHILE.format(form.cleaned_data["report"])
        return draw(request, obligation, {"refusal": refusal}, status=409)
    again = ReportForm(
        initial={"report": form.cleaned_data["report"], "key": form_key(obligation)}
    )
    more = {"refusal": CHANGED_MEANWHILE, "report_form": again, "written": obligation.report}
    return draw(request, obligation, more, status=409)


@login_required
@require_POST
def save(request: UserRequest, obligation_id: int) -> HttpResponse:
    """Keep what is written so far; htmx asks every few seconds, a button does so too."""
    obligation = obligation_in_sight(request, obligation_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return draw(request, obligation, {"report_form": form}, status=422)
    if form.cleaned_data["key"] != form_key(obligation) and not request.htmx:
        return _stale(request, obligation, form)
    if form.cleaned_data["key"] != form_key(obligation):
        return render(request, "web/execution/saved.html", {"is_stale": True})
    try:
        saved = obligations.save_report(
            obligation=obligation, report=form.cleaned_data["report"], by=request.user, at=now()
        )
    except WrongState as refusal:
        return draw(request, obligation, {"refusal": str(refusal)}, status=422)
    if request.htmx:
        context = {"key": form_key(saved), "at": localtime()}
        return render(request, "web/execution/saved.html", context)
    messages.success(request, "Черновик сохранён.")
    return redirect("obligation", obligation.pk)


@login_required
@require_POST
def attach_files(request: UserRequest, obligation_id: int) -> HttpResponse:
    """Attach each file; one that is refused does not hinder the others."""
    obligation = obligation_in_sight(request, obligation_id)
    refused = [
        sentence for one in _files(request) if (sentence := _attach(request, obligation, one))
    ]
    return _evidence_answer(request, obligation, refused)


def _files(request: UserRequest) -> list[Any]:
    return request.FILES.getlist("files")


def _attach(request: UserRequest, obligation: Obligation, one: Any) -> str:
    """Attach a file; return why not, or nothing."""
    upload = Upload(one, one.name or "")
    try:
        evidence.attach_file(obligation=obligation, upload=upload, by=request.user, at=now())
    except Refused as refusal:
        return f"{one.name}: {refusal}"
    return ""


@login_required
@require_POST
def attach_link(request: UserRequest, obligation_id: int) -> HttpResponse:
    """Attach a link; a job opens it later."""
    obligation = obligation_in_sight(request, obligation_id)
    form = LinkForm(request.POST)
    if form.is_valid():
        with refusal_at(form, "address"):
            evidence.attach_link(
                obligation=obligation,
                address=form.cleaned_data["address"],
                by=request.user,
                at=now(),
            )
            return redirect("obligation", obligation.pk)
    return draw(request, obligation, {"link_form": form}, status=422)


@login_required
@require_POST
def take_back(request: UserRequest, evidence_id: int) -> HttpResponse:
    """Take a piece of evidence back; the history keeps it."""
    found = evidence_in_sight(request, evidence_id)
    refused = []
    try:
        evidence.take_back(evidence=found, by=request.user, at=now())
    except Refused as refusal:
        refused = [str(refusal)]
    return _evidence_answer(request, found.obligation, refused)


def _evidence_answer(
    request: UserRequest, obligation: Obligation, refused: list[str]
) -> HttpResponse:
    """Answer with the list alone to a script, with the page to a person."""
    if request.htmx:
        context = {
            "obligation": obligation,
            "evidence": obligation.evidence.standing().select_related("file", "added_by"),
            "refused": refused,
            "rights": rights_of(request.user, obligation),
        }
        return render(request, "web/execution/evidence.html", context)
    for sentence in refused:
        messages.error(request, sentence)
    return redirect("obligation", obligation.pk)
