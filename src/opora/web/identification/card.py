"""«Почему мы в списке»: the card of a school, its reply, the answer of the coordinator."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.acts.services import files
from opora.domain.identification.disclosure import claim_words, sees_small_counts
from opora.domain.identification.models import Reply, Run, Verdict
from opora.domain.identification.permissions import may_reply
from opora.domain.identification.queries import why
from opora.domain.identification.queries.why import Card
from opora.domain.identification.refusals import IdentificationRefused
from opora.domain.identification.services import replies, runs
from opora.domain.identification.services.replies import Claim
from opora.domain.identification.words import procedure
from opora.domain.organisations.access import reason
from opora.reports.why_listed import why_listed_pdf
from opora.web.identification import looks, reads
from opora.web.identification.card_rows import (
    alike,
    procedures_of,
    proven_parts,
    uncounted_words,
)
from opora.web.identification.claims import consequence
from opora.web.identification.forms import CoordinatorAnswer, PersonDecides, SchoolReply
from opora.web.imports.drafts import attached
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at

More = dict[str, Any]


@login_required
@require_http_methods(["GET", "POST"])
def card(request: UserRequest, run_id: int, school_id: int) -> HttpResponse:
    """Show all that stands behind the verdict of a school; a POST is the school's reply."""
    verdict = reads.verdict_for(request, run_id, school_id)
    if request.method == "GET":
        return _draw(request, verdict, {})
    if not may_reply(request.user, verdict.school, at=now()):
        raise PermissionDenied("За школу отвечают её директор и заместители.")
    form = SchoolReply(request.POST, request.FILES, verdict=verdict)
    if "preview" in request.POST:
        return _preview(request, verdict, form)
    if form.is_valid():
        with refusal_at(form), refusal_at(form, "file", only=files.FileRefused):
            _say(request, verdict, form)
            return done(
                request,
                "Ответ отправлен. Его увидят те, кто ведёт список.",
                "verdict",
                run_id,
                school_id,
            )
    return _draw(request, verdict, {"form": form}, status=422)


@transaction.atomic
def _say(request: UserRequest, verdict: Verdict, form: SchoolReply) -> Reply:
    told = form.cleaned_data
    if told["kind"] == SchoolReply.AGREE:
        return replies.agree(verdict=verdict, by=request.user, at=now(), text=told["text"])
    upload = told["file"]
    return replies.contest(
        verdict=verdict, claim=form.claim, by=request.user, at=now(),
        file=files.keep(upload, name=upload.name, at=now()) if upload else None,
        file_name=files.clean_name(upload.name) if upload else "",
    )  # fmt: skip


def _preview(request: UserRequest, verdict: Verdict, form: SchoolReply) -> HttpResponse:
    form.is_valid()
    return _draw(request, verdict, {"form": form, "consequence": _if(verdict, request.POST)})


@login_required
@require_GET
def preview(request: UserRequest, run_id: int, school_id: int) -> HttpResponse:
    """Say at once, while the school types, what its number would change.

    Whoever may not see small counts is refused: trying numbers would find them out.
    """
    verdict = reads.verdict_for(request, run_id, school_id)
    if not sees_small_counts(request.user, verdict.school, on=localdate()):
        raise PermissionDenied("Числа школы открыты ей и её муниципалитету.")
    context = {"consequence": _if(verdict, request.GET)}
    return render(request, "web/identification/consequence.html", context)


def _if(verdict: Verdict, typed: Any) -> str:
    """Return what a typed number would change, or what is wrong with it."""
    assessment, _, year = typed.get("number", "").rpartition(":")
    numbers = [year, typed.get("below", ""), typed.get("participants", "")]
    if not assessment or not all(one.isdecimal() and len(one) < 7 for one in numbers):  # noqa: PLR2004  # pupils of a school
        return "Выберите число и впишите, каким оно должно быть: скажем, что изменится."
    of_year, below, participants = map(int, numbers)
    try:
        return consequence(verdict, Claim(assessment, of_year, below, participants, "?"))
    except IdentificationRefused as refusal:
        return str(refusal)


@login_required
@require_GET
def printed(request: UserRequest, run_id: int, school_id: int) -> HttpResponse:
    """Give the card as a PDF."""
    verdict = reads.verdict_for(request, run_id, school_id)
    content = why_listed_pdf(verdict, user=request.user, on=localdate(), at=now())
    name = f'inline; filename="why-{verdict.run.year}-{verdict.school_id}.pdf"'
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": name}
    )


@login_required
@require_POST
def decide(request: UserRequest, run_id: int, school_id: int) -> HttpResponse:
    """Say whether a school is on the list where the rule has too little to say it."""
    verdict = reads.verdict_for(request, run_id, school_id)
    form = PersonDecides(request.POST)
    if form.is_valid():
        with refusal_at(form):
            runs.decide(verdict=verdict, by=request.user, at=now(), **form.cleaned_data)
            return done(
                request,
                f"{verdict.school.short_name}: решение записано.",
                "run_decision",
                run_id,
            )
    elif not reads.leads(request, verdict.run):
        raise PermissionDenied("По школе решают те, кто ведёт список.")
    return _draw(request, verdict, {"decision": form}, status=422)


