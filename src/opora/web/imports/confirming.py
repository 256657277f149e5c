"""Confirmation: the act is registered, the plan goes to approval."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.acts.models import Draft
from opora.domain.acts.services.acts import ActAlreadyRegistered
from opora.domain.organisations.access import scope_of
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Edition, Roadmap
from opora.domain.roadmaps.services import confirming, editions, intake
from opora.web.imports import forms, reads
from opora.web.imports.desk import Desk
from opora.web.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: UserRequest, draft_id: int) -> HttpResponse:
    """Show what a confirmation makes, and make it."""
    today = localdate()
    draft = reads.draft_for(request, draft_id, on=today)
    if draft.status == Draft.Status.CONFIRMED:
        return _confirmed_before(request, draft)
    if draft.status != Draft.Status.READY:
        return redirect("draft", draft.pk)
    desk = Desk(draft, on=today)
    form = forms.Confirm(request.POST or None, roadmaps=_plans(request, draft))
    if form.is_valid() and not desk.blockers():
        answer = _make(request, draft, form.cleaned_data["roadmap"])
        if answer is not None:
            return answer
    unchecked = sum(tab.of - tab.done for tab in desk.tabs() if tab.name != "findings")
    context = {
        "draft": draft, "form": form, "blockers": desk.blockers(), "unchecked": unchecked,
        "document": desk.current["document"], "measures": len(desk.current["roadmap"]["items"]),
        "title": intake.title_of(desk.current),
        "may_plan": scope_of(request.user, on=today).may_plan_for(draft.organisation),
    }  # fmt: skip
    return render(request, "web/imports/confirm.html", context)


def _plans(request: UserRequest, draft: Draft) -> QuerySet[Roadmap]:
    """Plans of the organisation that this document may change."""
    seen = Roadmap.objects.visible_to(request.user, on=localdate())
    return seen.filter(
        owner=draft.organisation, editions__status=Edition.Status.IN_FORCE
    ).order_by("title")


def _make(request: UserRequest, draft: Draft, plan: Roadmap | None) -> HttpResponse | None:
    """Make the edition and send it to approval; on refusal say why and return None."""
    try:
        with transaction.atomic():
            edition = confirming.create_from_draft(
                draft=draft, owner=draft.organisation, by=request.user, at=now(), roadmap=plan
            )
            editions.send_for_approval(edition=edition, by=request.user, at=now())
    except confirming.AlreadyConfirmed:
        return _confirmed_before(request, draft)
    except ActAlreadyRegistered as refusal:
        _say_registered(request, refusal)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, "Документ зарегистрирован, дорожная карта создана и ждёт утверждения."
        )
        return redirect("roadmap", edition.roadmap_id)
    return None


def _say_registered(request: UserRequest, refusal: ActAlreadyRegistered) -> None:
    if refusal.act is None:
        messages.error(request, str(refusal))
        return
    address = reverse("act", args=[refusal.act.pk])
    sentence = '{} <a href="{}">Открыть документ</a>'
    messages.error(request, format_html(sentence, str(refusal), address))


def _confirmed_before(request: UserRequest, draft: Draft) -> HttpResponse:
    """Say that somebody was first, and lead to what they made."""
    edition = Edition.objects.filter(draft=draft).order_by("pk").first()
    messages.info(request, str(confirming.AlreadyConfirmed()))
    if edition is None:
        return redirect("draft_review", draft.pk, "measures")
    return redirect("roadmap", edition.roadmap_id)
