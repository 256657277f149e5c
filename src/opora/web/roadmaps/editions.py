"""Editions of a plan: their list, two of them compared, the way of one into force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.acts.models import Act
from opora.domain.acts.services import acts
from opora.domain.people.models import AuditEvent
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.redline import Change, Segment
from opora.domain.roadmaps.services import editions
from opora.domain.roadmaps.services.measures import redline_of
from opora.web.history.entries import entries_of
from opora.web.requests import UserRequest
from opora.web.roadmaps.draft_page import approval_form, draw_draft
from opora.web.roadmaps.frame import Frame, frame_of, show
from opora.web.steps import done, refusal_as_message, refusal_at


@login_required
@require_GET
def edition_list(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """List the editions with their acts, and what happened to each."""
    frame = frame_of(request, roadmap_id)
    ids = [str(one.pk) for one in frame.editions]
    events = AuditEvent.objects.filter(target_type="roadmaps.edition", target_id__in=ids)
    newest = events.select_related("by").order_by("-at", "-pk")[:50]
    newest_first = list(reversed(frame.editions))
    more = {"list": newest_first, "entries": entries_of(newest)}
    return show(request, frame, "editions", more)


@login_required
@require_GET
def redline_page(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Compare two editions word by word: ``?from=1&to=2``."""
    frame = frame_of(request, roadmap_id)
    by_number = {str(one.number): one for one in frame.editions}
    last = frame.editions[-1]
    old = by_number.get(request.GET.get("from") or str(last.number - 1))
    new = by_number.get(request.GET.get("to") or str(last.number))
    if old is None or new is None:
        raise Http404
    changes = redline_of(old, new)
    more = {
        "old": old,
        "new": new,
        "changes": [
            (one, _named(one, (*old.columns, *new.columns)))
            for one in changes
            if one.kind != "same" or one.moved
        ],
        "same": sum(one.kind == "same" and not one.moved for one in changes),
    }
    return show(request, frame, "redline", more)


def _named(
    change: Change, columns: tuple[Mapping[str, str], ...]
) -> list[tuple[str, tuple[Segment, ...]]]:
    """Give each changed field its printed header."""
    headers = {one["role"]: one["header"] for one in columns}
    return [(headers.get(one.field, one.field), one.segments) for one in change.fields]


@login_required
@require_POST
def amend(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Begin the next edition as a copy of the one in force."""
    frame = frame_of(request, roadmap_id)
    with refusal_as_message(request):
        editions.amend(roadmap=frame.roadmap, by=request.user, at=now())
        said = "Начата новая редакция. Действующая не меняется до утверждения."
        return done(request, said, "draft_edition", roadmap_id)
    return redirect("roadmap", roadmap_id)


Move = Callable[[UserRequest, Frame, Edition], str]


@login_required
@require_POST
def move(request: UserRequest, roadmap_id: int, name: str) -> HttpResponse:
    """Take an unfinished edition a step on: to approval, back, away."""
    frame = frame_of(request, roadmap_id)
    edition = frame.pending
    if edition is None or name not in MOVES:
        raise Http404
    with refusal_as_message(request):
        messages.success(request, MOVES[name](request, frame, edition))
        if name == "discard":
            return redirect("roadmaps" if edition.number == 1 else "roadmap", *_key(edition))
    return redirect("draft_edition", roadmap_id)


def _key(edition: Edition) -> tuple[int, ...]:
    return () if edition.number == 1 else (edition.roadmap_id,)


def _send(request: UserRequest, _frame: Frame, edition: Edition) -> str:
    editions.send_for_approval(edition=edition, by=request.user, at=now())
    return "Отправлено на утверждение."


def _take_back(request: UserRequest, _frame: Frame, edition: Edition) -> str:
    editions.take_back(edition=edition, by=request.user, at=now())
    return "Возвращено в черновик, можно править."


def _discard(request: UserRequest, _frame: Frame, edition: Edition) -> str:
    editions.discard(edition=edition, by=request.user, at=now())
    return "Черновик удалён."


MOVES: dict[str, Move] = {"send": _send, "take-back": _take_back, "discard": _discard}


@login_required
@require_POST
def approve(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Put the unfinished edition in force by an act."""
    frame = frame_of(request, roadmap_id)
    edition = frame.pending
    if edition is None:
        raise Http404
    form = approval_form(frame, edition, request.POST)
    if form.is_valid():
        with refusal_at(form):
            _approve(request, frame, edition, form.cleaned_data)
            said = "Карта действует. Обязательства созданы, школы их видят."
            return done(request, said, "roadmap", roadmap_id)
    return draw_draft(request, frame, edition, form, status=422)


@transaction.atomic
def _approve(
    request: UserRequest, frame: Frame, edition: Edition, given: dict[str, Any]
) -> None:
    """Register the act if it is new, and approve: both or neither."""
    act: Act | None = given["act"]
    if act is None and given["number"]:
        day: date = given["date"]
        act = acts.register(
            kind=given["kind"] or Act.Kind.ORDER,
            number=given["number"],
            date=day,
            issuer=frame.roadmap.owner,
            title=given["title"] or edition.title,
            by=request.user,
            at=now(),
        )
    past: editions.Past = given.get("past") or "keep"
    editions.approve(edition=edition, by=request.user, at=now(), act=act, past=past)