@login_required
@require_POST
def answer(request: UserRequest, reply_id: int) -> HttpResponse:
    """Answer a contested number, once."""
    reply = reads.reply_for(request, reply_id)
    verdict = _shown_verdict(reply)
    form = CoordinatorAnswer(request.POST, prefix=f"a{reply.pk}")
    if form.is_valid():
        told = form.cleaned_data
        with refusal_at(form):
            replies.answer(
                reply=reply, accepted=told["decision"] != CoordinatorAnswer.REJECT,
                text=told["text"], remedy=form.remedy, by=request.user, at=now(),
            )  # fmt: skip
            return done(
                request, "Школа получила ответ.", "verdict", verdict.run_id, verdict.school_id
            )
    elif not reads.leads(request, verdict.run):
        raise PermissionDenied("На возражения отвечают те, кто ведёт список.")
    return _draw(request, verdict, {"answers": {reply.pk: form}}, status=422)


def _shown_verdict(reply: Reply) -> Verdict:
    """Return the verdict of the school in the run that stands now."""
    first = reply.verdict.run.first_id or reply.verdict.run_id
    standing = (
        Verdict.objects.filter(school=reply.verdict.school_id)
        .filter(run__in=Run.objects.filter(pk=first) | Run.objects.filter(first=first))
        .select_related("run__territory__parent", "school__territory__parent", "final_by")
    )
    return standing.order_by("-run__number")[0]


@login_required
@require_GET
def reply_file(request: UserRequest, reply_id: int) -> HttpResponseBase:
    """Give the paper that came with a reply."""
    reply = reads.reply_for(request, reply_id)
    if reply.file is None:
        raise Http404("no file")
    return attached(reply.file, reply.file_name)


def _draw(
    request: UserRequest, verdict: Verdict, more: More, *, status: int = 200
) -> HttpResponse:
    today, run = localdate(), verdict.run
    told = why.card(verdict, user=request.user, on=today)
    procedures, years, scale = procedures_of(told)
    leads = reads.leads(request, run)
    is_open = run.status == Run.Status.REPLIES and (
        run.replies_due is None or today <= run.replies_due
    )
    speaks = may_reply(request.user, verdict.school, at=now())
    context = {
        "card": told,
        "verdict": verdict,
        "run": run,
        "today": today,
        "look": looks.outcome(verdict),
        "run_look": looks.RUNS[run.status],
        "later": _later(run),
        "parts": proven_parts(told),
        "procedures": procedures,
        "years": years,
        "scale": scale,
        "uncounted": uncounted_words(told.lines),
        "alike": alike(verdict.school),
        "said": _said(told, more.pop("answers", {}), answering=leads),
        "own": speaks,
        "may_reply": is_open and speaks,
        "form": SchoolReply(verdict=verdict, initial={"kind": SchoolReply.AGREE}),
        "may_decide": leads and _is_decided_by_people(verdict),
        "decision": PersonDecides(),
        "leads": leads,
        "reason": reason(verdict, request.user, on=today),
        **more,
    }
    return render(request, "web/identification/card.html", context, status=status)


def _is_decided_by_people(verdict: Verdict) -> bool:
    open_to_people = {Run.Status.DRAFT, Run.Status.REPLIES}
    return (
        verdict.official == Verdict.Official.INSUFFICIENT
        and verdict.run.status in open_to_people
    )


def _later(run: Run) -> Run | None:
    """Return the run that replaced this one and stands now."""
    if run.status != Run.Status.CANCELLED:
        return None
    later = Run.objects.filter(first=run.first_id or run.pk, number__gt=run.number)
    return (
        later.exclude(status__in=[Run.Status.CANCELLED, Run.Status.COMPUTING])
        .order_by("-number")
        .first()
    )


def _said(
    told: Card, bound: dict[int, CoordinatorAnswer], *, answering: bool
) -> list[tuple[Reply, str, Any, CoordinatorAnswer | None]]:
    """Return each reply with what it claims and its answer, or with the form to answer it."""
    said = []
    for reply in told.replies:
        given = getattr(reply, "answer", None)
        waits = answering and given is None and reply.kind == Reply.Kind.CONTEST
        fresh = CoordinatorAnswer(prefix=f"a{reply.pk}") if waits else None
        claim = _claimed(reply, told) if reply.kind == Reply.Kind.CONTEST else ""
        said.append((reply, claim, given, bound.get(reply.pk, fresh)))
    return said


def _claimed(reply: Reply, told: Card) -> str:
    number = claim_words(reply, full=told.full)
    return f"{procedure(reply.assessment)}, {reply.year} — должно быть {number}"
